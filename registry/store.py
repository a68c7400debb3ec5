"""The database: engines, sessions and the schema's version; the one place others get a session.

Writers exclude each other from their first statement on, so nobody writes on what another is about to change: SQLite
(WAL mode) begins IMMEDIATE, PostgreSQL takes one lock for the transaction. A reader sees one state throughout: a plain
BEGIN there, REPEATABLE READ here.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Connection as Connection
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlmodel import Session as Session

from registry import audit, scoping, searchindex
from registry.errors import BadInput, Conflict, StoreAway, StoreError
from registry.patience import SILENCE, PatientConnection

MIGRATIONS = Path(__file__).parent / "migrations"
_WRITER = "onward_writer"
# Whoever asks for a connection gets one: a server's event loop that waited here for those that only it can give back
# would stand still. There are as many at once as there are threads that work.
_POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": -1}
_LOCK = 0x0A  # PostgreSQL's advisory lock of whoever writes
# A server that takes the connection and says nothing, and one whose network went away under a question, are away too.
_ANSWERS_WITHIN = {
    "connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
# What the server is told, so that it lets go of what a machine held whose power went: by itself it waits for two hours.
_LETS_GO = (
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; "
    "SET tcp_user_timeout = '60s'"
)
# What the drivers of a file say in words that help nobody, and what is to be done.
_FILE_TROUBLE: dict[int | None, str] = {
    sqlite3.SQLITE_NOTADB: "file is no database. Move it away and restore a backup (`onward restore`).",
    sqlite3.SQLITE_CORRUPT: "file is damaged. Move it away and restore a backup (`onward restore`).",
    sqlite3.SQLITE_READONLY: "cannot be written: let the account that runs Onward write its file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: let the account that runs Onward read and write its folder.",
    sqlite3.SQLITE_FULL: "has no room left on its disk. Make room, and try again.",
}
_READER = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@dataclass(frozen=True, slots=True)
class Store:
    """An open database."""

    engine: Engine

    @contextmanager
    def read(self, controllers: Collection[str] | None = None) -> Iterator[Session]:
        """A session that only reads, and sees one state of the database. `controllers` narrows what it sees to what
        they own and what is shared; None: everything."""
        options: dict[str, Any] = dict(_READER) if self.engine.dialect.name == "postgresql" else {}
        scope = options | {scoping.SCOPE: controllers}
        with Session(self.engine.execution_options(**scope), autoflush=False) as session:
            yield session

    @contextmanager
    def look(self, controllers: Collection[str] | None = None) -> Iterator[Connection]:
        """As `read`, without a session: for questions that are asked all day and take less time than to make one."""
        options: dict[str, Any] = dict(_READER) if self._is_server() else {}
        with self.engine.connect() as connection:
            connection.execution_options(**options, **{scoping.SCOPE: controllers})
            connection.begin()
            yield connection

    @contextmanager
    def write(self, actor: str, controllers: Collection[str] | None = None) -> Iterator[Session]:
        """One transaction, audited under `actor`: commits when the block ends, rolls back when it raises. With
        `controllers` it sees and writes what they own (`registry.scoping`)."""
        with Session(self.engine.execution_options(**{_WRITER: True, scoping.SCOPE: controllers})) as session:
            if controllers is not None:
                scoping.attach(session, controllers)
            audit.attach(session, actor)
            searchindex.attach(session)
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def migrate(self) -> None:
        """Bring the schema to this code's version. Raises StoreError when the database is newer."""
        self.revision()
        config = _config()
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            with _unhurried(connection):
                command.upgrade(config, "head")

    def require_current(self) -> None:
        """Raises StoreError unless the database is there, and its schema this code's. Nothing is made by looking."""
        self.require_there()
        current = self.revision()
        if current != _script().get_current_head():
            found = f"has schema {current}" if current else "is empty"
            raise StoreError(f"The database {found}. Run `onward load` first.")

    def require_there(self) -> None:
        """Raises StoreError where the database is a file and there is none, or no longer: what is written to a file
        that somebody took away is lost with the process."""
        path = self.engine.url.database
        if not self._is_server() and path not in {None, "", ":memory:"} and not Path(str(path)).is_file():
            raise StoreError(f"There is no database at {path}. Run `onward load` first, or put it back.")

    def revision(self) -> str | None:
        """The schema's version, None for an empty database. Raises StoreError for one this code does not know."""
        with self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {revision.revision for revision in _script().walk_revisions()}:
            known, where = _script().get_current_head(), self.engine.url.render_as_string()
            raise StoreError(
                f"The database {where} has schema {current}; this Onward knows those up to {known}. A newer Onward "
                "wrote it: use that one, or restore a backup of before."
            )
        return current

    def clock(self) -> datetime:
        """This instant by the database's own clock."""
        seconds = (
            "extract(epoch FROM clock_timestamp())" if self._is_server() else "(julianday('now') - 2440587.5) * 86400"
        )
        with self.engine.connect() as connection:
            return datetime.fromtimestamp(float(connection.exec_driver_sql(f"SELECT {seconds}").scalar_one()), UTC)

    def size(self) -> int:
        """How many bytes the database takes."""
        pages = "(SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())"
        asked = "pg_database_size(current_database())" if self._is_server() else pages
        with self.engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT {asked}").scalar_one())

    def _is_server(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The database at `url` (SQLite or PostgreSQL). Raises StoreError for another scheme or an unreachable folder."""
    address = _address(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    event.listen(engine, "handle_error", _translate)
    event.listen(engine, "before_cursor_execute", scoping.shadow, retval=True)
    return Store(engine)


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise StoreError("ONWARD_DATABASE_URL is no database address; write sqlite:///… or postgresql://….") from error
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"ONWARD_DATABASE_URL names {address.get_backend_name()}; write sqlite:///… or postgresql://…."
        )
    return address


def _sqlite(address: sa.URL) -> Engine:
    if address.database:
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"Cannot make the folder of {address.database}: {error.strerror}.") from error
    engine = sa.create_engine(
        address.set(drivername="sqlite"),
        json_serializer=_json,
        **(_POOL if address.database not in {None, "", ":memory:"} else {}),
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(address: sa.URL) -> Engine:
    driver = address.set(drivername="postgresql+psycopg")
    patience = {name: within for name, within in _ANSWERS_WITHIN.items() if name not in address.query}
    engine = sa.create_engine(driver, pool_pre_ping=True, json_serializer=_json, connect_args=patience, **_POOL)
    event.listen(engine, "begin", _begin_on_server)
    event.listen(engine, "do_connect", _connected)
    event.listen(engine, "connect", _agree)
    return engine


def _connected(_dialect: Any, _record: Any, words: list[Any], options: dict[str, Any]) -> PatientConnection:
    return PatientConnection.connect(*words, **options)


def _agree(connection: PatientConnection, _record: Any) -> None:
    connection.execute(_LETS_GO)
    connection.commit()


def _json(value: object) -> str:
    """JSON as it is stored. Half a character is refused here as the driver refuses it in a text column."""
    text = json.dumps(value, ensure_ascii=False)
    text.encode()
    return text


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 15000", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITER):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")  # waits for nobody and cannot fail: no need of what SQLAlchemy does around a statement


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITER):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _translate(context: ExceptionContext) -> None:
    """What the driver refuses becomes one of our errors: nobody outside the registry knows the driver's."""
    error = context.sqlalchemy_exception
    if context.is_pre_ping:
        return
    if isinstance(error, DataError) or isinstance(context.original_exception, UnicodeEncodeError | OverflowError):
        raise BadInput("A value is of a size or kind that the register cannot hold.") from error
    if isinstance(error, IntegrityError):
        raise Conflict("Somebody wrote the same at the same time. Read it again.") from error
    if (words := _FILE_TROUBLE.get(_primary_code(context.original_exception))) is not None:
        kind = StoreAway if isinstance(error, OperationalError) else StoreError
        raise kind(f"The database {words}") from error
    if isinstance(error, OperationalError | InterfaceError):
        raise StoreAway(f"The database did not answer: {_first_line(error.orig)}. Try again in a moment.") from error
    if isinstance(error, DBAPIError):
        raise StoreError(f"The database did not answer: {error.orig}. Try again in a moment.") from error


def _primary_code(error: object) -> int | None:
    """What SQLite calls the trouble; None where it is not SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _first_line(error: object) -> str:
    """What a driver says, without its advice."""
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """A step of the schema may take as long as it takes: an index over everything is made in silence."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, PatientConnection):
        yield
        return
    driver.silence = None
    try:
        yield
    finally:
        driver.silence = SILENCE


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
