"""`data/days.toml`: how periods are counted, with source and grade, and the public holidays of countries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from registry.errors import BadRecord
from registry.law.periods import Between, Holidays
from registry.recordfiles import open_records
from registry.terms import Grade

DAYS_FILE = Path(__file__).resolve().parent.parent / "data" / "days.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of counting in words, and where it was read."""

    id: str
    article: str
    sv: str
    en: str
    grade: Grade
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The rules by id, and the holidays by country with their sources."""

    rules: Mapping[str, Rule]
    holidays: Mapping[str, Holidays]
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    weekday: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Country:
    country: str
    valid_from: date
    fixed: tuple[str, ...]
    easter: tuple[int, ...]
    grade: Grade
    source: tuple[str, ...]
    between: tuple[_Span, ...] = ()


@cache
def load(path: Path = DAYS_FILE) -> Days:
    """The rules and holidays, read once. Raises BadRecord."""
    file = open_records(path, kinds={"rule", "holidays"})
    countries = file.records("holidays", _Country)
    return Days(
        rules=MappingProxyType({one.id: one for one in file.records("rule", Rule)}),
        holidays=MappingProxyType({one.country: _holidays(path.name, one) for one in countries}),
        sources=MappingProxyType({one.country: one.source for one in countries}),
    )


def _holidays(where: str, one: _Country) -> Holidays:
    spans = tuple(Between(span.weekday, _day(where, span.first), _day(where, span.last)) for span in one.between)
    fixed = frozenset(_day(where, day) for day in one.fixed)
    return Holidays(one.country, one.valid_from, fixed, frozenset(one.easter), spans)


def _day(where: str, text: str) -> tuple[int, int]:
    """A month and a day, written MM-DD. Raises BadRecord."""
    try:
        found = date.fromisoformat(f"2024-{text}")  # a leap year: every day there is
    except ValueError as error:
        raise BadRecord(f"“{text}” is no day of a year; write MM-DD.", where=where, field="holidays") from error
    return found.month, found.day
