"""Fixtures of the tests that sign in: a register with two companies, an administrator and a reviewer."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import signed_in
from signed_in import PASSWORD, REVIEW, Client

from registry.store import Store
from registry.terms import AccountRole


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    path = tmp_path_factory.mktemp("signing") / "onward.db"
    shutil.copy(migrated_file, path)
    store = signed_in.opened(path)
    signed_in.fill(store)
    signed_in.add(store, REVIEW, AccountRole.REVIEWER, password=PASSWORD)
    store.close()
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "onward.db"))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    found = signed_in.opened(path)
    yield found
    found.close()


@pytest.fixture
def client(path: Path) -> Iterator[Client]:
    with signed_in.asking(signed_in.settings_of(path)) as client:
        yield client
