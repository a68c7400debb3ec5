"""DOT text: areas, labels, escaping, order."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flow_labels import words
from flow_sample import hop, node, sample
from hostile import HOSTILE

from graphs.model import FlowGraph, Language, NodeKind, add_hop, add_node, header, hops, new_graph, nodes
from graphs.renderers.dot import source
from graphs.renderers.engine import lay_out
from graphs.renderers.labels import safe_name
from graphs.text import plain
from registry.terms import Responsibility, Verdict


def drawn(graph: FlowGraph, **more: bool) -> str:
    return source(graph, words(header(graph).language), **more)


def statement(dot: str, id_: str) -> str:
    """The statements that carry this id: a party's, or the lines and the words of a hop."""
    found = [line for line in dot.splitlines() if re.search(rf'\bid="?{re.escape(id_)}(\.label|\.to)?"?[ \]]', line)]
    assert found, id_
    return "\n".join(found)


def test_the_same_graph_gives_the_same_text_however_it_was_built() -> None:
    graph = sample()
    turned = new_graph(header(graph))
    for one in reversed(nodes(graph)):
        add_node(turned, one)
    for one in reversed(hops(graph)):
        add_hop(turned, one)
    assert drawn(turned) == drawn(graph)


def test_parties_stand_in_the_area_of_their_zone_titled_in_the_graphs_language() -> None:
    swedish, english = drawn(sample()), drawn(sample(Language.ENGLISH))
    for title in ("EES", "Beslut om adekvat skyddsnivå", "Övriga tredjeländer", "Land inte känt"):
        assert f">{title}</" in swedish.replace("<B>", "").replace("</B>", "</")
    for title in ("EEA", "Adequacy decision for some recipients", "Other third countries", "Country not known"):
        assert f">{title}</" in english.replace("<B>", "").replace("</B>", "</")
    area = swedish[swedish.index("cluster_third_country") :]
    area = area[: area.index("->")]
    assert "node-svc_enkaten" in area
    assert "node-svc_kontorum" not in area


def test_an_empty_area_is_not_drawn() -> None:
    assert "cluster_organisation" not in drawn(sample())


def test_a_hop_tells_verdict_destination_manner_and_contract() -> None:
    line = statement(drawn(sample()), "hop-trf_svc_kontorum-org_kontorum-us-US-remote_access")
    for told in ("Lämpliga skyddsåtgärder", "USA · fjärråtkomst", "Biträdesavtal: finns", "normalbox"):
        assert told in line


def test_a_hop_of_theirs_is_thin_dashed_and_says_so() -> None:
    line = statement(drawn(sample()), "hop-trf_svc_annonsera-org_adverra-US-storage")
    assert "style=dashed" in line
    assert "penwidth=0.8" in line
    assert "mottagarens eget ansvar" in line


def test_a_hop_nobody_judged_never_looks_like_a_good_one() -> None:
    graph = sample()
    add_hop(graph, hop("org_bjork", "org_backup", "CH", None, key="unjudged"))
    line = statement(drawn(graph), "hop-unjudged")
    assert "inte prövat" in line
    assert "normaldot" not in line


def test_the_legend_counts_what_is_ours_and_shared() -> None:
    dot = drawn(sample())
    legend = dot[dot.index("Teckenförklaring") : dot.index("cluster_all")]
    assert re.search(r"Kan inte bedömas</FONT></TD><TD[^>]*><FONT[^>]*>3</FONT>", legend)
    assert "Rättsläge: 3fa81c0e5b7d" in legend
    assert "22 november 2026" in legend
    assert "senast ändrat 2026-11-20" in legend


def test_every_node_and_hop_has_its_own_id_and_tooltip() -> None:
    graph = sample()
    dot = drawn(graph)
    for one in nodes(graph):
        assert "tooltip=" in statement(dot, f"node-{one.id}")
    for one in hops(graph):
        assert "tooltip=" in statement(dot, f"hop-{one.key}")


def test_colours_have_six_digits() -> None:
    found = re.findall(r"#[0-9a-fA-F]+", re.sub(r"tooltip=\"[^\"]*\"", "", drawn(sample())))
    assert found
    assert {len(colour) for colour in found} == {7}


def test_only_web_addresses_become_links_and_their_ampersands_stay_one() -> None:
    graph = sample()
    add_node(graph, node("org_bad", "Bad", "SE", address="javascript:alert(1)"))
    dot = drawn(graph)
    assert "javascript" not in dot
    assert "https://example.org/kontorum?a=1&amp;b=2" in dot
    assert b"https://example.org/kontorum?a=1&amp;b=2" in lay_out(dot, "svg", dot=None)
    assert "URL=" not in drawn(graph, links=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_stays_text_in_every_place_of_the_dot_language(text: str) -> None:
    graph = new_graph(replace(header(sample()), title=text, source=text, controllers=(text,), law=text))
    add_node(graph, node("org_bjork", text, "SE", kind=NodeKind.CONTROLLER, written=(text, "x"), address=text))
    add_node(graph, node("org_b", text, "US", party=text, responsibility=Responsibility.OURS))
    add_hop(graph, hop("org_bjork", "org_b", "US", Verdict.UNKNOWN, source=text, would_settle=(text,)))
    laid_out = lay_out(drawn(graph), "json0", dot=None).decode()
    assert set(re.findall(r'"name": "([^"]*)"', laid_out)) <= {
        "onward",
        "cluster_all",
        "cluster_eea-controllers",
        "cluster_partly_adequate",
        "node-org_bjork",
        "node-org_b",
        "hop-trf_org_bjork-org_b-US-storage.label",
    }


def test_ids_that_are_no_plain_names_get_a_name_that_no_plain_id_can_have() -> None:
    assert safe_name("node", "svc_a-1") == "node-svc_a-1"
    odd = safe_name("node", "written:Åsas moln")
    assert re.fullmatch(r"node\.[0-9a-f]{24}", odd)
    assert odd != safe_name("node", "written:Asas moln")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_tooltip_says_what_was_written_letter_by_letter(text: str) -> None:
    graph = new_graph(header(sample()))
    add_node(graph, node("org_b", text, "US"))
    root = ElementTree.fromstring(lay_out(drawn(graph, links=False), "svg", dot=None))
    (told,) = [
        e.get("{http://www.w3.org/1999/xlink}title", "")
        for e in root.iter("{http://www.w3.org/2000/svg}a")
        if e.get("{http://www.w3.org/1999/xlink}title", "").endswith(("ansvar.", "…"))
    ]
    assert told.startswith(plain(text, 300))


def test_a_party_behind_whom_nobody_has_looked_says_so() -> None:
    graph = sample()
    add_node(graph, node("org_end", "End", "US", depth_known=False))
    line = statement(drawn(graph), "node-org_end")
    assert line.count("fortsättning inte känd") == 2  # in the picture and in the sentence
    assert "fortsättning inte känd" not in statement(drawn(graph), "node-org_backup")
