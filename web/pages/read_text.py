"""A document's text as a page shows it: its headings, lists and tables, escaped, with the evidence marked in place.

Marks never nest: where findings overlap, each stretch carries all that it bears out and looks like the narrowest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

from crawlers.blocks import Block, BlockKind, Extracted
from crawlers.findings.document import Document
from crawlers.read import Reading
from graphs.text import plain
from web.pages.read_findings import Finding, Group, Sort

MOST_BLOCKS = 3_000
MOST_LETTERS = 300_000
MOST_CELLS = 40
MOST_BESIDE = 12  # words for roles and places marked in one finding's sentence


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that bears something out. `number` is its finding's; None: it is a part of another's sentence."""

    sort: Sort
    start: int
    end: int
    is_broad: bool = False
    number: int | None = None
    title: str = ""


@dataclass(slots=True)
class Piece:
    """A stretch of text that bears out the same things throughout; `anchors` begin and `notes` end in it."""

    text: Markup
    marks: tuple[Mark, ...] = ()
    anchors: list[int] = field(default_factory=list)
    notes: list[Mark] = field(default_factory=list)

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """What it is evidence of, the narrowest first."""
        return tuple(dict.fromkeys(mark.sort for mark in sorted(self.marks, key=lambda one: one.end - one.start)))

    @property
    def is_broad(self) -> bool:
        """Whether it only belongs to a sentence or row that is evidence as a whole."""
        return all(mark.is_broad for mark in self.marks)


Pieces = list[Piece]


@dataclass(slots=True)
class Node:
    """A heading, a paragraph, a list or a table. `rows` are a list's items or a table's rows of cells."""

    kind: str
    level: int = 0
    rows: list[list[Pieces]] = field(default_factory=list)
    heads: int = 0  # how many of a table's first rows are headers
    levels: list[int] = field(default_factory=list)  # of a list's items
    table: int | None = None

    @property
    def pieces(self) -> Pieces:
        """The words of a heading or paragraph."""
        return self.rows[0][0]


@dataclass(frozen=True, slots=True)
class Shown:
    """The text that is shown, how many of its characters are not, and the numbers whose words are marked in it."""

    nodes: tuple[Node, ...]
    left_out: int
    numbers: frozenset[int]


def shown(reading: Reading, groups: Iterable[Group], others: Iterable[Mark] = ()) -> Shown:
    """The document up to a bound, with every finding marked."""
    found = [one for group in groups for one in group.findings]
    marks = [*(mark for one in found if (mark := _mark(one)) is not None), *others, *_beside(reading, found)]
    blocks = _first(reading.extracted)
    writer = _Writer(reading.extracted.text, marks)
    nodes = tuple(writer.nodes(blocks))
    end = min(blocks[-1].end, MOST_LETTERS) if blocks else 0
    writer.place_numbers()
    return Shown(nodes, len(reading.extracted.text) - end, frozenset(writer.numbers))


def _first(extracted: Extracted) -> list[Block]:
    """The blocks that are shown: as many as a page holds, and always one."""
    kept: list[Block] = []
    for block in extracted.blocks[:MOST_BLOCKS]:
        if kept and block.end > MOST_LETTERS:
            break
        kept.append(block)
    return kept


def _mark(one: Finding) -> Mark | None:
    if one.start is None or one.end is None or one.end <= one.start:
        return None
    return Mark(one.sort, one.start, one.end, one.is_broad, one.number, one.title)


def _beside(reading: Reading, found: Iterable[Finding]) -> Iterator[Mark]:
    """Words for roles, places and tools in the sentences of those that get data."""
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    seen: set[tuple[int, int]] = set()
    for one in found:
        if one.quote is None or one.quote in seen or one.quote[0] > MOST_LETTERS:
            continue
        seen.add(one.quote)
        for table, sort in (("roles", Sort.ROLE), ("mechanisms", Sort.MECHANISM)):
            hits = source.hits.within(table, *one.quote)
            yield from (Mark(sort, hit.start, hit.end) for hit in list(hits)[:MOST_BESIDE])


class _Writer:
    """Cuts the text of blocks into pieces where marks begin and end."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        self._next = 0
        self._open: list[Mark] = []
        self._begins: dict[int, Piece] = {}
        self._ends: dict[int, tuple[Mark, Piece]] = {}

    @property
    def numbers(self) -> Iterable[int]:
        """The findings whose words were met."""
        return self._begins

    def nodes(self, blocks: Iterable[Block]) -> Iterator[Node]:
        """Blocks as nodes: items that follow each other are one list, rows of a table one table."""
        node: Node | None = None
        for block in blocks:
            made = self._node(block)
            if node is not None and _goes_on(node, made):
                node.rows += made.rows
                node.levels += made.levels
                node.heads += made.heads if node.heads == len(node.rows) - 1 else 0
                continue
            if node is not None:
                yield node
            node = made
        if node is not None:
            yield node

    def place_numbers(self) -> None:
        """Put each finding's anchor where its words begin and its number where they end."""
        for number, piece in self._begins.items():
            piece.anchors.append(number)
        for mark, piece in self._ends.values():
            piece.notes.append(mark)

    def _node(self, block: Block) -> Node:
        match block.kind:
            case BlockKind.HEADING:
                return Node("heading", min(3 + len(block.section), 6), [[self._pieces(block.start, block.end)]])
            case BlockKind.ITEM:
                rows = [[self._pieces(block.start, block.end)]]
                return Node("list", rows=rows, levels=[min(block.level, 4)])
            case BlockKind.ROW:
                cells = [self._pieces(cell.start, cell.end) for cell in block.cells[:MOST_CELLS]]
                return Node("table", rows=[cells], heads=int(block.is_header), table=block.table)
            case BlockKind.PARAGRAPH:
                return Node("paragraph", rows=[[self._pieces(block.start, block.end)]])

    def _pieces(self, start: int, end: int) -> Pieces:
        """The stretch cut at every border of a mark. Stretches are asked for in the order of the text."""
        end = min(end, MOST_LETTERS)
        while self._next < len(self._marks) and self._marks[self._next].start < end:
            self._open.append(self._marks[self._next])
            self._next += 1
        self._open = [mark for mark in self._open if mark.end > start]
        here = [mark for mark in self._open if mark.start < end]
        borders = {start, end} | {place for mark in here for place in (mark.start, mark.end) if start < place < end}
        cuts = sorted(borders)
        return [self._piece(a, b, here) for a, b in pairwise(cuts)]

    def _piece(self, start: int, end: int, here: Iterable[Mark]) -> Piece:
        marks = tuple(mark for mark in here if mark.start < end and mark.end > start)
        piece = Piece(fit(self._text[start:end]), marks)
        for mark in marks:
            if mark.number is not None:
                self._begins.setdefault(mark.number, piece)
                self._ends[mark.number] = (mark, piece)
        return piece


def _goes_on(node: Node, made: Node) -> bool:
    if node.kind == "table":
        return made.kind == "table" and made.table == node.table
    return node.kind == made.kind == "list"


def fit(text: str) -> Markup:
    """A stretch of text for a page: cleaned of what no page can hold and escaped; white space at its ends stays."""
    lines = [_line(line) for line in text.split("\n")]
    return Markup("\n").join(lines)


def _line(line: str) -> Markup:
    words = escape(plain(line, len(line) + 1))
    if not words:
        return Markup(" ") if line else Markup("")
    return Markup(" " if line[0].isspace() else "") + words + Markup(" " if line[-1].isspace() else "")
