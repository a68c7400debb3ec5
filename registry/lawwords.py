"""`data/law_words.toml`: what the law files and the rules say in English, in Swedish.

The English text is the key, so a text that is changed there loses its Swedish instead of keeping a wrong one.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from registry import assessmentfiles, glossary
from registry.errors import BadRecord
from registry.glossary import Label, Language
from registry.lawfiles import PlaceName, place_names

WORDS_FILE = Path(__file__).resolve().parent.parent / "data" / "law_words.toml"
LONGEST = 5_000  # a longer text is none of ours
_PLACE = re.compile(r"\{(\w+)\}")
_OLD_ACT = re.compile(r"\b(\d{2,4}/\d{1,4})/EC\b")
_PARAGRAPH = re.compile(r"\((\d{1,2})\)")
_LETTER = re.compile(r"\(([a-z])\)")


@dataclass(frozen=True, slots=True)
class Form:
    """A text with places: its English cut at the places, their names in order, and the Swedish with the same places."""

    pieces: tuple[str, ...]
    places: tuple[str, ...]
    swedish: str

    def values(self, text: str) -> dict[str, str] | None:
        """What stands in the places of a text of this form, else None."""
        first, *middle, last = self.pieces
        if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
            return None
        found, at, end = [], len(first), len(text) - len(last)
        for piece in middle:
            here = text.find(piece, at, end)
            if here < 0:
                return None
            found.append(text[at:here])
            at = here + len(piece)
        return dict(zip(self.places, (*found, text[at:end]), strict=True))


@cache
def tables(path: Path = WORDS_FILE) -> Mapping[str, Mapping[str, str]]:
    """Every table of the file, read once. Raises BadRecord."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    for name, table in found.items():
        if not isinstance(table, dict) or not all(isinstance(text, str) and text.strip() for text in table.values()):
            raise BadRecord('a table holds lines "English" = "Swedish"', where=f"{path.name} [{name}]")
    return MappingProxyType(found)


def act(name: str, language: Language) -> str:
    """An act as the language cites it: 2000/518/EC is 2000/518/EG in Swedish."""
    return _OLD_ACT.sub(r"\1/EG", name) if language is Language.SV else name


def said(text: str, language: Language) -> str:
    """A text of the law in a language; one without Swedish stands in English."""
    return text if language is Language.EN else swedish(text) or act(text, language)


def is_said(text: str, language: Language) -> bool:
    """Whether a text of the law is there in the language."""
    return language is Language.EN or swedish(text) is not None


@lru_cache(maxsize=4096)
def swedish(text: str) -> str | None:
    """The Swedish of a text that the law files or the rules say; None where there is none."""
    if len(text) > LONGEST:
        return None
    found = next((table[text] for table in tables().values() if text in table), None)
    return found or _formed(text, *tables())


def _formed(text: str, *names: str) -> str | None:
    """The Swedish by a form of some tables; None where no form fits, or where a place holds what has no Swedish."""
    for form in _forms(names):
        values = form.values(text)
        if values is not None:
            read = {name: _READ[name](value) if name in _READ else value for name, value in values.items()}
            if None not in read.values():
                return form.swedish.format_map(read)
    return None


@cache
def _forms(names: tuple[str, ...]) -> tuple[Form, ...]:
    return forms_in(*(tables()[name] for name in names))


def forms_in(*lines: Mapping[str, str]) -> tuple[Form, ...]:
    """Every text with places in some tables, the one that says most of its own first."""
    found = []
    for english, form in ((english, form) for table in lines for english, form in table.items()):
        if _PLACE.search(english):
            found.append(Form(tuple(_PLACE.split(english)[::2]), tuple(_PLACE.findall(english)), form))
    return tuple(sorted(found, key=lambda one: -sum(map(len, one.pieces))))


def _part(value: str) -> str | None:
    """A part of a reason; several are joined by “and”, which a part may hold too."""
    parts: list[str] = []
    start = at = 0
    while at >= 0:
        at = value.find(" and ", at + 1)
        one = value[start : at if at >= 0 else None]
        known = tables()["part"].get(one) or _formed(one, "part")
        if known is not None:
            parts, start = [*parts, known], at + len(" and ")
        elif at < 0:
            return None
    return " och ".join(parts)


def _in(table: str) -> Callable[[str], str | None]:
    return lambda value: tables()[table].get(value)


def _labelled(vocabulary: str) -> Callable[[str], str]:
    def label(value: str) -> str:
        labels = glossary.load().vocabulary(vocabulary)
        return labels[value].sv if value in labels else value

    return label


def country(code: str | None) -> Label:
    """A country in both languages; a word that is no code stands as it is."""
    place = _places().get(code or "")
    return Label(en=place.en, sv=place.sv) if place is not None else Label(en=code or "", sv=code or "")


@cache
def _places() -> Mapping[str, PlaceName]:
    return place_names()


def _country(code: str) -> str:
    return country(code).sv


def _article(value: str) -> str:
    told = value.replace(" second subparagraph", " andra stycket")
    return _LETTER.sub(r" \1", _PARAGRAPH.sub(r".\1", told))


def _verdicts(value: str) -> str:
    label = _labelled("verdict")
    *most, last = [f"”{label(one)}”" for one in value.replace(" or ", ", ").split(", ")]
    return f"{', '.join(most)} eller {last}" if most else last


def _measures(value: str) -> str:
    known = assessmentfiles.load().measures
    return ", ".join(known[one].title.sv if one in known else one for one in value.split(", "))


def _act(value: str) -> str:
    return act(value, Language.SV)


_READ: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "code": _country,
        "act": _act,
        "acts": _act,
        "article": _article,
        "condition": _labelled("condition"),
        "framework": _labelled("framework"),
        "terms": _labelled("onward_terms"),
        "verdicts": _verdicts,
        "measures": _measures,
        **{name: _in(name) for name in ("name", "body", "subject")},
        **dict.fromkeys(("tool", "defects", "why", "grant"), _part),
    }
)
