"""Names nobody knows: whether words with a capital are a party's name, and what in a sentence makes them one.

An unknown word counts as a name where the text introduces it as one ("such as Etta", "provided by Etta") or lists it
beside one, and nowhere writes it in small letters: a document's own words are no names.
"""

import re
import weakref
from collections.abc import Iterable, Iterator
from functools import cached_property

from crawlers.blocks import Span
from crawlers.companies import LEADS, without_form
from crawlers.dictionary import is_english
from crawlers.findings.led import BESIDE, NAME, Led
from crawlers.findings.source import Source, inside
from crawlers.findings.spelling import Spelling
from crawlers.gazetteer import Named
from crawlers.phrases import Hit, fold

_MAX_LISTED = 40
NEAR = 40  # letters before words that introduce a name
BRACKETS = r"(?: ?\([^()\n]{1,120}\))?"
_AND = "(?:and|och|or|eller|samt|&) (?:to |till |hos |via |i |av |by |the )?"
_NEXT = re.compile(rf"[®™]?{BRACKETS}(?:, (?:and |och |or |eller |samt )?| {_AND}|/){NAME}")
_JOINED = re.compile(rf" {_AND}{NAME}")
_FIRST = re.compile(rf"[:,]? [\"“”'’(]?{NAME}")
_SPELLING = re.compile(r"[a-zåäö][A-ZÅÄÖ]|[A-Za-z]\d|\d[A-Za-z]|\w\.(?:com|io|net|se|eu|ai|org|app|dev)(?!\w)")
_STREETS = ("gatan", "vägen", "gränd", "torget", "street", "road", "avenue", "strasse", "straße")
_ENDING = ".,-’'"
_JOINING = frozenset("i på of the and och & för de la du von by av +".split())  # noqa: SIM905
_LAW = (
    *("roles", "mechanisms", "legal_bases", "data_categories", "purposes"),
    *("recipient_categories", "retention", "rights"),
)
_KIND_FIRST = re.compile(r"\w{1,30}-[a-zåäö]{4,30}(?: |$)")  # "AI-tjänsten", "BankID-leverantören Etta"
_SENTENCE_END = re.compile(r"(?<=\w{2})\. ")
_NO_TITLE = re.compile(r"^[A-ZÅÄÖ]{2}s?$|^[A-ZÅÄÖ]{2,6}\d+s?$|[’']s?(?: |$)")
_NO_NAME = re.compile(r"^[A-ZÅÄÖ]{2,6}\d*s?$|[’']s?(?: |$)")  # "APIs", "Customer's Account"


