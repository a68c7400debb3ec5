"""A picture as PDF: what a reader of PDF finds in it, the same bytes every time, and hostile names that do nothing."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from crowd import crowd
from flow_labels import words
from flow_sample import hop, node, sample
from hostile import HOSTILE
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from graphs.model import FlowGraph, Language, NodeKind, add_hop, add_node, hops, new_graph
from graphs.model import header as header_of
from graphs.renderers import pdf, svg
from graphs.renderers.typeface import MISSING, shown
from registry.terms import Verdict

SPEAK = words(Language.SWEDISH)


def written(graph: FlowGraph) -> bytes:
    return pdf.render(svg.render(graph, SPEAK, links=True), graph, SPEAK)


def read(graph: FlowGraph) -> PdfReader:
    return PdfReader(BytesIO(written(graph)))


def called(name: str) -> FlowGraph:
    """A controller with one service of this name."""
    graph = new_graph(header_of(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    add_node(graph, node("svc_x", name, "US", kind=NodeKind.SERVICE))
    add_hop(graph, hop("org_bjork", "svc_x", "US", Verdict.UNSUPPORTED))
    return graph


def annotations(reader: PdfReader) -> Iterator[Any]:
    for one in reader.pages[0].get("/Annots", []):
        yield one.get_object() if isinstance(one, IndirectObject) else one


def test_the_first_page_is_the_picture_in_its_own_size_with_its_words() -> None:
    reader = read(sample())
    told = reader.pages[0].extract_text()
    for word in (
        "Björkängens Trädgård AB",
        "Mätstickan Analytics",
        "Lönesnurran",
        "Läget den 22 november 2026",
        "3fa81c0e5b7d",
    ):
        assert word in told
    assert float(reader.pages[0].mediabox.width) > 800


def test_the_pages_after_it_tell_every_hop_in_words() -> None:
    reader = read(sample())
    told = " ".join(" ".join(page.extract_text() for page in reader.pages[1:]).split())
    assert told.count("→") == len(hops(sample()))
    assert "skulle avgöra" in told


def test_parties_keep_their_links_and_nothing_else_is_one() -> None:
    found = {str(one["/A"]["/URI"]) for one in annotations(read(sample()))}
    assert "https://example.org/kontorum?a=1&b=2" in found
    assert all(address.startswith("https://example.org/") for address in found)


def test_a_link_lies_on_its_party_inside_the_page() -> None:
    reader = read(sample())
    width, height = float(reader.pages[0].mediabox.width), float(reader.pages[0].mediabox.height)
    for one in annotations(reader):
        left, low, right, high = (float(number) for number in one["/Rect"])
        assert 0 <= left < right <= width
        assert 0 <= low < high <= height


def test_it_says_its_title_and_language() -> None:
    reader = read(sample())
    assert reader.metadata is not None
    assert reader.metadata.title == "Björkängens Trädgård AB: vart personuppgifterna går"
    assert "22 november 2026" in str(reader.metadata.subject)
    assert reader.root_object["/Lang"] == "sv"


def test_fonts_are_embedded() -> None:
    fonts = read(sample()).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    used = [font.get_object() for font in fonts.values()]
    described = [font["/FontDescriptor"] for font in used if "/FontDescriptor" in font]
    assert described
    assert all("/FontFile2" in one for one in described)


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert written(sample()) == written(sample())


def test_a_picture_larger_than_a_page_may_be_is_scaled_down() -> None:
    picture = svg.render(sample(), SPEAK).replace(b'viewBox="0.00 0.00 ', b'viewBox="0.00 0.00 90', 1)
    box = PdfReader(BytesIO(pdf.render(picture, sample(), SPEAK))).pages[0].mediabox
    assert max(float(box.width), float(box.height)) <= 14_400


def test_many_hops_make_several_pages_of_words() -> None:
    assert len(read(crowd(120)).pages) > 3


def test_a_letter_of_europe_is_shown_and_another_is_replaced_visibly() -> None:
    assert shown("Łódź Țară Ő Ñandú Ελλάδα Київ ÅÄÖ åäö", bold=False) == "Łódź Țară Ő Ñandú Ελλάδα Київ ÅÄÖ åäö"
    assert shown("東京 Cloud", bold=True) == f"{MISSING} Cloud"
    assert shown("عربي", bold=False) == MISSING


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_a_file_that_is_read_and_does_nothing(name: str) -> None:
    reader = read(called(name))
    assert "/OpenAction" not in reader.root_object
    assert "/Names" not in reader.root_object
    assert not list(annotations(reader))
    assert "Björkängen" in reader.pages[0].extract_text()
