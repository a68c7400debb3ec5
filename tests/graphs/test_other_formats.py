"""The formats for other tools: Mermaid, GraphML, PNG. Each tells what the graph tells, and hostile text is text."""

import re
import struct
from io import BytesIO

import networkx as nx
import pytest
from flow_labels import words
from flow_sample import DAY_WRITTEN, node, sample
from hostile import HOSTILE

from graphs.model import Language, add_node, hops, new_graph, nodes
from graphs.model import header as header_of
from graphs.renderers import dot, graphml, mermaid
from registry.terms import HopKind

_ARROW = re.compile(r'  n\d+ (?:-->|-\.->)\|"[^"\n|]+"\| n\d+')
_PARTY = re.compile(r"    n\d+[\[(]{1,2}\"[^\"\n]+\"[\])]{1,2}:::[a-z_]+")


def written(language: Language = Language.SWEDISH) -> list[str]:
    return mermaid.render(sample(language), words(language)).splitlines()


def test_a_mermaid_chart_has_each_party_once_and_each_pair_joined() -> None:
    lines = written()
    assert sum(bool(_PARTY.fullmatch(line)) for line in lines) == len(nodes(sample()))
    pairs = {(hop.exporter, hop.importer, hop.kind, hop.responsibility) for hop in hops(sample())}
    assert sum(bool(_ARROW.fullmatch(line)) for line in lines) == len(pairs)
    assert lines[0] == "---"
    assert lines[3] == "flowchart LR"


def test_a_mermaid_arrow_says_the_verdict_in_the_language_asked_for() -> None:
    for language in Language:
        told = "\n".join(written(language))
        verdicts = {hop.verdict for hop in hops(sample()) if hop.kind is HopKind.ENGAGEMENT and hop.verdict}
        assert any(words(language)("verdict", verdict) in told for verdict in verdicts)
        assert DAY_WRITTEN[language] in told


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_ends_no_label_and_begins_no_directive(text: str) -> None:
    graph = new_graph(header_of(sample()))
    add_node(graph, node("svc_x", text, "SE"))
    lines = mermaid.render(graph, words(Language.SWEDISH)).splitlines()
    told = [line for line in lines if ":::organisation" in line]
    assert len(told) == 1
    assert _PARTY.fullmatch(told[0])
    assert not re.search(r"[<>%{}`]", told[0])
    assert len(told[0]) < 1_000


def test_graphml_is_read_back_with_every_party_and_hop() -> None:
    back = nx.read_graphml(BytesIO(graphml.render(sample())), force_multigraph=True)
    assert set(back.nodes) == {one.id for one in nodes(sample())}
    assert {key for _, _, key in back.edges(keys=True)} == {hop.key for hop in hops(sample())}
    verdicts = {key: told.get("verdict") for _, _, key, told in back.edges(keys=True, data=True)}
    assert verdicts == {hop.key: hop.verdict.value if hop.verdict else None for hop in hops(sample())}
    assert back.nodes["svc_kontorum"]["title"] == "Kontorum 365 (Kontorum Office)"


@pytest.mark.parametrize("text", HOSTILE)
def test_graphml_stays_readable_whatever_a_party_is_called(text: str) -> None:
    graph = new_graph(header_of(sample()))
    add_node(graph, node("svc_x", text, "SE"))
    assert list(nx.read_graphml(BytesIO(graphml.render(graph))).nodes) == ["svc_x"]


def test_a_png_is_a_picture_of_the_whole_graph() -> None:
    picture = dot.layout(sample(), words(Language.SWEDISH), "png", dot_binary=None)
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 400
    assert height > 300


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert written() == written()
    assert graphml.render(sample()) == graphml.render(sample())
