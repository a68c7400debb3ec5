"""What a stretch of text says by its own words alone, remembered: most blocks of most pages were read before.

A page that is read again repeats nearly all its blocks, and the pages of one vendor share theirs. Wordings, names,
countries and sentences depend on nothing but the words, the language and the names known, so each text is looked
through once as long as it is remembered. Whatever depends on the document (headings, neighbours, what it calls
itself) is never kept here.
"""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

from crawlers.blocks import Span
from crawlers.companies import has_form
from crawlers.findings.candidates import Candidates, again, candidates
from crawlers.findings.led import NOTHING_LED, Led, has_label, led, led_again
from crawlers.findings.org_numbers import swedish_numbers
from crawlers.findings.stretches import sentences
from crawlers.gazetteer import MARKS, Gazetteer, Named
from crawlers.memo import Memo
from crawlers.phrases import Hits, Phrases, fold, phrases
from crawlers.places import Place, find_places, place_names

MAX_TEXTS, MAX_CHARACTERS = 24_000, 5_000_000  # of one language and one set of names
MAX_OPENING = 200  # longer than the longest name up to its last space
_OFFICE_WORDS = (
    "Nationella ",
    "Allmänna ",
    "Statens ",
    "Svenska ",
    "Centrala ",
    "Inspektionen ",
    "Myndigheten ",
    "Institutet ",
    "Nämnden ",
    "Rådet ",
    " tax ",
    " customs ",
    " police",
    "Region ",
    "Länsstyrelsen",
    " kommun",
    "nämnden",
    "domstolen",
    "tingsrätt",
)
_HEAD = 3
_SMALL = re.compile(r"(?<![\w@./-])[a-zåäöé][\wåäöé-]+")
_NAMING = frozenset({"introduces", "roles", "sharing"})


class Told(NamedTuple):
    """What one stretch of text says, as plain values to be kept; None: it was never asked for."""

    text: str
    hits: dict[str, tuple[tuple[int, int, str], ...]]
    names: tuple[Named, ...]
    places: tuple[Place, ...]
    has_form: bool
    open_ends: tuple[str, ...]
    head: str
    candidates: tuple[tuple[int, int, Candidates], ...]
    sentences: tuple[Span, ...] | None = None
    small_words: str | None = None
    org_numbers: tuple[int, ...] | None = None
    has_office: bool | None = None
    may_name: bool | None = None
    led: Led | None = None
    has_label: bool | None = None


_WHEN_ASKED = Told._fields[8:]


