"""What is drawn as one: parallel transfers, and long lists of sub-processors. Nothing is left out of the words."""

import json
import re
from dataclasses import replace

import pytest
from crowd import add_sub, crowd, tangle
from flow_labels import words
from flow_sample import hop, node, sample
from hostile import HOSTILE
from lxml import etree
from test_svg import SVG, by_id, drawn, parsed

from graphs.model import Art28, FlowGraph, Hop, Language, NodeKind, add_hop, add_node, header, hops, new_graph, nodes
from graphs.renderers import node_link, svg
from graphs.renderers.bundles import BOXES_FROM, LISTED_FROM, RECIPIENTS_FROM
from graphs.renderers.bundles import drawn as plan
from graphs.renderers.dot import source
from graphs.sentences import of_hop, of_node
from registry.terms import HopKind, Manner, Responsibility, Role, Verdict

ELEVEN = ("AU", "BR", "CA", "CH", "ES", "FR", "GB", "JP", "NO", "SE", "US")


def parallel(*countries: str | None) -> FlowGraph:
    graph = new_graph(header(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    add_node(graph, node("svc_hub", "Navet", "US", kind=NodeKind.SERVICE))
    for country in countries:
        add_hop(graph, hop("org_bjork", "svc_hub", country, Verdict.UNKNOWN))
    return graph


def shown(element: "etree._Element") -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def words_of(picture: bytes, id_: str) -> "etree._Element":
    """The words of a line, which lie in a layer above all lines."""
    title = by_id(picture, id_).findtext(f"{SVG}title")
    (layer,) = [g for g in parsed(picture).iter(f"{SVG}g") if g.get("class") == "labels"]
    (found,) = [g for g in layer if g.findtext(f"{SVG}title") == title]
    return found


def descriptions(picture: bytes) -> list[str]:
    return [line for desc in parsed(picture).iter(f"{SVG}desc") for line in (desc.text or "").split("\n")]


def test_transfers_that_differ_in_their_destination_alone_are_one_line() -> None:
    (line,) = plan(parallel(*ELEVEN)).lines
    assert sorted(one.destination or "" for one in line.hops) == list(ELEVEN)


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": Verdict.COVERED},
        {"manner": Manner.REMOTE_ACCESS},
        {"manner": None},
        {"responsibility": Responsibility.THEIRS},
        {"kind": HopKind.SUB_PROCESSOR},
        {"role": Role.INDEPENDENT_CONTROLLER},
        {"role": None},
        {"art28": Art28.NOT_ON_FILE},
    ],
)
def test_transfers_that_differ_in_what_the_words_say_are_lines_of_their_own(other: dict[str, object]) -> None:
    graph = parallel("US", "CA")
    (first, _) = hops(graph)
    add_hop(graph, replace(first, key="other", destination="JP", **other))  # type: ignore[arg-type]
    assert [len(line.hops) for line in sorted(plan(graph).lines, key=lambda line: len(line.hops))] == [1, 2]


def test_the_words_of_a_line_name_the_first_destinations_and_count_the_rest() -> None:
    graph = parallel(*ELEVEN, None)
    seen = shown(words_of(drawn(graph), f"hop-{hops(graph)[0].key}"))
    assert seen[0] + seen[1] == "? Kan inte bedömas"
    assert seen[2:] == [
        "Australien, Brasilien, Frankrike,",
        "Japan, Kanada, Norge, Schweiz +5",
        "lagring",
        "Biträdesavtal: finns",
    ]


def test_a_line_is_told_with_every_destination_and_each_of_its_transfers() -> None:
    graph = parallel(*ELEVEN)
    line = by_id(drawn(graph), f"hop-{hops(graph)[0].key}")
    title = line.findtext(f"{SVG}title") or ""
    for country in ("Australien", "Spanien", "USA"):
        assert country in title
    assert "11 överföringar" in title
    told = (line.findtext(f"{SVG}desc") or "").split("\n")
    ends = {one.id: one for one in nodes(graph)}
    speak = words(Language.SWEDISH)
    assert told == [f"{one.key}: {of_hop(one, ends, speak, Language.SWEDISH)}" for one in hops(graph)]


def test_the_tooltip_in_dot_names_each_transfer_of_a_line() -> None:
    graph = parallel(*ELEVEN)
    dot = source(graph, words(Language.SWEDISH))
    for one in hops(graph):
        assert f"{one.key}: Björkängen" in dot


