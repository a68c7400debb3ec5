"""Names recognised, never facts: which service and party a name in a text stands for.

Names are matched on word borders, the longest first. Short or common words ("Box", "Slack") count only as written,
with their capital letter. A genitive ("Googles", "Google's") is the name.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import ahocorasick

from crawlers.memo import Memo
from crawlers.phrases import fold, goes_on, openings

MAX_NAMES, MAX_CHARACTERS = 10_000, 400_000  # remembered of one gazetteer


class Sort(StrEnum):
    """What a known name stands for where it is not simply a party's or service's."""

    PARTY = "party"
    SOFTWARE = "software"
    BROWSER = "browsers"
    IDENTITY_METHOD = "identity_methods"
    PUBLIC_BODY = "public_bodies"


class Entry(NamedTuple):
    """An alias and what it stands for. `service` is None where the alias names a party only."""

    alias: str
    service: str | None
    party: str | None
    sort: Sort = Sort.PARTY


class Named(NamedTuple):
    """A known name in a text."""

    name: str
    service: str | None
    party: str | None
    start: int
    end: int
    sort: Sort = Sort.PARTY

    def moved(self, by: int) -> "Named":
        """The name in a text that begins earlier."""
        return Named(self.name, self.service, self.party, self.start + by, self.end + by, self.sort)


class Gazetteer:
    """The names that are known, ready to search."""

    def __init__(self, entries: Iterable[Entry], *, common: frozenset[str] = frozenset()) -> None:
        self._common = common
        self._automaton = ahocorasick.Automaton()
        self._exact: dict[str, Entry] = {}
        self._resolved: Memo[Entry | None] = Memo(self._resolve, texts=MAX_NAMES, characters=MAX_CHARACTERS)
        for entry in entries:
            alias = " ".join(entry.alias.split())
            if len(alias) >= 2 and fold(alias) not in self._exact:
                self._exact[fold(alias)] = entry
                self._automaton.add_word(fold(alias), (len(alias), entry))
        if self._exact:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._exact)

    def resolve(self, name: str) -> Entry | None:
        """What a whole name stands for, or None: also without its legal form and what stands in brackets."""
        return self._resolved(name)

    def _resolve(self, name: str) -> Entry | None:
        folded = fold(" ".join(name.split()))
        return self._exact.get(folded) or self._exact.get(_short(folded))

    def find(self, text: str, folded: str | None = None) -> tuple[Named, ...]:
        """Every known name in the text; where names overlap, the longest, then the first.

        `folded` is the text in that form, where the caller has it already.
        """
        if not self._exact:
            return ()
        found = list(self._matches(text, folded))
        if len(found) < 2:
            return tuple(found)
        found.sort(key=lambda named: (named.start, -named.end))
        kept: list[Named] = []
        for named in found:
            if not kept or named.start >= kept[-1].end:
                kept.append(named)
        return tuple(kept)

    @cached_property
    def fingerprint(self) -> str:
        """Of all names and what they stand for: with the same ones a text is read the same."""
        mark = sha256(repr(sorted(self._common)).encode())
        for entry in self._exact.values():
            mark.update(repr(tuple(entry)).encode())
        return mark.hexdigest()

    @cached_property
    def openings(self) -> frozenset[str]:
        """How names of several words begin, up to each of their spaces."""
        return openings(self._exact)

    def goes_on(self, opening: str, head: str) -> bool:
        """Whether a name may go on after an opening and a space with these letters, few as they are."""
        return bool(self._exact) and goes_on(self._automaton, opening, head)

    def _is_word(self, text: str, start: int, end: int, alias: str) -> bool:
        """Whether a name that is a word too is used as one: first in a sentence, in the plural, or in capitals."""
        if alias not in self._common:
            return False
        is_plural = text[end : end + 1].isalpha()
        is_shouted = text[start:end].isupper() and not alias.isupper()
        return is_plural or is_shouted or _begins(text, start) or _is_of_longer(text, start, end)

    def _matches(self, text: str, folded: str | None) -> Iterator[Named]:
        bare, places = _without_marks(text)
        if folded is None or places:
            folded = fold(bare)
        for last, (length, entry) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if start and folded[start - 1].isalnum() and folded[start].isalnum():
                continue
            if not _ends(folded, end) or not _as_written(bare[start:end], entry.alias):
                continue
            if _inside_address(folded, start, end):
                continue
            if self._is_word(bare, start, end, entry.alias):
                continue
            if places:
                start, end = places[start], places[end - 1] + 1
            yield Named(text[start:end], entry.service, entry.party, start, end, entry.sort)


def build(entries: Iterable[tuple[str, str | None, str | None]]) -> Gazetteer:
    """A gazetteer of (alias, service, party); the first entry of an alias wins."""
    return Gazetteer(Entry(*entry) for entry in entries)


EMPTY = Gazetteer(())
_LEGAL_FORMS = (
    "ab aps as asa bv co corp corporation gmbh inc incorporated limited llc ltd oy oyj plc pbc sa sas sarl srl"
)
_MAX_BESIDE = 30
MARKS = "®™"
_MARKED = re.compile(f"[{MARKS}]")
_FORMS = frozenset(_LEGAL_FORMS.split())


def plain_name(name: str) -> str:
    """A name for comparing: no case, punctuation, brackets' content or legal form; never empty for a name."""
    return _plain_names(name)


