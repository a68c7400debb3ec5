"""Rows of a list of sub-processors compared party by party: added, gone, moved, for another purpose, by another tool.

Names are brought to one form first. Rows of one party are compared as sets where they are too many to be paired.
"""

from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from crawlers.blocks import Block
from crawlers.changes import Change, Quote, quoted
from crawlers.compare import Difference, Passage
from crawlers.findings.mechanisms import acts_in
from crawlers.findings.rows import Row
from crawlers.gazetteer import plain_name
from crawlers.phrases import OTHER, fold, phrases
from crawlers.read import Reading
from crawlers.wording import instruments, modules
from registry.terms import ChangeKind

_SAME_NAME = 88
_SAME_PURPOSE = 85
_MAX_RENAMED = 10_000
_MOST_COMPARED = 4_000  # pairs of one party's rows spelled anew; beyond it rows are the same word for word, or others
_MOST_ALIKE = 60  # rows of one party at one place among which the same row spelled anew is sought

Rows = Mapping[str, tuple[Row, ...]]


def changed_rows(before: Reading, after: Reading) -> Iterator[Change]:
    """Sub-processor rows added, removed, moved to another place or given another purpose."""
    old, new = _by_name(before), _by_name(after)
    renamed = dict(_renamed(old, new))
    taken = frozenset(renamed.values())
    spelt, spelt_later = _spellings(before), _spellings(after)
    for name, rows in old.items():
        gone = _not_among(rows, spelt_later)
        if gone and name not in new and name not in renamed:
            yield _row_change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, before, gone[0], None, None)
    for name, rows in new.items():
        fresh = _not_among(rows, spelt)
        if fresh and name not in old and name not in taken:
            yield _row_change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, None, None, after, fresh[0])
    for name, rows in old.items():
        later = new.get(renamed.get(name, name))
        if later is not None:
            yield from _row_facts(before, rows, after, later)


def _by_name(reading: Reading) -> Rows:
    grouped: dict[str, list[Row]] = {}
    for row in reading.sub_processors:
        known = reading.gazetteer.resolve(row.name)
        name = plain_name((known.service or known.party if known else None) or row.name)
        grouped.setdefault(name, []).append(row)
    return {name: tuple(found) for name, found in grouped.items()}


def _spellings(reading: Reading) -> frozenset[str]:
    return frozenset(plain_name(row.name) for row in reading.sub_processors)


def _not_among(rows: tuple[Row, ...], names: frozenset[str]) -> list[Row]:
    """Rows whose very name the other text lacks: a name that is known in one spelling alone is no other party."""
    return [row for row in rows if plain_name(row.name) not in names]


def _renamed(old: Rows, new: Rows) -> Iterator[tuple[str, str]]:
    """A name that changed its spelling, or gained or lost a word, in a row that says the same."""
    free = [name for name in new if name not in old]
    gone = [name for name in old if name not in new]
    if len(free) * len(gone) > _MAX_RENAMED:
        return  # another list altogether
    for name in gone:
        match = next((other for other in free if _is_same_party(name, old[name], other, new[other])), None)
        if match is not None:
            free.remove(match)
            yield name, match


def _is_same_party(name: str, rows: tuple[Row, ...], other: str, others: tuple[Row, ...]) -> bool:
    if fuzz.ratio(name, other) >= _SAME_NAME and name[:1] == other[:1]:
        return True
    words, other_words = set(name.split()), set(other.split())
    if not (words <= other_words or other_words <= words):
        return False
    return _purposes(rows) == _purposes(others) and bool(rows[0].purpose)


def _purposes(rows: tuple[Row, ...]) -> set[str]:
    return {fold(row.purpose or "") for row in rows}


def _row_change(
    kind: ChangeKind, before: Reading | None, old: Row | None, after: Reading | None, new: Row | None
) -> Change:
    row = new or old
    places = _told_places(row) if row else ()
    return Change(kind, _quote(before, old), _quote(after, new), row.name if row else None, places)


def _quote(reading: Reading | None, row: Row | None) -> Quote | None:
    if reading is None or row is None:
        return None
    return Quote(reading.extracted.text[row.start : row.end], row.start, row.end)


def _row_facts(before: Reading, old: tuple[Row, ...], after: Reading, new: tuple[Row, ...]) -> Iterator[Change]:
    """Rows of one party: what it does where, however many rows say it."""
    gone, fresh = _without_same(old, new), _without_same(new, old)
    first, second = (gone or old)[0], (fresh or new)[0]
    places, later_places = _places(old), _places(new)
    if places != later_places and _is_told(old) and _is_told(new):
        pair = _place_pair(old, new) or (first, second)
        changed = tuple(sorted((places ^ later_places) & later_places)) or tuple(sorted(places ^ later_places))
        quotes = _quote(before, pair[0]), _quote(after, pair[1])
        sides = tuple(sorted(places)), tuple(sorted(later_places))
        yield Change(ChangeKind.LOCATION_OR_COUNTRY_CHANGE, *quotes, second.name, changed, None, *sides)
    elif gone and fresh and [row.countries for row in gone] != [row.countries for row in fresh]:
        quotes = _quote(before, first), _quote(after, second)
        yield Change(ChangeKind.LOCATION_OR_COUNTRY_CHANGE, *quotes, second.name, second.countries)
    elif bool(gone) != bool(fresh) and not _is_other_purpose(old, new):
        yield _one_sided(before, gone, after, fresh)
    if _is_other_purpose(old, new):
        yield Change(ChangeKind.PURPOSE_CHANGE, _quote(before, first), _quote(after, second), second.name)


