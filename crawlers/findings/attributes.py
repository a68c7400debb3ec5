"""What stands under a party's name in a card of items ("Azure:" and below it "Purpose: …", "Data location: …").

A label that the columns of tables know, or that nobody knows and that many items repeat, says something of the party
above; it is no party.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.blocks import Block, BlockKind
from crawlers.places import find_places

if TYPE_CHECKING:
    from crawlers.findings.document import Document
    from crawlers.findings.rows import Row

_MAX_LABEL, _MAX_WORDS = 40, 3
_REPEATED = 3
_KNOWN = ("location", "seat", "purpose", "retention", "data", "mechanism")


def attributes(source: "Document") -> frozenset[str]:
    """The labels of this document's items that say something of the party above."""
    counts = Counter(label for block in source.blocks if (label := _label(block)))
    repeated = {label for label, number in counts.items() if number >= _REPEATED}
    return frozenset(label for label in repeated if source.gazetteer.resolve(label) is None)


def joined(source: "Document", found: Iterable["Row"]) -> Iterator["Row"]:
    """The rows, each with what the attributes below it add; an attribute below no row is left out."""
    labels = attributes(source)
    row: Row | None = None
    for one in found:
        if one.name not in labels:
            if row is not None:
                yield row
            row = one
        elif row is not None:
            row = _with(source, row, one)
    if row is not None:
        yield row


def _with(source: "Document", row: "Row", one: "Row") -> "Row":
    keys = source.title_keys(one.name, "columns")
    sort = next((key for key in _KNOWN if key in keys), None)
    value = source.quote(one.name_start + len(one.name), one.end).lstrip(": ")
    if sort == "purpose" and row.purpose is None:
        return replace(row, purpose=value.strip() or None)
    if sort == "location" and not row.countries:
        places = tuple(dict.fromkeys(place.country for place in find_places(value) if not place.is_adjective))
        return replace(row, countries=places)
    return row


def _label(block: Block) -> str | None:
    if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
        return None
    label, colon, rest = block.text.partition(":")
    is_short = len(label) <= _MAX_LABEL and len(label.split()) <= _MAX_WORDS
    return label.strip() if colon and rest.strip() and is_short else None
