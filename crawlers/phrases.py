"""The wordings of `data/phrases/{sv,en}.toml`, all found in one pass over a text.

A hit names its table and key (`mechanisms`, `scc`) and its place. Matching ignores case, dashes and apostrophes of
another shape; the folded text has the same length as the text, so that offsets stay true.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import ahocorasick

from registry.errors import BadRecord

FOLDER = Path(__file__).resolve().parent.parent / "data" / "phrases"
LANGUAGES = ("en", "sv")
OTHER = "other"
_FOLD = tuple(zip("İ’‘`´‐‑‒–—−\u00a0\n", "i''''------  ", strict=True))
_MAX_TITLES = 20_000
_MAX_WORD_TAIL = 25
_TITLES = frozenset({"document", "headings", "columns", "capture"})
_COUNTED = frozenset({"language"})


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording found. `end` covers the whole word where the wording ends in *."""

    table: str
    key: str
    start: int
    end: int


class Hits:
    """The hits of one text, asked by table and stretch. In a table, a hit inside a longer one does not count."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._by_table: dict[str, list[Hit]] = {}
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.table, hit.key)):
            kept = self._by_table.setdefault(hit.table, [])
            if not kept or hit.end > kept[-1].end or (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
                kept.append(hit)
        self._starts = {table: [hit.start for hit in hits] for table, hits in self._by_table.items()}

    def within(self, table: str, start: int, end: int) -> Sequence[Hit]:
        """The hits of a table that begin and end inside the stretch, in order."""
        starts = self._starts.get(table)
        if not starts:
            return ()
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return [hit for hit in self._by_table[table][first:last] if hit.end <= end]

    def keys(self, table: str, start: int, end: int) -> frozenset[str]:
        """The keys of a table seen inside the stretch."""
        return frozenset(hit.key for hit in self.within(table, start, end))

    def all(self, table: str) -> Sequence[Hit]:
        """Every hit of a table, in order."""
        return self._by_table.get(table, ())

    def tables(self) -> Iterable[str]:
        """The tables something was found of."""
        return self._by_table.keys()


class Phrases:
    """One language's wordings, ready to search."""

    def __init__(self, tables: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._tables = tables
        self._running = _automaton({name: keys for name, keys in tables.items() if name not in _TITLES | _COUNTED})
        self._titles = _automaton({name: keys for name, keys in tables.items() if name in _TITLES})
        self.find_in_title = lru_cache(maxsize=_MAX_TITLES)(self._find_in_title)

    def wordings(self, table: str) -> Mapping[str, Sequence[str]]:
        """A table as it was written."""
        return self._tables.get(table, {})

    def find(self, text: str) -> Hits:
        """Every wording in running text."""
        return Hits(_found(self._running, text))

    def _find_in_title(self, text: str) -> Hits:
        """What a title, heading, lead-in or column's header says: `document`, `headings`, `columns`, `capture`.

        Remembered: a page asks for its headings again and again, and the pages of one site repeat them.
        """
        return Hits(_found(self._titles, text))


def _automaton(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> ahocorasick.Automaton:
    entries: dict[str, list[tuple[str, str, bool]]] = {}
    for table, keys in tables.items():
        for key, wordings in keys.items():
            for wording in wordings:
                entries.setdefault(fold(wording.rstrip("*")), []).append((table, key, wording.endswith("*")))
    automaton = ahocorasick.Automaton()
    for wording, meanings in entries.items():
        automaton.add_word(wording, (len(wording), tuple(meanings)))
    automaton.make_automaton()
    return automaton


def _found(automaton: ahocorasick.Automaton, text: str) -> Iterator[Hit]:
    folded = fold(text)
    for last, (length, meanings) in automaton.iter(folded):
        start, end = last - length + 1, last + 1
        if start and folded[start - 1].isalnum() and folded[start].isalnum():
            continue
        word_end = _word_end(folded, end)
        for table, key, is_open in meanings:
            if is_open or word_end == end:
                yield Hit(table, key, start, word_end if is_open else end)


def fold(text: str) -> str:
    """Lower case with plain dashes and apostrophes, of the same length as the text."""
    plain = text
    for odd, common in _FOLD:  # `translate` asks a table for every letter: 40 times slower on a page
        if odd in plain:
            plain = plain.replace(odd, common)
    folded = plain.lower()
    return folded if len(folded) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def _word_end(folded: str, end: int) -> int:
    if not folded[end - 1].isalnum():
        return end
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
    """`sv`, `en` or `other`, by counting small frequent words."""
    words = fold(text[:sample]).split()
    if not words:
        return OTHER
    shares = {name: sum(1 for word in words if word in _small(name)) / len(words) for name in LANGUAGES}
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
