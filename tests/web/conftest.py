"""The application over the small world, on both databases, spoken to as a person's browser on this machine would.

Tests that only read share one running application for each database (`reader`); tests that write get one of their own
(`client`). The pages have a register of their own, and three who visit it (`visitor`, `decider`, `newcomer`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import page_register
import pytest
import stores
import world
from page_visits import Client, visiting
from world_asked import asking, settings_for

from crawlers.archive import Archive
from registry.settings import Settings
from registry.store import Store, open_store


def fill(url: str, folder: Path) -> None:
    """The small world, in a migrated database, and its one signed file in the archive."""
    store = open_store(url)
    world.fill(store)
    Archive(folder / "snapshots").put(world.SIGNED)
    store.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over a filled database of the test's own."""
    fill(database_url, tmp_path)
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
    fill(url, folder)
    with asking(settings_for(url, folder)) as client:
        yield client


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """The filled register for pages; nobody writes to it, who writes takes a copy."""
    path = tmp_path_factory.mktemp("pages") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    with store.write("test") as session:
        page_register.fill(session)
    store.close()
    return path


@pytest.fixture(scope="module")
def visitor(template: Path) -> Iterator[Client]:
    """A visitor of the filled register, who only reads."""
    yield from visiting(template)


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """The filled register for pages, the test's own."""
    return Path(shutil.copy(template, tmp_path / "onward.db"))


@pytest.fixture
def decider(database: Path) -> Iterator[Client]:
    """Somebody with a register of their own to write to."""
    yield from visiting(database)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """Somebody whose register is empty."""
    path = tmp_path_factory.mktemp("empty") / "onward.db"
    shutil.copy(migrated_file, path)
    yield from visiting(path)


@pytest.fixture
def kept(database: Path) -> Iterator[Store]:
    """What the register of the one who decides holds."""
    store = open_store(f"sqlite:///{database}")
    yield store
    store.close()
