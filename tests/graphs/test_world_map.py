"""The map of the world: the four shades on a day, marks that tell without colour, and names that stay text."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from crowd import crowd
from flow_labels import words
from flow_sample import DAY_WRITTEN, hop, node, sample
from hostile import HOSTILE

from graphs.commands.draw import zones
from graphs.legend import AREAS, VERDICTS
from graphs.model import FlowGraph, Language, NodeKind, add_hop, add_node, new_graph
from graphs.model import header as header_of
from graphs.renderers import world_map
from graphs.renderers.reached import places
from graphs.renderers.world import WORLD_FILE, world
from registry import lawfiles
from registry.law.zones import Zone
from registry.terms import Responsibility, Verdict

SVG = "{http://www.w3.org/2000/svg}"
LAW = lawfiles.load()
TODAY = zones(LAW, date(2026, 11, 22))


def drawn(graph: FlowGraph, language: Language = Language.SWEDISH) -> ET.Element:
    return ET.fromstring(world_map.render(graph, words(language), TODAY))


def texts(root: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def small(country: str, verdict: Verdict, seat: str | None = None, **more: object) -> FlowGraph:
    """A Swedish controller with one recipient that sits in one country and keeps the data in another."""
    graph = new_graph(header_of(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    add_node(graph, node("svc_x", "Tjänsten", seat))
    add_hop(graph, hop("org_bjork", "svc_x", country, verdict, **more))
    return graph


@pytest.mark.parametrize("code", ["NO", "IS", "LI", "SE", "HR"])
def test_a_state_of_the_eea_is_no_third_country(code: str) -> None:
    assert TODAY[code] is Zone.EEA


@pytest.mark.parametrize(
    ("on", "zone"),
    [
        (date(2023, 7, 9), Zone.THIRD_COUNTRY),
        (date(2023, 7, 10), Zone.PARTLY_ADEQUATE),
        (date(2020, 7, 15), Zone.PARTLY_ADEQUATE),
        (date(2020, 7, 16), Zone.THIRD_COUNTRY),
    ],
)
def test_the_shade_of_the_united_states_follows_the_day(on: date, zone: Zone) -> None:
    assert zones(LAW, on)["US"] is zone


def test_the_united_kingdom_is_shaded_as_the_day_has_it() -> None:
    assert zones(LAW, date(2019, 1, 1))["GB"] is Zone.EEA
    assert TODAY["GB"] is Zone.ADEQUATE


def test_the_four_shades_keep_their_order_in_grey_and_one_is_hatched() -> None:
    order = (Zone.EEA, Zone.ADEQUATE, Zone.PARTLY_ADEQUATE, Zone.THIRD_COUNTRY)
    found = [grey(AREAS[zone].fill) for zone in order]
    assert found == sorted(found)
    assert found[1] - found[0] > 40
    assert found[2] - found[1] > 20
    assert [zone for zone in Zone if AREAS[zone].pattern] == [Zone.PARTLY_ADEQUATE]


def test_every_country_of_the_law_but_antarctica_has_its_place() -> None:
    assert {code for code in LAW.countries if len(code) == 2} - set(world().countries) == {"AQ"}
    assert all(0 <= x <= 10_000 and 0 <= y <= 4_900 for x, y in (one.at for one in world().countries.values()))


def test_the_shapes_are_small_and_name_their_source() -> None:
    assert WORLD_FILE.stat().st_size < 150_000
    assert "Natural Earth" in WORLD_FILE.read_text(encoding="utf-8")[:400]


@pytest.mark.parametrize("code", ["SG", "MT", "LI", "HK"])
def test_a_small_country_is_marked_where_it_lies(code: str) -> None:
    assert world().countries[code].is_small
    shown = drawn(small(code, Verdict.COVERED), Language.ENGLISH)
    assert len([text for text in texts(shown) if text == VERDICTS[Verdict.COVERED].mark]) == 3  # map, list, legend


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_mark_tells_the_verdict_by_its_glyph_and_the_list_by_its_word(verdict: Verdict) -> None:
    found = texts(drawn(small("BR", verdict)))
    assert found.count(VERDICTS[verdict].mark) == 3
    assert found.count(words(Language.SWEDISH)("verdict", verdict)) >= 2  # list and legend
    assert "Brasilien · 1" in found


def test_a_recipient_outside_the_eea_is_told_in_its_own_country_wherever_it_keeps_the_data() -> None:
    found = places(small("IE", Verdict.INCOMPLETE, "US"), TODAY)
    assert [(one.country, one.worst) for one in found] == [("US", Verdict.INCOMPLETE)]


def test_a_destination_outside_the_eea_is_told_beside_the_recipients_country() -> None:
    assert {one.country for one in places(small("IN", Verdict.UNSUPPORTED, "US"), TODAY)} == {"IN", "US"}


def test_what_stays_in_the_eea_and_what_nobody_knows_are_told() -> None:
    assert [one.country for one in places(small("NO", Verdict.NOT_A_TRANSFER, "SE"), TODAY)] == ["NO"]
    assert [one.country for one in places(small(None, Verdict.UNKNOWN), TODAY)] == [None]  # type: ignore[arg-type]


def test_what_is_the_recipients_own_responsibility_is_not_counted() -> None:
    assert not places(small("US", Verdict.COVERED, responsibility=Responsibility.THEIRS), TODAY)


def test_places_come_worst_first_with_the_countries_they_are_reached_from() -> None:
    found = places(sample(), TODAY)
    assert found[0].country == "IN"
    assert [list(Verdict).index(one.worst) for one in found] == sorted(list(Verdict).index(one.worst) for one in found)
    assert {sender for one in found for sender in one.senders} == {"SE"}


def test_it_is_told_in_words_and_says_its_day_law_and_source() -> None:
    for language in Language:
        root = drawn(sample(language), language)
        told = root.findtext(f"{SVG}desc") or ""
        assert words(language)("verdict", Verdict.UNSUPPORTED) in told
        for stamp in (DAY_WRITTEN[language], "3fa81c0e5b7d", "Onward"):
            assert stamp in told
            assert any(stamp in text for text in texts(root))
        assert root.get("lang") == language.value


def test_links_stand_once_in_reading_order_and_marks_take_no_tab_stop() -> None:
    picture = world_map.render(sample(), words(Language.SWEDISH), TODAY, link=lambda place: f"/d?to={place.country}")
    links = [one for one in ET.fromstring(picture).iter(f"{SVG}a")]
    stops = [one.get("href") for one in links if one.get("tabindex") != "-1"]
    assert stops == [f"/d?to={place.country}" for place in places(sample(), TODAY)]
    assert {one.get("href") for one in links} == set(stops)


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert ET.tostring(drawn(sample())) == ET.tostring(drawn(sample()))


def test_a_graph_without_recipients_is_a_map_that_says_so() -> None:
    assert "Inga mottagare i urvalet." in texts(drawn(new_graph(header_of(sample()))))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    root = drawn(new_graph(replace(header_of(crowd(3)), title=name, controllers=(name,), source=name)))
    allowed = {"svg", "g", "a", "title", "desc", "defs", "pattern", "clipPath", "rect", "path", "circle", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not any(key.startswith("on") or key == "href" for element in root.iter() for key in element.attrib)
    assert all(len(text) < 300 for text in texts(root))


def test_nothing_in_the_file_leads_out_of_it() -> None:
    picture = world_map.render(sample(), words(Language.SWEDISH), TODAY).decode()
    assert set(re.findall(r"url\(([^)]*)\)", picture)) == {"#onward-hatch", "#onward-europe"}
    assert re.findall(r"https?://[^\"]*", picture) == ["http://www.w3.org/2000/svg"]
