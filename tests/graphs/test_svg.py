"""The picture: valid XML, told in words, nothing that runs or loads, the same bytes each time."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from flow_labels import words
from flow_sample import DAY_WRITTEN, hop, node, sample
from hostile import HOSTILE
from lxml import etree

from graphs.model import FlowGraph, Language, NodeKind, Reason, add_hop, add_node, header, hops, new_graph, nodes
from graphs.renderers import svg
from graphs.renderers.engine import DrawingFailed, installed
from graphs.text import plain
from registry.terms import Responsibility, Verdict

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
HARMLESS = {f"{SVG}{t}" for t in ("svg", "g", "title", "desc", "path", "polygon", "polyline", "ellipse", "text")}


def parsed(picture: bytes) -> "etree._Element":
    """The picture as a second, strict parser reads it."""
    return etree.fromstring(picture, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def drawn(graph: FlowGraph, **more: bool) -> bytes:
    return svg.render(graph, words(header(graph).language), **more)


def by_id(picture: bytes, id_: str) -> "etree._Element":
    (found,) = [element for element in parsed(picture).iter() if element.get("id") == id_]
    return found


def sentence(picture: bytes, id_: str) -> str:
    return by_id(picture, id_).findtext(f"{SVG}title") or ""


@pytest.mark.parametrize("language", Language)
def test_the_root_tells_what_the_picture_shows(language: Language) -> None:
    root = parsed(drawn(sample(language)))
    assert root.get("role") == "img"
    assert root.get("lang") == language.value
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == header(sample(language)).title
    assert root[1].tag == f"{SVG}desc"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert DAY_WRITTEN[language] in root[1].text


def test_every_node_and_hop_is_told_in_a_full_sentence() -> None:
    graph = sample()
    picture = parsed(drawn(graph))
    told = {e.get("id"): (e.findtext(f"{SVG}title"), e.findtext(f"{SVG}desc")) for e in picture.iter(f"{SVG}g")}
    for one in nodes(graph):
        title, description = told[f"node-{one.id}"]
        assert title == description
        assert title.startswith(one.title)
    for one in hops(graph):
        title, description = told[f"hop-{one.key}"]
        assert title == description
        assert title.endswith("Källa: Biträdesavtal 2025-03-01, bilaga 2.")


def test_a_hops_sentence_names_parties_role_destination_verdict_article_and_source() -> None:
    told = sentence(drawn(sample()), "hop-trf_org_bjork-svc_kundkartan-US-storage")
    assert told == (
        "Björkängens Trädgård AB → Kundkartan CRM; personuppgiftsbiträde; USA · lagring; Biträdesavtal: finns; "
        "Beslut om adekvat skyddsnivå (Stöd finns); stöd i art. 45.3; att notera: Beslutet prövas i domstol; "
        "vårt ansvar; eget underlag; från 1 mars 2025; Källa: Biträdesavtal 2025-03-01, bilaga 2."
    )


def test_an_unknown_verdict_says_what_would_settle_it() -> None:
    told = sentence(drawn(sample(Language.ENGLISH)), "hop-trf_org_bjork-svc_chatten-xx-storage")
    assert "Cannot be evaluated (Not evaluable)" in told
    assert "would settle it: the importer's country, safeguards under Article 46" in told


def test_a_node_shows_its_canonical_name_then_the_names_as_written() -> None:
    assert sentence(drawn(sample()), "node-svc_kontorum").startswith("Kontorum 365 (Kontorum Office): ")


@pytest.mark.parametrize("language", Language)
def test_day_law_and_source_are_printed_in_the_picture(language: Language) -> None:
    seen = " ".join(svg.texts(drawn(sample(language))))
    assert DAY_WRITTEN[language] in seen
    assert "3fa81c0e5b7d" in seen
    assert "12 mottagarrelationer" in seen


def test_a_hop_of_theirs_is_thin_and_dashed() -> None:
    line = by_id(drawn(sample()), "hop-trf_svc_annonsera-org_adverra-US-storage").find(f"{SVG}path")
    assert line is not None
    assert line.get("stroke-width") == "0.8"
    assert line.get("stroke-dasharray")


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert drawn(sample()) == drawn(sample())


def test_ids_are_unique_and_ours() -> None:
    ids = [e.get("id") for e in parsed(drawn(sample())).iter() if e.get("id")]
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    assert all(re.match(r"(node|hop)[-.]|zone-|onward-", id_) for id_ in ids)


def test_nothing_in_the_picture_runs_or_loads() -> None:
    for element in parsed(drawn(sample())).iter():
        assert element.tag in HARMLESS
        for name_, value in element.attrib.items():
            assert not name_.rpartition("}")[2].startswith("on")
            assert "href" not in name_
            assert "url(" not in value


def test_links_are_web_addresses_and_only_on_request() -> None:
    linked = [e.attrib for e in parsed(drawn(sample(), links=True)).iter(f"{SVG}a")]
    addresses = {a.get("{http://www.w3.org/1999/xlink}href") for a in linked}
    assert "https://example.org/kontorum?a=1&b=2" in addresses
    assert len(addresses) == 12


def test_words_lie_above_all_lines() -> None:
    page = parsed(drawn(sample())).find(f"{SVG}g")
    assert page is not None
    assert page[-1].get("class") == "labels"
    assert not [e for e in page.iter(f"{SVG}g") if e.get("class") == "edge" and e.find(f"{SVG}text") is not None]


def test_a_graph_without_anybody_is_still_a_picture_that_says_so() -> None:
    root = parsed(drawn(new_graph(header(sample()))))
    assert "Inga mottagare i urvalet." in (root.findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_stays_text(text: str) -> None:
    graph = new_graph(replace(header(sample()), title=text, source=text, controllers=(text,), law=text))
    reason = Reason(article=text, record=text, text=text, source=text)
    add_node(graph, node("org_bjork", text, "SE", kind=NodeKind.CONTROLLER, written=(text, "x"), address=text))
    add_node(graph, node("org_b", text, "US", party=text, responsibility=Responsibility.THEIRS))
    add_hop(
        graph, hop("org_bjork", "org_b", "US", Verdict.UNKNOWN, source=text, would_settle=(text,), reasons=(reason,))
    )
    root = parsed(drawn(graph))
    assert {element.tag for element in root.iter()} <= HARMLESS
    assert not [a for e in root.iter() for a in e.attrib if a.rpartition("}")[2].startswith("on") or "href" in a]
    assert root.findtext(f"{SVG}title") == plain(text)
    (shown,) = [e.findtext(f"{SVG}title") or "" for e in root.iter(f"{SVG}g") if e.get("id") == "node-org_b"]
    assert shown.startswith(plain(text, 300))
    assert max(len("".join(e.itertext())) for e in root.iter(f"{SVG}text")) <= 140


def test_a_drawing_that_takes_too_long_is_refused_in_words() -> None:
    with pytest.raises(DrawingFailed, match="Narrow the selection"):
        svg.render(sample(), words(Language.SWEDISH), seconds=0.0)


def test_a_graphviz_that_is_not_there_is_named() -> None:
    with pytest.raises(DrawingFailed, match="/nowhere/dot"):
        svg.render(sample(), words(Language.SWEDISH), dot_binary="/nowhere/dot")


def test_another_graphviz_is_used_when_the_settings_name_one(tmp_path: Path) -> None:
    own = tmp_path / "own-dot"
    own.write_text(f'#!/bin/sh\ntouch "{tmp_path}/used"\nexec "{installed()}" "$@"\n')
    own.chmod(0o755)
    assert svg.render(sample(), words(Language.SWEDISH), dot_binary=str(own)) == drawn(sample())
    assert (tmp_path / "used").exists()


def test_a_graphviz_that_writes_no_xml_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own-dot"
    own.write_text("#!/bin/sh\ncat > /dev/null\necho '<svg><a href=\"?a&b\"></svg>'\n")
    own.chmod(0o755)
    with pytest.raises(DrawingFailed, match="no XML"):
        svg.render(sample(), words(Language.SWEDISH), dot_binary=str(own))


def test_a_graph_that_graphviz_refuses_is_drawn_with_columns_of_each_area(tmp_path: Path) -> None:
    own = tmp_path / "own-dot"
    own.write_text(
        f'#!/bin/sh\ncat > "{tmp_path}/in"\n'
        f'if grep -q newrank=true "{tmp_path}/in"; then echo "trouble in init_rank" >&2; exit 1; fi\n'
        f'exec "{installed()}" "$@" < "{tmp_path}/in"\n'
    )
    own.chmod(0o755)
    picture = svg.render(sample(), words(Language.SWEDISH), dot_binary=str(own))
    assert {e.get("id") for e in parsed(picture).iter()} == {e.get("id") for e in parsed(drawn(sample())).iter()}


def test_what_graphviz_refuses_twice_is_told_with_its_words(tmp_path: Path) -> None:
    own = tmp_path / "own-dot"
    own.write_text("#!/bin/sh\ncat > /dev/null\necho 'out of paper' >&2\nexit 1\n")
    own.chmod(0o755)
    with pytest.raises(DrawingFailed, match="out of paper"):
        svg.render(sample(), words(Language.SWEDISH), dot_binary=str(own))


def test_links_come_column_by_column_and_words_lead_to_rows_of_the_page() -> None:
    first = min(one.key for one in hops(sample()) if one.importer == "svc_enkaten")
    picture = svg.render(
        sample(), words(Language.SWEDISH), links=True, rows={f"hop-{first}": "#row-1", "hop-x": "javascript:alert(1)"}
    )
    leads = [str(one.get(f"{XLINK}href")) for one in etree.fromstring(picture).iter(f"{SVG}a")]
    assert "#row-1" in leads
    assert not any(one.startswith("javascript") for one in leads)
    order = [one.removeprefix("https://example.org/").partition("?")[0] for one in leads if one.startswith("https")]
    assert order[0] == "enkaten"  # worst first, at the top of the first column
    assert len(order) == len(set(order)) == 12


def test_a_path_on_the_server_is_a_link_and_another_server_in_disguise_is_none() -> None:
    graph = new_graph(header(sample()))
    for number, address in enumerate(("/services/svc_a?on=2026-11-22", "//evil.example/x", "/\\evil.example")):
        add_node(graph, node(f"svc_{number}", f"Tjänst {number}", "SE", address=address))
    picture = svg.render(graph, words(Language.SWEDISH), links=True)
    leads = [one.get(f"{XLINK}href") for one in etree.fromstring(picture).iter(f"{SVG}a")]
    assert leads == ["/services/svc_a?on=2026-11-22"]
