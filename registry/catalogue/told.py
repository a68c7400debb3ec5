"""Rows of the register as JSON tells them, asked by statements that are made once: for lists and whole things.

Whoever tells a thing names its fields; which columns they are follows from their names.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import col

from registry.catalogue.dated import Moment, live
from registry.prepared import Prepared, told
from registry.tables import Claim, Dated, Table
from registry.tables.base import Instant

_ON = cast(Any, sa.bindparam("on", type_=sa.Date()))
_KNOWN_AT = cast(Any, sa.bindparam("known_at", type_=Instant()))
NOW, THEN = Moment(_ON), Moment(_ON, _KNOWN_AT)
"""Moments whose day and instant are given when the statement is asked."""
IDENTITY = sa.bindparam("identity", type_=sa.String())


def may_be(field: str) -> tuple[str, ...]:
    """The columns that a field of this name may be: of the same name, or the id of what the field names."""
    return ("recorded_at",) if field == "updated_at" else (field, f"{field}_id")


class AtMoment:
    """A question about some fields of a table's rows, prepared for what is known now and what was known once."""

    def __init__(
        self, table: type[Table], fields: Iterable[str], narrow: Callable[[Any, Moment], Any], *more: Any
    ) -> None:  # fmt: skip
        """`narrow` says which rows and in what order; the columns `more` come after those of the fields."""
        held = sa.inspect(table).columns
        found = {field: [name for name in may_be(field) if name in held] for field in fields}
        self.fields = tuple(field for field, names in found.items() if names)
        columns = [told(held[names[0]]).label(f"f_{field}") for field, names in found.items() if names]
        self._now, self._then = (
            Prepared(narrow(standing(table, moment).with_only_columns(*columns, *more), moment))
            for moment in (NOW, THEN)
        )

    def rows(self, connection: Connection, moment: Moment, **values: Any) -> Sequence[Any]:
        """The rows as they stand at the moment, each with its fields in their order."""
        if moment.known_at is None:
            return self._now.rows(connection, on=moment.on, **values)
        return self._then.rows(connection, on=moment.on, known_at=moment.known_at, **values)


def standing(table: type[Table], moment: Moment) -> Any:
    """A table's rows as they stand at a moment: dated rows, and claims, which are superseded."""
    if issubclass(table, Dated):
        return live(table, moment)
    assert table is Claim
    superseded = col(Claim.superseded_at)
    known: sa.ColumnElement[bool] = superseded.is_(None)
    if moment.known_at is not None:
        later = sa.or_(known, superseded > moment.known_at)
        known = sa.and_(col(Claim.recorded_at) <= moment.known_at, later)
    begun = sa.or_(col(Claim.valid_from).is_(None), col(Claim.valid_from) <= moment.on)
    holds = sa.or_(col(Claim.valid_until).is_(None), col(Claim.valid_until) > moment.on)
    return sa.select(Claim).where(known, begun, holds)


def one(table: type[Table], fields: Iterable[str]) -> AtMoment:
    """The row of an id."""
    return AtMoment(table, fields, lambda asked, _moment: asked.where(sa.inspect(table).columns["id"] == IDENTITY))


def belonging(table: type[Table], fields: Iterable[str], column: str) -> AtMoment:
    """The rows that belong to a thing by a column, in the order in which they are shown."""
    return AtMoment(
        table,
        fields,
        lambda asked, _moment: in_order(asked.where(sa.inspect(table).columns[column] == IDENTITY), table),
    )


def in_order(asked: Any, table: type[Table]) -> Any:
    """The order in which rows of a thing are shown."""
    columns = sa.inspect(table).columns
    first = ("field", "position", "id") if table is Claim else ("position", "name", "id")
    return asked.order_by(*(columns[name] for name in first if name in columns))
