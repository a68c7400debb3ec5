"""What a document is once its layout is gone: blocks of text, each with its place in one text.

Offsets count code points of `Extracted.text`. Block borders, cell borders and breaks are newlines, runs of white space
are one space, invisible characters are gone. Every block and cell is exactly `text[start:end]`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from crawlers.errors import ExtractFailed

MAX_BLOCKS = 60_000
MAX_TEXT = 6_000_000
MAX_LINKS_PER_BLOCK = 200
MAX_TARGET = 600
PSEUDO_HEADING = 7
_MAX_HEADING = 300
_MAX_TABLE_NAME = 80
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1b\x7f]"
)

_SPACE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_SHORT = 400  # below it, splitting is quicker than counting


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


class Span(NamedTuple):
    """A stretch of a text; a tuple, for every page makes thousands of them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: the words shown and the address behind them."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row. `header` is the text of its column's header, empty where the table has none."""

    text: str
    start: int
    end: int
    header: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row with its place.

    `level` is the heading's (1-6, 7 for a bold line that stands as a heading) or the list's depth, else 0. `section`
    names the headings above, outermost first. `table` numbers the table of a row. `is_header` marks a row of headers.
    `is_linked`: all its words stand inside links, as in menus and tables of contents.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    level: int = 0
    section: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    table: int | None = None
    is_header: bool = False
    is_linked: bool = False
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's text and blocks. `language` is what the page declares of itself, None where it says nothing."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    language: str | None = None


def clean(text: str) -> str:
    """Text without invisible characters, white space as single spaces."""
    words = " ".join(text.split())
    if words.isascii() and words.isprintable():
        return words
    return " ".join(_INVISIBLE.sub("", text).split())


def letters(text: str) -> int:
    """How many characters are no white space."""
    if len(text) < _SHORT:
        return len("".join(text.split()))
    return len(text) - sum(text.count(space) for space in _SPACE if space in text)


@dataclass(slots=True)
class Piece:
    """A block as a format's reader found it, before it has a place."""

    kind: BlockKind
    lines: list[str]
    level: int = 0
    links: list[Link] = field(default_factory=list)
    linked: int = 0
    cells: list[list[str]] = field(default_factory=list)
    is_header: bool = False


class Writer:
    """Lays pieces out one after the other into one text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()
        self._tables = 0

    def add(self, piece: Piece) -> None:
        """Put one heading, paragraph or item down; empty pieces leave no trace."""
        lines = [line for line in (clean(line) for line in piece.lines) if line]
        if not lines:
            return
        text = "\n".join(lines)
        start = self._put(text)
        kind = piece.kind
        if kind is BlockKind.HEADING and len(text) > _MAX_HEADING:
            kind = BlockKind.PARAGRAPH
        section = self._below(piece.level) if kind is BlockKind.HEADING else self._section
        if kind is BlockKind.HEADING:
            self._headings.append((piece.level, text))
            self._section = (*section, text)
        level = 0 if kind is BlockKind.PARAGRAPH else piece.level
        linked = piece.linked > 0 and piece.linked >= 0.9 * len(text.replace(" ", "").replace("\n", ""))
        self._keep(Block(kind, text, start, start + len(text), level, section, is_linked=linked, links=_links(piece)))

    def _below(self, level: int) -> tuple[str, ...]:
        """The headings that a heading of this level stands under; the others have ended."""
        self._headings = [one for one in self._headings if one[0] < level]
        return tuple(name for _, name in self._headings)

    def add_table(self, rows: Iterable[Piece]) -> None:
        """Put a table down. Rows with one filled cell are paragraphs or, before a header, headings of what follows."""
        self._tables += 1
        headers: list[str] = []
        for row in rows:
            cells = [[line for line in (clean(line) for line in cell) if line] for cell in row.cells]
            filled = sum(1 for cell in cells if cell)
            if not filled:
                continue
            if filled == 1 and (len(cells) == 1 or not headers or row.is_header):
                self.add(_alone(next(cell for cell in cells if cell), row))
                continue
            if row.is_header:
                headers = [" ".join(cell) for cell in cells]
            self._row(cells, headers, row)

    def _row(self, cells: list[list[str]], headers: Sequence[str], row: Piece) -> None:
        placed: list[Cell] = []
        first = -1
        for number, lines in enumerate(cells):
            text = "\n".join(lines)
            start = self._put(text) if text else self._length
            first = start if text and first < 0 else first
            header = headers[number] if number < len(headers) and not row.is_header else ""
            placed.append(Cell(text, start, start + len(text), header))
        text = "\n".join(cell.text for cell in placed if cell.text)
        self._keep(
            Block(
                BlockKind.ROW,
                text,
                first,
                first + len(text),
                0,
                self._section,
                tuple(placed),
                self._tables,
                row.is_header,
                False,
                _links(row),
            )
        )

    def _put(self, text: str) -> int:
        if self._parts:
            self._length += 1
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise ExtractFailed(f"the text is longer than {MAX_TEXT} characters; name the part to read with `select`")
        return start

    def _keep(self, block: Block) -> None:
        self._blocks.append(block)
        if len(self._blocks) > MAX_BLOCKS:
            raise ExtractFailed(f"more than {MAX_BLOCKS} blocks; name the part to read with `select`")

    def finish(self, *, title: str = "", language: str | None = None) -> Extracted:
        """The document as it was laid out."""
        return Extracted("\n".join(self._parts), tuple(self._blocks), clean(title), language)


def _alone(lines: list[str], row: Piece) -> Piece:
    """The one filled cell of a row: a short one above a wider table names it, others are paragraphs."""
    is_name = len(row.cells) > 1 and len(lines) == 1 and len(lines[0]) <= _MAX_TABLE_NAME
    kind = BlockKind.HEADING if is_name else BlockKind.PARAGRAPH
    return Piece(kind, lines, PSEUDO_HEADING if is_name else 0, row.links, row.linked)


def _links(piece: Piece) -> tuple[Link, ...]:
    if not piece.links:
        return ()
    return tuple(
        Link(clean(link.label), link.target.strip()[:MAX_TARGET]) for link in piece.links[:MAX_LINKS_PER_BLOCK]
    )
