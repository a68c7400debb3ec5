"""What is drawn of a graph: hops that say the same become one line, and long lists of parties one box.

A line holds the hops of one exporter to one importer that differ in their destination alone. A box holds lines of one
exporter to parties of one zone that say the same. Nothing is left out: a box names every party in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from graphs.model import Art28, Change, FlowGraph, Hop, Node, NodeKind, hops, nodes
from graphs.questions import depths
from registry.law.zones import Zone
from registry.terms import HopKind, Manner, Responsibility, Role, Verdict

BOXES_FROM = 60  # hops; up to here every party stands singly on about one sheet, above columns outgrow a screen
RECIPIENTS_FROM = 40  # recipients of one controller that nobody stands behind; below, each has its own line
CARDS_FROM = 60  # lines and boxes; above, lines run in bundles that no eye can follow
LISTED_FROM = 6  # sub-processors of one exporter; a longer column is read as a list anyway

# From the top of the page: what asks for attention, then what is settled.
ZONES = (Zone.THIRD_COUNTRY, Zone.UNKNOWN, Zone.PARTLY_ADEQUATE, Zone.ADEQUATE, Zone.ORGANISATION, Zone.EEA)
_BADNESS: dict[Verdict | None, int] = {verdict: place for place, verdict in enumerate(Verdict)}
FIRST = {NodeKind.CONTROLLER: 0, NodeKind.JOINT_CONTROLLER: 1}


@dataclass(frozen=True, slots=True)
class Line:
    """Hops drawn as one: same ends and same words but for the destination. By key, never empty."""

    hops: tuple[Hop, ...]

    @property
    def first(self) -> Hop:
        """The hop that speaks for all in what they share."""
        return self.hops[0]

    @property
    def destinations(self) -> frozenset[str | None]:
        """The countries the data reach; None is one nobody knows."""
        return frozenset(hop.destination for hop in self.hops)


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of one exporter into one zone that say the same, drawn as one list. Never empty."""

    zone: Zone
    lines: tuple[Line, ...]

    @property
    def first(self) -> Hop:
        """The hop that speaks for all in what they share."""
        return self.lines[0].first


@dataclass(frozen=True, slots=True)
class Card:
    """What stands in one party's own shape in a very large picture: the lines from controllers to it, and the lists of
    all it passes data on to. No line runs between cards."""

    into: tuple[Line, ...]
    lists: tuple[Box, ...]

    @property
    def worst(self) -> int:
        """The place of the worst verdict in it."""
        hops_ = [line.first for line in self.into] + [box.first for box in self.lists]
        return min((badness(hop.verdict) for hop in hops_), default=len(_BADNESS))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Parties that stand by themselves, the lines between them, and boxes; each worst first within its zone.

    `inside` are lines whose words stand in the importer's own shape, by its id: where lists are boxes, the only line
    into a sub-processor needs no column of its own. `cards` are what the shapes of a very large picture hold.
    """

    parties: tuple[Node, ...]
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    depth: dict[str, int]
    inside: dict[str, Line]
    cards: dict[str, "Card"] = field(default_factory=dict)

    def in_order(self, ends: dict[str, Node]) -> list["Line | Box"]:
        """Lines and boxes from the top of the page down."""
        return sorted([*self.lines, *self.boxes], key=lambda one: _place(one.first, ends))

    def returns(self, hop: Hop) -> bool:
        """Whether the hop leads to where a chain has been, or beside it."""
        return self.depth[hop.importer] <= self.depth[hop.exporter]


def drawn(graph: FlowGraph) -> Drawn:
    """What is drawn of this graph."""
    return planned(hops(graph), {node.id: node for node in nodes(graph)}, depths(graph))


def planned(hops_: list[Hop], ends: dict[str, Node], depth: dict[str, int]) -> Drawn:
    """The same of hops by key, parties by id, and how far each of them stands from a controller."""
    found = _by_verdict(_lines(hops_), ends)
    if len(hops_) <= BOXES_FROM:
        return Drawn(tuple(_by_weight(list(ends.values()), found)), tuple(found), (), depth, {})
    singly = list(_singly(found, depth, ends))
    kept = {id(line) for line in singly}
    listed = [line for line in found if id(line) not in kept]
    hidden = {line.first.importer for line in listed} - {line.first.importer for line in singly}
    standing = [node for node in ends.values() if node.id not in hidden or node.kind in FIRST]
    boxes = tuple(_boxes(listed, ends))
    if len(singly) + len(boxes) > CARDS_FROM:
        return _in_cards(found, ends, depth)
    return Drawn(tuple(_by_weight(standing, singly)), tuple(singly), boxes, depth, _inside(singly, depth))


def _in_cards(found: list[Line], ends: dict[str, Node], depth: dict[str, int]) -> Drawn:
    """Every party that passes data on, or is a controller's own recipient, as a card; controllers beside them."""
    goes_on = {line.first.exporter for line in found}
    crowded = _crowded(found, goes_on)
    into: dict[str, list[Line]] = defaultdict(list)
    passed: dict[str, list[Line]] = defaultdict(list)
    beside: list[Line] = []
    listed: list[Line] = []
    for line in found:
        hop = line.first
        if hop.kind is HopKind.SUB_PROCESSOR:
            passed[hop.exporter].append(line)
        elif hop.kind is not HopKind.ENGAGEMENT:
            beside.append(line)
        elif hop.exporter in crowded and hop.importer not in goes_on:
            listed.append(line)
        else:
            into[hop.importer].append(line)
    cards = {
        id_: Card(tuple(into.get(id_, ())), tuple(_boxes(passed.get(id_, []), ends, with_roles=False)))
        for id_ in sorted(into.keys() | passed.keys())
    }
    ends_beside = {end for line in beside for end in (line.first.exporter, line.first.importer)}
    standing = [node for node in ends.values() if node.kind in FIRST or node.id in cards or node.id in ends_beside]
    weight = {id_: card.worst for id_, card in cards.items()}
    standing.sort(key=lambda n: (FIRST.get(n.kind, 2), weight.get(n.id, len(_BADNESS)), n.title, n.id))
    boxes = tuple(_boxes(listed, ends, with_roles=False))
    return Drawn(tuple(standing), tuple(beside), boxes, depth, {}, cards)


