"""What stands on one decision alone: transfers that nothing would carry if it fell.

The same rules are asked again under a law book without the act, so an assessment that relies on it falls with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graphs.answers import is_counted
from graphs.whatif import act_named
from registry.catalogue.chains import Crossing
from registry.judging import Judge, Judged
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer, rank
from registry.terms import Verdict

_ON_LAW = frozenset({Verdict.COVERED, Verdict.SAFEGUARDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A transfer that rests on the act. `alone`: without it there would be no basis at all."""

    transfer: str
    engagement: str
    controller: str
    path: tuple[str, ...]
    destination: str | None
    verdict: Verdict
    without: Verdict
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An act, how many transfers rest on it, how many of them on it alone, and for how many controllers."""

    act: str
    transfers: int
    alone: int
    controllers: int
    rests: tuple[Rest, ...]


def standing(judged: Iterable[Judged], law: LawBook, act: str | None = None) -> tuple[Standing, ...]:
    """Every act that carries a transfer (or the one asked about), the one that most stand on alone first.

    Raises BadInput for an act no law book holds, Ambiguous for a part of several.
    """
    there = [one for one in judged if is_counted(one.hop)]
    acts = [act_named(law, act, "act")] if act is not None else _cited(there, law)
    found = [_standing(there, law, one) for one in acts]
    kept = [one for one in found if one.transfers or act is not None]
    return tuple(sorted(kept, key=lambda one: (-one.alone, -one.transfers, one.act)))


def _cited(judged: Iterable[Judged], law: LawBook) -> list[str]:
    """The acts that answers rest on, and those that assessments say they rely on."""
    acts = {d.id: d.act for d in law.adequacy} | {c.id: c.act for c in law.clauses}
    known = frozenset(acts.values())
    found: set[str] = set()
    for one in judged:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            if answer.verdict in _ON_LAW:
                found.update(acts[reason.record] for reason in answer.reasons if reason.record in acts)
                found.update(known.intersection(_relied_on(crossing)))
    return sorted(found)


def _relied_on(crossing: Crossing) -> list[str]:
    assessment = crossing.facts.get("assessment")
    return list(assessment.get("relies_on") or ()) if isinstance(assessment, dict) else []


def _standing(judged: Iterable[Judged], law: LawBook, act: str) -> Standing:
    found: list[Rest] = []
    judge: Judge | None = None
    for one in judged:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            if answer.verdict not in _ON_LAW:
                continue
            judge = judge or Judge(law.ended(act, answer.on), answer.on)
            without = judge.answer(crossing)
            if rank(without.verdict) < rank(answer.verdict):
                found.append(_rest(one, crossing, answer, without))
    found.sort(key=lambda rest: (rank(rest.without), rest.path, rest.transfer))
    alone = sum(rest.alone for rest in found)
    return Standing(
        act=act,
        transfers=len(found),
        alone=alone,
        controllers=len({rest.controller for rest in found}),
        rests=tuple(found),
    )


def _rest(one: Judged, crossing: Crossing, answer: Answer, without: Answer) -> Rest:
    return Rest(
        transfer=crossing.key,
        engagement=one.hop.engagement_id,
        controller=one.hop.controller_id,
        path=one.hop.path,
        destination=crossing.destination,
        verdict=answer.verdict,
        without=without.verdict,
        alone=without.verdict is Verdict.UNSUPPORTED,
    )
