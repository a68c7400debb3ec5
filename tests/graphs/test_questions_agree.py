"""Questions to random flow graphs are answered as plain networkx answers them."""

import networkx as nx
from flow_sample import hop, node, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.model import FlowGraph, NodeKind, add_hop, add_node, header, new_graph
from graphs.questions import depths, third_countries, weakest_link
from registry.terms import Verdict

OWN = "org_bjork"
PLACES = ("US", "IN", "SE", "GB")
LINKS = st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(PLACES), st.sampled_from(list(Verdict)))


@st.composite
def graphs(draw: st.DrawFn) -> FlowGraph:
    """A controller and six parties: circles, links to oneself, parallel transfers, parties nobody leads to."""
    graph = new_graph(header(sample()))
    ids = [OWN, *(f"svc_{number}" for number in range(6))]
    add_node(graph, node(OWN, "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    for id_ in ids[1:]:
        add_node(graph, node(id_, id_, "US", kind=NodeKind.SERVICE))
    for number, (exporter, importer, place, verdict) in enumerate(draw(st.lists(LINKS, max_size=16))):
        add_hop(graph, hop(ids[exporter], ids[importer], place, verdict, key=f"trf_{number:02}"))
    return graph


def lengths(graph: FlowGraph) -> dict[str, int]:
    found: dict[str, int] = nx.single_source_shortest_path_length(graph, OWN)
    return found


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_every_hop_out_of_the_eea_that_is_reached_has_a_shortest_path(graph: FlowGraph) -> None:
    upto = lengths(graph)
    expected = {
        (said["destination"], key): upto[exporter] + 1
        for exporter, _, key, said in graph.edges(keys=True, data=True)
        if exporter in upto and said["verdict"] is not Verdict.NOT_A_TRANSFER
    }
    found = {(place, path.hops[-1].key): path for place, paths in third_countries(graph).items() for path in paths}
    assert {told: len(path.hops) for told, path in found.items()} == expected
    for path in found.values():
        ends = [OWN, *(one.importer for one in path.hops)]
        assert [one.exporter for one in path.hops] == ends[:-1]


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_weakest_link_is_the_nearest_of_the_worst(graph: FlowGraph) -> None:
    upto = lengths(graph)
    order = list(Verdict)
    reached = [
        (order.index(said["verdict"]), upto[exporter] + 1, key)
        for exporter, _, key, said in graph.edges(keys=True, data=True)
        if exporter in upto
    ]
    path = weakest_link(graph)
    assert (path is None) == (not reached)
    if path is not None:
        last = path.hops[-1]
        assert last.verdict is not None
        assert (order.index(last.verdict), len(path.hops), last.key) == min(reached)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_a_depth_is_the_length_of_a_shortest_path(graph: FlowGraph) -> None:
    found = depths(graph)
    assert {id_: found[id_] for id_ in lengths(graph)} == lengths(graph)
    assert found.keys() == set(graph.nodes)
