"""The wordings of `data/phrases/{sv,en}.toml`, all found in one pass over a text.

A hit names its table and key (`mechanisms`, `scc`) and its place. Matching ignores case, dashes and apostrophes of
another shape; the folded text has the same length as the text, so that offsets stay true.
"""

import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Self

import ahocorasick

from registry.errors import BadRecord

FOLDER = Path(__file__).resolve().parent.parent / "data" / "phrases"
LANGUAGES = ("en", "sv")
OTHER = "other"
_FOLD = tuple(zip("İ’‘`´‐‑‒–—−\u00a0\n", "i''''------  ", strict=True))
_MAX_TITLES = 20_000
LONGEST_TITLE = 400  # that is remembered: a page's whole text is asked for once, and would be kept as long as we run
_MAX_WORD_TAIL = 25
_TITLES = frozenset({"document", "headings", "columns", "capture"})
_LISTED = frozenset({"language", "lengths", "months", "numbers", "no_names"})  # words for other patterns, never hits
_FEW = 16
NO_KEYS: frozenset[str] = frozenset()


class Hit(NamedTuple):
    """One wording found. `end` covers the whole word where the wording ends in *."""

    start: int
    end: int
    table: str
    key: str


_Found = tuple[int, int, str]  # start, minus the end (so that the longest of one start comes first), key
_Place = tuple[int, int, str]  # start, end, key: what is remembered of a hit, which costs least


class Hits:
    """The hits of one text, asked by table and stretch. In a table, a hit inside a longer one does not count."""

    __slots__ = ("_by_table", "_keys")

    def __init__(self, found: Mapping[str, list[_Found]]) -> None:
        self._by_table: dict[str, tuple[_Place, ...]] = {table: _outermost(places) for table, places in found.items()}
        self._keys: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, told: "dict[str, tuple[_Place, ...]]") -> Self:
        """The hits that `told` was of."""
        hits = cls({})
        hits._by_table = told
        return hits

    def told(self) -> "dict[str, tuple[_Place, ...]]":
        """All hits as plain values, to be kept."""
        return self._by_table

    def __contains__(self, table: object) -> bool:
        return table in self._by_table

    def within(self, table: str, start: int, end: int, *, base: int = 0) -> Sequence[Hit]:
        """The hits of a table that begin and end inside the stretch, in order, as of a text that begins at `base`."""
        return [Hit(base + begin, base + stop, table, key) for begin, stop, key in self._inside(table, start, end)]

    def keys(self, table: str, start: int, end: int) -> frozenset[str]:
        """The keys of a table seen inside the stretch."""
        if table not in self._by_table:
            return NO_KEYS
        return frozenset([key for _, _, key in self._inside(table, start, end)])

    def all(self, table: str, *, base: int = 0) -> Sequence[Hit]:
        """Every hit of a table, in order, as of a text that begins at `base`."""
        return [Hit(base + begin, base + stop, table, key) for begin, stop, key in self._by_table.get(table, ())]

    def _inside(self, table: str, start: int, end: int) -> Sequence[_Place]:
        places = self._by_table.get(table)
        if not places:
            return ()
        if len(places) > _FEW:
            places = places[bisect_left(places, (start,)) : bisect_left(places, (end,))]
        return [place for place in places if start <= place[0] < end and place[1] <= end]

    def all_keys(self, table: str) -> frozenset[str]:
        """The keys of a table seen anywhere."""
        if table not in self._by_table:
            return NO_KEYS
        if table not in self._keys:
            self._keys[table] = frozenset([key for _, _, key in self._by_table[table]])
        return self._keys[table]

    def tables(self) -> Iterable[str]:
        """The tables something was found of."""
        return self._by_table.keys()


def _outermost(places: list[_Found]) -> tuple[_Place, ...]:
    if len(places) > 1:
        places.sort()
    kept: list[_Place] = []
    first = last = -1
    for start, before_end, key in places:
        end = -before_end
        if end > last or (end == last and start == first):
            kept.append((start, end, key))
            first, last = start, end
    return tuple(kept)  # of tuples alone: the collector passes over it


