"""What came, ended and was corrected in the file of a service: its names, documents, places and sub-processors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue.dated import BOOKKEEPING, Moment
from registry.catalogue.reading import Row
from registry.tables import Document, Location, Name, SubprocessorRow
from registry.tables.base import Dated


class Sort(StrEnum):
    """Of what a service's file is made."""

    NAME = "name"
    DOCUMENT = "document"
    LOCATION = "location"
    SUB_PROCESSOR = "sub_processor"


class Deed(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    ENDED = "ended"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that came about. `on` None: since before anything was recorded; `recorded_at`: when we wrote it."""

    sort: Sort
    deed: Deed
    row: Dated
    on: date | None
    recorded_at: datetime


_TIMES = BOOKKEEPING | {"valid_from", "valid_until", "origin"}
_TABLES: tuple[tuple[Sort, type[Dated]], ...] = (
    (Sort.NAME, Name), (Sort.DOCUMENT, Document), (Sort.LOCATION, Location), (Sort.SUB_PROCESSOR, SubprocessorRow),
)  # fmt: skip


def history(session: Session, moment: Moment, service: Row) -> list[Happened]:
    """Everything that came about by the day, as known at the instant; the newest first. What is on file for one
    engagement alone is left to its controller."""
    found = [one for sort, table in _TABLES for one in _of_table(session, sort, table, moment, service)]
    return sorted(found, key=lambda one: (one.on or date.min, one.recorded_at, one.row.id), reverse=True)


def _of_table(
    session: Session, sort: Sort, table: type[Dated], moment: Moment, service: Row
) -> Iterator[Happened]:  # fmt: skip
    rows = _written(session, table, moment, service)
    fresh = {(row.id, row.recorded_at, _content(row)) for row in rows}
    for row in rows:
        if row.retired_at is None or (moment.known_at is not None and row.retired_at > moment.known_at):
            yield from _of(sort, row, moment)
        elif (row.id, row.retired_at, _content(row)) not in fresh:
            yield Happened(sort, Deed.CORRECTED, row, row.retired_at.date(), row.retired_at)


def _content(row: Dated) -> str:
    """What a row says, without when it holds: one that only ended says the same."""
    return repr([getattr(row, name) for name in type(row).model_fields if name not in _TIMES])


def _written(session: Session, table: type[Dated], moment: Moment, service: Row) -> list[Dated]:
    """The rows of a table about a service, those that were taken back too."""
    statement = select(table).where(_whose(table, service))
    if moment.known_at is not None:
        statement = statement.where(col(table.recorded_at) <= moment.known_at)
    rows = session.exec(statement.order_by(col(table.row)))
    return [row for row in rows if not (isinstance(row, SubprocessorRow) and row.engagement_id)]


def _whose(table: type[Dated], service: Row) -> sa.ColumnElement[bool]:
    column: sa.ColumnElement[str] = sa.inspect(table).columns["subject_id" if table is Name else "service_id"]
    is_its: sa.ColumnElement[bool] = column == service.id
    return is_its


def _of(sort: Sort, row: Dated, moment: Moment) -> Iterator[Happened]:
    """A row that stands came, and perhaps ended."""
    if row.valid_from is None or row.valid_from <= moment.on:
        yield Happened(sort, Deed.ADDED, row, row.valid_from, row.recorded_at)
    if row.valid_until is not None and row.valid_until <= moment.on:
        yield Happened(sort, Deed.ENDED, row, row.valid_until, row.recorded_at)
