"""Rows that name a recipient each: of tables, of lists and of cards under a heading that announces them.

A row is where a document says of one party what it does and where. Whether the rows are sub-processors, processors or
recipients comes from the heading, the lead-in or the column's header.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crawlers.blocks import Block, BlockKind, Cell, Span
from crawlers.findings.announcing import Announced, announced_by, lead_announces, section_announces
from crawlers.findings.attributes import attributes, told
from crawlers.findings.document import Document
from crawlers.findings.labels import is_labelled
from crawlers.findings.newnames import (
    Lists,
    is_dashed,
    is_kind,
    is_listed_name,
    is_prose,
    looks_like_a_company,
    parts_of,
    stands_as_name,
)
from crawlers.findings.source import shortened
from crawlers.findings.tables import Table, tables
from crawlers.places import countries_of, find_places

__all__ = ["Announced", "Row", "announced_by", "is_labelled", "is_name", "rows", "section_announces"]
MAX_NAME = 110
MAX_CELL = 600  # of one that lists several
MAX_NAME_WORDS = 10
_NAME_END = re.compile(
    r"\s[–—-]\s|:\s|\s?\|\s?|\n|;\s|\s•\s|,\s(?=[a-zåäö])|\s\((?=[a-zåäö])|\.\s(?=[A-ZÅÄÖ])"
    r"|\s(?:och|samt|and|or|eller)\s(?=(?:den|det|de|din|ditt|dina|your|the|other|andra|vår|our)\s[a-zåäö])"
    r"|(?<=[\w.)])\s(?:för|som|when|where|for|which)\s(?=[a-zåäö])"  # "Fortnox AB för bokföring"
)
_NOT_A_NAME = re.compile(r"[@?]|https?:|^\W*$")
_BULLETS = frozenset("•·-–—|")


@dataclass(frozen=True, slots=True)
class Row:
    """One party's row. `seat` is where the company is, `countries` where it processes; both empty where not said."""

    name: str
    name_start: int
    announced: Announced
    purpose: str | None
    countries: tuple[str, ...]
    seat: str | None
    start: int
    end: int
    is_cookie: bool = False


def rows(source: Document) -> tuple[Row, ...]:
    """Every row of the document, in order."""
    found = [*_table_rows(source), *_joined(source, _list_rows(source))]
    return tuple(sorted(found, key=lambda row: row.name_start))


def _table_rows(source: Document) -> Iterator[Row]:
    for table in tables(source):
        announced = _table_announces(source, table)
        key = next((key for key in ("owner", "name", "weak_name") if key in table.columns), "name")
        if announced is None or key not in table.columns:
            continue
        for block in table.rows:
            cell = table.cell(block, key)
            if cell is None or len(_first_line(cell.text)) > (MAX_CELL if ";" in cell.text else MAX_NAME):
                continue
            if announced is not Announced.RECIPIENTS or not is_kind(source, _first_line(cell.text)):
                yield _table_row(table, block, cell, announced)


def _table_announces(source: Document, table: Table) -> Announced | None:
    """A strong name column announces its rows itself; a weak one only under a heading that does."""
    if table.header is None:
        return None
    above = section_announces(source, table.header.section)
    if {"legal_basis", "data"} & table.columns.keys() and not above:
        return None
    if "owner" in table.columns:
        return Announced.RECIPIENTS if _is_of_cookies(source, table) else None
    number = table.columns.get("name")
    if number is not None:
        own = announced_by(source, table.header.cells[number].text)
        return own if own is Announced.SUB_PROCESSORS else above or own or Announced.RECIPIENTS
    return above if table.columns.keys() & {"purpose", "location", "seat", "mechanism"} else None


def _is_of_cookies(source: Document, table: Table) -> bool:
    """A table of cookies by a header of its own, or by a heading above it and how long each is kept."""
    if "cookie" in table.columns:
        return True
    titles = " ".join(table.header.section[-2:]) if table.header is not None else ""
    return "retention" in table.columns and "cookie" in source.title_keys(titles, "columns")


def _table_row(table: Table, block: Block, cell: Cell, announced: Announced) -> Row:
    name = _first_line(cell.text)
    purpose = table.cell(block, "purpose")
    location, seat = table.cell(block, "location"), table.cell(block, "seat")
    seats = countries_of(seat.text) if seat is not None else ()
    return Row(
        name,
        cell.start + cell.text.index(name),
        announced,
        purpose.text.replace("\n", " ") if purpose is not None else None,
        countries_of(location.text) if location is not None else (),
        seats[0] if len(seats) == 1 else None,
        block.start,
        block.end,
        "cookie" in table.columns,
    )


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _list_rows(source: Document) -> Iterator[Row]:
    """Items and cards under a heading or lead-in; a paragraph of prose between ends what a lead-in says of places."""
    places: tuple[str, ...] = ()
    lists = Lists(source)
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            places = ()
            continue
        if block.text.endswith(":") and (block.kind is BlockKind.PARAGRAPH or _is_lead(source, block)):
            places = _places_of_lead(source, block)
            continue
        announced = source.announced_at(block)
        if announced is not None and (_is_party(block, announced) or source.is_in_list(block)):
            row = _list_row(source, block, announced, lists)
            if row is not None:
                yield row if row.countries else replace(row, countries=places)
        elif block.kind is BlockKind.PARAGRAPH:
            places = ()