def test_json_keeps_one_edge_for_each_transfer() -> None:
    edges = json.loads(node_link.render(parallel(*ELEVEN)))["edges"]
    assert sorted(edge["destination"] for edge in edges) == list(ELEVEN)
    assert {edge["verdict"] for edge in edges} == {"unknown"}
    assert {edge["responsibility"] for edge in edges} == {"ours"}
    assert all(isinstance(edge["reasons"], list) for edge in edges)
    assert {(edge["source"], edge["target"]) for edge in edges} == {("org_bjork", "svc_hub")}


def test_up_to_sixty_hops_every_party_stands_singly() -> None:
    assert not plan(crowd(BOXES_FROM)).boxes
    assert len(plan(crowd(BOXES_FROM)).parties) == BOXES_FROM + 1
    (box,) = plan(crowd(BOXES_FROM + 1)).boxes
    assert len(box.lines) == BOXES_FROM


def test_a_short_list_stays_single_in_a_large_picture() -> None:
    graph = crowd(BOXES_FROM + 1)
    add_node(graph, node("svc_few", "Fåtalet", "SE", kind=NodeKind.SERVICE))
    add_hop(graph, hop("org_bjork", "svc_few", "SE", Verdict.NOT_A_TRANSFER))
    for number in range(LISTED_FROM):
        add_sub(graph, "svc_few", f"org_few{number}", f"Få {number}")
    assert [box.first.exporter for box in plan(graph).boxes] == ["svc_hub"]
    add_sub(graph, "svc_few", "org_more", "En till")
    assert [box.first.exporter for box in plan(graph).boxes] == ["svc_few", "svc_hub"]


def test_a_box_says_verdict_how_many_where_and_who() -> None:
    (box,) = [g for g in parsed(drawn(crowd(62, name="S"))).iter(f"{SVG}g") if g.get("id", "").startswith("box-")]
    seen = shown(box)
    assert seen[:3] == ["? ", "Kan inte bedömas", "61 underbiträden · lagring"]
    text = " ".join(seen)
    assert "USA: S 000, S 001," in text
    assert "S 039" in text
    assert "S 040" not in text
    assert "och 21 till" in text


@pytest.mark.parametrize("graph", [crowd(100), tangle(), sample()])
def test_every_hop_and_every_party_is_told_once_or_more_in_every_picture(graph: FlowGraph) -> None:
    told = descriptions(drawn(graph))
    ends = {one.id: one for one in nodes(graph)}
    speak = words(Language.SWEDISH)
    for one in hops(graph):
        sentence = of_hop(one, ends, speak, Language.SWEDISH)
        assert told.count(sentence) + told.count(f"{one.key}: {sentence}") == 1
    for party in ends.values():
        assert of_node(party, speak, Language.SWEDISH) in told


def test_a_party_whose_chain_goes_on_stands_and_other_lists_point_to_it() -> None:
    graph = tangle()
    standing = {one.id for one in plan(graph).parties}
    assert standing == {"org_bjork", "svc_hub", "svc_other", "org_000", "org_next"}
    text = " ".join(svg.texts(drawn(graph)))
    assert text.count("→Sub 000") == 1
    assert text.count("→Navet") == 1
    assert "→ före ett namn" in text


def test_the_legend_explains_boxes_only_where_there_are_some() -> None:
    assert "→ före ett namn" not in " ".join(svg.texts(drawn(sample())))


def test_a_box_holds_one_verdict_and_one_zone() -> None:
    graph = tangle()
    add_node(graph, node("org_rs", "Serbia", "RS"))
    add_hop(graph, hop("svc_hub", "org_rs", "RS", Verdict.UNKNOWN))
    add_hop(graph, hop("svc_hub", "org_rs", "RS", Verdict.INCOMPLETE, key="worse"))
    zones = {one.id: one.zone for one in nodes(graph)}
    for box in plan(graph).boxes:
        found = [one for line in box.lines for one in line.hops]
        assert {zones[one.importer] for one in found} == {box.zone}
        assert len({(one.exporter, one.verdict, one.manner, one.responsibility, one.role) for one in found}) == 1
    assert len([box for box in plan(graph).boxes if box.first.importer == "org_rs"]) == 2


