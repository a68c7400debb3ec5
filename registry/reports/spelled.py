"""Parts of sentences in the wordings of `data/notice.toml`: several things joined, a period spelled out."""

import re
from collections.abc import Iterable

from registry import noticefiles
from registry.glossary import Language

_PERIOD = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_UNITS = ("year", "month", "week", "day")


def part(name: str, language: Language, **values: str) -> str:
    """A part of a sentence."""
    return noticefiles.filled(noticefiles.load().text("part", name, language), values, language)[0]


def joined(words: Iterable[str], language: Language) -> str:
    """“a, b and c”."""
    found = list(dict.fromkeys(words))
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {part('and', language)} {found[-1]}"


def period(written: str, language: Language) -> str | None:
    """An ISO 8601 period in words; None for another text."""
    found = _PERIOD.fullmatch(written)
    counts = [(unit, int(count)) for unit, count in zip(_UNITS, found.groups(), strict=True) if count] if found else []
    told = [part(unit, language) if n == 1 else part(f"{unit}s", language, n=str(n)) for unit, n in counts]
    return joined(told, language) or None
