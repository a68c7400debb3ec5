"""The day of the newest version a document names: head, foot, version line or newest line of its change log."""

import re
from collections.abc import Iterator, Sequence

from crawlers.blocks import Block
from crawlers.days import Dated, find_dates, short_date
from crawlers.findings.source import Source, inside
from crawlers.phrases import Hit

_OF_A_LAW = re.compile(
    r"(?<!\w)(?:\w{0,30}lagen|lag|\w{0,20}förordning(?:en)?|gdpr|directive|regulation|act)(?!\w)", re.I
)
_OF_CHANGES = re.compile(
    r"(?<!\w)(?:ändring(?:ar)?|uppdateringar|versioner|changes?|amendments?|revisions?|versions)(?!\w)", re.I
)
_NEAR = 70
_TOP_BLOCKS, _FOOT_BLOCKS, _MAX_LINE = 8, 4, 160


def last_updated(source: Source) -> str | None:
    """`YYYY-MM-DD` or `YYYY-MM`; None where no day is named beside a word for it. Never the day of reading."""
    dates = sorted(find_dates(source.text), key=lambda found: found.start)
    found = [day for hit in source.hits.all("dates") if (day := _day_behind(source, hit, dates)) is not None]
    found += [one.day for one in dates if one.day is not None and _is_in_change_log(source, one.start)]
    if not found:
        found = [one.day for one in dates if one.day is not None and _stands_alone(source, one.start, one.end)]
    return max(found, default=None)


def _day_behind(source: Source, hit: Hit, dates: Sequence[Dated]) -> str | None:
    """The day behind a word for it. What is adopted may be a law: such words count in a line of the head or foot."""
    block = source.block_at(hit.start)
    if hit.key == "adopted" and not _is_at_an_end(source, block):
        return None
    stop = min(block.end, hit.end + _NEAR)
    near = next(iter(inside(dates, hit.end, stop + 1)), None) or short_date(source.text, hit.end, stop)
    if near is None:  # a heading above its day
        near = next((one for one in _in_next_line(source, block, hit, dates)), None)
    return near.day if near is not None and _says_so(source, hit, near.start) else None


def _in_next_line(source: Source, block: Block, hit: Hit, dates: Sequence[Dated]) -> Iterator[Dated]:
    """The day that is the next line, where the words end theirs."""
    number = source.number_at(block.start) + 1
    if hit.end + 1 >= block.end and number < len(source.blocks):
        line = source.blocks[number]
        yield from (
            one for one in inside(dates, line.start, line.end) if one.start == line.start and one.end >= line.end - 1
        )


def _is_at_an_end(source: Source, block: Block) -> bool:
    number = source.number_at(block.start)
    is_end = number < _TOP_BLOCKS or number >= len(source.blocks) - _FOOT_BLOCKS
    return is_end and block.end - block.start <= _MAX_LINE


def _says_so(source: Source, hit: Hit, day: int) -> bool:
    """The word and the day belong together: a short way, no sentence end between, and no law whose day it is."""
    if ". " in source.text[hit.end - 1 : day].removeprefix("."):
        return False
    sentence = source.sentence_at(hit.start)
    return _OF_A_LAW.search(source.text, max(sentence.start, hit.start - _NEAR), day) is None


def _is_in_change_log(source: Source, start: int) -> bool:
    """A line of a change log, or a row under words for changes, begins with its day."""
    block = source.block_at(start)
    if block.start != start:
        return False
    if any(_OF_CHANGES.search(title) for title in (*block.section[-1:], *(cell.header for cell in block.cells))):
        return True
    keys = {key for heading in block.section[-1:] for key in source.title_keys(heading, "headings")}
    return "change_log" in keys


def _stands_alone(source: Source, start: int, end: int) -> bool:
    """Whether a line of the head or foot is a day, alone or behind a place ("Umeå den 3 maj 2023")."""
    block = source.block_at(start)
    before = source.text[block.start : start].removesuffix("den ").strip(" ,")
    is_place = before.isalpha() and before[:1].isupper()
    return (not before or is_place) and block.end - end <= 2 and _is_at_an_end(source, block)
