"""Tables that were copied as plain lines, one cell a line, become rows again. The text stays as it is.

A run of short lines that each begin like a column's header, no two alike, is taken for the head. What follows is cut
into rows of as many lines, as long as each row bears the head out: a basis where the head says basis, a length of time
where it says retention, a country where it says country. The first row that does not ends the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from crawlers.blocks import Block, BlockKind, Cell, Extracted
from crawlers.phrases import Phrases
from crawlers.places import find_places

_MAX_HEADER, _MAX_HEADER_WORDS, _MAX_COLUMNS = 40, 5, 8
_MAX_CELL = 600
_FEWEST_COLUMNS, _FEWEST_ROWS = 2, 2
_EMPTY = frozenset({"-", "–", "—", "n/a", "ej tillämpligt", "nej", "no", "none", "ingen"})
_TOLD = {  # column -> the table of wordings that a cell of it holds
    "legal_basis": ("legal_bases",),
    "retention": ("units", "retention"),
    "mechanism": ("mechanisms", "transfers"),
}
_PLACED = ("location", "seat")


def unflattened(extracted: Extracted, phrases: Phrases) -> Extracted:
    """The document with its flattened tables as rows; itself where it has none."""
    blocks = extracted.blocks
    numbers = count(1 + max((block.table for block in blocks if block.table is not None), default=0))
    kept: list[Block] = []
    place = 0
    while place < len(blocks):
        head = _head(blocks, place, phrases)
        rows = list(_rows(blocks, place + len(head), head, phrases)) if len(head) >= _FEWEST_COLUMNS else []
        if len(rows) < _FEWEST_ROWS:
            kept.append(blocks[place])
            place += 1
            continue
        table = next(numbers)
        top = blocks[place : place + len(head)]
        headers = [block.text for block in top]
        kept.append(_row(top, [""] * len(head), table, top[0].section))
        kept += [_row(row, headers, table, top[0].section) for row in rows]
        place += len(head) * (1 + len(rows))
    return extracted if len(kept) == len(blocks) else replace(extracted, blocks=tuple(kept))


def _head(blocks: Sequence[Block], place: int, phrases: Phrases) -> list[str]:
    """The keys of the columns whose headers stand in a run from here on; empty where none begins here."""
    keys: list[str] = []
    for block in blocks[place : place + _MAX_COLUMNS]:
        key = _column(block, phrases, keys)
        if key is None:
            break
        keys.append(key)
    return keys


def _column(block: Block, phrases: Phrases, taken: Sequence[str]) -> str | None:
    text = block.text
    if block.kind is BlockKind.ROW or len(text) > _MAX_HEADER or text[-1] in ".,;:!":
        return None
    if len(text.split()) > _MAX_HEADER_WORDS or not text[:1].isupper():
        return None
    hits = phrases.find_in_title(text).all("columns")
    keys = [hit.key for hit in hits if hit.start == 0 and hit.key not in taken]
    return next((key for key in (*_TOLD, *_PLACED) if key in keys), keys[0] if keys else None)


def _rows(blocks: Sequence[Block], place: int, head: Sequence[str], phrases: Phrases) -> Iterator[Sequence[Block]]:
    """Rows that bear the head out, up to the first that does not."""
    if not any(key in _TOLD or key in _PLACED for key in head):
        return
    while place + len(head) <= len(blocks):
        row = blocks[place : place + len(head)]
        if not _bears_out(row, head, phrases):
            return
        yield row
        place += len(head)


def _bears_out(row: Sequence[Block], head: Sequence[str], phrases: Phrases) -> bool:
    if any(block.kind is BlockKind.ROW or len(block.text) > _MAX_CELL for block in row):
        return False
    told = [_says(block.text, key, phrases) for block, key in zip(row, head, strict=True)]
    return True in told and False not in told


def _says(text: str, key: str, phrases: Phrases) -> bool | None:
    """Whether a cell holds what its column is for; None where any words may stand, or none do."""
    if text.strip().lower() in _EMPTY:
        return None
    if key in _PLACED:
        return bool(find_places(text))
    if key not in _TOLD:
        return None
    hits = phrases.find(text)
    return any(hits.all(table) for table in _TOLD[key])


def _row(row: Sequence[Block], headers: Sequence[str], table: int, section: tuple[str, ...]) -> Block:
    """Lines as the cells of one row; without headers it is the row of headers itself."""
    cells = tuple(Cell(b.text, b.start, b.end, header) for b, header in zip(row, headers, strict=True))
    return Block(
        BlockKind.ROW,
        "\n".join(block.text for block in row),
        row[0].start,
        row[-1].end,
        section=section,
        cells=cells,
        table=table,
        is_header=not any(headers),
        links=tuple(link for block in row for link in block.links),
    )
