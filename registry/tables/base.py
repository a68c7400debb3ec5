"""What every table shares: names of constraints, UTC instants, closed vocabularies, dated rows, ids."""

import secrets
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData
from sqlalchemy.engine.interfaces import Dialect
from sqlmodel import Field, SQLModel

from registry.terms import Grade, Origin

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The base of all tables; one metadata with named constraints."""

    metadata = MetaData(naming_convention=NAMING)


class Instant(sa.TypeDecorator[datetime]):
    """An aware UTC instant. SQLite forgets time zones; this gives them back and refuses naive ones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(vocabulary: type[StrEnum], check: str | None = None) -> Any:
    """The column type of a closed vocabulary: its values as text, held by a CHECK.

    `check` names the constraint where a table has several columns of one vocabulary.
    """
    return sa.Enum(
        vocabulary,
        native_enum=False,
        create_constraint=True,
        length=64,
        name=check or vocabulary.__name__.lower(),
        values_callable=lambda words: [w.value for w in words],
    )


JSON: Any = sa.JSON(none_as_null=True)
INSTANT: Any = Instant


def now() -> datetime:
    """This instant, to the microsecond."""
    return datetime.now(UTC)


def new_id(prefix: str) -> str:
    """An opaque id such as `eng_3f9c…` that names a thing for ever."""
    return f"{prefix}_{secrets.token_hex(8)}"


class Sourced(Table):
    """Where a row's values come from: a citation or address, and how it was seen."""

    source: str = Field(description="document, address or citation")
    grade: Grade = Field(sa_type=word(Grade))


class Dated(Sourced):
    """A row that holds for a time and was known for a time; never updated in place.

    `id` names the thing for ever and several rows carry it. `valid_from` None: since before anything recorded;
    `valid_until` is the first day it no longer holds. `retired_at` None: live. A correction retires the row and writes
    another with the same validity; a change in the world ends the validity and writes the next.
    """

    row: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True, max_length=80)
    valid_from: date | None = None
    valid_until: date | None = None
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)
    retired_at: datetime | None = Field(default=None, sa_type=INSTANT)
    origin: Origin = Field(sa_type=word(Origin))
