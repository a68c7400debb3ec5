"""Which countries data reach, for a map: the worst verdict and how many transfers, and from where.

A transfer is told at every place outside the EEA that it touches: its destination, and the recipient's seat, which is
the country the law judges where it lies outside. A transfer that touches no such place is told at its destination.
Counted are disclosures of our own and shared responsibility that are judged, as in every count.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphs.model import FlowGraph, Hop, NodeKind, hops, nodes
from graphs.questions import is_counted, worst
from registry.law.zones import Zone
from registry.terms import HopKind, Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """A country that data reach. `country` None: nobody knows which. `senders` are controllers' countries."""

    country: str | None
    zone: Zone
    worst: Verdict
    transfers: int
    senders: frozenset[str]


def places(graph: FlowGraph, zones: Mapping[str, Zone]) -> list[Place]:
    """Every country, the worst verdict first, then the most transfers; what nobody knows is the last of its kind."""
    seats = {node.id: node.country for node in nodes(graph)}
    senders = _senders(graph)
    found: dict[str | None, list[Hop]] = defaultdict(list)
    for hop in hops(graph):
        if is_counted(hop) and hop.verdict is not None:
            for country in _touched(hop, seats[hop.importer], zones):
                found[country].append(hop)
    told = [_place(country, several, zones, senders) for country, several in found.items()]
    order = {verdict: at for at, verdict in enumerate(Verdict)}
    return sorted(told, key=lambda one: (order[one.worst], one.country is None, -one.transfers, one.country or ""))


def _touched(hop: Hop, seat: str | None, zones: Mapping[str, Zone]) -> list[str | None]:
    outside = [place for place in (seat, hop.destination) if place and zones.get(place) is not Zone.EEA]
    return list(dict.fromkeys(outside)) or [hop.destination]


def _place(
    country: str | None, several: list[Hop], zones: Mapping[str, Zone], senders: Mapping[str, frozenset[str]]
) -> Place:
    verdict = worst([hop.verdict for hop in several if hop.verdict is not None])
    assert verdict is not None
    zone = zones.get(country, Zone.UNKNOWN) if country else Zone.UNKNOWN
    return Place(country, zone, verdict, len(several), frozenset().union(*(senders[hop.exporter] for hop in several)))


def _senders(graph: FlowGraph) -> dict[str, frozenset[str]]:
    """For every party the countries of the controllers whose data reach it."""
    leaving: dict[str, list[str]] = defaultdict(list)
    for hop in hops(graph):
        if hop.kind in (HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR):
            leaving[hop.exporter].append(hop.importer)
    found: dict[str, set[str]] = {node.id: set() for node in nodes(graph)}
    for country, starts in _controllers(graph).items():
        waiting, met = list(starts), set(starts)
        while waiting:
            here = waiting.pop()
            found[here].add(country)
            new = [importer for importer in leaving[here] if importer not in met]
            met.update(new)
            waiting += new
    return {key: frozenset(countries) for key, countries in found.items()}


def _controllers(graph: FlowGraph) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for country, id_ in _seated(graph):
        found[country].append(id_)
    return found


def _seated(graph: FlowGraph) -> Iterator[tuple[str, str]]:
    for node in nodes(graph):
        if node.kind in (NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER) and node.country:
            yield node.country, node.id