def test_what_is_theirs_is_thin_and_dashed_in_a_box_too_and_says_so() -> None:
    graph = crowd(BOXES_FROM + 1)
    for number in range(2):
        theirs = {"responsibility": Responsibility.THEIRS, "art28": None}
        add_node(graph, node(f"org_t{number}", f"T {number}", "US"))
        add_hop(graph, hop("svc_hub", f"org_t{number}", "US", Verdict.UNKNOWN, **theirs))
    (box,) = [one for one in plan(graph).boxes if one.first.responsibility is Responsibility.THEIRS]
    element = by_id(drawn(graph), f"box-{box.first.key}")
    line = element.find(f"{SVG}path")
    assert line is not None
    assert (line.get("stroke-width"), bool(line.get("stroke-dasharray"))) == ("0.8", True)
    assert "mottagarens eget ansvar" in shown(element)


def _height(picture: bytes, hop: Hop) -> float:
    return float(next(words_of(picture, f"hop-{hop.key}").iter(f"{SVG}text")).get("y", ""))


@pytest.mark.parametrize("country", ["US", "IN", "SE"])
def test_within_an_area_the_worst_verdict_stands_on_top(country: str) -> None:
    graph = new_graph(header(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    for number, verdict in enumerate(reversed(Verdict)):
        add_node(graph, node(f"org_{number}", f"Party {number}", country))
        add_hop(graph, hop("org_bjork", f"org_{number}", country, verdict))
    picture = drawn(graph)
    ordered = sorted(hops(graph), key=lambda one: _height(picture, one))
    assert [one.verdict for one in ordered] == list(Verdict)


@pytest.mark.parametrize("graph", [sample(), tangle(), crowd(61)])
def test_no_line_runs_over_the_title(graph: FlowGraph) -> None:
    page = parsed(drawn(graph))
    title = next(t for t in page.iter(f"{SVG}text") if "".join(t.itertext()) == header(graph).title)
    below = float(title.get("y", ""))
    starts = [
        path.get("d", "") for g in page.iter(f"{SVG}g") if g.get("class") == "edge" for path in g.iter(f"{SVG}path")
    ]
    heights = [float(y) for d in starts for y in re.findall(r"-?[0-9.]+,(-?[0-9.]+)", d)]
    assert heights
    assert min(heights) > below


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_in_a_box_stays_text(text: str) -> None:
    graph = crowd(BOXES_FROM + 1)
    add_node(graph, node("org_x", text, "US", party=text, written=(text, "x")))
    add_hop(graph, hop("svc_hub", "org_x", text, Verdict.UNKNOWN, source=text, key="x"))
    root = parsed(drawn(graph))
    assert not [a for e in root.iter() for a in e.attrib if a.rpartition("}")[2].startswith("on") or "href" in a]
    assert max(len("".join(e.itertext())) for e in root.iter(f"{SVG}text")) <= 160
    assert drawn(graph) == drawn(graph)


def star(recipients: int) -> FlowGraph:
    """A controller with so many recipients that nobody stands behind, and one service with a chain of its own."""
    graph = crowd(BOXES_FROM + 1)
    for number in range(recipients):
        add_node(graph, node(f"svc_{number:03}", f"Mottagare {number:03}", "US", kind=NodeKind.SERVICE))
        add_hop(graph, hop("org_bjork", f"svc_{number:03}", "US", Verdict.UNSUPPORTED))
    return graph


def test_very_many_recipients_stand_in_a_box_by_zone_and_verdict_and_one_with_a_chain_by_itself() -> None:
    few, many = plan(star(RECIPIENTS_FROM)), plan(star(RECIPIENTS_FROM + 1))
    assert [one.title for one in few.parties].count("Mottagare 000") == 1
    assert {one.title for one in many.parties} == {"Björkängen", "Navet"}
    box = next(one for one in many.boxes if one.first.exporter == "org_bjork")
    assert len(box.lines) == RECIPIENTS_FROM + 1
    told = source(star(RECIPIENTS_FROM + 1), words(Language.SWEDISH))
    assert f"{RECIPIENTS_FROM + 1} mottagare" in told
    assert "Mottagare 040" in told


def test_the_words_of_a_box_of_recipients_hold_every_hop_and_party() -> None:
    graph = star(300)
    told = svg.render(graph, words(Language.SWEDISH)).decode()
    assert all(hop.key in told for hop in hops(graph) if hop.importer.startswith("svc_0"))
    assert told.count("Mottagare 299") >= 2
