"""One transfer on one day: `assess` asks 44, 45, 46 and 49 in that order, and says what would change the verdict."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import reduce

from registry.law.export import in_order
from registry.law.forking import Explored, explore, verdict_of
from registry.law.inquiry import Finding, Footing, Inquiry
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of
from registry.law.onward import onward_hop
from registry.law.shapes import MISSING, Facts
from registry.law.territory import (
    is_onward,
    judged_country,
    no_transfer,
    one_entity,
    outside_by_memory,
    standing_flags,
    within_one_entity,
)
from registry.law.turningdays import days_that_may_turn
from registry.law.verdicts import Answer, Reason, rank
from registry.terms import Flag, Verdict

_MOST_KEPT = 256  # answers; a list of transfers of which little is known repeats itself
_WITHOUT_FALLBACK = frozenset({Verdict.NOT_A_TRANSFER, Verdict.UNKNOWN})


def assess(facts: Facts, lawbook: LawBook, on: date) -> Answer:
    """What Chapter V says of a transfer on a day, under this law book. Like facts are judged once."""
    kept = index_of(lawbook).answers
    key = replace(facts, id=None, importer=replace(facts.importer, name=None)), on  # no rule reads a name
    answer = kept.get(key)
    if answer is None:
        answer = _assess(Inquiry(key[0], index_of(lawbook), on))
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[key] = answer
    return replace(answer, id=facts.id)


def _assess(q: Inquiry) -> Answer:
    explored = explore(q, judge)
    verdict = explored.verdict
    return Answer(
        id=None,
        on=q.on,
        verdict=verdict,
        reasons=_reasons(explored),
        fallback=None if verdict in _WITHOUT_FALLBACK else _fallback(q, explored),
        flags=tuple(sorted(_certain_flags(explored))),
        would_settle=tuple(sorted(_settling(explored))) if verdict is Verdict.UNKNOWN else (),
        holds_until=_holds_until(q, verdict),
        law=q.law.book.sha256,
    )


def judge(q: Inquiry) -> Finding:
    """The finding of the rules; raises MissingKey at the first missing key that matters."""
    if within_one_entity(q):
        return one_entity().flagged(standing_flags(q))
    code = judged_country(q)
    if code is None:
        return no_transfer(q).flagged(standing_flags(q))
    found = onward_hop(q, code) if is_onward(q, code) else in_order(q, code)
    return found.flagged(standing_flags(q) | outside_by_memory(q, code))


def _fallback(q: Inquiry, explored: Explored) -> Verdict:
    """The verdict without the footing; `unknown` where different footings fall back differently."""
    possible = {verdict_of(_without(q, footing), judge) for footing in {found.footing for found in explored.findings}}
    return next(iter(possible)) if len(possible) == 1 else Verdict.UNKNOWN


def _without(q: Inquiry, footing: Footing) -> Inquiry:
    """The question with the records of a footing removed from law and file."""
    facts = q.facts
    if footing.safeguard is not None and not footing.acts:
        on_file = () if facts.safeguards is MISSING else facts.safeguards
        facts = replace(facts, safeguards=on_file[: footing.safeguard] + on_file[footing.safeguard + 1 :])
    if footing.derogation:
        facts = replace(facts, derogation=None)
    if footing.onward_terms:
        facts = replace(facts, onward_terms=None)
    return replace(q, facts=facts, without=q.without | footing.acts)


def _holds_until(q: Inquiry, verdict: Verdict) -> date | None:
    """The first day to come on which the verdict is worse, with nothing changed but the day."""
    if verdict is Verdict.UNSUPPORTED:
        return None
    for day in days_that_may_turn(q):
        if rank(verdict_of(replace(q, on=day), judge)) < rank(verdict):
            return day
    return None


def _certain_flags(explored: Explored) -> frozenset[Flag]:
    """Flags that are set whatever the missing keys turn out to be."""
    return reduce(frozenset.intersection, (found.flags for found in explored.findings))


def _settling(explored: Explored) -> frozenset[str]:
    return explored.keys.union(*(found.wants for found in explored.findings))


def _reasons(explored: Explored) -> tuple[Reason, ...]:
    """The reasons of the finding; where missing keys leave several, those they share, or what is left open."""
    first = explored.findings[0].reasons
    if len(explored.findings) == 1:
        return first
    if len(explored.verdicts) == 1:
        shared = tuple(r for r in first if all(r in found.reasons for found in explored.findings))
        return shared or tuple(dict.fromkeys(r for found in explored.findings for r in found.reasons))
    return (Reason("Art. 44", _left_open(explored)),)


def _left_open(explored: Explored) -> str:
    possible = sorted(explored.verdicts - {Verdict.UNKNOWN}, key=rank, reverse=True)
    return f"Cannot be evaluated: what is missing could make it {_spelled(v.value for v in possible)}."


def _spelled(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
