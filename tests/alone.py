"""A PostgreSQL of a test file's own, for what is kept until anybody writes: a snapshot of PostgreSQL knows of every
database of its server, and beside these tests others write. A file takes both fixtures by their names."""

import os
from collections.abc import Iterator

import pytest
from stores import PostgreSQL, migrated, served

from tests import running


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """The server."""
    with served(running.folder() / f"onward-postgresql-alone-{os.getpid()}") as server:
        yield server


@pytest.fixture(scope="module")
def migrated_database(postgresql: PostgreSQL) -> str:
    """The name of a migrated database to copy."""
    return migrated(postgresql)
