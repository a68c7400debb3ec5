"""The application over the small world, as a client asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import world
from litestar.testing import TestClient
from page_visits import BASE, Client

from app import create_app
from registry import settings as environment
from registry.settings import Settings


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
