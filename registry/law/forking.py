"""What missing keys leave open: each telling value of each missing key that matters is tried."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from registry.law.inquiry import Finding, Inquiry, MissingKey
from registry.terms import Verdict

Rule = Callable[[Inquiry], Finding]


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
    try:
        return Explored((rule(q),), frozenset())
    except MissingKey as missing:
        path, telling = missing.path, missing.telling
    branches = [explore(q.supposing(path, value), rule) for value in telling]
    return _together(path, branches)


def verdict_of(q: Inquiry, rule: Rule) -> Verdict:
    """The verdict alone: stops at the second one that is possible."""
    seen: set[Verdict] = set()
    for verdict in _possible(q, rule):
        seen.add(verdict)
        if len(seen) > 1:
            return Verdict.UNKNOWN
    return seen.pop()


def _possible(q: Inquiry, rule: Rule) -> Iterator[Verdict]:
    try:
        verdict = rule(q).verdict
    except MissingKey as missing:
        for value in missing.telling:
            yield from _possible(q.supposing(missing.path, value), rule)
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
