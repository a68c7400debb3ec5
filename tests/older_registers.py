"""A register as an older Onward left it: the tables of an older schema, with the rows and the chain of that time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from registry import audit
from registry.errors import Conflict
from registry.keeping.copying import tables
from registry.store import MIGRATIONS, Store
from registry.tables import Audit
from registry.tables.base import Instant

Row = dict[str, Any]
NEVER_WRITTEN = {"review": "0007", "objection": "0008", "subscription": "0009"}
"""Tables that stood from the first schema on and were made anew by these, before any Onward wrote a row of them."""
TOLD_APART = "0018"  # from here on a link's hash is made of the one before and of the hash of all that it tells
SEALED_APART = "0013"  # from here on a link seals its content by a salted hash; before, it holds the content itself


def versions() -> list[str]:
    """Every version of the schema there ever was, the oldest first."""
    return sorted(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def leave(like: Store, older: Store, version: str) -> dict[str, list[Row]]:
    """Make `older` the register `like` as that version would have held it; its rows by table.

    What has no column in that version is left out, and so is a row with a word that it did not know.
    """
    _bring_to(older, version)
    held: dict[str, list[Row]] = {}
    with like.read() as session, older.engine.begin() as connection:
        inspector = sa.inspect(connection)
        for table in tables():
            if not inspector.has_table(table.name) or version < NEVER_WRITTEN.get(table.name, version):
                continue
            columns = {one["name"] for one in inspector.get_columns(table.name)} & set(table.columns.keys())
            rows = [dict(row._mapping) for row in session.execute(sa.select(table))]
            if table.name == "audit" and version < TOLD_APART:
                rows = list(_chained(rows, version))
            kept = [{name: row[name] for name in columns} for row in rows]
            held[table.name] = [row for row in kept if _fits(connection, table, row)]
            _count_on(connection, table)
    return held


def put_any_rows(store: Store) -> None:
    """A row of any content in every table, for what no small world holds."""
    with store.engine.begin() as connection:
        for table in tables():
            row = {column.name: _any(column) for column in table.columns if not column.nullable}
            connection.execute(sa.insert(table), row)


def _any(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.python_type(kind.enums[0])
    if isinstance(kind, sa.JSON):
        return [column.name]
    if isinstance(kind, Instant):
        return datetime(2026, 11, 22, 8, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 22)
    if isinstance(kind, sa.LargeBinary):
        return column.name.encode()
    return {bool: True, int: 7, float: 7.5}.get(kind.python_type, column.name[:8])


def lost(store: Store, held: dict[str, list[Row]]) -> list[str]:
    """What of the rows does not stand in the database as it did, in words."""
    found: list[str] = []
    with store.read() as session:
        for table in tables():
            keys = [one.name for one in table.primary_key.columns]
            now = {tuple(row._mapping[key] for key in keys): row._mapping for row in session.execute(sa.select(table))}
            for row in held.get(table.name, []):
                there = now.get(tuple(row[key] for key in keys))
                if there is None:
                    found.append(f"{table.name} {row} is gone")
                else:
                    found += [
                        f"{table.name}.{name}: {value!r} became {there[name]!r}"
                        for name, value in row.items()
                        if there[name] != value
                    ]
    return found


def _bring_to(store: Store, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _fits(connection: sa.Connection, table: sa.Table, row: Row) -> bool:
    """Whether the older table took the row; what it did not take could not have been written then."""
    columns = [sa.column(name, table.c[name].type) for name in row]
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(sa.table(table.name, *columns)), row)
    except Conflict:
        return False
    return True


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """The numbers that PostgreSQL gives out go on after those that are there."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    highest = connection.execute(sa.select(sa.func.max(column))).scalar()
    if highest is not None:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        connection.execute(sa.select(sa.func.setval(sequence, highest)))


def _chained(rows: Iterable[Row], version: str) -> Iterable[Row]:
    """The chain as it was linked before all that a link tells was hashed apart, or even its content."""
    previous = audit.GENESIS
    unknown = {"salt": None, "content_sha256": None} if version < SEALED_APART else {}
    for row in sorted(rows, key=lambda one: one["seq"]):
        told = {**row, **unknown, "previous": previous}
        previous = audit._digest(Audit(**told))
        yield {**told, "sha256": previous}
