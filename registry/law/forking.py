"""What missing keys leave open: each telling value of each missing key that matters is tried."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from registry.law.inquiry import Finding, Inquiry, MissingKey, Settled, Taken
from registry.law.remembering import Memory, Way
from registry.law.steps import Exploration, TooMuch
from registry.law.verdicts import Reason
from registry.terms import Verdict

Rule = Callable[[Inquiry], Finding]

FEW_TRIES = 4  # most of what steps find was found for another transfer: more tries are no quicker
MOST_TRIES = 5_000  # a file of which more must be tried is one of holes
MOST_ASSUMED = 40
_TOO_MUCH = Finding(
    verdict=Verdict.UNKNOWN,
    reasons=(Reason("Art. 44", "Cannot be evaluated: too much is missing to try all it could be."),),
)


@dataclass(frozen=True, slots=True)
class Explored:
    """The distinct findings the missing keys leave open, in the order tried, and the keys that made them differ."""

    findings: tuple[Finding, ...]
    keys: frozenset[str]

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """The verdicts that are possible."""
        return frozenset(finding.verdict for finding in self.findings)

    @property
    def verdict(self) -> Verdict:
        """The verdict: the only one possible, or `unknown`."""
        possible = self.verdicts
        return next(iter(possible)) if len(possible) == 1 else Verdict.UNKNOWN


def explore(q: Inquiry, rule: Rule) -> Explored:
    """Every finding of `rule` under the telling values of the keys that are missing.

    A few tries are made plainly; if there are more, by steps; a file of holes plainly again, as far as it goes.
    """
    few = Tries(FEW_TRIES)
    explored = plainly(q, rule, few)
    if few.left >= 0:
        return explored
    try:
        return by_steps(q, rule)
    except TooMuch:
        return plainly(q, rule, Tries(MOST_TRIES))


def by_steps(q: Inquiry, rule: Rule) -> Explored:
    """The same as `plainly` with far fewer runs of the rules, and none that is remembered. Raises TooMuch."""
    memory = _memory(q)
    return _told(Exploration(memory).explored(rule, q), memory.told)


_MOST_MEMORIES = 8  # of one law book: days, and acts left out


def _memory(q: Inquiry) -> Memory:
    """What is remembered under the question's law book, day and acts left out."""
    kept = q.law.memories
    memory = kept.get((q.on, q.without))
    if not isinstance(memory, Memory) or memory.is_full:
        for oldest in list(kept)[: max(0, len(kept) + 1 - _MOST_MEMORIES)]:
            kept.pop(oldest, None)  # another thread may have been here
        memory = kept[q.on, q.without] = Memory()
    return memory


def verdict_of(q: Inquiry, rule: Rule) -> Verdict:
    """The verdict alone. Most often two of the first few tries differ already, and that is `unknown`."""
    few = Tries(FEW_TRIES)
    seen: set[Verdict] = set()
    for verdict in _possible(q, rule, few):
        if few.left < 0:
            return explore(q, rule).verdict
        seen.add(verdict)
        if len(seen) > 1:
            return Verdict.UNKNOWN
    return seen.pop()


class Tries:
    """How often a rule may still be tried for one question."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, q: Inquiry) -> bool:
        """Take one try; False when none is left, or more is assumed already than any transfer of sense needs."""
        self.left -= 1
        return self.left >= 0 and len(q.assumed) <= MOST_ASSUMED


def plainly(q: Inquiry, rule: Rule, tries: Tries) -> Explored:
    """Every telling value of every missing key, one by one. Once no try is left, the rest is one `unknown`."""
    if not tries.spend(q):
        return Explored((_TOO_MUCH,), frozenset())
    try:
        return Explored((rule(q),), frozenset())
    except MissingKey as missing:
        path, telling = missing.path, missing.telling
    return _together(path, [plainly(q.supposing(path, Taken(value)), rule, tries) for value in telling])


def _possible(q: Inquiry, rule: Rule, tries: Tries) -> Iterator[Verdict]:
    if not tries.spend(q):
        yield Verdict.UNKNOWN
        return
    try:
        verdict = rule(q).verdict
    except MissingKey as missing:
        for value in missing.telling:
            yield from _possible(q.supposing(missing.path, Taken(value)), rule, tries)
        return
    yield verdict


def _told(way: Way, known: dict[Way, Explored]) -> Explored:
    """What a way leaves open."""
    told = known.get(way)
    if told is None:
        if isinstance(way, Settled):
            told = Explored((way.outcome,), frozenset())
        else:
            told = _together(way.path, [_told(on, known) for _, on in way.ways])
        known[way] = told
    return told


def _together(path: str, branches: list[Explored]) -> Explored:
    """A key mattered if its values leave different verdicts open."""
    keys = reduce(frozenset.union, (branch.keys for branch in branches), frozenset[str]())
    if len({branch.verdicts for branch in branches}) > 1:
        keys |= {path}
    return Explored(_distinct(finding for branch in branches for finding in branch.findings), keys)


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
