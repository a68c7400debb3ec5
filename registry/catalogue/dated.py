"""How dated rows are read on a day as known at an instant, and written: added, corrected, ended, never updated.

Every reader of the catalogue asks through `live`, so `?on=` and `?known_at=` mean the same everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.errors import BadInput, Conflict, NotFound
from registry.tables import Dated, now
from registry.terms import Origin

Row = TypeVar("Row", bound=Dated)

BOOKKEEPING = frozenset({"row", "recorded_at", "retired_at"})


@dataclass(frozen=True, slots=True)
class Moment:
    """The two times of a question: the day asked about, and the instant of knowledge (None: now)."""

    on: date
    known_at: datetime | None = None


def live(table: type[Row], moment: Moment, *, on: bool = True) -> SelectOfScalar[Row]:
    """Rows that hold on the day (`on=False`: on any day), as known at the instant."""
    statement = select(table)
    if moment.known_at is None:
        statement = statement.where(col(table.retired_at).is_(None))
    else:
        statement = statement.where(
            col(table.recorded_at) <= moment.known_at,
            or_(col(table.retired_at).is_(None), col(table.retired_at) > moment.known_at),
        )
    if not on:
        return statement
    return statement.where(
        or_(col(table.valid_from).is_(None), col(table.valid_from) <= moment.on),
        or_(col(table.valid_until).is_(None), col(table.valid_until) > moment.on),
    )


def one(session: Session, table: type[Row], identity: str, moment: Moment) -> Row:
    """The row of this id on the day. Raises NotFound."""
    row = session.exec(live(table, moment).where(col(table.id) == identity)).first()
    if row is None:
        raise nothing(identity, moment)
    return row


def nothing(identity: str, moment: Moment) -> NotFound:
    """That no row has this id on the day."""
    return NotFound(f"Nothing has the id {identity} on {moment.on.isoformat()}.", named=identity)


def add(session: Session, row: Row) -> Row:
    """Write a new row. Raises BadInput for a validity that ends before it begins, Conflict for an overlap."""
    if row.valid_from and row.valid_until and row.valid_until <= row.valid_from:
        raise BadInput(
            f"{row.id} would end on {row.valid_until}, not after its start on {row.valid_from}.", field="valid_until"
        )
    table = type(row)
    for other in session.exec(select(table).where(col(table.id) == row.id, col(table.retired_at).is_(None))):
        if overlap(row, other):
            raise Conflict(f"{row.id} already stands from {other.valid_from or 'the start'} on.", existing=row.id)
    session.add(row)
    session.flush()
    return row


def retire(session: Session, row: Dated, *, at: datetime | None = None) -> None:
    """Take a row out of what is known, from now on."""
    row.retired_at = at or now()
    session.add(row)
    session.flush()


def correct(session: Session, row: Row, **changes: Any) -> Row:
    """Replace a row by one that should have stood all along: same validity unless `changes` says otherwise."""
    at = now()
    successor = copy(row, at, **changes)
    retire(session, row, at=at)
    return add(session, successor)


def change(session: Session, row: Row, on: date, **changes: Any) -> Row:
    """What the world changed on a day: the old validity ends then, the new row begins."""
    if row.valid_from is not None and row.valid_from >= on:
        return correct(session, row, **changes)
    at = now()
    successor = copy(row, at, **({"valid_from": on} | changes))
    ended = copy(row, at, valid_until=on)
    retire(session, row, at=at)
    add(session, ended)
    return add(session, successor)


def end(session: Session, row: Row, on: date) -> Row:
    """A person ends a row's validity: `on` is the first day it no longer holds. Loading and importing leave it so.

    Raises BadInput when that is before its start.
    """
    return correct(session, row, valid_until=on, origin=Origin.PERSON)


def copy(row: Row, at: datetime, **changes: Any) -> Row:
    """A fresh row with the same values, recorded at `at`."""
    values = {name: getattr(row, name) for name in type(row).model_fields if name not in BOOKKEEPING}
    return type(row)(**(values | {"recorded_at": at} | changes))


def same(first: Dated, second: Dated) -> bool:
    """Whether two rows say the same, bookkeeping apart."""
    names = [name for name in type(first).model_fields if name not in BOOKKEEPING]
    return all(getattr(first, name) == getattr(second, name) for name in names)


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows keyed by the id of the thing they are about."""
    return {row.id: row for row in rows}


def overlap(first: Dated, second: Dated) -> bool:
    """Whether there is a day on which both rows hold."""
    starts_before = second.valid_until is None or first.valid_from is None or first.valid_from < second.valid_until
    ends_after = first.valid_until is None or second.valid_from is None or second.valid_from < first.valid_until
    return starts_before and ends_after