class Recognised:
    """Everything recognised in one stretch. Places count from its beginning."""

    def __init__(self, text: str, lexicon: "Lexicon") -> None:
        folded = fold(text)
        self.text = text
        self.hits: Hits = lexicon.phrases.find(text, folded)
        self.names: tuple[Named, ...] = lexicon.gazetteer.find(text, folded)
        self.places: tuple[Place, ...] = find_places(text, folded)
        self.has_form = has_form(text, 0, len(text))
        self.open_ends: tuple[str, ...] = lexicon.open_ends(text)
        self._candidates: dict[tuple[int, int], Candidates] = {}
        self.head = _plain(text[:MAX_OPENING])[:_HEAD]

    @classmethod
    def of(cls, told: Told) -> Self:
        """The very thing that `told` was of."""
        one = cls.__new__(cls)
        one.text, one.names, one.places, one.has_form = told.text, told.names, told.places, told.has_form
        one.hits, one.open_ends, one.head = Hits.of(told.hits), told.open_ends, told.head
        one._candidates = {(start, end): again(found) for start, end, found in told.candidates}
        one.__dict__ |= {name: known for name in _WHEN_ASKED if (known := getattr(told, name)) is not None}
        if told.led is not None:
            one.__dict__["led"] = led_again(told.led)
        return one

    def told(self) -> Told:
        """It as plain values: what was asked for so far, the rest is made when it is asked for."""
        asked = {name: self.__dict__[name] for name in _WHEN_ASKED if name in self.__dict__}
        found = tuple((start, end, one) for (start, end), one in self._candidates.items())
        always = (self.names, self.places, self.has_form, self.open_ends, self.head)
        return Told(self.text, self.hits.told(), *always, found, **asked)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of prose."""
        return tuple(sentences(self.text, 0, len(self.text)))

    def candidates(self, start: int, end: int) -> Candidates:
        """What may be a name in a stretch of it: the sentences and cells of a text are asked again and again."""
        if (start, end) not in self._candidates:
            found = candidates(
                self.text,
                start,
                end,
                by=self.led,
                has_form=self.has_form,
                has_office=self.has_office,
                has_label=self.has_label,
            )
            self._candidates[start, end] = found
        return self._candidates[start, end]

    @cached_property
    def small_words(self) -> str:
        """Its words in small letters, folded, each once; one text, for a set of them takes ten times the memory."""
        return " ".join(dict.fromkeys(fold(" ".join(_SMALL.findall(self.text))).split(" ")))

    @cached_property
    def org_numbers(self) -> tuple[int, ...]:
        """Where Swedish registration numbers begin."""
        return tuple(span.start for span in swedish_numbers(self.text, 0, len(self.text)))

    @cached_property
    def has_office(self) -> bool:
        """Whether it may name a public office."""
        return any(word in self.text for word in _OFFICE_WORDS)

    @cached_property
    def may_name(self) -> bool:
        """Whether anything in it may be a party's name, whatever the rest of the document says."""
        if self.names or self.has_form or self.has_office or not _NAMING.isdisjoint(self.hits.tables()):
            return True
        return self.led is not NOTHING_LED or self.has_label

    @cached_property
    def led(self) -> Led:
        """What may be a name by the words that lead to it."""
        return led(self.text, 0, len(self.text))

    @cached_property
    def has_label(self) -> bool:
        """Whether a name may stand behind a label."""
        return has_label(self.text)


class Lexicon:
    """The wordings of a language and the names known, with what they recognised lately."""

    def __init__(self, language: str, gazetteer: Gazetteer) -> None:
        self.phrases: Phrases = phrases(language)
        self.gazetteer = gazetteer
        self.recognised = Memo(lambda text: Recognised(text, self), texts=MAX_TEXTS, characters=MAX_CHARACTERS)
        self._dictionaries = (self.phrases, gazetteer, place_names())
        self._goes_on = lru_cache(maxsize=MAX_TEXTS)(self._any_goes_on)  # both are few letters
        self._openings = frozenset[str]().union(*(one.openings for one in self._dictionaries))
        self._ends = frozenset(opening[-_HEAD:] for opening in self._openings)

    def open_ends(self, text: str) -> tuple[str, ...]:
        """Every end of a text, folded, with which a wording or name of several words begins."""
        tail = _plain(text[-MAX_OPENING:])
        if self._ends.isdisjoint((tail[-1:], tail[-2:], tail[-3:])):
            return ()
        return tuple(tail[place:] for place in range(len(tail)) if tail[place:] in self._openings)

    def reaches_over(self, open_ends: tuple[str, ...], head: str) -> bool:
        """Whether a wording or name may go on from one of these ends into a text that begins so."""
        return any(self._goes_on(opening, head) for opening in open_ends)

    def _any_goes_on(self, opening: str, head: str) -> bool:
        return any(dictionary.goes_on(opening, head) for dictionary in self._dictionaries)


def _plain(text: str) -> str:
    """The form in which wordings and names are looked for."""
    folded = fold(text)
    for mark in MARKS:
        folded = folded.replace(mark, "")
    return folded


@lru_cache(maxsize=8)
def lexicon(language: str, gazetteer: Gazetteer) -> Lexicon:
    """The lexicon of a language and a set of names; the ones used lately stay."""
    return Lexicon(language, gazetteer)
