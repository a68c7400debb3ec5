"""Names of parties in running text: known ones, companies told by their legal form, and words that stand as names do.

An unknown word counts as a name where the text introduces it as one ("such as Etta", "provided by Etta") or lists it
beside one, and nowhere writes it in small letters: a document's own words are no names.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from crawlers.blocks import Span
from crawlers.companies import NO_COMPANIES, Begun, Companies, companies, without_form
from crawlers.dictionary import is_english
from crawlers.findings.led import bodies_in, is_agent, led_to, nouns_in, ours_in, spelled_in
from crawlers.findings.source import Source, inside
from crawlers.findings.spelling import Spelling
from crawlers.gazetteer import Named, Sort
from crawlers.phrases import Hit, fold

_MAX_LISTED, _NEAR = 40, 40
_MIN_ALIAS, _MAX_ALIASES = 4, 200
_WORD = r"[A-ZÅÄÖ0-9][\w+&.’'-]{1,40}[®™]?"
_NAME = rf"({_WORD}(?: (?:& )?[A-ZÅÄÖ][\w+&.-]{{1,40}}[®™]?){{0,3}})"
BRACKETS = r"(?: ?\([^()\n]{1,120}\))?"
_AND = "(?:and|och|or|eller|samt|&) (?:to |till |hos |via |i |av |by |the )?"
_NEXT = re.compile(rf"[®™]?{BRACKETS}(?:, (?:and |och |or |eller |samt )?| {_AND}|/){_NAME}")
_JOINED = re.compile(rf" {_AND}{_NAME}")
_FIRST = re.compile(rf"[:,]? [\"“”'’(]?{_NAME}")
_VERBS = "är|får|tar emot|har|is|are|receives|gets|acts|processes|behandlar|hanterar"
_GETS = rf"(?:,? (?:som|who|which|vars|whose) |:? (?:{_VERBS}) )"
_SUBJECT = re.compile(rf"(?:The )?{_NAME}(?={_GETS})")
_KINDS = (
    "byrån?|bolag(?:et)?|företag(?:et)?|leverantören?|tjänsten|systemet|verktyget|plattformen|appen|programmet|partnern?|"
    "firman|tryckeriet?|operatören|förbundet|biträdet?|provider|supplier|vendor|processor|agency|accountant|host|partner"
)
_OF_KIND = re.compile(rf"(?:{_KINDS}),? \(?{_NAME}")
_OFFICE = re.compile(
    r"(?:the )?[A-ZÅÄÖ]\w{2,20} (?:tax authority|tax agency|tax office|customs authority|police)(?!\w)|"
    r"Region [A-ZÅÄÖ][\w-]{2,30}|Länsstyrelsen(?: i)?(?: [A-ZÅÄÖ][\w-]{2,30}){1,2}(?: län)?|"
    r"[A-ZÅÄÖ][\w-]{2,30} (?:kommun|tingsrätt|stad)(?!\w)|(?:[A-ZÅÄÖ]\w{2,20} )?[A-ZÅÄÖ]\w{2,30}sregionen(?!\w)|"
    r"[A-ZÅÄÖ]\w{2,30}(?:nämnden(?: för [a-zåäö]{3,20})?|nämndens kansli|domstolen|tingsrätten)(?!\w)"
)
_AD_ID = re.compile(
    r"[®™]?'?s? (?:Ad|Advertising|advertising|device|Play Services)? ?(?:ID|Identifier|identifier)s?(?!\w)"
)
_SPELLING = re.compile(r"[a-zåäö][A-ZÅÄÖ]|[A-Za-z]\d|\d[A-Za-z]|\w\.(?:com|io|net|se|eu|ai|org|app|dev)(?!\w)")
_KIND_FIRST = re.compile(r"(?:\w+-[a-zåäö]{4,30}(?: |$))+")  # "AI-tjänsten", "BankID-leverantören Etta"
_NO_NAME = re.compile(r"^[A-ZÅÄÖ]{2,6}\d*s?$|[’']s?(?: |$)")  # "APIs", "Customer's Account"
_STREETS = ("gatan", "vägen", "gränd", "torget", "street", "road", "avenue", "strasse", "straße")
_ENDING = ".,-’'"
_JOINING = frozenset("i på of the and och & för de la du von by av +".split())  # noqa: SIM905
_LAW = (
    *("roles", "mechanisms", "legal_bases", "data_categories", "purposes"),
    *("recipient_categories", "retention", "rights"),
)


class Names:
    """The names of one document."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._spelling = Spelling(source)
        self._within: dict[tuple[int, int], list[Named]] = {}

    def within(self, start: int, end: int) -> list[Named]:
        """Every name of a sentence, item or row, in order; where they overlap, the longer."""
        number = self._source.number_at(start)
        if end <= self._source.blocks[number].end and not self.may_stand_in(number):
            return []
        if (start, end) not in self._within:
            self._within[start, end] = self._found(start, end)
        return self._within[start, end]

    def may_stand_in(self, number: int) -> bool:
        """Whether a name may stand in the block of this number."""
        parts = self._source.parts
        return parts.alone[number].may_name or number in self._with_alias or parts.of_block[number].may_name

    def _found(self, start: int, end: int) -> list[Named]:
        source = self._source
        found = [named for named in inside(source.names, start, end) if named.end <= end] if source.names else []
        found += [self._named(span) for span in self._companies(start, end)]
        found = [one for one in found if _AD_ID.match(source.text, one.end) is None]
        found += self._aliased(start, end)
        found += self._offices(start, end)
        found += [self._named(span) for span in self._introduced(start, end, is_among_names=bool(found))]
        found += [self._named(span) for way in (self._subjects, self._of_kind, self._led) for span in way(start, end)]
        if not found:
            return found
        kept = _longest(found)
        listed = [self._named(span) for named in kept for span in self._listed_after(named, end)]
        return _longest([*kept, *listed]) if listed else kept

    def _aliased(self, start: int, end: int) -> list[Named]:
        places = self._alias_places
        found: list[Named] = []
        for place in places[bisect_left(places, start) : bisect_left(places, end)]:
            match = self._aliases.match(self._source.text, place, end) if not found or place >= found[-1].end else None
            if match is not None:
                found.append(Named(match.group(0), None, self._called[match.group(0)], place, match.end()))
        return found

    def _offices(self, start: int, end: int) -> list[Named]:
        if not any(alone.has_office for alone in self._source.alone_between(start, end)):
            return []
        found = _OFFICE.finditer(self._source.text, start, end)
        return [Named(match.group(0), None, None, match.start(), match.end(), Sort.PUBLIC_BODY) for match in found]

    def is_proper(self, name: str) -> bool:
        """Whether words are written as a name, and nowhere in the document in small letters."""
        words = name.replace("/", " ").split()
        if not words or not any(c.isalpha() for c in words[0]) or words[0][:1].islower():
            return False
        first = fold(words[0].strip(_ENDING))
        if {fold(name), first, first.removesuffix("s")} & self._spelling.defined:
            return False
        return not first.isdigit() and not self._spelling.is_small(first) and not self._is_word_of_law(name)

    def may_be_new(self, name: str) -> bool:
        """Whether words that stand alone may be the name of a party nobody knows: not all of them are common words."""
        words = [fold(word.strip("().,!")) for word in name.split()]
        if "," in name or any(word[:1].islower() and word not in _JOINING for word in name.split()):
            return False
        if words[-1] in self._heads:
            return False
        return self.is_proper(name) and any(word and not self._spelling.is_common(word) for word in words)

    def may_be_called(self, name: str) -> bool:
        """Whether a title may be such a name: no English word by itself ("Donations")."""
        return self.may_be_new(name) and (self._source.language != "en" or " " in name or not is_english(fold(name)))

    def is_nobodys(self, name: str) -> bool:
        """Whether a name is a word that nobody is called by ("Opt-in")."""
        return self._spelling.is_nobodys(fold(name))

    @cached_property
    def _heads(self) -> frozenset[str]:
        """Words for kinds of things that end no name ("Essential Cookies")."""
        return frozenset(self._source.phrases.wordings("no_names").get("heads", ()))

    def _companies(self, start: int, end: int) -> Iterable[Span]:
        number = self._source.number_at(start)
        block, alone = self._source.blocks[number], self._source.parts.alone[number]
        if end > block.end:
            return self._named_by_form([(0, companies(self._source.text, start, end))])
        if not alone.has_form:
            return ()
        return self._named_by_form([(block.start, alone.companies(start - block.start, end - block.start))])

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
        pairs = zip(source.blocks, source.parts.alone, strict=True)
        told = [(block.start, alone.companies(0, len(alone.text))) for block, alone in pairs if alone.has_form]
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
        text = self._source.text
        places: set[int] = set()
        for name in self._called:
            place = text.find(name)
            while place >= 0:
                places.add(place)
                place = text.find(name, place + 1)
        return sorted(places)

    @cached_property
    def _with_alias(self) -> frozenset[int]:
        return frozenset(map(self._source.number_at, self._alias_places))

    @cached_property
    def _aliases(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in sorted(self._called, key=len, reverse=True))
        return re.compile(rf"(?<![\w@./-])(?:{words})(?![\w@-])")

    def _is_word_of_law(self, name: str) -> bool:
        hits = self._source.phrases.find(name)
        return bool(hits.all("mechanisms")) or any(hit.start == 0 for table in _LAW for hit in hits.all(table))

    def _named(self, span: Span) -> Named:
        name = self._source.text[span.start : span.end]
        known = self._source.gazetteer.resolve(name)
        if known is None:
            own = [one for one in inside(self._source.names, span.start, span.end) if one.start == span.start]
            party = own[0].party if own and len(own[0].name) > 3 else None
            return Named(name, None, party, span.start, span.end)
        return Named(name, known.service, known.party, span.start, span.end, known.sort)

    def _introduced(self, start: int, end: int, *, is_among_names: bool) -> Iterator[Span]:
        """Unknown names after words that introduce one; an example only beside names, or spelled as names are."""
        for hit in self._source.hits.within("introduces", start, end):
            match = _FIRST.match(self._source.text, hit.end, end)
            span = self._unknown(match.start(1), match.group(1)) if match is not None else None
            if span is None:
                continue
            is_open = self._source.language == "sv" or self._is_of_kind_before(hit)  # nouns have no capital, or
            if (
                hit.key == "names"
                or is_among_names
                or self._is_spelled(span)
                or self._is_of_several(span)
                or (is_open and hit.key == "examples" and self.may_be_new(self._source.text[span.start : span.end]))
            ):
                yield span

    def _is_of_kind_before(self, hit: Hit) -> bool:
        """Whether the words before name a kind of recipient ("insurers such as …")."""
        kinds = self._source.hits.within("recipient_categories", hit.start - _NEAR, hit.start)
        return any(hit.start - kind.end <= len(", ") for kind in kinds)

    def _of_kind(self, start: int, end: int) -> Iterator[Span]:
        """Unknown names after a word for a kind of party ("revisionsbyrån Etta", "the hosting provider Etta")."""
        for match in _OF_KIND.finditer(self._source.text, start, end):
            yield from self._new(match.start(1), match.group(1))

    def _led(self, start: int, end: int) -> Iterator[Span]:
        """Unknown names that words lead to; by a mere preposition in a sentence that tells what is done with data."""
        text, hits = self._source.text, self._source.hits
        for place, words in ours_in(text, start, end):
            yield from self._new(place, words)
        yield from (Span(place, place + len(words)) for place, words in bodies_in(text, start, end))
        is_capital = self._source.language == "sv"  # where nouns have none
        for place, words in nouns_in(text, start, end) if self._source.language == "sv" else ():
            yield from self._new(place, words)
        is_given = bool(hits.within("sharing", start, end))
        for place, words in spelled_in(text, start, end) if is_given else ():
            yield from self._new(place, words)
        is_told = is_given or "use" in hits.keys("context", start, end)
        for place, words in led_to(text, start, end):
            if not is_told and not is_agent(text, start, place):
                continue
            for span in self._new(place, words):
                if is_capital or self._is_spelled(span) or self._is_foreign(span):
                    yield span

    def _new(self, place: int, words: str) -> Iterator[Span]:
        """The place of a name nobody knows; none where the words are no name."""
        kind = _KIND_FIRST.match(words)
        place, words = (place + kind.end(), words[kind.end() :]) if kind is not None else (place, words)
        known = inside(self._source.names, place, place + len(words))
        if not words or _NO_NAME.search(words) is not None or (known and known[0].start == place):
            return
        name = words.rstrip(_ENDING)
        span = self._unknown(place, words) if not self._is_named_by_end(name) else Span(place, place + len(name))
        if span is not None and (self.may_be_new(name) or self._is_named_by_end(name)):
            yield span

    def _is_named_by_end(self, name: str) -> bool:
        """Whether a trade stands before a name, all in capitals ("Foto Lindqvist"), where nouns have none."""
        first, _, rest = name.rpartition(" ")
        return self._source.language == "sv" and bool(first) and self.may_be_new(rest) and not self.is_nobodys(first)

    def _is_of_several(self, span: Span) -> bool:
        """Whether a name has several capitals and is not made of common words."""
        name = self._source.text[span.start : span.end]
        return sum(word[:1].isupper() for word in name.split()) > 1 and self.may_be_new(name)

    def _is_spelled(self, span: Span) -> bool:
        return bool(_SPELLING.search(self._source.text, span.start, span.end))

    def _is_foreign(self, span: Span) -> bool:
        """Whether a word of a name is no common English one."""
        words = self._source.text[span.start : span.end].split()
        return not all(is_english(fold(word.strip(_ENDING))) for word in words)

    def _subjects(self, start: int, end: int) -> Iterator[Span]:
        """An unknown name that begins a sentence which says that it gets data or what role it has."""
        match = _SUBJECT.match(self._source.text, start, end)
        span = self._unknown(match.start(1), match.group(1)) if match is not None else None
        if span is None or match is None or not self.may_be_called(self._source.text[span.start : span.end]):
            return
        name = self._source.text[span.start : span.end]
        if any(self._spelling.is_nobodys(fold(word)) for word in name.split()):
            return
        is_role = bool(self._source.hits.within("roles", span.end, end))
        if is_role or self._is_of_several(span):
            yield span

    def _listed_after(self, named: Named, stop: int) -> Iterator[Span]:
        """Unknown names in one enumeration with a name ("Stripe, Alfanym and Betanym")."""
        text, start = self._source.text, named.end
        following = _NEXT if without_form(named.name) == named.name else _JOINED  # an address follows a legal person
        for _ in range(_MAX_LISTED):
            match = following.match(text, start, stop)
            if match is None:
                return
            known = inside(self._source.names, match.start(1), match.end(1))
            start = known[0].end if known and known[0].start == match.start(1) else match.end(1)
            if known:
                continue
            span = self._unknown(match.start(1), match.group(1))
            if span is None:
                return
            start = span.end
            yield span

    def _unknown(self, start: int, written: str) -> Span | None:
        """The place of an unknown name; None for a place, a month or a word of the document's own."""
        name = written.rstrip(_ENDING)
        end = start + len(name)
        is_address = self._source.text[end : end + 2].strip()[:1].isdigit() or name.lower().endswith(_STREETS)
        if (
            len(name) < 2
            or is_address
            or _KIND_FIRST.fullmatch(name) is not None
            or not self.is_proper(name)
            or any(True for _ in inside(self._source.places, start, end))
        ):
            return None
        return Span(start, end)


def _moved(one: Span | Begun, by: int) -> Span:
    return Span(one.start + by, one.end + by)


def _longest(found: list[Named]) -> list[Named]:
    kept: list[Named] = []
    for named in sorted(found, key=lambda named: (named.start, -named.end, named.party is None)):
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return kept
