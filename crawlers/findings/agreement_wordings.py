"""The wordings of an agreement's clauses, `data/phrases/dpa_{sv,en}.toml`: lines of parts that stand in one sentence.

A line such as `only | solely + instruction*` is met where each of its parts is: a part is met by one of its words, a
part with `!` by none of them, a part with `§` by a word of the heading, label or lead-in above the sentence.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crawlers.phrases import FOLDER, LANGUAGES, Phrases
from registry.errors import BadRecord

_ARTICLE = "28(3)"
CLAUSES: Mapping[str, str] = {
    **{"C0": "28(3), 28(9)", "C1": _ARTICLE, "C2": _ARTICLE, "C3": _ARTICLE, "C4": _ARTICLE, "C5": _ARTICLE},
    **{"Ca": "28(3)(a)", "Ca2": "28(3)(a)", "Cb": "28(3)(b)", "Cc": "28(3)(c), 32"},
    **{"Cd": "28(2)", "Cd2": "28(2)", "Cd3": "28(2)", "Cd4": "28(3)(d), 28(4)", "Cd5": "28(2)"},
    **{"Ce": "28(3)(e)", "Cf": "28(3)(f), 33(2)", "Cg": "28(3)(g)", "Ch": "28(3)(h)", "Ci": _ARTICLE},
    **{"Cj": "44, 28(3)(a)", "Ck": "28(1), 28(5)", "Cl": "28(10)", "Cm": "48", "Cp": "OSL 10:2 a"},
}
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: words of which one is enough (`is_denied`: none may stand there)."""

    words: frozenset[str]
    is_denied: bool
    is_above: bool

    def is_met(self, said: frozenset[str], above: frozenset[str]) -> bool:
        """Whether a sentence with these words, under headings with those, meets the part."""
        return self.words.isdisjoint(above if self.is_above else said) is self.is_denied


Line = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """One language's wordings: lines and plain words by table and key, and the days in each unit of time."""

    lines: Mapping[tuple[str, str], tuple[Line, ...]]
    words: Mapping[tuple[str, str], frozenset[str]]
    units: Mapping[str, int]

    def meets(self, table: str, key: str, said: frozenset[str], above: frozenset[str]) -> bool:
        """Whether one of a key's lines is met."""
        return any(all(part.is_met(said, above) for part in line) for line in self.lines.get((table, key), ()))

    def of(self, table: str, key: str) -> frozenset[str]:
        """A key's plain words."""
        return self.words.get((table, key), frozenset())


@cache
def wordings(language: str) -> Wordings:
    """The wordings of a language; of both where the language is neither Swedish nor English."""
    first, *others = (
        _read(FOLDER / f"dpa_{name}.toml") for name in ((language,) if language in LANGUAGES else LANGUAGES)
    )
    for other in others:
        lines = {key: first.lines.get(key, ()) + other.lines.get(key, ()) for key in {**first.lines, **other.lines}}
        words = {key: first.of(*key) | other.of(*key) for key in {**first.words, **other.words}}
        first = Wordings(lines, words, {**first.units, **other.units})
    return first


@cache
def vocabulary(language: str) -> Phrases:
    """Every word of the wordings, found in one pass: each stands in a table of its own, named `=word`."""
    known = wordings(language)
    words = {word for some in known.words.values() for word in some}
    words |= {word for lines in known.lines.values() for line in lines for part in line for word in part.words}
    return Phrases({f"={word}": {"": [word]} for word in sorted(words)})


def _read(path: Path) -> Wordings:
    try:
        raw: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=str(path)) from error
    if unknown := raw.keys() - CLAUSES.keys() - {_WORDS, *_PLAIN, *_LINED, "units"}:
        raise BadRecord("no such clause", where=str(path), field=min(unknown))
    for table, keys in raw.items():
        for key, value in keys.items():
            if not isinstance(value, list) or not all(isinstance(word, str) and word.strip(" *") for word in value):
                raise BadRecord("write a list of wordings in quotes", where=str(path), field=f"{table}.{key}")
    named = {f"{{{name}}}": words for name, words in raw.get(_WORDS, {}).items()}
    lined = ((table, key) for table, key in _keys(raw) if table not in _PLAIN and key != "headings")
    plain = ((table, key) for table, key in _keys(raw) if table in _PLAIN or key == "headings")
    return Wordings(
        {(table, key): _lines(raw[table][key], named) for table, key in lined},
        {(table, key): frozenset(raw[table][key]) for table, key in plain},
        {word: int(days) for days, words in raw["units"].items() for word in words},
    )


_PLAIN = frozenset({"definitions", "days", "modules"})  # tables of plain words
_LINED = frozenset({"authorisation", "acts"})  # tables of lines, beside the clauses


def _keys(raw: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((table, key) for table, keys in raw.items() if table not in (_WORDS, "units") for key in keys)


def _lines(lines: Iterable[str], named: Mapping[str, Sequence[str]]) -> tuple[Line, ...]:
    return tuple(tuple(_part(part.strip(), named) for part in line.split(" + ")) for line in lines)


def _part(text: str, named: Mapping[str, Sequence[str]]) -> Part:
    words: set[str] = set()
    for word in text.lstrip("!§").split("|"):
        words.update(named.get(word.strip(), (word.strip(),)))
    for word in words:
        if "*" in word[:-1] or not word.strip("*") or word[0] in "!§{":
            raise BadRecord(
                "a * stands at the end of a word, ! and § in front of a part", where="dpa", field=repr(word)
            )
    return Part(frozenset(words), text.startswith("!"), text.startswith("§"))
