"""A register somebody keeps in a spreadsheet (.xlsx or .csv) -> one grid of plain texts, each with its cell.

The file comes from outside. Its bytes, what it unpacks to, its rows, columns and texts are bounded; formulas are never
calculated (a cell that holds one is refused by name), links to other files are never followed, macros never read.
"""

import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from registry.errors import BadRecord

LARGEST = 8_000_000  # bytes of the file
MOST_UNPACKED = 60_000_000  # bytes of all the parts of a workbook together
MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS = 20_000, 100
LONGEST = 2_000  # characters of a cell, as in a portfolio
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older Excel format, and the wrapping of an encrypted workbook
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = ";,\t"
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and where it stands: `B7`. `formula`: it is calculated by a spreadsheet, so nobody knows what it says."""

    address: str
    text: str
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The filled cells of one sheet by row number; `sheet` is empty for CSV. `others`: sheets that are not read."""

    file: str
    sheet: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    others: tuple[str, ...] = ()

    def place(self, address: str) -> str:
        """A cell, as a source: file, sheet and address."""
        return f"{self.file}, {self.sheet}!{address}" if self.sheet else f"{self.file}, {address}"


def read(path: Path, sheet: str | None = None) -> Grid:
    """The grid of a file; of a workbook the named sheet, else the first. Raises BadRecord."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadRecord(f"cannot be read: {error.strerror}. Name an .xlsx or .csv file.", where=str(path)) from error
    return parse(content, path.name, sheet)


def parse(content: bytes, name: str, sheet: str | None = None) -> Grid:
    """The grid in these bytes; `name` is the file's, and its ending says what it must be. Raises BadRecord."""
    if len(content) > LARGEST:
        raise BadRecord(f"is larger than {LARGEST} bytes. Divide it.", where=name)
    _refuse_older(content, name)
    if name.casefold().endswith(".xlsx"):
        return _workbook(content, name, sheet)
    if not name.casefold().endswith(".csv"):
        raise BadRecord("is neither .xlsx nor .csv. Save it as one of them.", where=name)
    if content.startswith(b"PK\x03\x04"):
        raise BadRecord("is called .csv and is a workbook or another archive. Give it its right ending.", where=name)
    return Grid(name, "", tuple(_bounded(_csv_rows(content, name), name)))


def _refuse_older(content: bytes, name: str) -> None:
    if not content.startswith(_COMPOUND):
        return
    if _ENCRYPTED in content:
        raise BadRecord("is protected with a password. Save a copy without it.", where=name)
    raise BadRecord("is a workbook of the older format (.xls). Save it as .xlsx.", where=name)


def _workbook(content: bytes, name: str, sheet: str | None) -> Grid:
    _refuse_unsafe(content, name)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        names = [page.title for page in book.worksheets]
        chosen = _chosen(names, sheet, name)
        page = book.worksheets[names.index(chosen)]
        rows = tuple(_bounded(_sheet_rows(page, name), name))
    except BadRecord:
        raise
    except _UNREADABLE as error:
        raise BadRecord("is a damaged workbook. Open it, save it again and try once more.", where=name) from error
    return Grid(name, chosen, rows, tuple(one for one in names if one != chosen))


# What openpyxl and zipfile raise for parts that are missing, or are not what they should be.
_UNREADABLE = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, SyntaxError, OverflowError),
    *(EOFError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
)


def _chosen(names: list[str], sheet: str | None, name: str) -> str:
    if not names:
        raise BadRecord("has no sheet with cells.", where=name)
    if sheet is None:
        return names[0]
    if sheet not in names:
        raise BadRecord(f"has no sheet “{sheet[:80]}”. It has: {', '.join(names[:20])}.", where=name)
    return sheet


def _refuse_unsafe(content: bytes, name: str) -> None:
    """Looks at what a workbook unpacks to before anything of it is read as XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
            if len(found) > MOST_PARTS or sum(one.file_size for one in found) > MOST_UNPACKED:
                raise BadRecord(f"unpacks to more than {MOST_UNPACKED} bytes. Save only the register.", where=name)
            if any(one.flag_bits & 1 for one in found):
                raise BadRecord("is protected with a password. Save a copy without it.", where=name)
            if "xl/workbook.xml" not in parts.namelist():
                raise BadRecord("is an archive, but no workbook. Save it as .xlsx.", where=name)
            for one in found:
                if one.filename.casefold().endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(parts.read(one), name)
    except _UNREADABLE as error:
        raise BadRecord("is called .xlsx and is no workbook. Give it its right ending.", where=name) from error


def _refuse_entities(part: bytes, name: str) -> None:
    """A workbook's XML declares no entities, and is UTF-8: what does otherwise wants to unfold in memory."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise BadRecord("holds a document type declaration, which no workbook needs.", where=name)


def _sheet_rows(page: Any, name: str) -> Iterator[Iterable[Cell]]:
    page.reset_dimensions()  # what a sheet says of its own size is not believed
    for row in page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1):
        yield [_cell(one.coordinate, one.value, one.data_type == "f") for one in row if one.value is not None]


def _cell(address: str, value: Any, formula: bool) -> Cell:
    if isinstance(value, datetime | date):
        return Cell(address, value.isoformat()[:10])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(address, str(value).strip(), formula)


def _csv_rows(content: bytes, name: str) -> Iterator[list[Cell]]:
    text = _decoded(content, name)
    head = text[: text.find("\n") + 1 or len(text)]
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(LARGEST)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield [_plain(f"{get_column_letter(place)}{number}", one) for place, one in enumerate(row, 1)]
    except csv.Error as error:
        raise BadRecord(f"cannot be read as CSV: {error}.", where=name) from error


def _plain(address: str, written: str) -> Cell:
    """A text of CSV. An apostrophe before a sign of calculation is the mark that exports put there."""
    text = written.strip()
    if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA):
        return Cell(address, text[1:].strip())
    return Cell(address, text, text.startswith("="))


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content[:10_000]:
        raise BadRecord("is no text. Save it as CSV in UTF-8.", where=name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Swedish Excel writes as CSV


def _bounded(rows: Iterable[Iterable[Cell]], name: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows that hold something, with their numbers."""
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise BadRecord(f"has more than {MOST_ROWS} rows. Divide it by controller.", where=name)
        filled = tuple(one for one in row if one.text)
        for one in filled:
            _refuse_cell(one, name)
        if filled:
            yield number, filled


def _refuse_cell(cell: Cell, name: str) -> None:
    if _column(cell.address) > MOST_COLUMNS:
        raise BadRecord(f"has more than {MOST_COLUMNS} columns ({cell.address}). Take the rest away.", where=name)
    if len(cell.text) > LONGEST:
        raise BadRecord(f"{cell.address} has {len(cell.text)} characters; at most {LONGEST} are read.", where=name)
    if "\0" in cell.text:
        raise BadRecord(f"{cell.address} holds a NUL character. Take it out.", where=name)


def _column(address: str) -> int:
    number = 0
    for letter in address:
        if letter.isalpha():
            number = number * 26 + ord(letter) - ord("A") + 1
    return number
