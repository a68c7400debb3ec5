"""Declarations laid aside on disk, by document and day: the one that is asked for is read back.

A hundred thousand of them would take fifty megabytes of memory, and a round needs those of the few documents under way.
The file has no name and goes with the process: nothing lies in it that is not read again at the next start.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

_MADE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE laid (
    document TEXT, since TEXT, address TEXT, file TEXT, content BLOB, PRIMARY KEY (document, since)
) WITHOUT ROWID;
CREATE INDEX laid_address ON laid (address);
"""
_AT_ONCE = 500  # read ahead while all are gone through


class Laid(NamedTuple):
    """One declaration: of which document, from which day, of which address; the file it stands in; and all of it."""

    document: str
    since: date
    address: str
    file: str
    content: bytes


class Shelf:
    """What is laid aside. May be asked from any thread."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._kept.executescript(_MADE)
        self._turn = threading.Lock()
        weakref.finalize(self, self._kept.close)

    def lay(self, one: Laid) -> tuple[str, str] | None:
        """Lay one down; or say what stands in its way, by document and file: another document of its address, or its
        own from the same day."""
        row = (one.document, one.since.isoformat(), one.address, one.file, one.content)
        asked = "SELECT document, file FROM laid WHERE (address = ? AND document <> ?) OR (document = ? AND since = ?)"
        for document, file in self._ask(asked, one.address, one.document, one.document, row[1])[:1]:
            return document, file
        self._ask("INSERT INTO laid VALUES (?, ?, ?, ?, ?)", *row)
        return None

    def of(self, document: str, until: date) -> list[bytes]:
        """All of a document that began by a day, the earliest first."""
        asked = "SELECT content FROM laid WHERE document = ? AND since <= ? ORDER BY since"
        return [content for (content,) in self._ask(asked, document, until.isoformat())]

    def begun(self, until: date, *, often: int = 1) -> Iterator[str]:
        """The documents of which at least so many began by a day, in order."""
        asked = "SELECT document FROM laid WHERE document > ? AND since <= ? GROUP BY document HAVING count(*) >= ?"
        last = ""
        while found := self._ask(f"{asked} ORDER BY document LIMIT {_AT_ONCE}", last, until.isoformat(), often):
            yield from (document for (document,) in found)
            last = found[-1][0]

    def count(self, until: date) -> int:
        """How many documents have one that began by a day."""
        asked = "SELECT count(DISTINCT document) FROM laid WHERE since <= ?"
        return int(self._ask(asked, until.isoformat())[0][0])

    def _ask(self, words: str, *values: object) -> list[tuple[Any, ...]]:
        with self._turn:
            return self._kept.execute(words, values).fetchall()