def _plain_name(name: str) -> str:
    folded = fold(" ".join(name.split()))
    return _short(folded) or " ".join(_words(folded)) or folded


_plain_names = Memo(_plain_name, texts=MAX_NAMES, characters=MAX_CHARACTERS)


def _short(folded: str) -> str:
    bare = folded.partition("(")[0] if not folded.startswith("(") else folded
    words = _words(bare)
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


def _words(folded: str) -> list[str]:
    spaced = "".join(c if c.isalnum() or c in "&+" else ("" if c in ".'" else " ") for c in folded)
    return [word for word in spaced.split() if word]


def _without_marks(text: str) -> tuple[str, list[int]]:
    """The text without trade marks' signs, and where each character stood; no places where nothing was left out."""
    if _MARKED.search(text) is None:
        return text, []
    places = [place for place, character in enumerate(text) if character not in MARKS]
    return "".join(text[place] for place in places), places


def _ends(folded: str, end: int) -> bool:
    """The name ends here, perhaps with a genitive s."""
    rest = folded[end : end + 3]
    if not rest[:1].isalnum():
        return True
    return rest[:1] == "s" and not rest[1:2].isalnum()


def _as_written(found: str, alias: str) -> bool:
    """A name's words begin with capitals in the text where they do in the list; short names keep their shape."""
    if len(alias) <= 3:
        return found == alias
    pairs = zip(alias.split(), found.split(), strict=False)
    return not any(word[:1].isupper() and written[:1].islower() for word, written in pairs)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence or line begins here."""
    return start == 0 or text[start - 1] == "\n" or text[max(0, start - 2) : start] in (". ", "! ", "? ", ": ", "• ")


def _is_of_longer(text: str, start: int, end: int) -> bool:
    """Whether words beside it have capitals too: then a word is part of a longer name ("Vila Nova Conceicao")."""
    before = text[max(0, start - _MAX_BESIDE) : start].rpartition(" ")
    word = before[0].rpartition(" ")[2] if not before[2] else ""
    after = text[end : end + 2]
    is_after = after[:1] == " " and after[1:2].isupper() and text[end : end + 5] != " Inc."
    return is_after or (word[:1].isupper() and word.isalpha() and not _begins(text, start - len(word) - 1))


def _inside_address(folded: str, start: int, end: int) -> bool:
    before = folded[max(0, start - 1) : start]
    after = folded[end : end + 2]
    return before == "@" or (before in ("/", ".") and len(after) == 2 and after[0] in "./@" and after[1].isalnum())
