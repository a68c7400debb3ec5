"""Dates written in a text, in English and Swedish. An order of day and month that cannot be told is not guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawlers.phrases import LANGUAGES, fold, phrases


@dataclass(frozen=True, slots=True)
class Dated:
    """A day (`2024-02-24`) or month (`2024-02`) written in a text; None where the numbers leave day and month open."""

    day: str | None
    start: int
    end: int


_CENTURIES = ("19", "20")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE, _AFTER = 40, 12  # the longest way of writing a day and a month before a year, and after it
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?"
    r"|(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)(?P<z>(?:19|20)\d\d)"
    r"|(?P<sd>\d{1,2})/(?P<sm>\d{1,2})[ -](?P<sy>(?:19|20)\d\d))(?![\d/-])"
)
_SHORT = re.compile(r"(?<![\d.-])(?:20)?([1-4]\d)([-.]?)([01]\d)\2([0-3]\d)(?![\d-])")


def find_dates(text: str) -> Iterator[Dated]:
    """Every date with a year, in order of place within each way of writing."""
    stretches = _around_years(text)
    for start, end in stretches:
        for match in _NUMERIC.finditer(text, start, end):
            yield Dated(_numeric(match), match.start(), match.end())
    for start, end in stretches:
        place = max(0, start - 1)  # one letter more: a date begins where no word goes on
        for match in _written().finditer(fold(text[place:end]), start - place):
            month = _months()[match["m1"] or match["m2"]]
            day = match["d1"] or match["d2"]
            stated = _iso(int(match["y"]), month, int(day) if day else None)
            yield Dated(stated, place + match.start(), place + match.end())


def short_date(text: str, start: int, end: int) -> Dated | None:
    """The first date of a stretch that is all digits, year first: `24-08-15`, `240815`, `20240815`.

    For a stretch behind words for a date alone: elsewhere such digits are telephone numbers and the like.
    """
    for match in _SHORT.finditer(text, start, end):
        day = _iso(2000 + int(match[1]), int(match[3]), int(match[4]))
        if day is not None:
            return Dated(day, match.start(), match.end())
    return None


def _around_years(text: str) -> list[tuple[int, int]]:
    """The stretches that can hold a date: every date has a year, and a text has few."""
    stretches: list[tuple[int, int]] = []
    if not any(century in text for century in _CENTURIES):
        return stretches
    for year in _YEAR.finditer(text):
        start, end = max(0, year.start() - _BEFORE), min(len(text), year.end() + _AFTER)
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _numeric(match: re.Match[str]) -> str | None:
    if match["sy"]:  # written so in Swedish alone: day/month, then the year
        return _iso(int(match["sy"]), int(match["sm"]), int(match["sd"]))
    if match["y"]:
        return _iso(int(match["y"]), int(match["m"]), int(match["d"]) if match["d"] else None)
    first, second, year = int(match["a"]), int(match["b"]), int(match["z"])
    if match["s"] == "." or first > 12 or first == second:
        return _iso(year, second, first)
    return _iso(year, first, second) if second > 12 else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        return date(year, month, day).isoformat() if day else date(year, month, 1).isoformat()[:7]
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    pairs = [pair for name in LANGUAGES for pair in phrases(name).wordings("months").items()]
    return {word: int(number) for number, words in pairs for word in words}


@cache
def _written() -> re.Pattern[str]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    day = r"\d{1,2}"
    year = r"(?P<y>(?:19|20)\d\d)(?!\d)"
    return re.compile(
        rf"(?<![\w])(?:(?P<d1>{day})(?:st|nd|rd|th|:e|:a)?\.?(?: of)?[ -])?(?:(?P<m1>{month})\.?,?[ -]|"
        rf"(?P<m2>{month})\.? (?P<d2>{day})(?:st|nd|rd|th)?,? ){year}"
    )
