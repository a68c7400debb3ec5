"""Whether anything was committed to the database since: what was read of it before is good for as long as not.

SQLite counts the commits of all other connections, of this process and of others, and tells the number without reading
a table. PostgreSQL has no such number that moves in step with what a reader sees, so nothing is said there.

On both the chain of writes tells which tables were written to since a place in it: an answer from some tables lasts as
long as nothing was written to them. Rows that the chain leaves out (`registry.audit`) are not told of.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from registry.audit import GENESIS
from registry.prepared import Prepared
from registry.store import Session, Store

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


class Commits:
    """A connection of its own that does nothing but ask for the number."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
        )

    def number(self) -> int:
        """A number that is another after every commit."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def of(store: Store) -> Commits | None:
    """The commits of a database; None where nobody counts them, or where there is no file yet."""
    url = store.engine.url
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return None
    try:
        return Commits(Path(url.database))
    except sqlite3.Error:
        return None
