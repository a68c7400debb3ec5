"""A place of one trial: a database and a folder, copied from a prepared one; on SQLite and on PostgreSQL."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from registry.store import Store, open_store


class Server(Protocol):
    """A PostgreSQL server, as `stores.PostgreSQL` speaks to it."""

    def create(self, template: str | None = None) -> str: ...
    def drop(self, name: str) -> None: ...
    def url(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A database by its address, and the folder of everything else that is written."""

    url: str
    var: Path
    copy: Callable[[], "Place"]
    remove: Callable[[], None]

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, once nobody else works in it: a server goes on with what a killed process had asked."""
        store = open_store(self.url)
        try:
            _until_alone(store)
            yield store
        finally:
            store.close()

    def check(self) -> None:
        """Raises AssertionError where the database itself is damaged."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@dataclass(slots=True)
class Places:
    """Makes places under a folder."""

    folder: Path
    server: Server
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new(self, kind: str) -> Place:
        """An empty place of a kind of database."""
        return self._sqlite(None) if kind == "sqlite" else self._postgresql(None, None)

    def _sqlite(self, like: Path | None) -> Place:
        var = self._var(like)
        return Place(f"sqlite:///{var / 'onward.db'}", var, lambda: self._sqlite(var), lambda: shutil.rmtree(var))

    def _postgresql(self, like: Path | None, template: str | None) -> Place:
        var, name = self._var(like), self.server.create(template)

        def remove() -> None:
            self.server.drop(name)
            shutil.rmtree(var)

        return Place(self.server.url(name), var, lambda: self._postgresql(var, name), remove)

    def _var(self, like: Path | None) -> Path:
        var = self.folder / f"var{next(self._numbers)}"
        shutil.copytree(like, var) if like is not None else var.mkdir()
        return var


def _until_alone(store: Store, *, most: float = 60.0) -> None:
    if store.engine.dialect.name != "postgresql":
        return
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + most
    with store.engine.connect() as connection:
        while connection.execute(others).scalar_one():
            connection.rollback()
            assert time.monotonic() < until, "a killed process's work goes on for a minute"
            time.sleep(0.01)
