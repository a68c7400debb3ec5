"""Tables that a browser's copy left as lines, and lines that only look like one."""

from collections.abc import Sequence

import pytest

from crawlers.blocks import BlockKind, Extracted
from crawlers.extract import extract
from crawlers.flattened import unflattened
from crawlers.phrases import phrases

HEAD = ("Ändamål", "Uppgifter", "Grund", "Gallring")
FIRST = ("Lägret", "Namn, allergier", "Avtal", "Två veckor efter lägret")
SECOND = ("Bidrag", "Födelseår", "Rättslig förpliktelse", "7 år")


def _document(lines: Sequence[str]) -> Extracted:
    return extract("\n\n".join(["Policy för scouterna i skogen.", *lines, "Vi finns i skogen."]).encode(), name="a.txt")


def _rows(lines: Sequence[str]) -> list[list[tuple[str, str]]]:
    blocks = unflattened(_document(lines), phrases("sv")).blocks
    return [
        [(cell.header, cell.text) for cell in block.cells] for block in blocks if block.cells and not block.is_header
    ]


def test_lines_under_a_head_become_rows_with_its_headers() -> None:
    assert _rows([*HEAD, *FIRST, *SECOND]) == [
        list(zip(HEAD, FIRST, strict=True)),
        list(zip(HEAD, SECOND, strict=True)),
    ]


def test_the_text_and_what_stands_around_the_table_stay() -> None:
    before = _document([*HEAD, *FIRST, *SECOND])
    after = unflattened(before, phrases("sv"))
    assert after.text == before.text
    assert all(after.text[cell.start : cell.end] == cell.text for block in after.blocks for cell in block.cells)
    assert [block.text for block in after.blocks if block.kind is not BlockKind.ROW] == [
        "Policy för scouterna i skogen.",
        "Vi finns i skogen.",
    ]
    assert [block.is_header for block in after.blocks if block.kind is BlockKind.ROW] == [True, False, False]


def test_the_first_row_that_does_not_bear_the_head_out_ends_the_table() -> None:
    other = ("Sång", "Ficklampa", "Gott humör", "En tröja")
    assert [row[0][1] for row in _rows([*HEAD, *FIRST, *SECOND, *other])] == ["Lägret", "Bidrag"]


@pytest.mark.parametrize(
    "lines",
    [
        [*HEAD, *FIRST],  # one row is no table
        [*HEAD, "Sång", "Ficklampa", "Humör", "Tröja", "Dans", "Tält", "Lust", "Byxor"],
        ["Ändamål", "Uppgifter", *FIRST, *SECOND],  # nothing in the head can be borne out
        ["Gallring", "Lägret", "Två veckor"],
    ],
)
def test_lines_that_bear_nothing_out_stay_lines(lines: list[str]) -> None:
    before = _document(lines)
    assert unflattened(before, phrases("sv")) is before


def test_a_dash_says_neither_yes_nor_no() -> None:
    assert len(_rows([*HEAD, *FIRST, "Sång", "Röst", "–", "Ett år", *SECOND])) == 3
