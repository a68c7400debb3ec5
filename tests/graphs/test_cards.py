"""Pictures too large for lines: every party a card, and nothing left out of the words."""

import re
from dataclasses import replace
from typing import Any

import pytest
from crowd import OURS
from flow_labels import words
from flow_sample import hop, node, sample
from test_bundles import descriptions
from test_svg import SVG, by_id, drawn, parsed

from graphs.model import FlowGraph, Hop, Language, NodeKind, add_hop, add_node, header, hops, new_graph, nodes
from graphs.renderers.bundles import CARDS_FROM
from graphs.renderers.bundles import drawn as plan
from graphs.renderers.dot import source
from graphs.sentences import of_hop, of_node
from registry.terms import HopKind, Role, Verdict

A3_LYING = 1190.55  # points


def town(services: int, *, controllers: int = 1) -> FlowGraph:
    """Controllers with services in two zones, three sub-processors behind each; the last service is unsupported."""
    graph = new_graph(header(sample()))
    for number in range(controllers):
        add_node(graph, node(f"org_own{number}", f"Björkängen {number}", "SE", kind=NodeKind.CONTROLLER))
    for number in range(services):
        place = "US" if number % 2 else "IN"
        add_node(graph, node(f"svc_{number:03}", f"Tjänst {number:03}", place, kind=NodeKind.SERVICE))
        verdict = Verdict.UNSUPPORTED if number == services - 1 else Verdict.COVERED
        add_hop(graph, engaged(f"org_own{number % controllers}", f"svc_{number:03}", place, verdict))
        for at in range(3):
            id_ = f"org_{number:03}_{at}"
            add_node(graph, node(id_, f"Bakom {number:03} {at}", "SE"))
            add_hop(graph, hop(f"svc_{number:03}", id_, "SE", Verdict.UNKNOWN, kind=HopKind.SUB_PROCESSOR))
    return graph


def engaged(exporter: str, importer: str, place: str, verdict: Verdict, **more: Any) -> Hop:
    return replace(hop(exporter, importer, place, verdict, **more), kind=HopKind.ENGAGEMENT)


def seen(element: object) -> str:
    return " ".join("".join(text.itertext()) for text in element.iter(f"{SVG}text"))  # type: ignore[attr-defined]


def test_many_lines_become_cards_and_few_stay_lines() -> None:
    assert not plan(town(CARDS_FROM // 4)).cards
    assert len(plan(town(CARDS_FROM)).cards) == CARDS_FROM


@pytest.mark.parametrize("graph", [town(100), town(80, controllers=3)])
def test_every_hop_and_every_party_is_told_once_or_more_in_cards_too(graph: FlowGraph) -> None:
    told = descriptions(drawn(graph))
    ends = {one.id: one for one in nodes(graph)}
    speak = words(Language.SWEDISH)
    for one in hops(graph):
        assert told.count(f"{one.key}: {of_hop(one, ends, speak, Language.SWEDISH)}") == 1
    for party in ends.values():
        assert of_node(party, speak, Language.SWEDISH) in told


@pytest.mark.parametrize("services", [61, 300])
def test_a_picture_of_cards_is_no_wider_than_a3(services: int) -> None:
    width = parsed(drawn(town(services))).get("width", "")
    assert float(width.removesuffix("pt")) <= A3_LYING


def test_a_card_tells_what_comes_to_a_party_and_what_it_passes_on() -> None:
    text = seen(by_id(drawn(town(80)), "node-svc_000"))
    assert "Tjänst 000" in text
    assert "3 underbiträden · lagring · EES" in text
    assert "Bakom 000 0, Bakom 000 1," in text
    assert "Björkängen" not in text


def test_where_several_controllers_are_drawn_a_card_says_whose_recipient_it_is() -> None:
    assert "← Björkängen 1" in seen(by_id(drawn(town(80, controllers=2)), "node-svc_001"))


def test_one_line_leads_to_each_zone_with_the_number_of_recipients_and_the_worst_verdict() -> None:
    lines = [line for line in source(town(80), words(Language.SWEDISH), tooltips=False).splitlines() if "lhead" in line]
    assert len(lines) == 2
    assert not [line for line in lines if "svc" in line.split("->")[0]]
    text = seen(parsed(drawn(town(80))))
    assert text.count("40 mottagare") == 2


def top_of(picture: bytes, id_: str) -> float:
    return min(float(text.get("y", "")) for text in by_id(picture, id_).iter(f"{SVG}text"))


def test_the_worst_card_of_a_zone_stands_on_top() -> None:
    picture = drawn(town(80))
    others = [top_of(picture, f"node-svc_{number:03}") for number in range(1, 79, 2)]
    assert top_of(picture, "node-svc_079") <= min(others) + 20


def test_no_card_lies_on_another() -> None:
    shapes = []
    for number in range(80):
        shape = by_id(drawn_once(), f"node-svc_{number:03}").find(f"{SVG}path")
        assert shape is not None
        numbers = [float(one) for one in re.findall(r"-?[0-9.]+", shape.get("d", ""))]
        shapes.append((min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])))
    for at, (left, top, right, bottom) in enumerate(shapes):
        for other in shapes[at + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


_DRAWN: list[bytes] = []


def drawn_once() -> bytes:
    if not _DRAWN:
        _DRAWN.append(drawn(town(80)))
    return _DRAWN[0]


def test_lists_and_lines_that_differ_in_the_role_alone_are_told_once_in_a_card() -> None:
    graph = town(80)
    again = {"responsibility": OURS, "key": "again", "role": Role.INDEPENDENT_CONTROLLER, "art28": None}
    add_hop(graph, engaged("org_own0", "svc_000", "IN", Verdict.COVERED, **again))
    text = seen(by_id(drawn(graph), "node-svc_000"))
    assert text.count("Indien · lagring") == 1


def test_the_same_cards_give_the_same_bytes() -> None:
    assert drawn(town(80)) == drawn_once()
