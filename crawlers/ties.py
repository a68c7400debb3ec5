"""What a document ties to one recipient alone: the purpose and the kinds of data of its row, or of its sentence.

A sentence that names several parties ties nothing to one of them.
"""

from dataclasses import dataclass

from crawlers.blocks import BlockKind, Span
from crawlers.findings.document import Document
from crawlers.findings.merging import Recipient
from crawlers.findings.rows import Row, rows
from crawlers.findings.tables import tables

_FOR = frozenset({"för", "for", "to", "when", "vid"})


@dataclass(frozen=True, slots=True)
class Tied:
    """`purpose` as written; `data_categories` by the keys of data/phrases. None: the text ties none to it."""

    purpose: str | None = None
    data_categories: tuple[str, ...] = ()


class Ties:
    """The rows and sentences of a document, asked recipient by recipient."""

    def __init__(self, source: Document) -> None:
        self._source = source
        self._rows: dict[int, Row] = {row.name_start: row for row in rows(source)}
        self._data = dict(_data_cells(source))

    def of(self, one: Recipient) -> Tied:
        """What is tied to a recipient."""
        block = self._source.block_at(one.name_start)
        row = self._rows.get(one.name_start)
        purpose = self._purpose(row) if row is not None else None
        if block.kind is BlockKind.ROW:
            cell = self._data.get(block.start)
            return Tied(purpose, self._categories(cell) if cell else ())
        sentence = Span(block.start, block.end) if one.is_row else self._source.sentence_at(one.name_start)
        return Tied(purpose, self._categories(sentence) if self._is_alone(sentence) else ())

    def _purpose(self, row: Row) -> str | None:
        """The row's words for what the party does: of an item its first sentence, from after its words for a role."""
        words = row.purpose or ""
        start = self._source.text.find(words, row.name_start, row.end) if words else -1
        if start < 0 or self._source.block_at(row.name_start).kind is BlockKind.ROW:
            return words or None
        sentence = self._source.sentence_at(start)
        stop = min(start + len(words), sentence.end)
        roles = self._source.hits.within("roles", start, stop)
        begin = max((hit.end for hit in roles), default=start)
        said = self._source.text[begin:stop].strip(" .,;:–—-")
        first, _, rest = said.partition(" ")
        return (rest if roles and first.lower() in _FOR else said) or None

    def _is_alone(self, sentence: Span) -> bool:
        named = self._source.parties.within(sentence.start, sentence.end)
        return len({name.party or name.name for name in named}) <= 1

    def _categories(self, span: Span) -> tuple[str, ...]:
        hits = self._source.hits
        if "negated" in hits.keys("context", span.start, span.end):
            return ()
        return tuple(dict.fromkeys(hit.key for hit in hits.within("data_categories", span.start, span.end)))


def _data_cells(source: Document) -> list[tuple[int, Span]]:
    """Start of a table's row -> its cell that says which data."""
    return [
        (row.start, Span(cell.start, cell.end))
        for table in tables(source)
        for row in table.rows
        if (cell := table.cell(row, "data")) is not None
    ]