class Phrases:
    """One language's wordings, ready to search."""

    def __init__(self, tables: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._tables = tables
        self._running = _automaton({name: keys for name, keys in tables.items() if name not in _TITLES | _LISTED})
        self._titles = _automaton({name: keys for name, keys in tables.items() if name in _TITLES})
        self._remembered = lru_cache(maxsize=_MAX_TITLES)(self._find_in_title)

    @property
    def tables(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Every table as it was written."""
        return self._tables

    def wordings(self, table: str) -> Mapping[str, Sequence[str]]:
        """A table as it was written."""
        return self._tables.get(table, {})

    def find(self, text: str, folded: str | None = None) -> Hits:
        """Every wording in running text. `folded` is the text in that form, where the caller has it already."""
        return Hits(_found(self._running, fold(text) if folded is None else folded))

    @cached_property
    def openings(self) -> frozenset[str]:
        """How wordings of several words begin, up to each of their spaces."""
        return openings(self._running.keys())

    def goes_on(self, opening: str, head: str) -> bool:
        """Whether a wording may go on after an opening and a space with these letters, few as they are."""
        return goes_on(self._running, opening, head)

    def find_in_title(self, text: str) -> Hits:
        """What a title, heading, lead-in or column's header says: `document`, `headings`, `columns`, `capture`.

        Remembered: a page asks for its headings again and again, and the pages of one site repeat them.
        """
        return self._remembered(text) if len(text) <= LONGEST_TITLE else self._find_in_title(text)

    @property
    def remembered(self) -> int:
        """How many titles are kept in mind."""
        return self._remembered.cache_info().currsize

    def _find_in_title(self, text: str) -> Hits:
        return Hits(_found(self._titles, fold(text)))


class _Wording(NamedTuple):
    """A wording in the automaton: what it means (table, key, ends in *), and what its place in a word depends on."""

    length: int
    meanings: tuple[tuple[str, str, bool], ...]
    begins_word: bool
    ends_word: bool
    is_open: bool


def _automaton(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> ahocorasick.Automaton:
    entries: dict[str, list[tuple[str, str, bool]]] = {}
    for table, keys in tables.items():
        for key, wordings in keys.items():
            for wording in wordings:
                entries.setdefault(fold(wording.rstrip("*")), []).append((table, key, wording.endswith("*")))
    automaton = ahocorasick.Automaton()
    for wording, meanings in entries.items():
        is_open = any(one[2] for one in meanings)
        found = _Wording(len(wording), tuple(meanings), wording[0].isalnum(), wording[-1].isalnum(), is_open)
        automaton.add_word(wording, found)
    automaton.make_automaton()
    return automaton


def _found(automaton: ahocorasick.Automaton, folded: str) -> dict[str, list[_Found]]:
    found: dict[str, list[_Found]] = {}
    for last, (length, meanings, begins_word, ends_word, is_open) in automaton.iter(folded):
        start, end = last - length + 1, last + 1
        if begins_word and start and folded[start - 1].isalnum():
            continue
        word_end = end
        if ends_word and folded[end : end + 1].isalnum():
            if not is_open:
                continue
            word_end = _word_end(folded, end)
        for table, key, may_go_on in meanings:
            if may_go_on or word_end == end:
                place = (start, -word_end if may_go_on else -end, key)
                if table in found:
                    found[table].append(place)
                else:
                    found[table] = [place]
    return found


def fold(text: str) -> str:
    """Lower case with plain dashes and apostrophes, of the same length as the text."""
    if text.isascii():
        return text.lower().replace("\n", " ")
    plain = text
    for odd, common in _FOLD:  # `translate` asks a table for every letter: 40 times slower on a page
        if odd in plain:
            plain = plain.replace(odd, common)
    folded = plain.lower()
    return folded if len(folded) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def openings(words: Iterable[str]) -> frozenset[str]:
    """What stands before each space of folded words."""
    return frozenset(word[:place] for word in words for place, letter in enumerate(word) if letter == " ")


def goes_on(automaton: ahocorasick.Automaton, opening: str, head: str) -> bool:
    """Whether a word of the automaton begins with the opening, a space and the head, or ends within the head."""
    return automaton.match(f"{opening} {head}") or any(
        f"{opening} {head[:length]}" in automaton for length in range(1, len(head))
    )


def _word_end(folded: str, end: int) -> int:
    limit = min(len(folded), end + _MAX_WORD_TAIL)
    while end < limit and folded[end].isalnum():
        end += 1
    return end


@cache
def phrases(language: str) -> Phrases:
    """The wordings of a language; of both where the language is neither Swedish nor English."""
    if language in LANGUAGES:
        return Phrases(_read(FOLDER / f"{language}.toml"))
    return Phrases(_merged([_read(FOLDER / f"{name}.toml") for name in LANGUAGES]))


def language_of(text: str, *, sample: int = 40_000) -> str:
    """`sv`, `en` or `other`, by counting small frequent words. A text that was just asked for is not counted again:
    whoever judges a capture asks, and whoever reads it."""
    return _language_of(text[:sample])


@lru_cache(maxsize=8)
def _language_of(text: str) -> str:
    words = fold(text).split()
    if not words:
        return OTHER
    counts = Counter(words)
    shares = {name: sum(counts[word] for word in _small(name) & counts.keys()) / len(words) for name in LANGUAGES}
    best = max(LANGUAGES, key=lambda name: shares[name])
    return best if shares[best] >= 0.08 or (len(words) < 60 and shares[best] > 0) else OTHER


@cache
def _small(language: str) -> frozenset[str]:
    return frozenset(phrases(language).wordings("language").get("words", ()))


def _read(path: Path) -> dict[str, dict[str, list[str]]]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=str(path)) from error
    for table, keys in raw.items():
        for key, wordings in keys.items() if isinstance(keys, dict) else [("", None)]:
            if not isinstance(wordings, list) or not all(isinstance(w, str) and w.rstrip("*") for w in wordings):
                raise BadRecord("write a list of wordings in quotes", where=str(path), field=f"{table}.{key}")
    return raw


def _merged(parts: Sequence[Mapping[str, Mapping[str, Sequence[str]]]]) -> dict[str, dict[str, list[str]]]:
    merged: dict[str, dict[str, list[str]]] = {}
    for part in parts:
        for table, keys in part.items():
            for key, wordings in keys.items():
                merged.setdefault(table, {}).setdefault(key, []).extend(wordings)
    return merged
