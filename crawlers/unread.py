"""Rows and sentences in another language than their document's: an English list of sub-processors on a Swedish page.

The reader takes a page by the vocabulary of its language. Where such a row differs, the tables are read again by both
vocabularies, and a sentence by its own, so that a change in them is one of parties and places as anywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawlers.blocks import Block, BlockKind, Extracted
from crawlers.changes import Change, quoted
from crawlers.clauses import tongue
from crawlers.companies import company_names
from crawlers.compare import Difference, Passage
from crawlers.findings.document import Document
from crawlers.findings.recipients import Recipient, recipients
from crawlers.findings.rows import Announced, rows
from crawlers.gazetteer import plain_name
from crawlers.parties import named_in
from crawlers.phrases import LANGUAGES, OTHER, fold, phrases
from crawlers.places import find_places
from crawlers.read import Reading
from registry.terms import ChangeKind

_MAX_SENTENCE, _MAX_TITLE = 1_500, 400
_REMOVED, _ADDED = ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
_GIVES = re.compile(
    r"\b(?:shar(?:e|es|ed|ing)|disclos(?:e|es|ed)|transfer(?:s|red)?|sen[dt]s?|engages?|delar|delas|lämnar|lämnas|"
    r"överför|överförs|skickar|skickas|anlitar)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|never|no longer|inte|aldrig|ej)\b", re.IGNORECASE)
_LEADS_TO = re.compile(r"\b(?:with|to|by|engages?|med|till|av|anlitar) $")


def with_unread_rows(before: Reading, after: Reading, difference: Difference) -> tuple[Reading, Reading]:
    """Both readings, with the rows of tables in the other language where a row nobody read differs."""
    gone = [*difference.removed, *(pair.before for pair in difference.reworded)]
    fresh = [*difference.added, *(pair.after for pair in difference.reworded)]
    if not _has_unread(before, gone) and not _has_unread(after, fresh):
        return before, after
    return _read_by_both(before), _read_by_both(after)


def foreign_names(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Recipients named in a sentence of the other language, newly said or no longer said."""
    kinds = ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
    for kind, passages, reading, other in (
        (kinds[0], difference.removed, before, after),
        (kinds[1], difference.added, after, before),
    ):
        said = fold(other.extracted.text)
        for passage in passages:
            for named in _recipients_of(passage, reading):
                if plain_name(named.name) not in said:
                    was, now = (passage, None) if kind is kinds[0] else (None, passage)
                    yield Change(kind, quoted(was), quoted(now), named.name, named.countries)


def told_companies(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Companies, told by their legal form, that a whole sentence says data are given to and only one text names."""
    gone = [(name, passage) for passage in difference.removed for name in _given_to(passage)]
    fresh = [(name, passage) for passage in difference.added for name in _given_to(passage)]
    gone_from = named_in(after.extracted.text, {name for name, _ in gone})
    known = named_in(before.extracted.text, {name for name, _ in fresh})
    for name, passage in gone:
        if name not in gone_from:
            yield Change(_REMOVED, quoted(passage), None, name, _places(passage))
    for name, passage in fresh:
        if name not in known:
            yield Change(_ADDED, None, quoted(passage), name, _places(passage))


def _given_to(passage: Passage) -> Iterator[str]:
    text = passage.text
    if passage.block.kind in (BlockKind.ROW, BlockKind.HEADING) or len(text) > _MAX_SENTENCE:
        return
    if not _GIVES.search(text) or _DENIES.search(text):
        return
    for span in company_names(text):
        name = text[span.start : span.end]
        if _LEADS_TO.search(text[max(0, span.start - 12) : span.start]):
            yield name


def _places(passage: Passage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.country for place in find_places(passage.text) if not place.is_adjective))


def _recipients_of(passage: Passage, reading: Reading) -> tuple[Recipient, ...]:
    own = tongue(passage, reading.language)
    if own == reading.language or passage.block.kind is BlockKind.ROW:
        return ()
    text = passage.text
    alone = Block(BlockKind.PARAGRAPH, text, 0, len(text))
    return recipients(Document(Extracted(text, (alone,)), own, reading.gazetteer), ()).recipients


def _has_unread(reading: Reading, passages: list[Passage]) -> bool:
    """Whether a differing row is none that the reader took, in a document with headings of the other language."""
    starts = {row.start for row in reading.sub_processors}
    rows_of = [one for one in passages if one.block.kind is BlockKind.ROW and not one.block.is_header]
    return any(one.start not in starts for one in rows_of) and _speaks_both(reading)


def _speaks_both(reading: Reading) -> bool:
    """Whether a heading, a table's header or a lead-in announces parties in a language that is not the document's."""
    others = [phrases(name) for name in LANGUAGES if name != reading.language]
    return any(
        "sub_processors" in words.find_in_title(title).all_keys("headings")
        for words in others
        for title in _titles(reading)
    )


def _titles(reading: Reading) -> Iterator[str]:
    for block in reading.extracted.blocks:
        if block.kind is BlockKind.HEADING or block.text.endswith(":"):
            yield block.text[-_MAX_TITLE:]
        if block.is_header:
            yield from (cell.text[:_MAX_TITLE] for cell in block.cells)


def _read_by_both(reading: Reading) -> Reading:
    known = {row.start for row in reading.sub_processors}
    found = rows(Document(reading.extracted, OTHER, reading.gazetteer))
    fresh = [row for row in found if row.announced is Announced.SUB_PROCESSORS and row.start not in known]
    whole = sorted([*reading.sub_processors, *fresh], key=lambda row: row.name_start)
    return replace(reading, sub_processors=tuple(whole))
