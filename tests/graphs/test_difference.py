"""The difference between two days: what is new, gone or changed, told by id and key, and nothing else."""

from dataclasses import replace

from flow_sample import DAY, sample

from graphs.difference import Change, difference
from graphs.model import FlowGraph, Language, add_hop, add_node, header, hops, new_graph, nodes
from registry.terms import Verdict

GONE, NEW, OTHER = "trf_org_bjork-svc_enkaten-IN-storage", "trf_new", "trf_org_bjork-svc_kundkartan-US-storage"


def changed(language: Language = Language.SWEDISH) -> FlowGraph:
    """The sample without one service, with a new hop, another verdict, and a party that moved."""
    old = sample(language)
    graph = new_graph(header(old))
    for node in nodes(old):
        if node.id != "svc_enkaten":
            add_node(graph, replace(node, country="FI") if node.id == "svc_brevduvan" else node)
    for hop in hops(old):
        if hop.importer == "svc_enkaten":
            continue
        add_hop(graph, replace(hop, verdict=Verdict.UNSUPPORTED, flags=()) if hop.key == OTHER else hop)
        if hop.key == OTHER:
            add_hop(graph, replace(hop, key=NEW, destination="IN", flags=()))
    return graph


def test_a_graph_does_not_differ_from_itself() -> None:
    found = difference(sample(), sample())
    assert (found.nodes, found.hops, found.verdicts_differ) == ((), (), 0)
    assert (found.same_nodes, found.same_hops) == (len(nodes(sample())), len(hops(sample())))
    assert found.earlier_on == found.later_on == DAY


def test_new_gone_and_changed_are_told_apart_with_what_changed() -> None:
    found = difference(sample(), changed())
    assert {(one.key, one.change, one.before, one.after) for one in found.hops} == {
        (GONE, Change.GONE, Verdict.UNSUPPORTED, None),
        (NEW, Change.ADDED, None, Verdict.COVERED),
        (OTHER, Change.CHANGED, Verdict.COVERED, Verdict.UNSUPPORTED),
    }
    other = next(one for one in found.hops if one.key == OTHER)
    assert [(one.field, one.before, one.after) for one in other.fields] == [
        ("verdict", "covered", "unsupported"), ("flags", "under_challenge", ""),
    ]  # fmt: skip
    assert [(one.id, one.change) for one in found.nodes] == [
        ("svc_brevduvan", Change.CHANGED), ("svc_enkaten", Change.GONE),
    ]  # fmt: skip
    assert found.verdicts_differ == 3


def test_seen_from_the_other_day_new_is_gone_and_gone_is_new() -> None:
    there, back = difference(sample(), changed()), difference(changed(), sample())
    turned = {Change.ADDED: Change.GONE, Change.GONE: Change.ADDED, Change.CHANGED: Change.CHANGED}
    assert {(one.key, turned[one.change]) for one in there.hops} == {(one.key, one.change) for one in back.hops}
    assert there.same_hops == back.same_hops
