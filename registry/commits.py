"""Whether anything was committed to the database since: what was read of it before is good for as long as not.

SQLite counts the commits of all other connections, of this process and of others, and tells the number without reading
a table. PostgreSQL has no such number that moves in step with what a reader sees, so nothing is said there.
"""

import sqlite3
from pathlib import Path

from registry.store import Store


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
