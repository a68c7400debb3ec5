"""`data/columns.toml`: which heading of somebody's spreadsheet means which field, and which word which closed value.

Only exact names count, compared as names are (`cataloguenames.folded`): nothing is guessed. The labels of the glossary
count in both languages without being repeated.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from registry import glossary
from registry.cataloguenames import folded
from registry.errors import BadRecord
from registry.lawfiles import place_names
from registry.terms import LegalBasis

COLUMNS_FILE = Path(__file__).resolve().parent.parent / "data" / "columns.toml"
WORDS = ("role", "legal_basis", "manner", "mechanism", "data_category", "recipient_category")
_ARTICLE_6 = re.compile(r"\b6[.(]?\s?1\)?[.,]?\s?\(?([a-f])\b", re.IGNORECASE)
_SIGNS = frozenset("–-—?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Folded headings, words and names of countries; `nothing` is what means an empty cell."""

    fields: Mapping[str, str]
    passed_over: frozenset[str]
    nothing: frozenset[str]
    words: Mapping[str, Mapping[str, str]]
    countries: Mapping[str, str]
    areas: frozenset[str]

    def field(self, head: str) -> str | None:
        """The field of a heading; None where nobody knows it."""
        return self.fields.get(folded(head))

    def is_passed_over(self, head: str) -> bool:
        """Whether the heading is one whose column is derived, never read."""
        return folded(head) in self.passed_over

    def is_nothing(self, text: str) -> bool:
        """Whether a text means that nothing is entered."""
        return set(text) <= _SIGNS or folded(text) in self.nothing

    def word(self, vocabulary: str, text: str) -> str | None:
        """The closed value a text means; None where nobody knows it."""
        known = self.words[vocabulary].get(folded(text))
        if known is None and vocabulary == "legal_basis" and (letter := _ARTICLE_6.search(text)):
            return list(LegalBasis)["abcdef".index(letter.group(1).casefold())].value
        return known

    def country(self, text: str) -> str | None:
        """The country's code; None where the text is no country's code or name."""
        return self.countries.get(folded(text))

    def is_area(self, text: str) -> bool:
        """Whether the text names several countries at once, such as the EEA."""
        return folded(text) in self.areas


@cache
def load(path: Path = COLUMNS_FILE) -> Columns:
    """The headings and words, read once. Raises BadRecord where one heading or word means two things."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    over = tables["passed_over"]
    countries: dict[str, Any] = dict(tables["country"])
    areas = frozenset(map(folded, countries.pop("several")))
    return Columns(
        fields=_turned(path.name, "column", tables["column"]),
        passed_over=frozenset(map(folded, over["heads"])),
        nothing=frozenset(map(folded, over["nothing"])),
        words={name: _words(path.name, name, tables["word"].get(name, {})) for name in WORDS},
        countries=_countries(path.name, countries),
        areas=areas,
    )


def _words(where: str, vocabulary: str, more: Mapping[str, list[str]]) -> dict[str, str]:
    labels = glossary.load().vocabulary(vocabulary)
    if unknown := more.keys() - labels.keys():
        raise BadRecord("is no value of the glossary", where=f"{where} [word.{vocabulary}]", field=min(unknown))
    written = {value: [value, label.en, label.sv, *more.get(value, ())] for value, label in labels.items()}
    return _turned(where, f"word.{vocabulary}", written)


def _countries(where: str, more: Mapping[str, list[str]]) -> dict[str, str]:
    written = {code: [code, name.en, name.sv, *more.get(code, ())] for code, name in place_names().items()}
    return _turned(where, "country", written)


def _turned(where: str, table: str, written: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What is written -> what it means. Raises BadRecord for one that means two."""
    found: dict[str, str] = {}
    for meaning, texts in written.items():
        for text in texts:
            if found.setdefault(folded(text), meaning) != meaning:
                raise BadRecord(f"“{text}” means {found[folded(text)]} too", where=f"{where} [{table}]", field=meaning)
    return found
