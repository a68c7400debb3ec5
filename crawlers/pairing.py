"""Which row of the register a row of a page is: by name, by whom the name stands for, or by a name spelled anew. Pure.

One to one: a party may stand in several rows, each for its own purpose.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from crawlers.findings.rows import Row
from crawlers.gazetteer import Gazetteer, plain_name
from crawlers.phrases import fold

Listed = Any  # a live sub-processor row of the register, as columns

_SAME_NAME = 88
_SAME_PURPOSE = 85
_MOST_COMPARED = 100_000  # pairs of names spelled anew; a hostile list is not worth more


@dataclass(frozen=True, slots=True)
class Pairs:
    """The rows of a page beside the register's: met in both, only on the page, only in the register."""

    met: tuple[tuple[Row, Listed], ...]
    new: tuple[Row, ...]
    left: tuple[Listed, ...]


def pair(rows: Iterable[Row], listed: Iterable[Listed], gazetteer: Gazetteer) -> Pairs:
    """Pair the surest first: name and purpose, name, whom it stands for, a name that gained or lost a word."""

    def party(name: str) -> Hashable:
        known = gazetteer.resolve(name)
        return plain_name((known.service or known.party if known else None) or name)

    keys: list[Callable[[str, str | None], Hashable]] = [
        lambda name, purpose: (plain_name(name), _words(purpose)),
        lambda name, _: plain_name(name),
        lambda name, purpose: (party(name), _words(purpose)),
        lambda name, _: party(name),
    ]
    free, held = list(rows), list(listed)
    met: list[tuple[Row, Listed]] = []
    for key in keys:
        free, held = _meet(free, held, key, met)
    free, held = _respelled(free, held, met)
    return Pairs(tuple(sorted(met, key=lambda both: both[0].name_start)), tuple(free), tuple(held))


def is_same_purpose(one: str | None, other: str | None) -> bool:
    """Whether two purposes say the same but for a word's spelling."""
    return fuzz.ratio(_words(one), _words(other)) >= _SAME_PURPOSE


def _meet(
    rows: list[Row], listed: list[Listed], key: Callable[[str, str | None], Hashable], met: list[tuple[Row, Listed]]
) -> tuple[list[Row], list[Listed]]:
    waiting: dict[Hashable, list[Listed]] = defaultdict(list)
    for known in listed:
        waiting[key(known.name_as_written, known.purpose)].append(known)
    free = []
    for row in rows:
        candidates = waiting.get(key(row.name, row.purpose))
        if candidates:
            met.append((row, candidates.pop(0)))
        else:
            free.append(row)
    taken = {id(known) for _, known in met}
    return free, [known for known in listed if id(known) not in taken]


def _respelled(rows: list[Row], listed: list[Listed], met: list[tuple[Row, Listed]]) -> tuple[list[Row], list[Listed]]:
    if len(rows) * len(listed) > _MOST_COMPARED:
        return rows, listed
    left, free = list(listed), []
    for row in rows:
        known = next(_alike(row, left), None)
        if known is None:
            free.append(row)
        else:
            met.append((row, known))
            left = [other for other in left if other is not known]
    return free, left


def _alike(row: Row, listed: Iterable[Listed]) -> Iterator[Listed]:
    name = plain_name(row.name)
    for known in listed:
        other = plain_name(known.name_as_written)
        if name[:1] == other[:1] and fuzz.ratio(name, other) >= _SAME_NAME:
            yield known
        words, others = set(name.split()), set(other.split())
        if (words <= others or others <= words) and row.purpose and _words(row.purpose) == _words(known.purpose):
            yield known


def _words(text: str | None) -> str:
    return " ".join(fold(text or "").split())
