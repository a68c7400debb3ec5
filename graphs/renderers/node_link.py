"""A flow graph as node-link JSON: the graph, its nodes, its hops, with verdict, reasons, source and responsibility.

Values are those of `registry.terms` and `graphs.model`, never labels; days are ISO 8601; what nobody knows is null.
Keys are sorted and nodes and hops ordered by id and key, so the same graph gives the same bytes. The form is the one
networkx reads, so `source` and `target` of an edge are node ids; where the hop is known from is `known_from`.

Every edge is one transfer (one destination and manner of one hop) with its own `verdict`, `reasons`, `responsibility`
and `known_from`, also where a picture draws several as one line or lists them in a box.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from graphs.model import FlowGraph, Header, Hop, Node, Reason, header, hops, nodes
from graphs.questions import verdict_counts
from graphs.sentences import name


def document(graph: FlowGraph) -> dict[str, Any]:
    """The graph as plain values."""
    counts = {verdict.value: count for verdict, count in verdict_counts(graph).items()}
    return {
        "directed": True,
        "multigraph": True,
        "graph": _header(header(graph)) | {"counts": counts},
        "nodes": [_node(node) | _became(node) for node in nodes(graph)],
        "edges": [_hop(hop) | _became(hop) for hop in hops(graph)],
    }


def render(graph: FlowGraph) -> str:
    """JSON text with a final newline."""
    return json.dumps(document(graph), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _became(one: Node | Hop) -> dict[str, Any]:
    """Only where two days are compared: what became of it, and a hop's verdict on the other day."""
    if one.change is None:
        return {}
    before = {"verdict_before": one.verdict_before, "changed": list(one.changed)} if isinstance(one, Hop) else {}
    return {"change": one.change.value} | before


def _header(top: Header) -> dict[str, Any]:
    return {
        "title": top.title,
        "controllers": list(top.controllers),
        "on": top.on.isoformat(),
        "known_at": _instant(top.known_at),
        "law": top.law,
        "language": top.language.value,
        "source": top.source,
    } | _compared(top)


def _compared(top: Header) -> dict[str, str]:
    """What a graph of two states is compared with: another day, or what is supposed of its own."""
    if top.supposed:
        return {"supposed": top.supposed}
    return {"compared_with": top.compared_on.isoformat()} if top.compared_on else {}


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind.value,
        "title": name(node),
        "name": node.title,
        "written": list(node.written),
        "party": node.party,
        "country": node.country,
        "destinations": list(node.destinations),
        "zone": node.zone.value,
        "responsibility": node.responsibility.value,
        "address": node.address,
        "depth_known": node.depth_known,
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "key": hop.key,
        "source": hop.exporter,
        "target": hop.importer,
        "kind": hop.kind.value,
        "engagement": hop.engagement,
        "role": hop.role,
        "manner": hop.manner,
        "destination": hop.destination,
        "verdict": hop.verdict,
        "for_people": hop.for_people,
        "reasons": [_reason(reason) for reason in hop.reasons],
        "flags": list(hop.flags),
        "would_settle": list(hop.would_settle),
        "holds_until": _day(hop.holds_until),
        "fallback": hop.fallback,
        "responsibility": hop.responsibility.value,
        "known_from": " ".join(hop.source.split()) if hop.source else hop.source,
        "valid_from": _day(hop.valid_from),
        "valid_until": _day(hop.valid_until),
        "basis": hop.basis,
        "art28": hop.art28,
    }


def _reason(reason: Reason) -> dict[str, str | None]:
    return {"article": reason.article, "record": reason.record, "text": reason.text, "source": reason.source}


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _instant(at: datetime | None) -> str | None:
    """An instant in UTC as the API writes it."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
