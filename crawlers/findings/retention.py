"""How long data are kept: a period beside words for keeping or deleting, or in a column or part about retention.

A period also tells how long by its place: alone in a cell or line, behind a label ("Invoices: 7 years"), before the
event it runs from ("two weeks after the course"), or as the time somebody has not been heard of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawlers.blocks import Block, Span
from crawlers.findings.rows import is_labelled
from crawlers.findings.source import Source, shortened
from crawlers.memo import Memo
from crawlers.phrases import fold, phrases

_BEFORE_AGE = ("age of", "ålder av", "fyllt", "under", "aged")
_AFTER_AGE = ("of age", "old", "or older", "or younger", "gammal", "gamla", "eller äldre", "eller yngre", "ålder")
_EACH = "per each every varje var gång gånger times once twice days hours time"
_FOR_EACH = frozenset(_EACH.split())
_HALF, _HALF_A_YEAR = ("half ", "Half "), "P6M"
_WITHIN = (" within ", " inom ")
_OF_A_DAY = ("H", "MIN")
_MAX_ALONE, _MAX_LABEL, _NEAR = 60, 70, 16
_MIN_AGE, _MAX_AGE = 12, 21


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
    for block in source.blocks_with("units", "retention"):
        if source.is_about_rights(block.section):
            continue  # the days to answer a request are no retention
        for sentence in source.sentences(block):
            said = source.hits.keys("retention", sentence.start, sentence.end)
            if "keep" not in said and not source.hits.within("units", sentence.start, sentence.end):
                continue  # a unit may hide in a longer word ("a three-year-period") only where something is kept
            for start, end, period in periods(source.text, sentence.start, sentence.end, source.language):
                if _is_age(source, start, end, period):
                    continue
                if (
                    "keep" in said
                    or _is_about_retention(source, block, start)
                    or _is_placed(source, sentence, start, end)
                ):
                    if "other" in said and not _is_about_retention(source, block, start):
                        continue
                    span = shortened(sentence)
                    yield Retention(period, _what(block, start), span.start, max(span.end, end))


def periods(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, ISO period) of every length of time in a stretch; of a range ("6-12 months") the longest."""
    for begin, stop, period in _remembered(language)(text[start:end]):
        yield start + begin, start + stop, period


@cache
def _remembered(language: str) -> Memo[tuple[tuple[int, int, str], ...]]:
    return Memo(lambda text: tuple(_periods(text, language)), texts=4_000, characters=600_000)


def _periods(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    pattern, units, numbers = _pattern(language)
    for match in pattern.finditer(fold(text)):
        word, unit = match["n"], units[match["u"]]
        number = int(word) if word.isdigit() else numbers[word]
        if text.endswith(_HALF, 0, match.start()):
            unit = _HALF_A_YEAR
        if unit == _HALF_A_YEAR:
            yield match.start(), match.end(), unit
            continue
        period = f"PT{number}{unit[0]}" if unit in _OF_A_DAY else f"P{number}{unit}"
        yield match.start(), match.end(), period


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    units = {word: unit for unit, words in phrases(language).wordings("units").items() for word in words}
    numbers = {word: int(n) for n, words in phrases(language).wordings("numbers").items() for word in words}
    number = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    kind = "|".join(sorted(map(re.escape, phrases(language).wordings("lengths")["kind"]), key=len, reverse=True))
    tail = "|".join(sorted(map(re.escape, phrases(language).wordings("lengths")["tail"]), key=len, reverse=True))
    amount = rf"(?<![\w.,-])(?:\d{{1,3}}(?: ?- ?| till | to ))?(?P<n>\d{{1,4}}|{number})(?: ?\(\w{{1,20}}\))?"
    pattern = rf"{amount}(?: |-|(?=år|mån|dag|veck))(?:(?:{kind}) ){{0,2}}(?P<u>{unit})(?:{tail})?(?!\w)"
    return re.compile(pattern), units, numbers


def _is_about_retention(source: Source, block: Block, start: int) -> bool:
    label = [block.text.partition(": ")[0]] if is_labelled(block) else []
    above = [*block.section[-2:], *label, *(cell.header for cell in block.cells if cell.start <= start < cell.end)]
    return any("retention" in source.title_keys(words, "columns") for words in above)


def _is_placed(source: Source, sentence: Span, start: int, end: int) -> bool:
    """Whether a period tells how long by where it stands."""
    text = source.text
    block = source.block_at(start)
    cell = next((cell for cell in block.cells if cell.start <= start < cell.end), None)
    if cell is not None:
        return _begins(source, cell.start, start) and cell.end - cell.start <= _MAX_ALONE
    if _begins(source, sentence.start, start):
        return sentence.end - sentence.start <= _MAX_ALONE or _runs_from(source, end, sentence.end)
    colon = max(text.rfind(mark, sentence.start, start) for mark in (": ", " – ", " - "))
    if colon >= 0 and colon - sentence.start <= _MAX_LABEL and _begins(source, colon + 2, start):
        return True
    before = text[max(sentence.start, start - _NEAR) : start].lower()
    is_silence = before.endswith((" på ", " for ", " in ", " under ")) and bool(
        source.hits.keys("retention", sentence.start, start) & {"silent"}
    )
    is_deadline = before.endswith(_WITHIN)  # to answer, to pay: what is done with data would say so
    return is_silence or (_runs_from(source, end, sentence.end) and not is_deadline)


def _begins(source: Source, begin: int, start: int) -> bool:
    """Whether nothing but words for a measure ("at least", "max") stands between."""
    words = fold(source.text[begin:start]).replace(".", " ").replace(",", " ").split()
    return len(words) <= 4 and all(word in _measures(source.language) for word in words)


@cache
def _measures(language: str) -> frozenset[str]:
    return frozenset(phrases(language).wordings("lengths")["measure"])


def _runs_from(source: Source, end: int, stop: int) -> bool:
    """Whether an event follows from which the period runs."""
    hits = source.hits.within("retention", end, min(stop, end + 2 * _NEAR))
    return any(hit.key == "since" and hit.start - end <= 1 for hit in hits)


def _is_age(source: Source, start: int, end: int, period: str) -> bool:
    """Whether a length of time is a person's age ("under 18 years", "16 years of age") or how often something is."""
    before = source.text[max(0, start - 14) : start].lower().rstrip()
    after = source.text[end : end + 12].lower().lstrip(" ,")
    if before.endswith(_BEFORE_AGE) or after.startswith(_AFTER_AGE):
        years = int(period[1:-1]) if period.endswith("Y") else 0
        return not before.endswith("under") or _MIN_AGE <= years <= _MAX_AGE
    return before.rpartition(" ")[2] in _FOR_EACH


def _what(block: Block, start: int) -> str | None:
    if block.cells and block.cells[0].text and start > block.cells[0].end:
        return block.cells[0].text.replace("\n", " ")
    before = block.text.partition(":")
    if before[1] and len(before[0]) < 80:
        return before[0]
    return block.section[-1] if block.section else None
