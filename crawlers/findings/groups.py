"""Sentences on transfers that speak of recipients named elsewhere: by name, or of several ("all of these").

One that points back speaks of those named before it in its part; one that says "our processors" of all in that role. It
adds where they process and that their data stay inside; of transfers outward only those it points to are told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from crawlers.blocks import BlockKind, Span
from crawlers.companies import without_form
from crawlers.findings.document import Document
from crawlers.findings.merging import Recipient
from crawlers.findings.source import inside
from crawlers.findings.whereabouts import countries, told_after
from crawlers.gazetteer import Named
from crawlers.places import EEA, EEA_COUNTRIES, Place
from registry.terms import Role

_BACK, _PROCESSORS, _SOME = "back", "processors", "some"
_OF_PROCESSORS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
_OF_ALL = _OF_PROCESSORS | {Role.RECIPIENT}
_PLACING = frozenset({"placed", "inside"})
_MAX_BETWEEN = 12
_MAX_SENTENCES, _MAX_PARTIES, _MIN_NAME = 120, 300, 3


def with_groups(source: Document, found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """The recipients, each with what such sentences add to it."""
    parties = list(found)
    if not parties or len(parties) > _MAX_PARTIES:
        return tuple(parties)
    short = [without_form(one.name.partition(" (")[0].strip()) for one in parties]
    for sentence in _sentences(source):
        _tell_named(source, parties, short, sentence)
        _tell_group(source, parties, sentence)
    return tuple(parties)


def _sentences(source: Document) -> list[Span]:
    """Those of prose that speak of transfers, places or tools."""
    found: dict[int, Span] = {}
    for table in ("transfers", "mechanisms", "groups"):
        for hit in source.hits.all(table):
            sentence = source.sentence_at(hit.start)
            if source.block_at(hit.start).kind not in (BlockKind.HEADING, BlockKind.ROW):
                found.setdefault(sentence.start, sentence)
            if len(found) >= _MAX_SENTENCES:
                break
    return sorted(found.values(), key=lambda one: one.start)


def _tell_named(source: Document, parties: list[Recipient], short: Sequence[str], sentence: Span) -> None:
    """What a sentence says of recipients it names, also where they are only called by their name there."""
    beside = source.parties.within(sentence.start, sentence.end)
    words, known = source.quote(sentence.start, sentence.end), {name.party for name in beside}
    named = [
        (number, name)
        for number, (one, bare) in enumerate(zip(parties, short, strict=True))
        if (bare in words or one.party in known)
        and (name := _known_in(one, beside) or _called_in(source, bare, sentence)) is not None
    ]
    everyone = sorted((name for _, name in named), key=lambda name: name.start)
    for number, name in named:
        one = parties[number]
        if any(span.start <= sentence.start < span.end for span in one.told):
            continue
        told = told_after(source, sentence) if len({other.start for other in everyone}) == 1 else (sentence,)
        at = countries(source, Span(name.start, name.end), sentence, everyone)
        is_alone = len({other.start for other in everyone}) == 1 or _is_enumeration(everyone)
        parties[number] = replace(one, told=(*one.told, *(told if is_alone else ())), countries=one.countries or at)


def _is_enumeration(named: Sequence[Named]) -> bool:
    return all(one.start - last.end <= _MAX_BETWEEN for last, one in pairwise(named) if one.start != last.start)


def _known_in(one: Recipient, beside: Sequence[Named]) -> Named | None:
    """Where known names beside each other call a recipient by its name or its party's."""
    if one.party is None:
        return None
    own = (one.service, one.party, None)
    return next((name for name in beside if name.party == one.party and name.service in own), None)


def _called_in(source: Document, bare: str, sentence: Span) -> Named | None:
    """Where a sentence calls a recipient by its name without the legal form."""
    place = source.text.find(bare, sentence.start, sentence.end)
    if place < 0 or len(bare) < _MIN_NAME:
        return None
    end = place + len(bare)
    if source.text[place - 1 : place].isalnum() or source.text[end : end + 1].isalpha():
        return None
    return Named(bare, None, None, place, end)


def _tell_group(source: Document, parties: list[Recipient], sentence: Span) -> None:
    keys = source.hits.keys("groups", sentence.start, sentence.end)
    transfers = source.hits.keys("transfers", sentence.start, sentence.end)
    is_tool = bool(source.hits.within("mechanisms", sentence.start, sentence.end))
    if not keys or _SOME in keys or not (is_tool or transfers & {"outside", *_PLACING}):
        return
    if _BACK not in keys and (is_tool or "outside" in transfers or not transfers & _PLACING):
        return
    places = inside(source.places, sentence.start, sentence.end)
    told, at = told_after(source, sentence), _countries(places)
    for number in _members(source, parties, sentence, keys, places):
        one = parties[number]
        parties[number] = replace(one, told=(*one.told, *told), countries=one.countries or at)


def _members(
    source: Document, parties: list[Recipient], sentence: Span, keys: frozenset[str], places: Sequence[Place]
) -> list[int]:
    """The numbers of those a sentence speaks of without naming them."""
    roles = _OF_PROCESSORS if _PROCESSORS in keys else _OF_ALL
    if _BACK in keys and _PROCESSORS not in keys:
        roles = frozenset(Role) - {Role.AUTHORITY}
    sorts = {place.country for place in places if place.is_adjective}
    named = {other.party or other.name for other in source.parties.within(sentence.start, sentence.end)}
    fitting = [
        number
        for number, one in enumerate(parties)
        if one.role in roles and (one.party or one.name) not in named and (not sorts or sorts & set(one.countries))
    ]
    if _BACK not in keys:
        return fitting
    before = [number for number in fitting if parties[number].name_start < sentence.start]
    part = source.section_of(source.block_at(sentence.start))
    return [number for number in before if _section(source, parties[number])[: len(part)] == part] or before


def _section(source: Document, one: Recipient) -> tuple[str, ...]:
    return source.section_of(source.block_at(one.name_start))


def _countries(places: Iterable[Place]) -> tuple[str, ...]:
    """The places inside the EEA that the sentence names; those outside belong to whom it names."""
    inner: Iterator[Place] = (one for one in places if not one.is_adjective and one.country in EEA_COUNTRIES - {EEA})
    return tuple(dict.fromkeys(one.country for one in inner))
