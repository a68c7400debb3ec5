"""Countries named in a text, as ISO 3166-1 alpha-2 codes; `EU/EEA` for the union as a whole. Never a city."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crawlers.companies import company_names
from crawlers.gazetteer import Gazetteer, build

EEA = "EU/EEA"
# Today's members, for reading what a document means by "outside the EEA". Verdicts ask the law book, which has days.
EEA_COUNTRIES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
_DATA = Path(__file__).resolve().parent.parent / "data"
_NONE = "none"
_MAX_COMPANY, _MAX_FORM = 80, 30
_INSIDE = ("-", "=", "_")
_SEPARATORS = "/,;&+|"


class Place(NamedTuple):
    """A country named in a text. `is_adjective`: said of a company ("an American company"), not of a place."""

    country: str
    start: int
    end: int
    is_adjective: bool = False

    def moved(self, by: int) -> "Place":
        """The place in a text that begins earlier."""
        return Place(self.country, self.start + by, self.end + by, self.is_adjective)


def find_places(text: str, folded: str | None = None) -> tuple[Place, ...]:
    """Every country named in running text; not those inside a company's name ("Skyttel Denmark A/S")."""
    found = []
    for named in place_names().find(text, folded):
        kind, _, code = (named.service or "").partition(":")
        if kind == "adjective" and text[named.end : named.end + 2].lstrip(" ")[:1].isupper():
            continue  # "American Registry" is a name
        if text[max(0, named.start - 1) : named.start] in _INSIDE and len(named.name) <= 3:
            continue  # a language ("en-US") or a part of an address
        if code != _NONE and not _is_in_a_company(text, named.start, named.end):
            found.append(Place(EEA if code == "EEA" else code, named.start, named.end, kind == "adjective"))
    return tuple(found)


def _is_in_a_company(text: str, start: int, end: int) -> bool:
    before = text[start - 2 : start - 1] if start > 1 else ""
    if not before.isalnum() and text[end : end + 1] != " ":
        return False
    stretch = company_names(text, max(0, start - _MAX_COMPANY), min(len(text), end + _MAX_FORM))
    return any(span.start <= start and end <= span.end for span in stretch)


def countries_of(text: str) -> tuple[str, ...]:
    """Countries of a cell that holds places and little else: names, and two-letter codes standing alone."""
    codes = [place.country for place in find_places(text) if not place.is_adjective]
    known = _codes()
    spaced = text
    for separator in _SEPARATORS:
        spaced = spaced.replace(separator, " ")
    words = spaced.replace("(", " ").replace(")", " ").split()
    if 0 < len(words) <= 40:
        pairs = zip(words, [*words[1:], ""], strict=True)  # "CA 94043" is a state
        codes += [w for w, after in pairs if len(w) == 2 and w.isupper() and w in known and not after[:5].isdigit()]
    return tuple(dict.fromkeys(codes))


@cache
def place_names() -> Gazetteer:
    """Every name of a country, with its code for a service."""
    return build(_entries())


def _entries() -> Iterator[tuple[str, str, str]]:
    extra = _read(_DATA / "phrases" / "places.toml")
    for table, kind in (("none", "name"), ("names", "name"), ("adjectives", "adjective")):
        for code, names in extra.get(table, {}).items():
            for name in names:
                yield name, f"{kind}:{code}", code
    for code, labels in _countries().items():
        for name in labels:
            yield name, f"name:{code}", code
            if " & " in name:
                yield name.replace(" & ", " and "), f"name:{code}", code


@cache
def _codes() -> frozenset[str]:
    return frozenset(_countries())


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    raw = _read(_DATA / "geo" / "countries.toml").get("countries", {})
    return {code: tuple(dict.fromkeys(names.values())) for code, names in raw.items()}


def _read(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
