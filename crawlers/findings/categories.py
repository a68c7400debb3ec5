"""Kinds of data and purposes a document names, by the keys of data/phrases. Denied ones are absent."""

from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.source import Source

_DETAILS = {
    "contact": ("email", "phone", "address"),
    "org_no": ("company",),
    "tracking": ("cookies",),
    "special": ("health",),
}
_WEAK = frozenset({"settings", "log", "profile", "order_history", "credentials", "occupation", "audio", "location"})
_MAX_LABEL = 80


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


def data_categories(source: Source) -> tuple[Category, ...]:
    """Kinds of data, where the text tells what is handled: a part, table or list about it, or a sentence that says so.

    A word for a whole does not count beside its details ("contact details" beside an e-mail address).
    """
    found: dict[str, Category] = {}
    for block in source.blocks_with("data_categories"):
        if _is_elsewhere(source, block):
            continue
        opener = source.opener_of(block)
        of_part = _is_about_data(source, block) or (opener is not None and _is_lead_in(source, opener))
        for sentence in source.sentences(block):
            if not (of_part or _collects(source, sentence)):
                continue
            for hit in source.hits.within("data_categories", sentence.start, _denied_from(source, sentence)):
                if hit.key not in _WEAK or (of_part and block.kind is not BlockKind.PARAGRAPH):
                    found.setdefault(hit.key, Category(hit.key, hit.start, hit.end))
    covered = {key for key, details in _DETAILS.items() if any(detail in found for detail in details)}
    return tuple(one for one in found.values() if one.key not in covered)


def _is_lead_in(source: Source, block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return False
    last = source.sentences(block)[-1]
    return _collects(source, last)


def _is_about_data(source: Source, block: Block) -> bool:
    if block.kind is BlockKind.ROW:
        return any("data" in source.title_keys(cell.header, "columns") for cell in block.cells)
    return any("collected" in source.title_keys(heading, "headings") for heading in block.section[-2:])


def _is_elsewhere(source: Source, block: Block) -> bool:
    """Parts on rights, contacts and security, and on laws of other countries, tell of other things."""
    keys = {key for heading in block.section[-1:] for key in source.title_keys(heading, "headings")}
    return bool(keys & {"not_recipients", "foreign_law", "change_log"}) and "collected" not in keys


def _collects(source: Source, sentence: Span) -> bool:
    return bool(source.hits.within("collecting", sentence.start, sentence.end))


def _denied_from(source: Source, sentence: Span) -> int:
    """Where a sentence begins to deny; its end where it does not."""
    hits = [*source.hits.within("not_collecting", sentence.start, sentence.end)]
    hits += [hit for hit in source.hits.within("context", sentence.start, sentence.end) if hit.key == "negated"]
    return min((hit.start for hit in hits), default=sentence.end)
