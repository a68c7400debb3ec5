"""A controller with one service and its many sub-processors: the graph whose lists become boxes."""

from flow_sample import hop, node, sample

from graphs.model import FlowGraph, NodeKind, add_hop, add_node, header, new_graph
from registry.terms import Responsibility, Verdict

OURS = Responsibility.OURS


def crowd(size: int, *, name: str = "Sub") -> FlowGraph:
    """`size` hops: one to a service, the rest from it to organisations that nothing follows."""
    graph = new_graph(header(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    add_node(graph, node("svc_hub", "Navet", "US", kind=NodeKind.SERVICE))
    add_hop(graph, hop("org_bjork", "svc_hub", "US", Verdict.COVERED))
    for number in range(size - 1):
        add_sub(graph, "svc_hub", f"org_{number:03}", f"{name} {number:03}")
    return graph


def add_sub(graph: FlowGraph, exporter: str, id_: str, title: str) -> None:
    """One more sub-processor in the United States that cannot be evaluated."""
    if id_ not in graph:
        add_node(graph, node(id_, title, "US"))
    add_hop(graph, hop(exporter, id_, "US", Verdict.UNKNOWN))


def tangle() -> FlowGraph:
    """Two services with long lists that share sub-processors, one of which goes on and leads back."""
    graph = crowd(50)
    add_node(graph, node("svc_other", "Andra navet", "US", kind=NodeKind.SERVICE))
    add_hop(graph, hop("org_bjork", "svc_other", "US", Verdict.COVERED))
    for number in range(20):
        add_sub(graph, "svc_other", f"org_{number:03}", "")
    for id_ in ("org_next", "svc_hub"):
        add_sub(graph, "org_000", id_, "Nästa led")
    return graph
