"""Kinds of data and purposes a document names, by the keys of data/phrases. Denied ones are absent."""

from dataclasses import dataclass

from crawlers.blocks import BlockKind
from crawlers.findings.source import Source


@dataclass(frozen=True, slots=True)
class Category:
    """A key and the document's words for it at their first place."""

    key: str
    start: int
    end: int


def categories(source: Source, table: str) -> tuple[Category, ...]:
    """Each key of a table of wordings once, where a sentence does not deny it."""
    found: dict[str, Category] = {}
    for hit in source.hits.all(table):
        if hit.key in found:
            continue
        block = source.block_at(hit.start)
        if block.kind is BlockKind.HEADING:
            continue
        sentence = source.sentence_at(hit.start)
        if "negated" not in source.hits.keys("context", sentence.start, sentence.end):
            found[hit.key] = Category(hit.key, hit.start, hit.end)
    return tuple(found.values())
