"""A spreadsheet from outside: its texts with their cells, or one clear refusal; never calculated, never unbounded."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from registry import spreadsheets
from registry.errors import BadRecord
from registry.spreadsheets import MOST_COLUMNS, MOST_ROWS, Cell, parse

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def workbook(*rows: list[Any], more: str | None = None) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet("Förteckning")
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    if more:
        book.add_worksheet(more)
    book.close()
    return out.getvalue()


def part_of(content: bytes, name: str, change: Any) -> bytes:
    """The same workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = old.read(one)
            new.writestr(one.filename, change(part) if one.filename == name else part)
    return out.getvalue()


def test_a_workbook_gives_its_texts_days_and_numbers_with_their_cells() -> None:
    grid = parse(
        workbook(["Behandling", "Från"], ["Löner", date(2024, 2, 1)], [None, 5560000001.0], more="Mer"), "r.xlsx"
    )
    assert [[(one.address, one.text) for one in cells] for _, cells in grid.rows] == [
        [("A1", "Behandling"), ("B1", "Från")],
        [("A2", "Löner"), ("B2", "2024-02-01")],
        [("B3", "5560000001")],
    ]
    assert (grid.sheet, grid.others, grid.place("B3")) == ("Förteckning", ("Mer",), "r.xlsx, Förteckning!B3")


def test_a_sheet_is_chosen_by_name_and_an_unknown_one_is_refused_with_those_there_are() -> None:
    content = workbook(["a"], more="Mer")
    assert parse(content, "r.xlsx", "Mer").rows == ()
    with pytest.raises(BadRecord, match="Förteckning, Mer"):
        parse(content, "r.xlsx", "Annan")


def test_a_formula_is_known_as_one_and_never_calculated() -> None:
    grid = parse(workbook(["Behandling"], ["=1+1"]), "r.xlsx")
    assert grid.rows[1][1] == (Cell("A2", "=1+1", formula=True),)
    grid = parse(b"Behandling;Mottagare\r\n=cmd|/c calc!A1;x\r\n", "r.csv")
    assert grid.rows[1][1][0].formula


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_as_swedish_and_english_programs_write_it(delimiter: str, encoding: str) -> None:
    text = f"Ändamål{delimiter}Mottagare\r\nLön{delimiter}'=Bolaget\r\n"
    grid = parse(text.encode(encoding), "r.csv")
    assert [one.text for one in grid.rows[0][1]] == ["Ändamål", "Mottagare"]
    assert [one.text for one in grid.rows[1][1]] == ["Lön", "=Bolaget"]
    assert not grid.rows[1][1][1].formula, "the apostrophe that an export puts there makes it a text"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (COMPOUND, "r.xls", "older format"),
        (COMPOUND, "r.xlsx", "older format"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "r.xlsx", "password"),
        (b"Behandling;Mottagare\n", "r.xlsx", "no workbook"),
        (workbook(["a"]), "r.csv", "right ending"),
        (workbook(["a"]), "r.xlsm", "neither .xlsx nor .csv"),
        (workbook(["a"])[:-200], "r.xlsx", "no workbook"),
        (b"a;b\n\0\n", "r.csv", "no text"),
        (b'a;b\n"x;y\n', "r.csv", "CSV"),
        (b"x" * (spreadsheets.LARGEST + 1), "r.csv", "larger"),
        (b"a;b\n" + b"x" * 3_000 + b";y\n", "r.csv", "A2 has 3000 characters"),
        (b";".join([b"a"] * (MOST_COLUMNS + 5)), "r.csv", "columns"),
        (b"a;b\n" * (MOST_ROWS + 1), "r.csv", "rows"),
    ],
)
def test_what_is_no_register_is_refused_in_words_that_say_what_to_do(content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadRecord, match=said):
        parse(content, name)


def test_an_archive_without_a_workbook_and_a_part_that_is_missing_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("readme.txt", "x")
    with pytest.raises(BadRecord, match="no workbook"):
        parse(out.getvalue(), "r.xlsx")
    with pytest.raises(BadRecord, match="damaged"):
        parse(part_of(workbook(["a"]), "xl/workbook.xml", lambda part: b"<x>"), "r.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    bomb = part_of(workbook(["a"]), "xl/sharedStrings.xml", lambda part: part + b" " * spreadsheets.MOST_UNPACKED)
    assert len(bomb) < 200_000
    with pytest.raises(BadRecord, match="unpacks to more"):
        parse(bomb, "r.xlsx")


def test_entities_that_unfold_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(BadRecord, match="document type"):
        parse(part_of(workbook(["a"]), "xl/sharedStrings.xml", lambda part: laughs + part), "r.xlsx")


def test_a_row_far_below_is_no_million_rows_and_a_million_rows_are_refused() -> None:
    far = part_of(
        workbook(["a"], ["b"]), "xl/worksheets/sheet1.xml", lambda part: part.replace(b'r="2"', b'r="1048576"')
    )
    with pytest.raises(BadRecord, match=f"more than {MOST_ROWS} rows|damaged"):
        parse(far, "r.xlsx")
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (number, number) for number in range(2, MOST_ROWS + 3))
    many = part_of(
        workbook(["a"]), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    with pytest.raises(BadRecord, match=f"more than {MOST_ROWS} rows"):
        parse(many, "r.xlsx")
