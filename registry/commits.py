"""Whether anything was committed to the database since: what was read of it before is good for as long as not.

SQLite counts the commits of all other connections, of this process and of others, and tells the number without reading
a table. PostgreSQL tells its snapshot: which transactions have ended for whoever reads now. Two who have the same one
see the same rows, whatever was begun or rolled back in between.

On both the chain of writes tells which tables were written to since a place in it: an answer from some tables lasts as
long as nothing was written to them. Rows that the chain leaves out (`registry.audit`) are not told of.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from registry.audit import GENESIS
from registry.errors import StoreAway, StoreError
from registry.prepared import Prepared
from registry.store import Connection, Session, Store

SECONDS_AWAY = 5.0  # after which a server that did not answer is asked again
_SNAPSHOT = "SELECT CAST(pg_current_snapshot() AS text)"

_NEWEST = Prepared(sa.text("SELECT seq, sha256 FROM audit ORDER BY seq DESC LIMIT 1"))
_STANDS = Prepared(sa.text("SELECT 1 FROM audit WHERE seq = :seq AND sha256 = :sha256"))
_WRITTEN = Prepared(sa.text('SELECT DISTINCT "table" FROM audit WHERE seq > :seq'))


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the chain. Two who read at one place read the same."""

    seq: int
    sha256: str


_BEGINNING = Place(0, GENESIS)


def place(session: Session) -> Place:
    """Where the chain ends in what a session sees."""
    found = _NEWEST.rows(session.connection())
    return Place(*found[0]) if found else _BEGINNING


def written_since(session: Session, before: Place) -> frozenset[str] | None:
    """The tables that were written to after a place; None where the session does not see that place in its chain: it
    began before, or the database is another."""
    connection = session.connection()
    if before != _BEGINNING and not _STANDS.rows(connection, seq=before.seq, sha256=before.sha256):
        return None
    return frozenset(str(name) for (name,) in _WRITTEN.rows(connection, seq=before.seq))


class Commits(Protocol):
    """Somebody who does nothing but ask how the database stands."""

    def number(self) -> int | str | None:
        """Another after every commit; None where it cannot be told now."""

    def close(self) -> None:
        """Let go of the connection."""


class CommitsOfFile:
    """The commits to a file of SQLite."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
        )

    def number(self) -> int | None:
        """Counted by the database; None while its disk is full or its file gone, which whoever reads it is told."""
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


class CommitsOfServer:
    """The snapshots of a PostgreSQL server, asked over a connection of their own. One that was lost is asked for again
    by the first who comes when some seconds have passed: who waits for a server that is away holds up everybody."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._not_before = 0.0
        self._lock = Lock()

    def number(self) -> str | None:
        """The snapshot as the server writes it."""
        with self._lock:
            if self._connection is None and monotonic() < self._not_before:
                return None
            try:
                return self._asked()
            except (StoreAway, StoreError, DBAPIError):
                self._not_before = monotonic() + SECONDS_AWAY
                self._let_go()
                return None

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._let_go()

    def _asked(self) -> str:
        if self._connection is None:
            self._connection = self._engine.connect()
        return str(self._connection.exec_driver_sql(_SNAPSHOT).scalar_one())

    def _let_go(self) -> None:
        lost, self._connection = self._connection, None
        if lost is not None:
            lost.invalidate()
            lost.close()


def of(store: Store) -> Commits | None:
    """The commits of a database; None where there is no file yet."""
    url = store.engine.url
    if url.get_backend_name() == "postgresql":
        return CommitsOfServer(store)
    if not url.database or not Path(url.database).is_file():
        return None
    try:
        return CommitsOfFile(Path(url.database))
    except sqlite3.Error:
        return None
