"""Names of parties in running text: known ones, companies told by their legal form, and words that stand as names do.

An unknown word counts as a name where the text introduces it as one ("such as Etta", "provided by Etta") or lists it
beside one, and nowhere writes it in small letters: a document's own words are no names.
"""

import re
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from crawlers.blocks import Span
from crawlers.companies import NO_COMPANIES, Begun, Companies, without_form
from crawlers.findings.candidates import Candidates, candidates
from crawlers.findings.led import NOTHING_LED, Led, led
from crawlers.findings.source import Source, inside
from crawlers.findings.spelling import Heard, Spelling
from crawlers.findings.unknown import Unknown
from crawlers.gazetteer import Named, Sort
from crawlers.phrases import fold

_MIN_ALIAS, _MAX_ALIASES = 4, 200
_AD_ID = re.compile(
    r"[®™]?'?s? (?:Ad|Advertising|advertising|device|Play Services)? ?(?:ID|Identifier|identifier)s?(?!\w)"
)


class Names:
    """The names of one document."""

    def __init__(self, source: Source) -> None:
        self._source: Source = weakref.proxy(source)  # which holds the names: see Source
        self._spelling = Spelling(source)
        self.unknown = Unknown(source, self._spelling)
        self._within: dict[tuple[int, int], tuple[list[Named], Heard]] = {}

    @property
    def spelling(self) -> Spelling:
        """How the document spells."""
        return self._spelling

    def within(self, start: int, end: int) -> list[Named]:
        """Every name of a sentence, item or row, in order; where they overlap, the longer."""
        number = self._source.number_at(start)
        if end <= self._source.blocks[number].end and not self.may_stand_in(number):
            return []
        known = self._within.get((start, end))
        if known is None:
            before = self._spelling.hear()
            found = self._found(start, end)
            self._within[start, end] = found, self._spelling.hear_on(before)
            return found
        self._spelling.heard_before(known[1])
        return known[0]

    def remember(self, start: int, end: int, named: list[Named], heard: Heard) -> None:
        """Take what `within` would give, found before in the same words by these answers."""
        self._within[start, end] = named, heard

    def aliases_in(self, number: int) -> tuple[str, ...]:
        """What the document calls companies by, as far as the letters stand in the block of this number."""
        names = self._with_alias.get(number, ())
        return tuple(name for name in names if name in self._source.blocks[number].text)

    def may_stand_in(self, number: int) -> bool:
        """Whether a name may stand in the block of this number."""
        parts = self._source.parts
        return parts.alone[number].may_name or number in self._with_alias or parts.of_block[number].may_name

    def _found(self, start: int, end: int) -> list[Named]:
        source = self._source
        place, may_be = self._candidates(start, end)
        found = [named for named in inside(source.names, start, end) if named.end <= end] if source.names else []
        if may_be.companies is not NO_COMPANIES:
            found += [self._named(span) for span in self._named_by_form([(place, may_be.companies)])]
        found = [one for one in found if _AD_ID.match(source.text, one.end) is None]
        found += self._aliased(start, end)
        found += [self._office(_moved(span, place)) for span in may_be.offices]
        found += [self._named(span) for span in self.unknown.introduced(start, end, is_among_names=bool(found))]
        if may_be.subject is not None:
            found += [self._named(span) for span in self.unknown.subject(_moved(may_be.subject, place), end)]
        found += [self._named(span) for span in self.unknown.new(_moved(one, place) for one in may_be.of_kinds)]
        if may_be.led is not NOTHING_LED:
            by = Led(*(tuple(_moved(span, place) for span in some) for some in may_be.led))
            found += [self._named(span) for span in self.unknown.led(start, end, by)]
        if not found:
            return found
        kept = _longest(found)
        listed = [self._named(span) for named in kept for span in self.unknown.listed_after(named, end)]
        return _longest([*kept, *listed]) if listed else kept

    def _candidates(self, start: int, end: int) -> tuple[int, Candidates]:
        """What may be a name by the words of a stretch, and from where its places count."""
        source = self._source
        number = source.number_at(start)
        block, alone = source.blocks[number], source.parts.alone[number]
        if end <= block.end:
            return block.start, alone.candidates(start - block.start, end - block.start)
        has_office = any(alone.has_office for alone in source.alone_between(start, end))
        return 0, candidates(source.text, start, end, by=led(source.text, start, end), has_office=has_office)

    def _aliased(self, start: int, end: int) -> list[Named]:
        places = self._alias_places
        found: list[Named] = []
        for place in places[bisect_left(places, start) : bisect_left(places, end)]:
            match = self._aliases.match(self._source.text, place, end) if not found or place >= found[-1].end else None
            if match is not None:
                found.append(Named(match.group(0), None, self._called[match.group(0)], place, match.end()))
        return found

    def _office(self, span: Span) -> Named:
        return Named(self._source.text[span.start : span.end], None, None, span.start, span.end, Sort.PUBLIC_BODY)

    def _named_by_form(self, told: Iterable[tuple[int, Companies]]) -> Iterator[Span]:
        """Names with a legal form, those begun small ("nycro UG"), then those that fill a bracket's beginning."""
        told = [(place, found) for place, found in told if found is not NO_COMPANIES]
        yield from (_moved(span, place) for place, found in told for span in found.names)
        yield from (_moved(span, place) for place, found in told for span in self._begun_small(found))
        yield from (_moved(span, place) for place, found in told for span in found.bracketed)

    def _begun_small(self, found: Companies) -> Iterator[Begun]:
        last = 0
        for one in found.begun_small:
            if one.start >= last and self._spelling.is_written_only(one.word, one.name):
                yield one
                last = one.end

    @cached_property
    def _called(self) -> dict[str, str]:
        """What the document calls companies by, and the company: their names without the legal form."""
        source = self._source
        blocks = zip(source.blocks, source.parts.alone, strict=True)
        formed = [(block.start, alone) for block, alone in blocks if alone.has_form]
        told = [(place, alone.candidates(0, len(alone.text)).companies) for place, alone in formed]
        found: dict[str, str] = {}
        for span in self._named_by_form(told):
            name = source.text[span.start : span.end]
            short = without_form(name)
            if short in found or len(short) < _MIN_ALIAS or short == name or self._spelling.is_small(fold(short)):
                continue
            if not any(one.start == span.start for one in inside(source.names, span.start, span.end)):
                found[short] = short
        return dict(list(found.items())[:_MAX_ALIASES])

    @cached_property
    def _alias_places(self) -> list[int]:
        """Where the letters of a name in `_called` stand, in order."""
        return sorted({place for places in self._places_called.values() for place in places})

    @cached_property
    def _places_called(self) -> dict[str, list[int]]:
        """Where the letters of each name in `_called` stand."""
        text = self._source.text
        found: dict[str, list[int]] = {name: [] for name in self._called}
        for name, places in found.items():
            place = text.find(name)
            while place >= 0:
                places.append(place)
                place = text.find(name, place + 1)
        return found

    @cached_property
    def _with_alias(self) -> dict[int, list[str]]:
        """The numbers of the blocks in which such letters begin, each with these names once, as `_called` has them."""
        found: dict[int, list[str]] = {}
        for name, places in self._places_called.items():
            for number in dict.fromkeys(map(self._source.number_at, places)):
                found.setdefault(number, []).append(name)
        return found

    @cached_property
    def _aliases(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in sorted(self._called, key=len, reverse=True))
        return re.compile(rf"(?<![\w@./-])(?:{words})(?![\w@-])")

    def _named(self, span: Span) -> Named:
        name = self._source.text[span.start : span.end]
        known = self._source.gazetteer.resolve(name)
        if known is None:
            own = [one for one in inside(self._source.names, span.start, span.end) if one.start == span.start]
            party = own[0].party if own and len(own[0].name) > 3 else None
            return Named(name, None, party, span.start, span.end)
        return Named(name, known.service, known.party, span.start, span.end, known.sort)


def _moved(one: Span | Begun, by: int) -> Span:
    return Span(one.start + by, one.end + by)


def _longest(found: list[Named]) -> list[Named]:
    kept: list[Named] = []
    for named in sorted(found, key=lambda named: (named.start, -named.end, named.party is None)):
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return kept
