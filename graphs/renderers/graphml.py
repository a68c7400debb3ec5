"""A flow graph as GraphML, for the tools that read graphs (yEd, Gephi, Cytoscape, networkx).

Nodes and hops carry the same attributes as node-link JSON, as text: lists are joined with "; ", what nobody knows is
left out, and a verdict's reasons are their articles. The same graph gives the same bytes.
"""

from io import BytesIO
from typing import Any

import networkx as nx

from graphs.model import FlowGraph
from graphs.renderers.node_link import document


def render(graph: FlowGraph) -> bytes:
    """UTF-8 GraphML."""
    told = document(graph)
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_texts(told["graph"]))
    for node in told["nodes"]:
        plain.add_node(node["id"], **_texts({key: value for key, value in node.items() if key != "id"}))
    for edge in told["edges"]:
        ends = {"source", "target", "key"}
        texts = _texts({key: value for key, value in edge.items() if key not in ends})
        plain.add_edge(edge["source"], edge["target"], key=edge["key"], **texts)
    written = BytesIO()
    nx.write_graphml(plain, written, encoding="utf-8", prettyprint=True, named_key_ids=True)
    return written.getvalue()


def _texts(attributes: dict[str, Any]) -> dict[str, str | bool]:
    told = {key: _text(value) for key, value in attributes.items()}
    return {key: value for key, value in told.items() if value not in (None, "")}


def _text(value: Any) -> str | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, list):
        return "; ".join(str(part["article"]) if isinstance(part, dict) else str(part) for part in value)
    return str(value)
