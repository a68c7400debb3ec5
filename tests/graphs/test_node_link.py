"""Node-link JSON, as networkx and others read it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import networkx as nx
import pytest
from flow_sample import node, sample
from hostile import HOSTILE

from graphs.model import add_node, header, hops, new_graph, nodes
from graphs.renderers import node_link


def test_every_hop_has_verdict_reasons_source_and_responsibility() -> None:
    found = json.loads(node_link.render(sample()))
    (hop,) = [h for h in found["edges"] if h["target"] == "svc_kundkartan"]
    assert hop["verdict"] == "covered"
    assert hop["for_people"] == "valid"
    assert hop["responsibility"] == "ours"
    assert hop["source"] == "org_bjork"
    assert hop["known_from"] == "Biträdesavtal 2025-03-01, bilaga 2"
    assert hop["reasons"] == [
        {
            "article": "Art. 45(3)",
            "record": "eu-2023-1795",
            "text": "A decision in force reaches this importer.",
            "source": "https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj?a=1&b=2",
        }
    ]


def test_a_nodes_title_is_the_canonical_name_then_the_names_as_written() -> None:
    titles = {n["id"]: n["title"] for n in json.loads(node_link.render(sample()))["nodes"]}
    assert titles["svc_kontorum"] == "Kontorum 365 (Kontorum Office)"
    assert titles["org_backup"] == "Helvetia Backup AG"


def test_unknown_is_null_and_never_an_empty_word() -> None:
    found = json.loads(node_link.render(sample()))
    (chat,) = [n for n in found["nodes"] if n["id"] == "svc_chatten"]
    assert (chat["country"], chat["party"]) == (None, None)
    (joint,) = [h for h in found["edges"] if h["kind"] == "joint"]
    assert (joint["verdict"], joint["manner"], joint["art28"]) == (None, None, None)


def test_networkx_reads_the_graph_back() -> None:
    graph = sample()
    back = nx.node_link_graph(json.loads(node_link.render(graph)), edges="edges")
    assert set(back.nodes) == {n.id for n in nodes(graph)}
    assert {key for _, _, key in back.edges(keys=True)} == {h.key for h in hops(graph)}


def test_instants_are_in_utc() -> None:
    stockholm = timezone(timedelta(hours=1))
    for at in (datetime(2026, 1, 1, 13, tzinfo=stockholm), datetime(2026, 1, 1, 12, tzinfo=UTC)):
        graph = new_graph(replace(header(sample()), known_at=at))
        assert json.loads(node_link.render(graph))["graph"]["known_at"] == "2026-01-01T12:00:00Z"


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert node_link.render(sample()) == node_link.render(sample())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_json_that_can_be_written(text: str) -> None:
    graph = new_graph(replace(header(sample()), title=text))
    add_node(graph, node("org_x", text, None, written=(text,)))
    assert json.loads(node_link.render(graph).encode())["nodes"][0]["id"] == "org_x"
