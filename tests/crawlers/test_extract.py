"""Bytes become blocks whose offsets are true."""

import io

import pytest
from crawlers_documents import html, markdown
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from crawlers.blocks import BlockKind, Extracted
from crawlers.errors import ExtractFailed
from crawlers.extract import MAX_BYTES, Selection, decode, extract

POLICY = """
<nav><a href="/">Home</a><a href="/p">Prices</a></nav>
<main><h1>Privacy</h1><p>We   are\u00adMolnet&nbsp;AB.\u200b</p>
<h2>Recipients</h2><ul><li>Stripe &ndash; payments</li><li><b>Post</b>en</li></ul>
<table><tr><th>Name</th><th>Country</th></tr><tr><td>Nimbus</td><td>Sweden<br>Norway</td></tr></table></main>
<footer>© 2026</footer>
"""


def is_true(document: Extracted) -> bool:
    parts = [*document.blocks, *(cell for block in document.blocks for cell in block.cells)]
    return all(document.text[part.start : part.end] == part.text for part in parts)


def test_a_page_becomes_headings_paragraphs_items_and_rows() -> None:
    document = html(POLICY)
    assert [(block.kind, block.text) for block in document.blocks if block.kind is not BlockKind.ROW] == [
        (BlockKind.HEADING, "Privacy"),
        (BlockKind.PARAGRAPH, "We areMolnet AB."),
        (BlockKind.HEADING, "Recipients"),
        (BlockKind.ITEM, "Stripe – payments"),
        (BlockKind.ITEM, "Posten"),
    ]
    row = document.blocks[-1]
    assert [(cell.header, cell.text) for cell in row.cells] == [("Name", "Nimbus"), ("Country", "Sweden\nNorway")]
    assert row.section == ("Privacy", "Recipients")
    assert is_true(document)


def test_forms_stay_and_a_small_main_is_not_the_page() -> None:
    document = html("<main><p>Hi.</p></main><form><p>" + "The whole policy stands in a form. " * 20 + "</p></form>")
    assert "The whole policy stands in a form." in document.text


def test_a_footer_that_holds_most_of_the_text_stays() -> None:
    assert "Our policy." in html("<p>Hello.</p><footer>" + "Our policy. " * 30 + "</footer>").text


def test_of_a_footer_that_is_no_part_of_the_text_the_line_with_a_day_stays() -> None:
    foot = "<footer><p>Storgatan 8</p><p>Fastställd 2024-09-02</p><p>© 2024 Etta AB</p></footer>"
    page = f"<body><main><p>{'Vi ber om ditt namn. ' * 20}</p></main>{foot}</body>"
    blocks = extract(page.encode(), name="a.html").blocks
    assert [block.text for block in blocks[1:]] == ["Fastställd 2024-09-02"]


def test_an_address_hidden_by_a_rotating_key_is_shown() -> None:
    hidden = "".join(f"{byte ^ 0x2A:02x}" for byte in b"dpo@molnet.example")
    document = html(
        f'<p>Write to <a href="/x"><span data-cfemail="2a{hidden}">[email&#160;protected]</span></a> now.</p>'
    )
    assert document.text == "Write to dpo@molnet.example now."


def test_a_table_inside_a_cell_makes_the_outer_one_layout() -> None:
    document = html(
        "<table><tr><td>Left<table><tr><th>Name</th><th>Land</th></tr><tr><td>A</td><td>B</td></tr></table></td></tr></table>"
    )
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, BlockKind.ROW, BlockKind.ROW]
    assert is_true(document)


def test_markdown_gives_the_same_blocks_as_its_page() -> None:
    document = markdown(
        "---\ntitle: Policy\ntopics:\n  - legal\n---\n\nimport X from 'y'\n\n# Privacy\n\nWe are **Mol\u00adnet** AB\n"
        "in [Malmö](https://x.example/a_(b)).\n\n* Stripe \\- payments\n\nOld title\n---------\n\n"
        "| Name | Country |\n|:---|---|\n| Nim\\|bus | Sweden<br />Norway |\n\n"
        "**3.1 Bold title**\n\n![icon](x.png) Last.\n"
    )
    assert document.title == "Policy"
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "Privacy"),
        (BlockKind.PARAGRAPH, "We are Molnet AB in Malmö."),
        (BlockKind.ITEM, "Stripe - payments"),
        (BlockKind.HEADING, "Old title"),
        (BlockKind.ROW, "Name\nCountry"),
        (BlockKind.ROW, "Nim|bus\nSweden\nNorway"),
        (BlockKind.HEADING, "3.1 Bold title"),
        (BlockKind.PARAGRAPH, "Last."),
    ]
    assert document.blocks[1].links[0].target == "https://x.example/a_(b)"
    assert is_true(document)


