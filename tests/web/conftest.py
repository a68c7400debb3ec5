"""The application over the small world, on both databases, spoken to as a person's browser on this machine would.

Tests that only read share one running application for each database (`reader`); tests that write get one of their own
(`client`).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stores
import world
from litestar import Litestar
from litestar.testing import TestClient

from app import create_app
from registry import settings as environment
from registry.settings import Settings
from registry.store import open_store

BASE = "http://127.0.0.1:8765"
Client = TestClient[Litestar]


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of a fixed day over a database."""
    return environment.read(
        {"ONWARD_VAR": str(folder), "ONWARD_DATABASE_URL": url, "ONWARD_TODAY": world.TODAY.isoformat()}
    )


@contextmanager
def asking(settings: Settings) -> Iterator[Client]:
    """A client of the running application. What the application does not foresee is told as a 500, as to anybody."""
    with TestClient(create_app(settings), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def fill(url: str) -> None:
    """The small world, in a migrated database."""
    store = open_store(url)
    world.fill(store)
    store.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over a filled database of the test's own."""
    fill(database_url)
    return settings_for(database_url, tmp_path)


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """A client for tests that write."""
    with asking(settings) as client:
        yield client


@pytest.fixture(scope="session", params=stores.BOTH)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client for tests that only read."""
    folder = tmp_path_factory.mktemp("reader")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), folder / "onward.db")
        url = f"sqlite:///{folder / 'onward.db'}"
    else:
        server: stores.PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url(server.create(template=request.getfixturevalue("migrated_database")))
    fill(url)
    with asking(settings_for(url, folder)) as client:
        yield client
