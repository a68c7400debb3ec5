"""Curated rows beside what the database holds: only what differs is written, and a person's word is never touched.

A table is read once and compared in memory, so that a whole catalogue loads in seconds; the guarantee that no two live
rows of one thing overlap is kept here as in `dated.add`. A place among siblings (`position`) says nothing: where only
that differs, the row stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.catalogue import dated
from registry.errors import Conflict
from registry.tables import Dated, SubprocessorRow
from registry.terms import Origin

Row = TypeVar("Row", bound=Dated)
LEFT = "left"  # in `detail`: the row was ended because its list no longer names it


@dataclass(slots=True)
class Counts:
    """What a load did to one table. `decided`: curated rows that a person or an import already said otherwise."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    kept: int = 0
    decided: int = 0

    def wrote(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.changed or self.ended)


Leaving = Callable[[Dated], date | None]


def _unknown(_row: Dated) -> date | None:
    return None


def shelve(
    session: Session,
    table: type[Row],
    wanted: Iterable[Row],
    at: datetime,
    *,
    leaving: Leaving = _unknown,
    among: ColumnElement[bool] | None = None,
    origin: Origin = Origin.DATA,
) -> Counts:
    """Make the rows of one origin what `wanted` says, in the whole table or `among` the rows of one portfolio.

    A row gone from the data ends on the day `leaving` tells; where it tells none, it is retired.
    """
    counts = Counts()
    live = select(table).where(col(table.retired_at).is_(None))
    standing = _by_id(session.exec(live if among is None else live.where(among)).all())
    asked = _by_id(wanted)
    for identity in asked | standing:
        shelf = _Shelf(session, at, counts, leaving, origin)
        shelf.settle(standing.get(identity, []), asked.get(identity, []))
    return counts


def _by_id(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.id].append(row)
    return dict(groups)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The rows of one thing: those that stand and those that are asked for."""

    session: Session
    at: datetime
    counts: Counts
    leaving: Leaving
    origin: Origin

    def settle(self, standing: list[Row], asked: list[Row]) -> None:
        if any(row.origin is not self.origin for row in standing):
            self._leave_to_people(standing, asked)
            return
        for row in asked:
            _keep_start(row, standing)
        kept = [row for row in standing if any(_alike(row, one) for one in asked)]
        self.counts.kept += len(kept)
        fresh = [row for row in asked if not any(_alike(row, one) for one in kept)]
        staying = [row for row in standing if _is_in(row, kept) or _stays_ended(row, fresh)]
        stale = [row for row in standing if not _is_in(row, staying)]
        _refuse_overlaps(staying + fresh)
        self._replace(stale, fresh)

    def _leave_to_people(self, standing: list[Row], asked: list[Row]) -> None:
        for row in asked:
            if any(_alike(row, one) for one in standing):
                self.counts.kept += 1
            else:
                self.counts.decided += 1

    def _replace(self, stale: list[Row], fresh: list[Row]) -> None:
        changed = min(len(stale), len(fresh))
        self.counts.changed += changed
        self.counts.added += len(fresh) - changed
        self.counts.ended += len(stale) - changed
        for row in stale:
            row.retired_at = self.at
        self.session.add_all((*stale, *fresh, *(self._ended(row) for row in stale[changed:] if self._ends(row))))

    def _ends(self, row: Row) -> bool:
        day = self.leaving(row)
        return day is not None and row.valid_until is None and (row.valid_from is None or row.valid_from < day)

    def _ended(self, row: Row) -> Row:
        detail = {**(getattr(row, "detail", None) or {}), LEFT: True}
        return dated.copy(row, self.at, valid_until=self.leaving(row), detail=detail)


def _is_in(row: Dated, rows: Iterable[Dated]) -> bool:
    return any(row is one for one in rows)


def _alike(first: Dated, second: Dated) -> bool:
    names = [name for name in type(first).model_fields if name not in dated.BOOKKEEPING and name != "position"]
    return all(getattr(first, name) == getattr(second, name) for name in names)


def _keep_start(row: Dated, standing: Iterable[Dated]) -> None:
    """A row that is still on a newer list has stood since it was first seen, not since the newer list's day."""
    if not isinstance(row, SubprocessorRow) or (row.detail or {}).get("start") != "list" or row.valid_until:
        return
    for other in standing:
        earlier = other.valid_from is None or (row.valid_from is not None and other.valid_from < row.valid_from)
        if other.valid_until is None and earlier:
            row.valid_from = other.valid_from


def _stays_ended(row: Dated, fresh: Iterable[Dated]) -> bool:
    """Whether the row left its list at an earlier load and nothing that is asked for now denies it."""
    left = bool((getattr(row, "detail", None) or {}).get(LEFT))
    return left and not any(dated.overlap(row, one) for one in fresh)


def _refuse_overlaps(rows: Sequence[Dated]) -> None:
    for number, row in enumerate(rows):
        if any(dated.overlap(row, other) for other in rows[:number]):
            raise Conflict(f"{row.id} would stand twice from {row.valid_from or 'the start'} on.", existing=row.id)
