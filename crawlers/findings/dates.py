"""The day of the newest version a document names: head, foot, version line or newest line of its change log."""

from crawlers.days import find_dates
from crawlers.findings.source import Source, inside

_NEAR = 70
_TOP_BLOCKS = 6


def last_updated(source: Source) -> str | None:
    """`YYYY-MM-DD` or `YYYY-MM`; None where no day is named beside a word for it. Never the day of reading."""
    dates = sorted(find_dates(source.text), key=lambda found: found.start)
    found = []
    for hit in source.hits.all("dates"):
        stop = source.block_at(hit.start).end
        near = inside(dates, hit.end, min(stop, hit.end + _NEAR) + 1)
        if near and near[0].day is not None and _says_so(source, hit.start, near[0].start):
            found.append(near[0].day)
    found += [one.day for one in dates if one.day is not None and _is_in_change_log(source, one.start)]
    if not found:
        found = [one.day for one in dates if one.day is not None and _stands_alone(source, one.start, one.end)]
    return max(found, default=None)


def _says_so(source: Source, start: int, day: int) -> bool:
    """The word and the day belong together: a short way, no sentence end between."""
    between = source.text[start:day]
    return ". " not in between


def _is_in_change_log(source: Source, start: int) -> bool:
    """A line of a change log begins with its day."""
    block = source.block_at(start)
    keys = {key for heading in block.section[-1:] for key in source.title_keys(heading, "headings")}
    return block.start == start and "change_log" in keys


def _stands_alone(source: Source, start: int, end: int) -> bool:
    block = source.block_at(start)
    return block.start == start and block.end - end <= 2 and block in source.blocks[:_TOP_BLOCKS]
