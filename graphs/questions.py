"""Questions to a flow graph. Pure: a graph in, an answer out.

Counting follows where our chain ends: only `ours` and `shared` hops count. Hops that are not disclosures (joint
arrangements, parents) are never walked. Chains may have cycles; a walk visits a node once.
"""

from collections import Counter, deque
from dataclasses import dataclass

from graphs.model import Change, FlowGraph, Hop, NodeKind, hops, nodes
from registry.law.zones import Zone
from registry.terms import HopKind, Responsibility, Verdict

_DISCLOSURES = frozenset({HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR})
_COUNTED = frozenset({Responsibility.OURS, Responsibility.SHARED})
_BADNESS = {verdict: place for place, verdict in enumerate(Verdict)}  # worst first, as the vocabulary is written


@dataclass(frozen=True, slots=True)
class Path:
    """Hops from a controller on, each beginning where the one before it ends."""

    hops: tuple[Hop, ...]

    @property
    def ends_in(self) -> str:
        """The id of the last importer."""
        return self.hops[-1].importer


def is_counted(hop: Hop) -> bool:
    """Whether a hop is a disclosure within our own or shared responsibility, and not gone since another day."""
    return hop.kind in _DISCLOSURES and hop.responsibility in _COUNTED and hop.change is not Change.GONE


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """The worst of several verdicts; None of none."""
    return min(verdicts, key=_BADNESS.__getitem__, default=None)


def verdict_counts(graph: FlowGraph) -> dict[Verdict, int]:
    """How many counted hops have each verdict, worst first. Hops that are not judged are in no count."""
    counted = Counter(hop.verdict for hop in hops(graph) if is_counted(hop) and hop.verdict is not None)
    return {verdict: counted[verdict] for verdict in Verdict if counted[verdict]}


def worst_by_destination(graph: FlowGraph) -> dict[str | None, Verdict]:
    """The worst verdict of the counted hops into each destination (None: country not known), by country."""
    found: dict[str | None, list[Verdict]] = {}
    for hop in hops(graph):
        if is_counted(hop) and hop.verdict is not None:
            found.setdefault(hop.destination, []).append(hop.verdict)
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return {destination: min(verdicts, key=_BADNESS.__getitem__) for destination, verdicts in ordered}


def third_countries(graph: FlowGraph, *, counted_only: bool = True) -> dict[str, list[Path]]:
    """Every country outside the EEA that data reach, with the shortest path to each hop that ends there.

    A hop leaves the EEA when its verdict is anything but `not_a_transfer`, or, not judged, when its importer stands
    in no EEA zone. Hops whose destination nobody knows are not in here; `worst_by_destination` names them.
    """
    zones = {node.id: node.zone for node in nodes(graph)}
    shortest = _shortest(graph, counted_only=counted_only)
    found: dict[str, list[Path]] = {}
    for path in shortest:
        last = path.hops[-1]
        outside = last.verdict is not Verdict.NOT_A_TRANSFER if last.verdict else zones[last.importer] is not Zone.EEA
        if outside and last.destination is not None:
            found.setdefault(last.destination, []).append(path)
    return dict(sorted(found.items()))


def weakest_link(graph: FlowGraph) -> Path | None:
    """The shortest path that ends in the worst counted hop; among equals the first by key. None when none is judged."""
    judged = [path for path in _shortest(graph, counted_only=True) if path.hops[-1].verdict is not None]
    return min(judged, key=_weakness, default=None)


def _weakness(path: Path) -> tuple[int, int, str]:
    last = path.hops[-1]
    assert last.verdict is not None
    return (_BADNESS[last.verdict], len(path.hops), last.key)


def _shortest(graph: FlowGraph, *, counted_only: bool) -> list[Path]:
    """For every hop reachable from a controller, one shortest path that ends with it."""
    leaving: dict[str, list[Hop]] = {}
    for hop in hops(graph):
        if hop.kind in _DISCLOSURES and (not counted_only or is_counted(hop)):
            leaving.setdefault(hop.exporter, []).append(hop)
    controllers = [n.id for n in nodes(graph) if n.kind in (NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER)]
    waiting: deque[tuple[str, tuple[Hop, ...]]] = deque((id_, ()) for id_ in controllers)
    visited = set(controllers)
    found: list[Path] = []
    while waiting:
        here, way = waiting.popleft()
        for hop in leaving.get(here, ()):
            found.append(Path((*way, hop)))
            if hop.importer not in visited:
                visited.add(hop.importer)
                waiting.append((hop.importer, (*way, hop)))
    return found


def depths(graph: FlowGraph) -> dict[str, int]:
    """How many hops each party stands from the nearest controller; what no controller reaches begins a chain itself."""
    leaving: dict[str, list[str]] = {}
    for hop in hops(graph):
        leaving.setdefault(hop.exporter, []).append(hop.importer)
    first = {NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER}
    found: dict[str, int] = {}
    _spread(found, [node.id for node in nodes(graph) if node.kind in first], leaving)
    reached = {importer for importers in leaving.values() for importer in importers}
    for node in sorted(nodes(graph), key=lambda node: (node.id in reached, node.id)):
        _spread(found, [node.id], leaving)
    return found


def _spread(found: dict[str, int], starts: list[str], leaving: dict[str, list[str]]) -> None:
    """Breadth first: the first way to a party is a shortest one."""
    waiting = deque(id_ for id_ in starts if id_ not in found)
    found.update(dict.fromkeys(waiting, 0))
    while waiting:
        here = waiting.popleft()
        for importer in leaving.get(here, ()):
            if importer not in found:
                found[importer] = found[here] + 1
                waiting.append(importer)
