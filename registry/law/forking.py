"""What missing keys leave open: each telling value of each missing key that matters is tried."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from registry.law.inquiry import Finding, Inquiry, MissingKey
from registry.law.verdicts import Reason
from registry.terms import Verdict

Rule = Callable[[Inquiry], Finding]

MOST_TRIES = 5_000  # a transfer of which nothing is known takes about 3 000; beyond, the file is one of holes
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
    """Every finding of `rule` under the telling values of the keys that are missing."""
    return _explore(q, rule, _Tries())


def verdict_of(q: Inquiry, rule: Rule) -> Verdict:
    """The verdict alone: stops at the second one that is possible."""
    seen: set[Verdict] = set()
    for verdict in _possible(q, rule, _Tries()):
        seen.add(verdict)
        if len(seen) > 1:
            return Verdict.UNKNOWN
    return seen.pop()


class _Tries:
    """How often a rule may still be tried for one question."""

    def __init__(self) -> None:
        self.left = MOST_TRIES

    def spend(self, q: Inquiry) -> bool:
        """Take one try; False when none is left, or more is assumed already than any transfer of sense needs."""
        self.left -= 1
        return self.left >= 0 and len(q.assumed) <= MOST_ASSUMED


def _explore(q: Inquiry, rule: Rule, tries: _Tries) -> Explored:
    if not tries.spend(q):
        return Explored((_TOO_MUCH,), frozenset())
    try:
        return Explored((rule(q),), frozenset())
    except MissingKey as missing:
        path, telling = missing.path, missing.telling
    return _together(path, [_explore(q.supposing(path, value), rule, tries) for value in telling])


def _possible(q: Inquiry, rule: Rule, tries: _Tries) -> Iterator[Verdict]:
    if not tries.spend(q):
        yield Verdict.UNKNOWN
        return
    try:
        verdict = rule(q).verdict
    except MissingKey as missing:
        for value in missing.telling:
            yield from _possible(q.supposing(missing.path, value), rule, tries)
        return
    yield verdict


def _together(path: str, branches: list[Explored]) -> Explored:
    """A key mattered if its values leave different verdicts open."""
    keys = reduce(frozenset.union, (branch.keys for branch in branches), frozenset[str]())
    if len({branch.verdicts for branch in branches}) > 1:
        keys |= {path}
    return Explored(_distinct(finding for branch in branches for finding in branch.findings), keys)


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
