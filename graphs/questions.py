"""Questions to a flow graph. Pure: a graph in, an answer out.

Counting follows where our chain ends: only `ours` and `shared` hops count. Hops that are not disclosures (joint
arrangements, parents) are never walked. Chains may have cycles; a walk visits a node once.

Attributes are read where they stand, for a hop as a value costs more than any of these questions: a register of five
hundred engagements has some ten thousand.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import fields
from operator import itemgetter
from typing import Any, NamedTuple

from graphs.model import Change, FlowGraph, Hop, NodeKind
from registry.law.zones import Zone
from registry.terms import HopKind, Responsibility, Verdict

_DISCLOSURES = (HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR)
_COUNTED = (Responsibility.OURS, Responsibility.SHARED)
_BADNESS = {verdict: place for place, verdict in enumerate(Verdict)}  # worst first, as the vocabulary is written
_ATTRIBUTES = tuple(field.name for field in fields(Hop) if field.name != "key")
_BY_KEY = itemgetter(2)
_BEGINS = (NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER)


_Edge = tuple[str, str, str, dict[str, Any]]  # exporter, importer, key, and all that is said of the hop


class Path(NamedTuple):
    """Hops from a controller on, each beginning where the one before it ends. `length` is how many."""

    last: _Edge
    before: "Path | None"
    length: int

    @property
    def hops(self) -> tuple[Hop, ...]:
        """All hops, nearest to the controller first."""
        found: deque[Hop] = deque()
        here: Path | None = self
        while here is not None:
            _, _, key, said = here.last
            found.appendleft(Hop(key=key, **{name: said[name] for name in _ATTRIBUTES}))
            here = here.before
        return tuple(found)

    @property
    def ends_in(self) -> str:
        """The id of the last importer."""
        return self.last[1]


def is_counted(hop: Hop) -> bool:
    """Whether a hop is a disclosure within our own or shared responsibility, and not gone since another day."""
    return hop.kind in _DISCLOSURES and hop.responsibility in _COUNTED and hop.change is not Change.GONE


def _counts(said: dict[str, Any]) -> bool:
    """The same, of attributes."""
    return said["kind"] in _DISCLOSURES and said["responsibility"] in _COUNTED and said["change"] is not Change.GONE


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """The worst of several verdicts; None of none."""
    return min(verdicts, key=_BADNESS.__getitem__, default=None)


def verdict_counts(graph: FlowGraph) -> dict[Verdict, int]:
    """How many counted hops have each verdict, worst first. Hops that are not judged are in no count."""
    counted = Counter(said["verdict"] for _, _, said in graph.edges(data=True) if _counts(said))
    return {verdict: counted[verdict] for verdict in Verdict if counted[verdict]}


def worst_by_destination(graph: FlowGraph) -> dict[str | None, Verdict]:
    """The worst verdict of the counted hops into each destination (None: country not known), by country."""
    found: dict[str | None, set[Verdict]] = {}
    for _, _, said in graph.edges(data=True):
        if said["verdict"] is not None and _counts(said):
            found.setdefault(said["destination"], set()).add(said["verdict"])
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return {destination: min(verdicts, key=_BADNESS.__getitem__) for destination, verdicts in ordered}


def third_countries(graph: FlowGraph, *, counted_only: bool = True) -> dict[str, list[Path]]:
    """Every country outside the EEA that data reach, with the shortest path to each hop that ends there.

    A hop leaves the EEA when its verdict is anything but `not_a_transfer`, or, not judged, when its importer stands
    in no EEA zone. Hops whose destination nobody knows are not in here; `worst_by_destination` names them.
    """
    found: dict[str, list[Path]] = {}
    for before, length, edges in _shortest(graph, counted_only=counted_only):
        for edge in edges:
            said = edge[3]
            destination, verdict = said["destination"], said["verdict"]
            if destination is None or verdict is Verdict.NOT_A_TRANSFER:
                continue
            if verdict is not None or graph.nodes[edge[1]]["zone"] is not Zone.EEA:
                found.setdefault(destination, []).append(Path(edge, before, length))
    return dict(sorted(found.items()))


def weakest_link(graph: FlowGraph) -> Path | None:
    """The shortest path that ends in the worst counted hop; among equals the first by key. None when none is judged."""
    weakest, found = (len(Verdict), 0, ""), None
    for before, length, edges in _shortest(graph, counted_only=True):
        for edge in edges:
            verdict = edge[3]["verdict"]
            if verdict is None or (place := _BADNESS[verdict]) > weakest[0]:
                continue
            gravity = (place, length, edge[2])
            if found is None or gravity < weakest:
                weakest, found = gravity, Path(edge, before, length)
    return found


def _shortest(graph: FlowGraph, *, counted_only: bool) -> Iterator[tuple[Path | None, int, list[_Edge]]]:
    """For every party reached from a controller a shortest path to it (None: it is one), how many hops those that leave
    it stand from the controller, and these by key. Of several paths the one whose hops come first by key."""
    leaving: dict[str, list[_Edge]] = {}
    for edge in graph.edges(keys=True, data=True):
        if _counts(edge[3]) if counted_only else edge[3]["kind"] in _DISCLOSURES:
            leaving.setdefault(edge[0], []).append(edge)
    controllers = _controllers(graph)
    waiting: deque[tuple[str, Path | None]] = deque((id_, None) for id_ in controllers)
    visited = set(controllers)
    while waiting:
        here, before = waiting.popleft()
        length = 1 if before is None else before.length + 1
        edges = sorted(leaving.get(here, ()), key=_BY_KEY)
        yield before, length, edges
        for edge in edges:
            if edge[1] not in visited:
                visited.add(edge[1])
                waiting.append((edge[1], Path(edge, before, length)))


def _controllers(graph: FlowGraph) -> list[str]:
    return sorted(id_ for id_, said in graph.nodes(data=True) if said["kind"] in _BEGINS)


def depths(graph: FlowGraph) -> dict[str, int]:
    """How many hops each party stands from the nearest controller; what no controller reaches begins a chain itself."""
    leaving = {exporter: list(importers) for exporter, importers in graph.adjacency()}
    found: dict[str, int] = {}
    _spread(found, _controllers(graph), leaving)
    reached = {importer for importers in leaving.values() for importer in importers}
    for id_ in sorted(graph.nodes, key=lambda id_: (id_ in reached, id_)):
        _spread(found, [id_], leaving)
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