class Unknown:
    """The unknown names of one document."""

    def __init__(self, source: Source, spelling: Spelling) -> None:
        self._source: Source = weakref.proxy(source)  # which holds the names: see Source
        self._spelling = spelling

    def is_proper(self, name: str) -> bool:
        """Whether words are written as a name, and nowhere in the document in small letters."""
        words = name.replace("/", " ").split()
        if not words or not any(c.isalpha() for c in words[0]) or words[0][:1].islower():
            return False
        first = fold(words[0].strip(_ENDING))
        if self._spelling.is_own(first, fold(name)):
            return False
        return not first.isdigit() and not self._spelling.is_small(first) and not self._is_word_of_law(name)

    def may_be_new(self, name: str) -> bool:
        """Whether words that stand alone may be the name of a party nobody knows: not all of them are common words."""
        words = [fold(word.strip("().,!")) for word in name.split()]
        if "," in name or any(word[:1].islower() and word not in _JOINING for word in name.split()):
            return False
        if not words or (words[-1] in self._heads and all(map(self._is_said, words))):
            return False
        return self.is_proper(name) and any(word and not self._spelling.is_common(word) for word in words)

    def _is_said(self, word: str) -> bool:
        """Whether a word, folded, is one of the language, or written small here."""
        return self._spelling.is_common(word) or is_english(word)

    def may_be_called(self, name: str) -> bool:
        """Whether a title or subject may be such a name: no English word by itself ("Donations")."""
        return self.may_be_new(name) and (self._source.language != "en" or " " in name or not is_english(fold(name)))

    def is_nobodys(self, name: str) -> bool:
        """Whether a name is a word that nobody is called by ("Opt-in")."""
        return self._spelling.is_nobodys(fold(name))

    @cached_property
    def _heads(self) -> frozenset[str]:
        """Words for kinds of things that end no name ("Essential Cookies")."""
        return frozenset(self._source.phrases.wordings("no_names").get("heads", ()))

    def _is_word_of_law(self, name: str) -> bool:
        hits = self._source.recognised(name).hits
        return bool(hits.all("mechanisms")) or any(hit.start == 0 for table in _LAW for hit in hits.all(table))

    def introduced(self, start: int, end: int, *, is_among_names: bool) -> Iterator[Span]:
        """Unknown names after words that introduce one; an example only beside names, or spelled as names are."""
        for hit in self._source.hits.within("introduces", start, end):
            match = _FIRST.match(self._source.text, hit.end, end)
            span = self.place_of(Span(*match.span(1))) if match is not None else None
            if span is None:
                continue
            is_open = self._source.language == "sv" or self._is_of_kind_before(hit)  # Swedish nouns have no capital
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
        kinds = self._source.hits.within("recipient_categories", hit.start - NEAR, hit.start)
        return any(hit.start - kind.end <= len(", ") for kind in kinds)

    def led(self, start: int, end: int, by: Led) -> Iterator[Span]:
        """Those that words lead to; by a mere preposition in a sentence that tells what is done with data."""
        hits = self._source.hits
        is_swedish = self._source.language == "sv"  # where nouns have no capital
        is_given = bool(hits.within("sharing", start, end))
        is_told = is_given or "use" in hits.keys("context", start, end)
        yield from by.bodies
        sure = (*by.ours, *(by.nouns if is_swedish else ()), *(by.spelled if is_given else ()))
        yield from self.new(sure)
        for span in (*self.new(by.agents, is_short=True), *self.new(by.means if is_told else ())):
            if is_swedish or self._is_spelled(span) or self._is_foreign(span):
                yield span
        yield from (span for span in map(self._handed, by.handed) if span is not None)

    def _handed(self, written: Span) -> Span | None:
        """The place of a party that something is handed to: several words with capitals, or a new name."""
        name = _SENTENCE_END.split(self._source.text[written.start : written.end])[0].rstrip(_ENDING)
        span = Span(written.start, written.start + len(name))
        if self._is_titled(span):
            return span
        if self._source.gazetteer.resolve(name.removesuffix("s")) is not None:
            return None  # a known one, or whose it is
        is_new = self.place_of(written) is not None and self.may_be_new(name) and not name.isupper()
        return span if is_new and (self._is_spelled(span) or self._is_foreign(span)) else None

    def _is_titled(self, span: Span) -> bool:
        """Whether several words have capitals amid a sentence, and are no kind of party, place or own thing."""
        name = self._source.text[span.start : span.end]
        words = name.split()
        if sum(word[:1].isupper() for word in words) < 2 or any(self.is_nobodys(word) for word in words):
            return False
        if self._spelling.is_own(fold(words[0]), fold(name)) or inside(self._source.places, span.start, span.end):
            return False
        hits = self._source.recognised(name).hits
        return not any(hits.all(table) for table in ("recipient_categories", "roles", "mechanisms"))

    def new(self, written: Iterable[Span], *, is_short: bool = False) -> Iterator[Span]:
        """The places of names nobody knows; without words that are no name, and those that a known one begins.

        `is_short`: a few capitals may be a name, too ("run by OCLC").
        """
        for one in written:
            words = self._source.text[one.start : one.end]
            kind = _KIND_FIRST.match(words)
            start = one.start + (kind.end() if kind is not None else 0)
            first, _, rest = self._source.text[start : one.end].partition(" ")
            start += len(first) + 1 if first in LEADS and rest else 0  # "Via Etta"
            name = self._source.text[start : one.end].rstrip(_ENDING + " ")
            known = inside(self._source.names, start, one.end)
            may_be_short = is_short or self._source.text.startswith(BESIDE, one.end)
            no_name = _NO_TITLE if may_be_short else _NO_NAME
            if not name or no_name.search(self._source.text[start : one.end]) or (known and known[0].start == start):
                continue
            span = Span(start, start + len(name))
            if self._is_named_by_end(name) or (self.place_of(Span(start, one.end)) and self.may_be_new(name)):
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

    def subject(self, written: Span, end: int) -> Iterator[Span]:
        """An unknown name that begins a sentence which says that it gets data or what role it has."""
        span = self.place_of(written)
        if span is None or not self.may_be_called(self._source.text[span.start : span.end]):
            return
        name = self._source.text[span.start : span.end]
        if any(self._spelling.is_nobodys(fold(word)) for word in name.split()):
            return
        is_role = bool(self._source.hits.within("roles", span.end, end))
        if is_role or self._is_of_several(span):
            yield span

    def listed_after(self, named: Named, stop: int) -> Iterator[Span]:
        """Unknown names in one enumeration with a name ("Stripe, Alfanym and Betanym")."""
        text, start = self._source.text, named.end
        is_bare = without_form(named.name) == named.name or text.startswith(" (", start)
        following = _NEXT if is_bare else _JOINED  # an address follows a legal person
        for _ in range(_MAX_LISTED):
            match = following.match(text, start, stop)
            if match is None:
                return
            known = inside(self._source.names, match.start(1), match.end(1))
            start = known[0].end if known and known[0].start == match.start(1) else match.end(1)
            if known:
                continue
            written = Span(*match.span(1))
            span = written if self._is_titled(written) else self.place_of(written)
            if span is None:
                return
            start = span.end
            yield span

    def place_of(self, written: Span) -> Span | None:
        """The place of an unknown name; None for a place, a month or a word of the document's own."""
        text, start = self._source.text, written.start
        name = text[start : written.end].rstrip(_ENDING)
        end = start + len(name)
        is_address = text[end : end + 2].strip()[:1].isdigit() or name.lower().endswith(_STREETS)
        if _KIND_FIRST.fullmatch(name) is not None:
            return None
        if len(name) < 2 or is_address or not self.is_proper(name) or inside(self._source.places, start, end):
            return None
        return Span(start, end)