def test_plain_text_keeps_numbered_titles_items_and_tab_tables() -> None:
    document = extract("Policy\n\n1. Who we are\nMolnet AB.\n• Stripe\nName\tLand\nNimbus\tSE\n".encode(), name="a.txt")
    kinds = [block.kind for block in document.blocks]
    assert kinds[1:4] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM]
    assert kinds[-2:] == [BlockKind.ROW, BlockKind.ROW]


def test_plain_text_without_empty_lines_has_titles_above_its_prose_and_a_length_of_time_is_none() -> None:
    lines = ["How long", "Orders: six years.", "Cookies", "basket", "Etta", "2 years", "necessary", "Why", "Because."]
    blocks = extract("\n".join(lines).encode(), name="x.txt").blocks
    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == ["How long", "Why"]
    assert blocks[1].section == ("How long",)


def test_a_declaration_keeps_the_selected_part_without_what_it_removes() -> None:
    page = b"<html><body><div id=a><p>Keep.</p><p class=x>Not.</p></div><p>Else.</p></body></html>"
    document = extract(page, name="p.html", selection=Selection(("#a", "#a p"), (".x",)))
    assert document.text == "Keep."


@pytest.mark.parametrize("selection", [Selection((".gone",)), Selection(("p:has(",))])
def test_a_declaration_that_finds_nothing_is_told(selection: Selection) -> None:
    with pytest.raises(ExtractFailed):
        extract(b"<html><body><p>Words.</p></body></html>", name="p.html", selection=selection)


@pytest.mark.parametrize(
    ("content", "header", "text"),
    [
        ("å".encode(), "", "å"),
        ("å".encode("cp1252"), "", "å"),
        (b"\xef\xbb\xbf" + "å".encode(), "", "å"),
        ("å".encode("utf-16"), "", "å"),
        ("å".encode("iso-8859-1"), "text/html; charset=ISO-8859-1", "å"),
        (b'<meta charset="windows-1252">' + "å".encode("cp1252"), "", '<meta charset="windows-1252">å'),
        ("å".encode(), "text/html; charset=nonsense", "å"),
    ],
)
def test_the_encoding_is_told_by_mark_header_page_then_the_bytes(content: bytes, header: str, text: str) -> None:
    assert decode(content, header).lstrip("\ufeff") == text


def test_a_damaged_pdf_and_an_unknown_form_are_refused() -> None:
    for content in (b"%PDF-1.7\nnot a pdf at all", b"PK\x03\x04\x00\x00\x00"):
        with pytest.raises(ExtractFailed):
            extract(content, name="x.pdf")


def test_a_pdf_without_text_is_empty_not_an_error() -> None:
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(out)
    assert extract(out.getvalue(), content_type="application/pdf").text == ""


def test_too_many_bytes_are_refused_not_cut() -> None:
    with pytest.raises(ExtractFailed):
        extract(b"a" * (MAX_BYTES + 1), name="x.txt")


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 60_000 + "deep",
        "<table><tr><td>" * 3_000 + "deep",
        "<a href='" + "x" * 500_000 + "'>y</a>",
        "[" * 100_000,
        "[a](" * 50_000,
        "|" * 100_000,
        "<" * 100_000,
        "*" * 100_000,
        "\\" * 100_000 + "x",
        "a@" * 100_000,
        "1 " * 100_000,
    ],
)
def test_hostile_text_neither_hangs_nor_crashes(hostile: str) -> None:
    for name in ("x.html", "x.md", "x.txt"):
        try:
            assert is_true(extract(hostile.encode(), name=name))
        except ExtractFailed:
            assert name == "x.html"


@given(st.text(max_size=400), st.sampled_from(["x.html", "x.md", "x.txt"]))
def test_offsets_are_true_for_any_text(text: str, name: str) -> None:
    try:
        document = extract(text.encode("utf-8", "ignore"), name=name)
    except ExtractFailed:
        return
    assert is_true(document)
    assert "\u200b" not in document.text
    assert "  " not in document.text


def test_a_cell_that_reaches_down_leaves_the_cells_below_under_their_own_headers() -> None:
    page = (
        "<table><tr><th>What</th><th>Who</th><th>Where</th></tr>"
        "<tr><td rowspan=2>Booking</td><td>Etta AB</td><td>Sweden</td></tr><tr><td>Beta AB</td><td>Norway</td></tr>"
        "<tr><td rowspan=0>Post</td><td>Gamma AB</td><td>Finland</td></tr>"
        "<tr><td>Delta AB</td><td>Iceland</td></tr></table>"
    )
    rows = [block for block in extract(page.encode(), content_type="text/html").blocks if block.kind is BlockKind.ROW]
    who = [cell.text for block in rows for cell in block.cells if cell.header == "Who"]
    where = [cell.text for block in rows for cell in block.cells if cell.header == "Where"]
    assert who == ["Etta AB", "Beta AB", "Gamma AB", "Delta AB"]
    assert where == ["Sweden", "Norway", "Finland", "Iceland"]
