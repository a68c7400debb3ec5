"""The difference between two days: which parties and hops are new, gone or changed, and which verdicts differ.

Pure: two flow graphs in, the difference out. Ids of nodes and keys of hops are stable over days; a transfer that goes
to another country is one that is gone and one that is new.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphs.model import Change, FlowGraph, Hop, Node, add_hop, add_node, header, hops, new_graph, nodes
from registry.terms import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that differs, as both days have it."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChange:
    """A party that is new, gone or changed."""

    id: str
    title: str
    change: Change
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HopChange:
    """A hop that is new, gone or changed. A verdict is null where the hop is not there, or is not judged."""

    key: str
    exporter: str
    importer: str
    destination: str | None
    change: Change
    before: Verdict | None
    after: Verdict | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs, and how much does not."""

    earlier_on: date
    later_on: date
    nodes: tuple[NodeChange, ...]
    hops: tuple[HopChange, ...]
    verdicts_differ: int
    same_nodes: int
    same_hops: int


_NODE = ("title", "party", "country", "zone", "responsibility", "depth_known")
_HOP = ("role", "verdict", "fallback", "responsibility", "basis", "art28", "flags", "would_settle")


def difference(before: FlowGraph, after: FlowGraph) -> Difference:
    """What differs from the first graph to the second."""
    old, new = {node.id: node for node in nodes(before)}, {node.id: node for node in nodes(after)}
    parties = [_of_node(old.get(id_), new.get(id_)) for id_ in sorted(old.keys() | new.keys())]
    then, now = {hop.key: hop for hop in hops(before)}, {hop.key: hop for hop in hops(after)}
    titles = {node.id: node.title for node in (*old.values(), *new.values())}
    found = [_of_hop(then.get(key), now.get(key), titles) for key in sorted(then.keys() | now.keys())]
    differing = [one for one in found if one.change is not Change.SAME]
    return Difference(
        earlier_on=header(before).on,
        later_on=header(after).on,
        nodes=tuple(one for one in parties if one.change is not Change.SAME),
        hops=tuple(differing),
        verdicts_differ=sum(one.before is not one.after for one in differing),
        same_nodes=sum(one.change is Change.SAME for one in parties),
        same_hops=len(found) - len(differing),
    )


def merged(before: FlowGraph, after: FlowGraph) -> FlowGraph:
    """Both days in one graph, every party and hop with what became of it: what is gone stands as it was."""
    found = difference(before, after)
    became = {one.id: one.change for one in found.nodes}
    of_hop = {one.key: one for one in found.hops}
    graph = new_graph(replace(header(after), compared_on=header(before).on))
    then = {node.id: node for node in nodes(before)}
    for node in (then | {node.id: node for node in nodes(after)}).values():
        add_node(graph, replace(node, change=became.get(node.id, Change.SAME)))
    earlier = {hop.key: hop for hop in hops(before)}
    for hop in (earlier | {hop.key: hop for hop in hops(after)}).values():
        one = of_hop.get(hop.key)
        change = one.change if one else Change.SAME
        fields = tuple(field.field for field in one.fields) if one else ()
        before = one.before if one else hop.verdict
        add_hop(graph, replace(hop, change=change, verdict_before=before, changed=fields))
    return graph


def _of_node(before: Node | None, after: Node | None) -> NodeChange:
    fields = _fields(before, after, _NODE)
    there = after or before
    assert there is not None
    return NodeChange(id=there.id, title=there.title, change=_change(before, after, fields), fields=fields)


def _of_hop(before: Hop | None, after: Hop | None, titles: dict[str, str]) -> HopChange:
    fields = _fields(before, after, _HOP)
    there = after or before
    assert there is not None
    return HopChange(
        key=there.key,
        exporter=titles[there.exporter],
        importer=titles[there.importer],
        destination=there.destination,
        change=_change(before, after, fields),
        before=before.verdict if before else None,
        after=after.verdict if after else None,
        fields=fields,
    )


def _change(before: object, after: object, fields: tuple[FieldChange, ...]) -> Change:
    if before is None:
        return Change.ADDED
    if after is None:
        return Change.GONE
    return Change.CHANGED if fields else Change.SAME


def _fields(before: Node | Hop | None, after: Node | Hop | None, names: tuple[str, ...]) -> tuple[FieldChange, ...]:
    if before is None or after is None:
        return ()
    pairs = ((name, _told(getattr(before, name)), _told(getattr(after, name))) for name in names)
    return tuple(FieldChange(field=name, before=old, after=new) for name, old, new in pairs if old != new)


def _told(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
