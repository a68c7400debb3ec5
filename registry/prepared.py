"""Statements made once, whose rows come as JSON tells them: for what is asked all day.

Most of the time of such an answer went into finding the compiled form of a statement that never changes, and into
values made only to be unmade: a day read into a date and written out again, a list parsed and put together again.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from msgspec import Raw
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import Dialect

from registry import scoping
from registry.tables.base import Instant

Converter: TypeAlias = Callable[[Any], Any]
_WHOLE_SECOND = ".000000"


class _Told(sa.types.UserDefinedType[Any]):
    """A column as JSON tells it, whatever the driver gives."""

    cache_ok = True

    def __init__(self, on_sqlite: Converter | None, elsewhere: Converter | None) -> None:
        self.on_sqlite, self.elsewhere = on_sqlite, elsewhere

    def result_processor(self, dialect: Dialect, coltype: object) -> Converter | None:
        """From what the driver gives; None: it is told as it comes."""
        tell = self.on_sqlite if dialect.name == "sqlite" else self.elsewhere
        return None if tell is None else lambda value: None if value is None else tell(value)


def _told_instant(text: str) -> str:
    return f"{text[:10]}T{text[11:].removesuffix(_WHOLE_SECOND)}Z"


def _told_aware(at: datetime) -> str:
    return f"{at.astimezone(UTC).isoformat().removesuffix('+00:00')}Z"


_DAY, _INSTANT, _JSON = _Told(None, date.isoformat), _Told(_told_instant, _told_aware), _Told(Raw, None)


def told(column: Any) -> sa.ColumnElement[Any]:
    """The column as JSON tells it: days and instants as text, closed words as they are stored, JSON as it is stored."""
    match column.type:
        case Instant():
            return sa.type_coerce(column, _INSTANT)
        case sa.Date():
            return sa.type_coerce(column, _DAY)
        case sa.JSON():
            return sa.type_coerce(column, _JSON)
        case sa.Enum():
            return sa.type_coerce(column, sa.String())
    found: sa.ColumnElement[Any] = column
    return found


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one database's driver takes it."""

    text: str
    order: tuple[str, ...] | None  # of the values, where they have no names
    values: Mapping[str, Any]  # those that stand in the statement itself
    binders: Mapping[str, Converter]
    converters: tuple[tuple[int, Converter], ...]

    def bound(self, given: Mapping[str, Any]) -> Any:
        values = {**self.values, **given}
        for name, bind in self.binders.items():
            if name in values:
                values[name] = bind(values[name])
        return values if self.order is None else tuple([values[name] for name in self.order])

    def converted(self, rows: Sequence[Any]) -> Sequence[Any]:
        return [self._row(row) for row in rows] if self.converters else rows

    def _row(self, row: Any) -> list[Any]:
        values = list(row)
        for place, convert in self.converters:
            values[place] = convert(values[place])
        return values


class Prepared:
    """A statement with named values."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Connection, **given: Any) -> Sequence[Any]:
        """Its rows, each a sequence in the order of its columns; as far as the connection's scope lets them be seen."""
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = self._forms[connection.dialect.name] = _form(self._statement, connection.dialect)
        return form.converted(_asked(connection, form.text, form.bound(given)))


def _form(statement: Any, dialect: Dialect) -> _Form:
    compiled = statement.compile(dialect=dialect)
    binders = {name: one.type.dialect_impl(dialect).bind_processor(dialect) for name, one in compiled.binds.items()}
    types = [column.type.dialect_impl(dialect) for column in getattr(statement, "selected_columns", ())]
    converters = [(place, one.result_processor(dialect, None)) for place, one in enumerate(types)]
    return _Form(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positional else None,
        {name: value for name, value in compiled.params.items() if value is not None},
        {name: bind for name, bind in binders.items() if bind is not None},
        tuple((place, convert) for place, convert in converters if convert is not None),
    )


def _asked(connection: Connection, text: str, values: Any) -> Sequence[Any]:
    """Past SQLAlchemy where the driver is SQLite's: what it does around a question costs more than the question.

    The scope narrows the statement here as it does there; a question that fails is asked once more through SQLAlchemy,
    which makes the driver's error one of ours.
    """
    if connection.dialect.name == "sqlite":
        narrowed, _ = scoping.shadow(connection, None, text, values)
        driver: Any = connection.connection.dbapi_connection
        try:
            return list(driver.execute(narrowed, values))
        except (sqlite3.Error, UnicodeEncodeError, OverflowError):
            pass
    return connection.exec_driver_sql(text, values).all()