def _inside(lines: list[Line], depth: dict[str, int]) -> dict[str, Line]:
    into: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        into[line.first.importer].append(line)
    alone = {importer: several[0] for importer, several in into.items() if len(several) == 1}
    return {
        importer: line
        for importer, line in alone.items()
        if line.first.kind is HopKind.SUB_PROCESSOR and depth[importer] > depth[line.first.exporter]
    }


def _lines(found: Iterable[Hop]) -> list[Line]:
    alike: dict[tuple[object, ...], list[Hop]] = defaultdict(list)
    for hop in found:
        alike[hop.exporter, hop.importer, *_said(hop)].append(hop)
    return [Line(tuple(one)) for one in alike.values()]


def _said(
    hop: Hop,
) -> tuple[HopKind | Manner | Responsibility | Role | Art28 | Verdict | Change | tuple[str, ...] | None, ...]:
    """What the words of a hop tell beside its destination."""
    said = (hop.kind, hop.verdict, hop.manner, hop.responsibility, hop.role, hop.art28)
    return (*said, hop.change, hop.verdict_before, hop.changed)


def _by_verdict(lines: list[Line], ends: dict[str, Node]) -> list[Line]:
    return sorted(lines, key=lambda line: _place(line.first, ends))


def _place(hop: Hop, ends: dict[str, Node]) -> tuple[int, int, str, str]:
    """Where a hop stands in its column: by the importer's zone, worst first, then by name."""
    importer = ends[hop.importer]
    return (ZONES.index(importer.zone), badness(hop.verdict), importer.title, hop.key)


def badness(verdict: Verdict | None) -> int:
    """The place of a verdict, worst first; what is not judged comes last."""
    return _BADNESS.get(verdict, len(_BADNESS))


def _singly(lines: list[Line], depth: dict[str, int], ends: dict[str, Node]) -> Iterator[Line]:
    """The lines that stay lines when long lists become boxes.

    Joint arrangements and parents do, and engagements, unless a controller has very many that end there. A
    sub-processor's line does when it is the first that reaches a party whose own chain goes on, or whose exporter has
    few; the other ways to it are told in boxes, so that no line crosses the page.
    """
    goes_on = {line.first.exporter for line in lines}
    reached = {line.first.importer for line in lines if line.first.kind is not HopKind.SUB_PROCESSOR}
    reached |= {id_ for id_, node in ends.items() if node.kind in FIRST}
    followers: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (depth[line.first.exporter], line.first.exporter, line.first.key)):
        followers[line.first.exporter].add(line.first.importer)
        first.setdefault(line.first.importer, line.first.exporter)
    crowded = _crowded(lines, goes_on)
    for line in lines:
        hop = line.first
        if hop.kind is HopKind.ENGAGEMENT and hop.exporter in crowded and hop.importer not in goes_on:
            continue
        is_few = len(followers[hop.exporter]) <= LISTED_FROM
        stands = hop.importer not in reached and first[hop.importer] == hop.exporter
        if hop.kind is not HopKind.SUB_PROCESSOR or (stands and (is_few or hop.importer in goes_on)):
            yield line


def _crowded(lines: list[Line], goes_on: set[str]) -> set[str]:
    """Controllers with more recipients that nobody stands behind than a column can be read."""
    ends: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.first.kind is HopKind.ENGAGEMENT and line.first.importer not in goes_on:
            ends[line.first.exporter].add(line.first.importer)
    return {exporter for exporter, importers in ends.items() if len(importers) > RECIPIENTS_FROM}


def _by_weight(standing: list[Node], lines: list[Line]) -> list[Node]:
    """Controllers first, then by the worst verdict of the lines into them, then by name."""
    worst: dict[str, int] = {}
    for line in lines:
        into = line.first.importer
        worst[into] = min(badness(line.first.verdict), worst.get(into, len(_BADNESS)))
    last = len(_BADNESS) + 1
    return sorted(standing, key=lambda n: (FIRST.get(n.kind, 2), worst.get(n.id, last), n.title, n.id))


def _boxes(listed: list[Line], ends: dict[str, Node], *, with_roles: bool = True) -> Iterator[Box]:
    """Without roles a list holds parties in any role, and contracts in any state: one list is then read once."""
    alike: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in listed:
        hop = line.first if with_roles else replace(line.first, role=None, art28=None)
        alike[hop.exporter, ends[hop.importer].zone, *_said(hop)].append(line)
    for lines in alike.values():
        yield Box(ends[lines[0].first.importer].zone, tuple(lines))
