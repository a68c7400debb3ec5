"""The weakest chain into each destination, and the hop at which it first fails.

A chain is as good as its worst hop within our own or shared responsibility. A hop fails when nothing carries it today:
its verdict is unsupported, incomplete or unknown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graphs.answers import is_counted, place
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer, rank, worst
from registry.law.zones import Zone, zone
from registry.terms import Verdict

FAILING = frozenset({Verdict.UNSUPPORTED, Verdict.INCOMPLETE, Verdict.UNKNOWN})
Way = tuple[str, tuple[str, ...]]  # the engagement, and the titles from the controller on


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One hop of a chain with its verdict, and what it rests on or lacks."""

    exporter: str
    importer: str
    verdict: Verdict
    articles: tuple[str, ...]
    would_settle: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakest:
    """The weakest chain into a destination (null: nobody knows the country).

    `chains` is how many transfers end there; `first_failing` null: every hop of the weakest chain is carried.
    """

    destination: str | None
    zone: Zone
    verdict: Verdict
    transfer: str
    engagement: str
    controller: str
    path: tuple[str, ...]
    links: tuple[Link, ...]
    first_failing: Link | None
    chains: int


def weakest(judged: Iterable[Judged], law: LawBook) -> tuple[Weakest, ...]:
    """Every destination, the one with the weakest chain first."""
    counted = [one for one in judged if is_counted(one.hop)]
    upto: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
    ending: dict[str | None, _Ending] = {}
    chains: dict[str | None, int] = defaultdict(int)
    for one in counted:
        path, known = one.hop.path, upto[one.hop.engagement_id]
        before, hops = known.get(path[:-1], len(Verdict)), len(path)
        worst_here = before
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            destination, weak = crossing.destination, min(before, place(answer.verdict))
            worst_here = min(worst_here, weak)
            chains[destination] += 1
            met = ending.get(destination)
            if met is None or (weak, hops, crossing.key) < met[:3]:
                ending[destination] = _Ending(weak, hops, crossing.key, one, answer)
        known[path] = worst_here  # the hops of an engagement come nearest first
    heads = {end.one.hop.engagement_id for end in ending.values()}
    ways = {_way(one): one for one in counted if one.hop.engagement_id in heads}
    found = (_weakest(destination, end, ways, law, chains[destination]) for destination, end in ending.items())
    return tuple(sorted(found, key=_place))


class _Ending(NamedTuple):
    """A transfer that ends somewhere, and how weak the chain is that it ends: worst first, of equals the shortest."""

    rank: int
    hops: int
    key: str
    one: Judged
    answer: Answer


def _weakest(destination: str | None, ending: _Ending, ways: dict[Way, Judged], law: LawBook, chains: int) -> Weakest:
    _, _, key, one, answer = ending
    links = (*_before(one, ways), _link(one, answer))
    return Weakest(
        destination=destination,
        zone=zone(law, destination, answer.on),
        verdict=worst(link.verdict for link in links),
        transfer=key,
        engagement=one.hop.engagement_id,
        controller=one.hop.controller_id,
        path=one.hop.path,
        links=links,
        first_failing=next((link for link in links if link.verdict in FAILING), None),
        chains=chains,
    )


def _way(one: Judged) -> Way:
    return one.hop.engagement_id, one.hop.path


def _before(one: Judged, ways: dict[Way, Judged]) -> tuple[Link, ...]:
    """The hops before this one, each by the worst of its transfers: nobody knows which of them the data took."""
    found = []
    for length in range(2, len(one.hop.path)):
        earlier = ways.get((one.hop.engagement_id, one.hop.path[:length]))
        if earlier is not None:
            found.append(_link(earlier, min(earlier.answers, key=lambda answer: rank(answer.verdict))))
    return tuple(found)


def _link(one: Judged, answer: Answer) -> Link:
    return Link(
        exporter=one.hop.exporter.title,
        importer=one.hop.importer.title,
        verdict=answer.verdict,
        articles=tuple(dict.fromkeys(reason.article for reason in answer.reasons)),
        would_settle=answer.would_settle,
    )


def _place(one: Weakest) -> tuple[int, bool, str]:
    return rank(one.verdict), one.destination is None, one.destination or ""
