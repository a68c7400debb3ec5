"""Sentences that speak of several recipients at once: "all of these", "our processors", "the American providers above".

One that points back speaks of those named before it in its part; one that says "our processors" of all in that role. It
adds where they process and that their data stay inside; of transfers outward only those it points to are told.
"""

from collections.abc import Iterable
from dataclasses import replace

from crawlers.blocks import Span
from crawlers.findings.document import Document
from crawlers.findings.merging import Recipient
from crawlers.findings.source import inside
from crawlers.places import EEA_COUNTRIES, Place
from registry.terms import Role

_BACK, _ALL, _PROCESSORS, _SOME = "back", "all", "processors", "some"
_OF_PROCESSORS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
_OF_ALL = _OF_PROCESSORS | {Role.RECIPIENT}
_OUTWARD, _PLACING = frozenset({"outside"}), frozenset({"placed", "inside"})
_MAX_GROUPS = 60


def with_groups(source: Document, found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """The recipients, each with what such sentences add to it."""
    parties = list(found)
    for sentence in _group_sentences(source):
        keys = source.hits.keys("groups", sentence.start, sentence.end)
        transfers = source.hits.keys("transfers", sentence.start, sentence.end)
        is_tool = bool(source.hits.within("mechanisms", sentence.start, sentence.end))
        places = inside(source.places, sentence.start, sentence.end)
        if _SOME in keys or not (is_tool or transfers & (_OUTWARD | _PLACING)):
            continue
        if _BACK not in keys and (is_tool or "outside" in transfers or not transfers & _PLACING):
            continue
        members = [one for one in parties if _is_member(source, one, sentence, keys, places)]
        at = _countries(places)
        for one in members:
            number = parties.index(one)
            told = (*one.told, sentence)
            parties[number] = replace(one, told=told, countries=one.countries or at)
    return tuple(parties)


def _group_sentences(source: Document) -> list[Span]:
    hits = source.hits.all("groups")[:_MAX_GROUPS]
    return list({one.start: one for one in (source.sentence_at(hit.start) for hit in hits)}.values())


def _is_member(
    source: Document, one: Recipient, sentence: Span, keys: frozenset[str], places: Iterable[Place]
) -> bool:
    """Whether a sentence speaks of a recipient that it does not name."""
    named = source.parties.within(sentence.start, sentence.end)
    if any((other.party or other.name) == (one.party or one.name) for other in named) or one.role is Role.AUTHORITY:
        return False
    sorts = {place.country for place in places if place.is_adjective}
    if sorts and not sorts & set(one.countries):
        return False
    if _BACK in keys:
        return one.name_start < sentence.start and _is_of_part(source, one, sentence)
    return one.role in (_OF_PROCESSORS if _PROCESSORS in keys else _OF_ALL)


def _is_of_part(source: Document, one: Recipient, sentence: Span) -> bool:
    """In the part the sentence stands in or ends; from a part of its own it points to the whole document."""
    part = source.section_of(source.block_at(sentence.start))
    return source.section_of(source.block_at(one.name_start))[: len(part)] == part


def _countries(places: Iterable[Place]) -> tuple[str, ...]:
    """The places inside the EEA that the sentence names; those outside belong to whom it names."""
    return tuple(dict.fromkeys(one.country for one in places if not one.is_adjective and one.country in EEA_COUNTRIES))
