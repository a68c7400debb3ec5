"""How long data are kept: a period beside words for keeping or deleting, or in a column or part about retention."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawlers.blocks import Block
from crawlers.findings.rows import is_labelled
from crawlers.findings.source import Source, shortened
from crawlers.memo import Memo
from crawlers.phrases import fold, phrases

_BEFORE_AGE = ("age of", "ålder av", "fyllt")
_AFTER_AGE = ("of age", "old", "or older", "gammal", "eller äldre")
_OF_A_DAY = ("H", "MIN")


@dataclass(frozen=True, slots=True)
class Retention:
    """One period, ISO 8601 (`P7Y`, `PT72H`). `what` is the row's first cell or the heading above, as written."""

    period: str
    what: str | None
    start: int
    end: int


def retention(source: Source) -> tuple[Retention, ...]:
    """Every period stated, in order."""
    return tuple(_found(source))


def _found(source: Source) -> Iterator[Retention]:
    for block in source.blocks_with("units"):
        if source.is_about_rights(block.section):
            continue  # the days to answer a request are no retention
        for sentence in source.sentences(block):
            if not source.hits.within("units", sentence.start, sentence.end):
                continue
            keeps = source.hits.within("retention", sentence.start, sentence.end)
            for start, end, period in periods(source.text, sentence.start, sentence.end, source.language):
                if _is_age(source, start, end):
                    continue
                if keeps or _is_about_retention(source, block, start):
                    span = shortened(sentence)
                    yield Retention(period, _what(block, start), span.start, max(span.end, end))


def periods(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, ISO period) of every length of time in a stretch."""
    for begin, stop, period in _remembered(language)(text[start:end]):
        yield start + begin, start + stop, period


@cache
def _remembered(language: str) -> Memo[tuple[tuple[int, int, str], ...]]:
    return Memo(lambda text: tuple(_periods(text, language)), texts=4_000, characters=600_000)


def _periods(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    pattern, units, numbers = _pattern(language)
    for match in pattern.finditer(fold(text)):
        word = match["n"]
        number = int(word) if word.isdigit() else numbers[word]
        unit = units[match["u"]]
        period = f"PT{number}{unit[0]}" if unit in _OF_A_DAY else f"P{number}{unit}"
        yield match.start(), match.end(), period


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    units = {word: unit for unit, words in phrases(language).wordings("units").items() for word in words}
    numbers = {word: int(n) for n, words in phrases(language).wordings("numbers").items() for word in words}
    number = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    amount = rf"(?<![\w.,-])(?P<n>\d{{1,4}}|{number})(?: ?\(\w{{1,20}}\))?"
    pattern = rf"{amount}(?: |-)(?:calendar |business |hela )?(?P<u>{unit})(?!\w)"
    return re.compile(pattern), units, numbers


def _is_about_retention(source: Source, block: Block, start: int) -> bool:
    label = [block.text.partition(": ")[0]] if is_labelled(block) else []
    above = [*block.section[-1:], *label, *(cell.header for cell in block.cells if cell.start <= start < cell.end)]
    return any("retention" in source.title_keys(words, "columns") for words in above)


def _is_age(source: Source, start: int, end: int) -> bool:
    """Whether a length of time is a person's age ("under 18 years", "16 years of age")."""
    before, after = source.text[max(0, start - 14) : start].lower(), source.text[end : end + 10].lower()
    return before.rstrip().endswith(_BEFORE_AGE) or after.lstrip().startswith(_AFTER_AGE)


def _what(block: Block, start: int) -> str | None:
    if block.cells and block.cells[0].text and start > block.cells[0].end:
        return block.cells[0].text.replace("\n", " ")
    before = block.text.partition(":")
    if before[1] and len(before[0]) < 80:
        return before[0]
    return block.section[-1] if block.section else None
