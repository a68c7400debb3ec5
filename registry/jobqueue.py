"""The queue of jobs on the same PostgreSQL: procrastinate's own tables, in a schema of their own.

They are no part of the register: no migration of ours makes them, no backup holds them, and nothing rests on them: what
is to be done is told from the register. A remark on the schema says which of procrastinate's steps were taken.
"""

from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import Connection

from registry.errors import BadInput, StoreError
from registry.store import Store

SCHEMA = "onward_queue"
_LOCK = 0x0B  # PostgreSQL's advisory lock of whoever makes the queue
_INTO = f"SET search_path TO {SCHEMA}"
MOST_CONNECTIONS = 6
TROUBLE = (ConnectorException, psycopg.Error)  # what procrastinate raises when the database is gone


def connector(store: Store) -> PsycopgConnector:
    """How procrastinate reaches its tables. Raises BadInput where the database is SQLite."""
    require_postgresql(store)
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PsycopgConnector(conninfo=address, configure=_look_there, min_size=1, max_size=MOST_CONNECTIONS)


def require_postgresql(store: Store) -> None:
    """Raises BadInput where the database is SQLite: one file serves one machine."""
    if store.engine.dialect.name == "postgresql":
        return
    raise BadInput(
        "A worker needs PostgreSQL: several machines cannot share an SQLite file. On one machine `onward watch` "
        "does the same work. To move: `onward migrate --to postgresql://…`, then set ONWARD_DATABASE_URL to that "
        "address for every process.",
        field="ONWARD_DATABASE_URL",
    )


def prepare(store: Store) -> None:
    """Make the queue, or bring it to the version of the procrastinate that is installed; one process at a time.

    Raises StoreError for a queue that a newer one made.
    """
    steps = sorted(one.name for one in _steps().glob("*.sql"))
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        taken = _last_step(connection)
        if taken is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        elif taken > steps[-1]:
            raise StoreError(f"The queue was made by a newer procrastinate (step {taken}). Install that one here too.")
        if taken == steps[-1]:
            return
        _run(
            connection, [SchemaManager.get_schema()] if taken is None else [_step(one) for one in steps if one > taken]
        )
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{steps[-1]}'")


async def _look_there(connection: Any) -> None:
    await connection.execute(_INTO)
    await connection.commit()


def _last_step(connection: Connection) -> str | None:
    """The last step that was taken here; None where there is no queue yet."""
    asked = sa.text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    found = connection.execute(asked, {"name": SCHEMA}).first()
    if found is None:
        return None
    if found[0] is None:
        raise StoreError(
            f"The schema {SCHEMA} was not made by Onward. Rename it, or drop it: nothing rests on a queue."
        )
    return str(found[0])


def _run(connection: Connection, scripts: list[str]) -> None:
    connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    driver = connection.connection.driver_connection
    if driver is None:
        raise StoreError("The database closed the connection.")
    for script in scripts:
        driver.execute(script)  # several statements at once, and `%` is a `%`: what SQLAlchemy would not send


def _step(name: str) -> str:
    return (_steps() / name).read_text(encoding="utf-8")


def _steps() -> Path:
    return Path(SchemaManager.get_migrations_path())
