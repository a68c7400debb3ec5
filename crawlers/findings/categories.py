"""Kinds of data and purposes a document names, by the keys of data/phrases. Denied ones are absent."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.document import Document
from crawlers.findings.rows import section_announces
from crawlers.phrases import Hit

_CONTACTS = frozenset({"email", "phone", "address"})
_DETAILS = {
    "org_no": ("company",),
    "tracking": ("cookies",),
    "special": ("health",),
}
_KINDS = (
    "name email phone address national_id birth_date ip_address payment bank photo username password job_title "
    "employer device browser location order_history age health vehicle org_no id_document"
)
_WEAK = frozenset({"settings", "log", "profile", "order_history", "credentials", "occupation", "audio", "location"})
_PLAIN = frozenset(_KINDS.split())
_FEWEST_LISTED, _FEWEST_BESIDE, _MAX_GAP, _MAX_ENTRY = 2, 3, 40, 200
_AFTER_LABEL = (".", ":", ",", "\n", "")
_AND = re.compile(r" (?:och|eller|samt|and|or|&|plus) |[/;\n]")


@dataclass(frozen=True, slots=True)
class Category:
    """A key and the document's words for it at their first place."""

    key: str
    start: int
    end: int


def categories(source: Document, table: str) -> tuple[Category, ...]:
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


def data_categories(source: Document) -> tuple[Category, ...]:
    """Kinds of data, where the text tells what is handled: a part, table or list about it, or a sentence that says so.

    A word for a whole does not count beside its details: contact details not in the sentence that gives an address.
    """
    found: dict[str, Category] = {}
    for block in source.blocks_with("data_categories"):
        for sentence in source.sentences(block):
            if found.keys() >= source.hits.keys("data_categories", sentence.start, sentence.end):
                continue  # each kind is told at its first place
            hits = _hits(source, sentence)
            keys = {hit.key for hit in hits}
            told = _told(source, block, sentence, hits) if hits else keys
            for hit in hits:
                is_label = hit.start == sentence.start and source.text[hit.end : hit.end + 1] in _AFTER_LABEL
                is_sure = len(keys) >= _FEWEST_BESIDE or is_label or not _is_broad(source, hit)
                is_whole = hit.key == "contact" and bool(keys & _CONTACTS)
                if hit.key in told and not is_whole and (is_sure or _is_entry(block, sentence)):
                    found.setdefault(hit.key, Category(hit.key, hit.start, hit.end))
    covered = {key for key, details in _DETAILS.items() if any(detail in found for detail in details)}
    return tuple(one for one in found.values() if one.key not in covered)


def _hits(source: Document, sentence: Span) -> list[Hit]:
    """Words for kinds of data that a sentence does not deny and means: a number behind one is its value."""
    if not source.hits.within("data_categories", sentence.start, sentence.end):
        return []
    hits = source.hits.within("data_categories", sentence.start, _denied_from(source, sentence))
    others = [hit for hit in source.hits.within("kinds", sentence.start, sentence.end) if hit.key == "not_kinds"]
    return [
        hit
        for hit in hits
        if not any(other.start <= hit.start and hit.end <= other.end for other in others)
        and not source.text[hit.end : hit.end + 3].lstrip(" :.")[:1].isdigit()
    ]


def _told(source: Document, block: Block, sentence: Span, hits: Sequence[Hit]) -> Set[str]:
    """The kinds that a sentence can tell of where it stands."""
    keys = {hit.key for hit in hits}
    is_elsewhere = _is_elsewhere(source, block)
    if _enumerates(source, sentence, hits):
        return keys - {"cookies"} if is_elsewhere else keys
    if is_elsewhere:
        return set()
    opener = source.opener_of(block)
    is_of_others = section_announces(source, block.section) is not None
    is_led_in = not is_of_others and opener is not None and _is_lead_in(source, opener)
    if is_led_in or _is_about_data(source, block) or _collects(source, sentence):
        return keys
    return keys & _PLAIN if _hands_over(source, sentence) else set()


def _is_broad(source: Document, hit: Hit) -> bool:
    """Whether a word says too little alone ("payment", "location")."""
    if hit.key in _WEAK:
        return True
    return any(one.key == "broad" and one.end == hit.end for one in source.hits.within("kinds", hit.start, hit.end))


def _is_entry(block: Block, sentence: Span) -> bool:
    """Whether a sentence is an entry of a list or table."""
    return block.kind is not BlockKind.PARAGRAPH and sentence.end - sentence.start <= _MAX_ENTRY


def _hands_over(source: Document, sentence: Span) -> bool:
    return bool(source.hits.within("handing_over", sentence.start, sentence.end))


def _is_lead_in(source: Document, block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return False
    last = source.sentences(block)[-1]
    return _collects(source, last)


def _is_about_data(source: Document, block: Block) -> bool:
    if block.kind is BlockKind.ROW:
        return any("data" in source.title_keys(cell.header, "columns") for cell in block.cells)
    return any("collected" in source.title_keys(heading, "headings") for heading in block.section[-2:])


def _is_elsewhere(source: Document, block: Block) -> bool:
    """Parts on rights, contacts and security, and on laws of other countries, tell of other things."""
    keys = {key for heading in block.section[-1:] for key in source.title_keys(heading, "headings")}
    return bool(keys & {"not_recipients", "foreign_law", "change_log"}) and "collected" not in keys


def _enumerates(source: Document, sentence: Span, hits: Sequence[Hit]) -> bool:
    """Whether a sentence lists kinds of data ("namn, adress och telefonnummer"); an address to write to is no list."""
    keys = {hit.key for hit in hits}
    if len(keys & _PLAIN) < _FEWEST_LISTED or "@" in source.text[sentence.start : sentence.end + 1]:
        return False
    gaps = (source.text[one.end : other.start] for one, other in pairwise(hits) if one.key != other.key)
    return sum(len(gap) <= _MAX_GAP and ("," in gap or _AND.search(gap) is not None) for gap in gaps) >= 1


def _collects(source: Document, sentence: Span) -> bool:
    return bool(source.hits.within("collecting", sentence.start, sentence.end))


def _denied_from(source: Document, sentence: Span) -> int:
    """Where a sentence begins to deny; its end where it does not."""
    hits = [*source.hits.within("not_collecting", sentence.start, sentence.end)]
    hits += [hit for hit in source.hits.within("context", sentence.start, sentence.end) if hit.key == "negated"]
    return min((hit.start for hit in hits), default=sentence.end)
