"""A simulation as one diagram: what would flip, and the way to it, as it stands and as it would be."""

from collections.abc import Iterable
from dataclasses import replace

from graphs import flows
from graphs.difference import merged
from graphs.flows import Wanted
from graphs.model import FlowGraph
from graphs.whatif import Both, Flip
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.lawbook import LawBook

MOST = 400  # hops of a picture; a larger one shows our own recipients alone


def pictured(register: Register, law: LawBook, both: Both, wanted: Wanted) -> FlowGraph:
    """One graph of both states, narrowed to what flips: every hop with what would become of it. `law` as it stands."""
    ways = _ways(both.flips)
    if sum(len(one.answers) for one in both.before if _key(one) in ways) > MOST:
        ways = {(engagement, path) for engagement, path in ways if len(path) == 2}
    before = flows.of_judged(register, law, wanted, _along(both.before, ways))
    after = flows.of_judged(register, replace(both.supposed.law, sha256=law.sha256), wanted, _along(both.after, ways))
    return merged(before, after)


def _ways(flips: Iterable[Flip]) -> set[tuple[str, tuple[str, ...]]]:
    """Every hop on the way to one that flips, itself with it, by engagement and path."""
    return {
        (flip.hop.engagement_id, flip.hop.path[:length])
        for flip in flips
        for length in range(2, len(flip.hop.path) + 1)
    }


def _along(judged: Iterable[Judged], ways: set[tuple[str, tuple[str, ...]]]) -> list[Judged]:
    return [one for one in judged if _key(one) in ways]


def _key(one: Judged) -> tuple[str, tuple[str, ...]]:
    return one.hop.engagement_id, one.hop.path
