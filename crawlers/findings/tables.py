"""What the columns of a table hold, told by the words of its headers (`columns` of data/phrases)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Cell
from crawlers.findings.source import Source

_MAX_HEADER = 120
_ORDER = (
    "cookie",
    "seat",
    "mechanism",
    "legal_basis",
    "retention",
    "shared_with",
    "owner",
    "name",
    "location",
    "purpose",
    "data",
    "weak_name",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows without the header, and which column holds what (key of `columns` -> number)."""

    rows: tuple[Block, ...]
    columns: Mapping[str, int]
    header: Block | None

    def cell(self, row: Block, key: str) -> Cell | None:
        """The cell of a row that holds this sort of fact, None where the table has none or it is empty."""
        number = self.columns.get(key)
        if number is None or number >= len(row.cells) or not row.cells[number].text:
            return None
        return row.cells[number]


def tables(source: Source) -> Iterator[Table]:
    """Every table of the document. A table without a marked header has one if its first row reads like one."""
    rows: list[Block] = []
    for block in source.blocks:
        if rows and (block.table is None or block.table != rows[-1].table):
            yield _table(source, rows)
            rows = []
        if block.kind is BlockKind.ROW:
            rows.append(block)
    if rows:
        yield _table(source, rows)


def _table(source: Source, rows: list[Block]) -> Table:
    head = next((row for row in rows if row.is_header), None)
    if head is None and len(rows) > 1 and len(_columns(source, rows[0])) >= 2:
        head = rows[0]
    columns = _columns(source, head) if head is not None else {}
    return Table(tuple(row for row in rows if row is not head and not row.is_header), columns, head)


def _columns(source: Source, head: Block) -> dict[str, int]:
    """A header that begins with a wording says more than one that holds it somewhere."""
    if any(len(cell.text) > _MAX_HEADER for cell in head.cells):
        return {}
    columns: dict[str, int] = {}
    for must_begin in (True, False):
        for number, cell in enumerate(head.cells):
            hits = source.phrases.find_in_title(cell.text).all("columns")
            keys = {hit.key for hit in hits if hit.start == 0 or not must_begin}
            key = next((key for key in _ORDER if key in keys and key not in columns), None)
            if key is not None and number not in columns.values():
                columns[key] = number
    if "name" in columns:
        columns.pop("weak_name", None)
    return columns