def _one_sided(before: Reading, gone: list[Row], after: Reading, fresh: list[Row]) -> Change:
    """A row more or less of a party that stays, for a purpose and at places its other rows name apart."""
    row = (gone or fresh)[0]
    old, new = (gone[0], None) if gone else (None, fresh[0])
    return Change(
        ChangeKind.LOCATION_OR_COUNTRY_CHANGE, _quote(before, old), _quote(after, new), row.name, _told_places(row)
    )


def _told_places(row: Row) -> tuple[str, ...]:
    return tuple(row.countries) or ((row.seat,) if row.seat else ())


def _places(rows: tuple[Row, ...]) -> set[str]:
    return {place for row in rows for place in (*row.countries, *((row.seat,) if row.seat else ()))}


def _is_told(rows: tuple[Row, ...]) -> bool:
    return bool(_places(rows))


def _place_pair(old: tuple[Row, ...], new: tuple[Row, ...]) -> tuple[Row, Row] | None:
    """Rows for the same purpose at different places."""
    by_purpose: dict[str, dict[object, Row]] = {}
    for row in new:
        by_purpose.setdefault(fold(row.purpose or ""), {}).setdefault(_place(row), row)
    for row in old:
        for place, other in by_purpose.get(fold(row.purpose or ""), {}).items():
            if place != _place(row):
                return row, other
    return None


def _place(row: Row) -> object:
    return row.countries, row.seat


def _without_same(rows: tuple[Row, ...], others: tuple[Row, ...]) -> list[Row]:
    """Rows that the other text has not: neither word for word, nor, while they are few enough, spelled anew."""
    said = {(_place(row), fold(row.purpose or "")) for row in others}
    left = [row for row in rows if (_place(row), fold(row.purpose or "")) not in said]
    if len(left) * len(others) > _MOST_COMPARED:
        return left
    return [row for row in left if not any(_says_the_same(row, other) for other in others)]


def _says_the_same(one: Row, other: Row) -> bool:
    return _place(one) == _place(other) and not _differs(fold(one.purpose or ""), fold(other.purpose or ""))


def _differs(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) < _SAME_PURPOSE


def _is_other_purpose(old: tuple[Row, ...], new: tuple[Row, ...]) -> bool:
    """Some purpose is told on one side only, and both sides tell purposes."""
    if not all(row.purpose for row in (*old, *new)):
        return False
    was, now = _purposes(old), _purposes(new)
    return _has_other(was, now) or _has_other(now, was)


def _has_other(was: set[str], now: set[str]) -> bool:
    """Whether some purpose is like none there was; too many to compare are another unless they are the same."""
    fresh = now - was
    if len(fresh) * len(was) > _MOST_COMPARED:
        return True
    return any(all(_differs(one, other) for other in was) for one in fresh)


def row_tools(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Rows of one party that name another transfer tool than before, or now one, or none any more."""
    old, new = _Tools(before), _Tools(after)
    for pair in difference.reworded:
        was, now = old.by_start.get(pair.before.start), new.by_start.get(pair.after.start)
        if was is None or now is None or plain_name(was.name) != plain_name(now.name):
            continue
        if _tools(pair.before.text, pair.before.block) != _tools(pair.after.text, pair.after.block):
            yield _tool_change(pair.before, pair.after, now)
    for passage in difference.removed:
        if old.are_other(passage, new):
            yield _tool_change(passage, None, old.by_start[passage.start])
    for passage in difference.added:
        if new.are_other(passage, old):
            yield _tool_change(None, passage, new.by_start[passage.start])


class _Tools:
    """The tools of one version's rows, each row read once."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.extracted.text
        self._read: dict[int, frozenset[str]] = {}
        self._at: dict[object, list[Row]] = {}
        self.by_start = {row.start: row for row in reading.sub_processors}
        for row in reading.sub_processors:
            self._at.setdefault((plain_name(row.name), _place(row)), []).append(row)

    def are_other(self, passage: Passage, other: "_Tools") -> bool:
        """Whether the other text has this row's party for this purpose at this place, but never with its tool."""
        row = self.by_start.get(passage.start)
        if row is None:
            return False
        near = other._at.get((plain_name(row.name), _place(row)), [])[:_MOST_ALIKE]
        said = [other._of(one) for one in near if _says_the_same(row, one)]
        return bool(said) and self._of(row) not in said

    def _of(self, row: Row) -> frozenset[str]:
        if row.start not in self._read:
            self._read[row.start] = _tools(self._text[row.start : row.end], None)
        return self._read[row.start]


def _tool_change(before: Passage | None, after: Passage | None, row: Row) -> Change:
    was, now = (tuple(sorted(_tools(one.text, one.block))) if one is not None else () for one in (before, after))
    quotes = quoted(before), quoted(after)
    return Change(ChangeKind.TRANSFER_MECHANISM_CHANGE, *quotes, row.name, row.countries, None, was, now)


def _tools(text: str, block: Block | None) -> frozenset[str]:
    """The tools and acts a row names, in either language: a list says them as it likes."""
    named = {hit.key for hit in phrases(OTHER).find(text).all("mechanisms")}
    acts = acts_in(f"{text} {instruments(block)}" if block is not None else text)
    return frozenset(named) | frozenset(acts) | modules(text)
