"""Questions to the sample graph, and to graphs with cycles."""

import pytest
from flow_sample import hop, node, sample

from graphs.model import FlowGraph, NodeKind, add_hop, add_node, header, new_graph
from graphs.questions import (
    depths,
    third_countries,
    verdict_counts,
    weakest_link,
    worst,
    worst_by_destination,
)
from registry.terms import Responsibility, Verdict


def ring(size: int) -> FlowGraph:
    """A controller before a ring of sub-processors in the United States."""
    graph = new_graph(header(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    for number in range(size):
        add_node(graph, node(f"org_{number:05}", f"Sub {number}", "US"))
    add_hop(graph, hop("org_bjork", "org_00000", "US", Verdict.COVERED))
    for number in range(size):
        add_hop(graph, hop(f"org_{number:05}", f"org_{(number + 1) % size:05}", "US", Verdict.COVERED))
    return graph


def test_the_order_of_a_chain_is_worst_first() -> None:
    assert worst([Verdict.COVERED, Verdict.UNKNOWN, Verdict.DEROGATION]) is Verdict.UNKNOWN
    assert worst([]) is None


def test_theirs_joint_and_parent_hops_are_in_no_count() -> None:
    counts = verdict_counts(sample())
    assert counts == {
        Verdict.UNSUPPORTED: 1,
        Verdict.INCOMPLETE: 2,
        Verdict.UNKNOWN: 3,
        Verdict.DEROGATION: 1,
        Verdict.SAFEGUARDED: 2,
        Verdict.COVERED: 5,
        Verdict.NOT_A_TRANSFER: 8,
    }


def test_each_destination_has_the_worst_verdict_of_what_reaches_it() -> None:
    found = worst_by_destination(sample())
    assert found["US"] is Verdict.INCOMPLETE
    assert found["RS"] is Verdict.DEROGATION
    assert found["CH"] is Verdict.COVERED
    assert found[None] is Verdict.UNKNOWN
    assert list(found)[-1] is None


def test_a_verdict_of_theirs_never_worsens_a_destination() -> None:
    graph = sample()
    theirs = {"responsibility": Responsibility.THEIRS, "key": "theirs"}
    add_hop(graph, hop("org_adverra", "org_backup", "CH", Verdict.UNSUPPORTED, **theirs))
    assert worst_by_destination(graph)["CH"] is Verdict.COVERED


def test_third_countries_are_reached_with_their_paths() -> None:
    found = third_countries(sample())
    assert list(found) == ["CH", "GB", "IN", "PH", "RS", "US"]
    by_way_of = [[one.importer for one in path.hops] for path in found["RS"]]
    assert ["svc_kontorum", "org_kontorum-us", "org_supporthub"] in by_way_of
    assert all(path.hops[0].exporter in ("org_bjork", "org_butik") for paths in found.values() for path in paths)


def test_what_lies_beyond_an_independent_controller_counts_only_when_asked() -> None:
    through = [path for path in third_countries(sample())["US"] if path.ends_in == "org_adverra"]
    asked = [path for path in third_countries(sample(), counted_only=False)["US"] if path.ends_in == "org_adverra"]
    assert through == []
    assert len(asked) == 1


def test_the_weakest_link_is_shown_with_its_path() -> None:
    path = weakest_link(sample())
    assert path is not None
    assert [one.importer for one in path.hops] == ["svc_enkaten"]
    assert path.hops[-1].verdict is Verdict.UNSUPPORTED


def test_a_graph_without_hops_has_no_weakest_link() -> None:
    assert weakest_link(new_graph(header(sample()))) is None


@pytest.mark.parametrize("size", [1, 2, 3, 5_000])
def test_a_cycle_ends_every_walk(size: int) -> None:
    graph = ring(size)
    assert depths(graph) == {"org_bjork": 0} | {f"org_{number:05}": number + 1 for number in range(size)}
    assert verdict_counts(graph) == {Verdict.COVERED: size + 1}
    path = weakest_link(graph)
    assert path is not None
    assert len(path.hops) == 1


def test_depth_is_the_shortest_way_from_any_controller() -> None:
    found = depths(sample())
    assert (found["org_bjork"], found["org_butik"]) == (0, 0)
    assert found["svc_brevduvan"] == 1
    assert (found["org_supporthub"], found["org_nattvakt"]) == (3, 3)


def test_what_no_controller_reaches_begins_a_chain_itself() -> None:
    graph = ring(1)
    for id_ in ("org_a", "org_z"):
        add_node(graph, node(id_, id_, "US"))
    add_hop(graph, hop("org_z", "org_a", "US", Verdict.COVERED))
    assert (depths(graph)["org_z"], depths(graph)["org_a"]) == (0, 1)
