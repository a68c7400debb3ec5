"""The attribute contract: what goes in comes out, cleaned once, in an order of its own."""

from dataclasses import replace

import networkx as nx
import pytest
from flow_sample import hop, node, sample
from hostile import HOSTILE

from graphs.model import add_hop, add_node, header, hops, new_graph, nodes
from graphs.phrases import Language, known_from
from graphs.text import plain, web_address
from registry.terms import Verdict


def test_every_field_of_a_node_and_a_hop_stands_as_a_networkx_attribute() -> None:
    graph = sample()
    assert graph.nodes["svc_kontorum"]["party"] == "Kontorum Ireland Operations Limited"
    verdicts = nx.get_edge_attributes(graph, "verdict")
    assert verdicts["org_bjork", "svc_enkaten", "trf_org_bjork-svc_enkaten-IN-storage"] is Verdict.UNSUPPORTED


def test_order_does_not_depend_on_how_the_graph_was_built() -> None:
    graph = sample()
    turned = new_graph(header(graph))
    for one in reversed(nodes(graph)):
        add_node(turned, one)
    for one in reversed(hops(graph)):
        add_hop(turned, one)
    assert nodes(turned) == nodes(graph)
    assert hops(turned) == hops(graph)


def test_a_node_id_is_taken_once() -> None:
    graph = sample()
    with pytest.raises(ValueError, match="already"):
        add_node(graph, node("org_bjork", "Another", "SE"))


def test_a_hop_needs_both_its_ends() -> None:
    with pytest.raises(ValueError, match="not in the graph"):
        add_hop(sample(), hop("org_bjork", "org_nobody", "SE", None))


def test_two_hops_never_share_a_key() -> None:
    graph = sample()
    add_hop(graph, hop("org_bjork", "org_backup", "CH", None, key="same"))
    with pytest.raises(ValueError, match="already"):
        add_hop(graph, hop("org_bjork", "org_backup", "CH", None, key="same"))
    add_hop(graph, hop("org_butik", "org_backup", "CH", None, key="same"))
    with pytest.raises(ValueError, match="share the key"):
        hops(graph)


@pytest.mark.parametrize("id_", ["", " ", "a\nb", "nul\x00", "\ud800", "x" * 201])
def test_a_name_from_outside_is_no_id(id_: str) -> None:
    with pytest.raises(ValueError, match="is no id"):
        add_node(sample(), node(id_, "Title", "SE"))


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaned_text_is_one_bounded_line_that_utf8_and_xml_can_hold(text: str) -> None:
    cleaned = plain(text)
    cleaned.encode()
    assert len(cleaned) <= 10_000
    assert all(c.isprintable() or c == "\u200d" for c in cleaned)


def test_cleaning_keeps_what_is_written_and_says_where_it_was_cut() -> None:
    assert plain("  Åsas \n Blommor &  Bin <AB> ") == "Åsas Blommor & Bin <AB>"
    assert plain("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://a",
        "//a.example",
        "https://a b",
        'https://a"b',
        "https://a<b>",
        "https://" + "a" * 2_000,
        "",
        " https://a.example",
    ],
)
def test_an_address_that_is_no_web_address_is_dropped(address: str) -> None:
    assert web_address(address) is None


def test_a_web_address_is_kept_as_written() -> None:
    assert web_address("https://example.org/a?b=1&c=å") == "https://example.org/a?b=1&c=å"


def test_each_of_several_sources_is_told_in_the_language_of_the_picture() -> None:
    graph, described = sample(), "memory, not seen: unverified"
    one = replace(hops(graph)[0], key="trf_twice", source=f"{described}\nhttps://example.org/list")
    add_hop(graph, one)
    kept = next(it for it in hops(graph) if it.key == "trf_twice").source or ""
    assert known_from(kept, Language.SWEDISH) == "ur minnet, inte läst: obekräftat; https://example.org/list"
    assert known_from(kept, Language.ENGLISH) == f"{described}; https://example.org/list"