def _is_lead(source: Document, block: Block) -> bool:
    """Whether an item introduces those below it ("our processors:"), and is no name with facts below."""
    return block.kind is BlockKind.ITEM and lead_announces(source, block) is not None


def _joined(source: Document, found: Iterable[Row]) -> Iterator[Row]:
    """The rows, each with what the attributes below it add; an attribute below no row is left out."""
    labels = attributes(source)
    row: Row | None = None
    for one in found:
        if one.name not in labels:
            if row is not None:
                yield row
            row = one
        elif row is not None:
            value = source.quote(one.name_start + len(one.name), one.end).lstrip(": ")
            purpose, countries = told(source, one.name, value)
            row = replace(row, purpose=row.purpose or purpose, countries=row.countries or countries)
    if row is not None:
        yield row


def _places_of_lead(source: Document, block: Block) -> tuple[str, ...]:
    """Where a lead-in says that all it introduces process ("suppliers within the EU/EEA:")."""
    last = source.sentences(block)[-1]
    if "inside" not in source.hits.keys("transfers", last.start, last.end):
        return ()
    return tuple(dict.fromkeys(place.country for place in find_places(source.quote(last.start, last.end))))


def _is_party(block: Block, announced: Announced) -> bool:
    """An item; or a card of several short lines where sub-processors are announced."""
    if block.kind is BlockKind.ITEM or is_labelled(block) or is_dashed(block):
        return True
    lines = block.text.count("\n")
    return block.kind is BlockKind.PARAGRAPH and announced is Announced.SUB_PROCESSORS and 1 <= lines <= 12


def _list_row(source: Document, block: Block, announced: Announced, lists: Lists) -> Row | None:
    """The name stands first, alone or before a dash, colon or bar; of a longer item only a known name is one."""
    text = block.text
    cut = _NAME_END.search(text)
    name = text[: cut.start()] if cut is not None else text.removesuffix(":").removesuffix(".")
    name = name if name.count("(") <= name.count(")") else name.partition(" (")[0]
    rest = text[cut.end() :] if cut is not None else ""
    is_row = block.kind is BlockKind.ITEM or "\n" in text  # a labelled line alone may be anything ("Last updated: …")
    is_told = (announced is Announced.SUB_PROCESSORS and is_row) or source.gazetteer.resolve(name) is not None
    if not is_name(name) or source.parties.unknown.is_nobodys(name):
        return None
    if block.kind is BlockKind.PARAGRAPH and not is_labelled(block) and not is_dashed(block) and is_prose(name):
        return None
    if not is_told:
        is_line = block.kind is BlockKind.PARAGRAPH
        is_new = looks_like_a_company(name, cut, rest) or stands_as_name(source, name, rest)
        is_sure = is_new and not is_line and not source.recognised(rest).names and not is_kind(source, name)
        if not is_sure and not any(is_listed_name(source, lists, block, part) for _, part in parts_of(name)):
            return None
    start = block.start + len(name) - len(name.lstrip())
    span = shortened(Span(block.start, block.end))
    seat = _bracketed_countries(name)
    return Row(name.strip(), start, announced, _purpose(rest), _countries(rest) or seat, None, span.start, span.end)


def _countries(rest: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.country for place in find_places(rest)))


def _purpose(rest: str) -> str | None:
    parts = (part.strip(" •·-–—|") for part in re.split(r"\s?\|\s?|\n", rest))
    return next((part for part in parts if part and part not in _BULLETS and not _countries(part)), None)


def _bracketed_countries(name: str) -> tuple[str, ...]:
    inside = name.partition("(")[2].rpartition(")")[0]
    return countries_of(inside) if inside else ()


def is_name(text: str) -> bool:
    """Whether words can be a party's name: short, begun by a capital or digit, or one word such as `npm`."""
    name = text.strip()
    words = name.split()
    if not name or len(name) > MAX_NAME or len(words) > MAX_NAME_WORDS or _NOT_A_NAME.search(name):
        return False
    if name[-1] in ".!:" and not name.lower().endswith((".", "inc.", "ltd.", "co.", "corp.")):
        return False
    small = sum(1 for word in words if word[:1].islower() and len(word) > 3)
    return (words[0][:1].isupper() or words[0][:1].isdigit() or len(words) == 1) and small <= max(1, len(words) // 2)
