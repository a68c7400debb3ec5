"""A register as a file: XLSX, CSV or JSON. The same register gives the same bytes.

Names come from outside and may look like formulas. In CSV a cell that a spreadsheet would calculate begins with an
apostrophe; in XLSX every cell is written as text.
"""

import csv
import io
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from registry.answers import dumps
from registry.errors import BadInput
from registry.glossary import Language
from registry.reports.cells import Cell, Row, Sheet, as_json, as_text
from registry.reports.heads import HEADS

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
FORMATS = tuple(MEDIA_TYPES)
LONGEST = 32_000  # characters of a cell; Excel holds 32,767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also in full width
_MADE = datetime(2000, 1, 1)  # a file says its register's day, not the minute it was written
_WIDTHS = (12, 60)


def written(sheet: Sheet, format_: str, language: Language) -> bytes:
    """The file's bytes. Raises BadInput for another format."""
    match format_:
        case "xlsx":
            return _xlsx(sheet, language)
        case "csv":
            return _csv(sheet, language)
        case "json":
            return (dumps(as_object(sheet, language)) + "\n").encode()
        case _:
            raise BadInput(f"A register is written as {', '.join(FORMATS)}, not as {format_}.", field="format")


def as_object(sheet: Sheet, language: Language) -> dict[str, Any]:
    """The register as plain JSON: in a row null is not on file and [] known to be absent; words by their values."""
    return {
        "register": sheet.register,
        "on": sheet.on.isoformat(),
        "known_at": sheet.known_at,
        "law": sheet.law,
        "columns": [
            {"key": key, "head": head(key, language), "article": HEADS[key][2] or None} for key in sheet.columns
        ],
        "rows": [{key: as_json(row.get(key)) for key in sheet.columns} for row in sheet.rows],
    }


def head(key: str, language: Language) -> str:
    """A column's head."""
    english, swedish, _ = HEADS[key]
    return swedish if language is Language.SV else english


def _lines(sheet: Sheet, language: Language) -> list[list[str]]:
    """Heads, then rows; the day and the law stand in every row, since rows are copied away from their file."""
    last: Row = {"on": sheet.on, "law": sheet.law[:12]}
    columns = (*sheet.columns, *last)
    rows = [[_text((row | last).get(key), language) for key in columns] for row in sheet.rows]
    return [[head(key, language) for key in columns], *rows]


def _text(cell: Cell, language: Language) -> str:
    text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in as_text(cell, language))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _csv(sheet: Sheet, language: Language) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in _lines(sheet, language):
        writer.writerow([_literal(text) for text in line])
    return out.getvalue().encode("utf-8-sig")  # spreadsheets read UTF-8 by its mark


def _literal(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _xlsx(sheet: Sheet, language: Language) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"created": _MADE, "title": sheet.register, "comments": f"{sheet.on.isoformat()} {sheet.law}"})
    page = book.add_worksheet(sheet.register)
    bold, wrap = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    lines = _lines(sheet, language)
    for place, line in enumerate(lines):
        for column, text in enumerate(line):
            page.write_string(place, column, text, wrap if place else bold)
    _lay_out(page, lines)
    book.close()
    return out.getvalue()


def _lay_out(page: Worksheet, lines: list[list[str]]) -> None:
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(lines) - 1), len(lines[0]) - 1)
    narrow, wide = _WIDTHS
    for column, texts in enumerate(zip(*lines, strict=True)):
        page.set_column(column, column, min(wide, max(narrow, *(len(text) + 2 for text in texts))))
