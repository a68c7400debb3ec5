"""What stands under a party's name in a card of items ("Azure:" and below it "Purpose: …", "Data location: …").

A label that the columns of tables know, or that nobody knows and that many items repeat, says something of the party
above; it is no party.
"""

from collections import Counter

from crawlers.blocks import Block, BlockKind
from crawlers.findings.document import Document
from crawlers.places import find_places

_MAX_LABEL, _MAX_WORDS = 40, 3
_REPEATED = 3
_KNOWN = ("location", "seat", "purpose", "retention", "data", "mechanism")


def attributes(source: Document) -> frozenset[str]:
    """The labels of this document's items that say something of the party above."""
    counts = Counter(label for block in source.blocks if (label := _label(block)))
    repeated = {label for label, number in counts.items() if number >= _REPEATED}
    return frozenset(label for label in repeated if source.gazetteer.resolve(label) is None)


def told(source: Document, label: str, value: str) -> tuple[str | None, tuple[str, ...]]:
    """(purpose, countries) that an attribute adds to the party above."""
    keys = source.title_keys(label, "columns")
    sort = next((key for key in _KNOWN if key in keys), None)
    if sort == "purpose":
        return value.strip() or None, ()
    places = find_places(value) if sort == "location" else ()
    return None, tuple(dict.fromkeys(place.country for place in places if not place.is_adjective))


def _label(block: Block) -> str | None:
    if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
        return None
    label, colon, rest = block.text.partition(":")
    is_short = len(label) <= _MAX_LABEL and len(label.split()) <= _MAX_WORDS
    return label.strip() if colon and rest.strip() and is_short else None
