"""A PostgreSQL that takes the connection and never answers: away in bounded time, as its address or the house says."""

import socket
from collections.abc import Iterator

import pytest
from sqlmodel import text

from registry import store as stores_of
from registry.errors import StoreAway
from registry.store import open_store


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_server_that_never_answers_is_away_in_bounded_time(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(stores_of._ANSWERS_WITHIN, "connect_timeout", 2)
    store = open_store(f"postgresql://onward@127.0.0.1:{silent}/onward")
    with store.read() as session, pytest.raises(StoreAway):
        session.execute(text("SELECT 1"))
    store.close()


def test_what_an_address_says_of_its_patience_holds(silent: int) -> None:
    store = open_store(f"postgresql://onward@127.0.0.1:{silent}/onward?connect_timeout=2")
    with pytest.raises(StoreAway):
        store.revision()
    store.close()
