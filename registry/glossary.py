"""The glossary: what people read for every closed value, in English and Swedish.

`data/glossary.toml` holds one table per vocabulary; a vocabulary of `registry.terms` is named by its class in
snake_case (`ForPeople` -> `for_people`). A value without a label is an error, never shown raw.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from registry.errors import BadInput, BadRecord, NotFound

GLOSSARY_FILE = Path(__file__).resolve().parent.parent / "data" / "glossary.toml"
_NEXT_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACE_IN_LIST = re.compile(r"\[\d*\]")


class Language(StrEnum):
    """The languages of pages, mail and documents."""

    EN = "en"
    SV = "sv"


@dataclass(frozen=True, slots=True)
class Label:
    """One value in both languages."""

    en: str
    sv: str

    def read_in(self, language: Language) -> str:
        """The label in one language."""
        return self.sv if language is Language.SV else self.en


@dataclass(frozen=True, slots=True)
class Glossary:
    """Every vocabulary: name -> value -> label."""

    vocabularies: Mapping[str, Mapping[str, Label]]

    def vocabulary(self, name: str) -> Mapping[str, Label]:
        """All labels of one vocabulary, in the order of the file. Raises NotFound."""
        if name not in self.vocabularies:
            raise NotFound(f"The glossary has no vocabulary “{name}”; add [{name}] to data/glossary.toml.")
        return self.vocabularies[name]

    def label(self, vocabulary: str, value: str, language: str) -> str:
        """What people read for `value`. Raises NotFound for a value without label, BadInput for another language."""
        labels = self.vocabulary(vocabulary)
        if value not in labels:
            raise NotFound(f"The glossary has no label for “{value}” in [{vocabulary}]; add it to data/glossary.toml.")
        return labels[value].read_in(_language(language))

    def of(self, member: StrEnum, language: str) -> str:
        """What people read for a member of a vocabulary of `registry.terms`."""
        return self.label(vocabulary_of(type(member)), member.value, language)


def vocabulary_of(kind: type[StrEnum]) -> str:
    """The name of an enum's table in the glossary."""
    return _NEXT_WORD.sub("_", kind.__name__).lower()


@cache
def load(path: Path = GLOSSARY_FILE) -> Glossary:
    """The glossary, read once. Raises BadRecord naming file, vocabulary and value."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    return Glossary(MappingProxyType({name: _vocabulary(path, name, table) for name, table in tables.items()}))


def label(vocabulary: str, value: str, language: str) -> str:
    """What people read for `value` of `vocabulary` in the glossary that comes with Onward."""
    return load().label(vocabulary, value, language)


def fact(key: str, language: Language) -> str:
    """What a fact of a transfer is called, by its key in the law's facts (`safeguards[0].act`); else the key."""
    named = load().vocabulary("fact").get(_PLACE_IN_LIST.sub("", key))
    return named.read_in(language) if named is not None else key


def _vocabulary(path: Path, name: str, table: object) -> Mapping[str, Label]:
    if not isinstance(table, dict) or not table:
        raise BadRecord("a vocabulary is a table of labels and holds at least one", where=f"{path.name} [{name}]")
    return MappingProxyType({value: _label(f"{path.name} [{name}] {value}", pair) for value, pair in table.items()})


def _label(where: str, pair: object) -> Label:
    if not isinstance(pair, dict) or set(pair) != {"en", "sv"}:
        raise BadRecord('a label is {en = "…", sv = "…"} and nothing else', where=where)
    if not all(isinstance(text, str) and text == text.strip() != "" for text in pair.values()):
        raise BadRecord("a label is text without blank edges", where=where)
    return Label(en=pair["en"], sv=pair["sv"])


def _language(language: str) -> Language:
    try:
        return Language(language)
    except ValueError as error:
        raise BadInput(f"The language is “{language}”; Onward speaks en and sv.", field="language") from error
