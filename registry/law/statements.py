"""What sources say of the same fact, held against each other; and adequacy decisions that a source claims.

Pure. Two sources contradict each other where each says something closed of one fact and no value is common to both: a
list that names Ireland and an agreement that names the United States. Who says more than another contradicts nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from registry.law.coherence import Check, Clash
from registry.law.lawbook import AdequacyDecision, LawBook
from registry.law.lawindex import LawIndex, end_of_decision, index_of, is_in_force, is_unread
from registry.terms import Framework


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says of one fact of one subject, in its words. `is_open`: it names more than it lists."""

    subject: str
    fact: str
    of: str  # of whom, where the fact is one of several: a sub-processor, a context; else empty
    said: frozenset[str]
    source: str
    label: str  # the source as people read it
    quote: str
    is_open: bool = False


def contradictions(statements: Iterable[Statement]) -> list[tuple[Statement, Statement]]:
    """Every two sources that contradict each other, in the order of subject, fact and source."""
    by_fact: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for one in _by_source(statements):
        by_fact[one.subject, one.fact, one.of].append(one)
    return [pair for key in sorted(by_fact) for pair in combinations(by_fact[key], 2) if _contradict(*pair)]


def _contradict(first: Statement, second: Statement) -> bool:
    closed = not first.is_open and not second.is_open
    return closed and bool(first.said) and bool(second.said) and first.said.isdisjoint(second.said)


def _by_source(statements: Iterable[Statement]) -> Iterator[Statement]:
    """What one source says of one fact in several places is one statement; it is open where one of them is."""
    together: dict[tuple[str, str, str, str], Statement] = {}
    for one in sorted(statements, key=lambda one: (one.subject, one.fact, one.of, one.source, one.quote)):
        key = (one.subject, one.fact, one.of, one.source)
        met = together.get(key)
        together[key] = one if met is None else _joined(met, one)
    yield from together.values()


def _joined(met: Statement, one: Statement) -> Statement:
    quote = met.quote if one.said <= met.said or one.quote in met.quote else f"{met.quote} … {one.quote}"
    return replace(met, said=met.said | one.said, is_open=met.is_open or one.is_open, quote=quote)


def claimed_adequacy(country: str, certified: frozenset[Framework] | None, law: LawBook, on: date) -> Clash | None:
    """What is wrong with the claim that an adequacy decision covers a recipient in a country; None: one holds there.

    `certified` are the frameworks under which the recipient is known to be certified that day; None: not known.
    """
    index = index_of(law)
    told = (("land", country), ("dag", on.isoformat()))
    if country not in law.countries or index.membership(country, on) is not None:
        return None
    standing = [one for one in index.decisions(country) if is_in_force(one, on)]
    if not standing:
        return _ended(index, country, on, told)
    if all(is_unread(one) for one in standing):
        return Clash(Check.ADEQUACY_CLAIMED, "unread", (*told, ("akt", standing[0].act)))
    if _reaches(standing, certified):
        return None
    return Clash(Check.ADEQUACY_CLAIMED, "framework", (*told, ("akt", standing[0].act)))


def _reaches(standing: Iterable[AdequacyDecision], certified: frozenset[Framework] | None) -> bool:
    """Whether a decision is for a territory (what of its scope applies, the verdict asks), or for who is certified."""
    return any(one.framework is None or one.framework in (certified or ()) for one in standing if not is_unread(one))


def _ended(index: LawIndex, country: str, on: date, told: tuple[tuple[str, str], ...]) -> Clash:
    """No decision on the day: there never was one, it is still to come, or it has ended."""
    ends = [(end, one) for one in index.decisions(country) if (end := end_of_decision(one)) is not None and end <= on]
    if not ends:
        return Clash(Check.ADEQUACY_CLAIMED, "", told)
    day, decision = max(ends, key=lambda pair: pair[0])
    return Clash(Check.ADEQUACY_CLAIMED, "ended", (*told, ("akt", decision.act), ("datum", day.isoformat())))
