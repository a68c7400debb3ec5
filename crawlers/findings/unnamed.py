"""Recipients a document describes without naming them ("our payment providers"), by the keys of data/phrases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.document import Document
from crawlers.findings.rows import is_labelled, section_announces
from crawlers.findings.source import shortened
from crawlers.gazetteer import Named
from crawlers.phrases import Hit

_GENERIC = ("service_providers", "partners", "independent_controllers", "courts", "group_companies")
_MAX_BEGIN, _MAX_ITEM = 60, 400
_NOT_NEW = ("from ", "från ", "these ", "those ", "said ", "dessa ", "respektive ", "nämnda ")  # sources; named before
_WE = (" we ", " vi ")
_MAX_GAP, _MAX_EXAMPLE = 40, 60
_EXAMPLES = re.compile(
    r"[^.;:()]{0,25}[ (](?:such as|for example|e\.g\.|including|såsom|t\.ex\.|till exempel|bl\.a\.|bland annat|"
    r"däribland)"
)
_BESIDE = re.compile(r",? (?:och|and|eller|or|samt)(?: [\w’']{2,10}){0,2} ")
_LISTED = re.compile(r"[\w ’'-]{0,20}(?:,|/| and| or| och| eller| samt| as well as| &)[\w ’'-]{0,20}")


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A kind of recipient at its first place."""

    key: str
    start: int
    end: int


def unnamed(source: Document) -> tuple[Unnamed, ...]:
    """Each kind once: one a sentence or item, what it begins with, what says more before what says less.

    A sentence that names parties names nobody else; a label does ("Authorities: Skatteverket").
    """
    found: dict[str, Unnamed] = {}
    for block in source.blocks_with("recipient_categories"):
        if _is_lead_in(block) or source.is_about_rights(block.section):
            continue
        opener = source.opener_of(block)
        is_list = opener is not None and opener.kind is not BlockKind.HEADING and _introduces(source, opener)
        is_item = is_list or (section_announces(source, block.section) is not None and _is_item(source, block))
        for sentence in _stretches(source, block):
            if not (is_item or _hands_over(source, sentence)):
                continue
            span = shortened(sentence)
            for hit in _kinds(source, sentence, block):
                found.setdefault(hit.key, Unnamed(hit.key, span.start, max(span.end, hit.end)))
    return tuple(found.values())


def _is_lead_in(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.text.endswith(":")


def _introduces(source: Document, block: Block) -> bool:
    """Whether a lead-in announces those that data are given to."""
    last = source.sentences(block)[-1]
    is_of_others = bool(source.hits.within("recipient_categories", last.start, last.end))
    return is_of_others or bool(source.hits.within("handing_over", last.start, last.end))


def _is_item(source: Document, block: Block) -> bool:
    """An item or row, or a line that begins with the kind as an item does."""
    if block.kind is not BlockKind.PARAGRAPH or is_labelled(block):
        return True
    return bool(source.hits.within("recipient_categories", block.start, min(block.end, block.start + _MAX_BEGIN)))


def _stretches(source: Document, block: Block) -> list[Span]:
    """The sentences of prose; a short item or a row as a whole."""
    is_whole = block.kind is BlockKind.ROW or (block.kind is BlockKind.ITEM and block.end - block.start < _MAX_ITEM)
    return [Span(block.start, block.end)] if is_whole else source.sentences(block)


def _hands_over(source: Document, sentence: Span) -> bool:
    return bool(source.hits.within("handing_over", sentence.start, sentence.end))


def _kinds(source: Document, sentence: Span, block: Block) -> list[Hit]:
    """The kinds a stretch tells of, none where it denies, names the parties, or tells where data come from."""
    denials = source.hits.keys("denials", sentence.start, sentence.end)
    if denials & {"negated", "no_data", "past", "link_only"} and "except" not in denials:
        return []
    hits = source.hits.within("recipient_categories", sentence.start, sentence.end)
    hits = [hit for hit in hits if not source.text[max(0, hit.start - 12) : hit.start].lower().endswith(_NOT_NEW)]
    named = source.parties.within(sentence.start, sentence.end)
    if named:
        is_label = is_labelled(block) and sentence.start == block.start and not _is_prose(source, sentence)
        colon = source.text.find(":", sentence.start, sentence.end)
        open_ones = [hit for hit in hits if _is_open(source, hit, named)]
        hits = [hit for hit in hits if hit.end <= colon] if is_label else open_ones
    label = [hit for hit in hits if hit.start - sentence.start < _MAX_BEGIN]
    telling = [hit for hit in hits if hit.key not in _GENERIC]
    first = next(iter([*(hit for hit in label if hit in telling), *telling, *hits]), None)
    return [] if first is None else [first, *_enumerated(source, first, hits)]


def _is_open(source: Document, hit: Hit, named: Sequence[Named]) -> bool:
    """Whether names are only examples of a kind ("couriers such as Etta"), or it is one more beside a name."""
    if any(one.start < hit.end and hit.start < one.end for one in named):
        return False
    after = source.text[hit.end : hit.end + _MAX_EXAMPLE]
    is_before_name = any(0 < one.start - hit.end <= _MAX_EXAMPLE for one in named)
    if is_before_name and _EXAMPLES.match(after) is not None:
        return True
    before = next((one for one in reversed(named) if one.end <= hit.start), None)
    return before is not None and _BESIDE.fullmatch(source.text[before.end : hit.start]) is not None


def _enumerated(source: Document, first: Hit, hits: Sequence[Hit]) -> list[Hit]:
    """The kinds that stand in one enumeration with the first ("hosting, shipping and payment companies")."""
    last, others = first, []
    for hit in hits:
        gap = source.text[last.end : hit.start]
        if hit.key in _GENERIC or hit.start < last.end or len(gap) > _MAX_GAP or _LISTED.fullmatch(gap) is None:
            continue
        others.append(hit)
        last = hit
    return others


def _is_prose(source: Document, sentence: Span) -> bool:
    words = source.text[sentence.start : sentence.end].lower()
    return any(word in words for word in _WE)
