"""Who sends slowly, against a served process: heads and bodies that stop midway hold up nobody and lose nothing."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
import sqlalchemy as sa
from live_server import serving

from registry.settings import Settings
from registry.store import open_store
from registry.tables import Task
from web.heads import Heads
from web.serving import application

LINE = b"POST /api/v1/clocks HTTP/1.1\r\nHost: 127.0.0.1\r\n"
PROBE = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Hasty(Heads):
    """As it is served, with less patience."""

    seconds = 0.5


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    with serving(application(settings, seconds=0.5), http=Hasty) as port:
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def answer(door: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    return b"".join(iter(lambda: door.recv(65_536), b""))


def is_answered(door: socket.socket, asked: bytes = PROBE, last: bytes = b"}") -> bool:
    """Whether a question is answered well on this connection."""
    door.sendall(asked)
    told = b""
    while not told.endswith(last) and (more := door.recv(65_536)):
        told += more
    return told.startswith(b"HTTP/1.1 200")


def has_ended(door: socket.socket) -> bool:
    """Whether the server ended the connection by the time that one drop takes."""
    try:
        return door.recv(1) == b""
    except TimeoutError:
        return False


def is_alive(port: int) -> bool:
    with connected(port) as door:
        return is_answered(door)


@pytest.mark.parametrize("head", [b"", b"G", b"GET / HTTP/1.1\r\n", LINE + b"X-Long: a"])
def test_a_head_that_stops_midway_ends_the_connection(port: int, head: bytes) -> None:
    with connected(port) as door:
        door.sendall(head)
        assert answer(door) == b""
    assert is_alive(port)


def test_a_head_that_comes_in_drops_is_given_no_more_time(port: int) -> None:
    sent, drops = 0, b"GET / HTTP/1.1\r\nX-Drops: ".ljust(300, b"x")  # half a minute of them
    with connected(port) as door, suppress(BrokenPipeError, ConnectionResetError):
        door.settimeout(0.1)
        while sent < 300 and not has_ended(door):
            door.sendall(drops[sent : sent + 1])
            sent += 1
    assert sent < 300
    assert is_alive(port)


def test_the_second_head_of_a_connection_is_waited_for_no_longer(port: int) -> None:
    with connected(port) as door:
        assert is_answered(door)
        door.sendall(b"GET /hea")
        assert answer(door) == b""


def test_a_connection_that_rests_between_two_requests_is_kept(port: int) -> None:
    with connected(port) as door:
        assert is_answered(door)
        door.settimeout(4 * Hasty.seconds)
        with pytest.raises(TimeoutError):
            door.recv(1)
        door.settimeout(30)
        assert is_answered(door)


def test_a_body_that_stops_midway_is_answered_and_nothing_is_written(port: int, settings: Settings) -> None:
    before = tasks(settings)
    body = json.dumps({"controller": "org_x", "kind": "report_breach"}).encode()
    head = LINE + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (len(body) + 1)
    with connected(port) as door:
        door.sendall(head + body)
        assert door.recv(65_536).startswith(b"HTTP/1.1 408")
    assert is_alive(port)
    assert tasks(settings) == before


def test_more_who_stop_midway_than_are_answered_at_once_hold_up_nobody(port: int, settings: Settings) -> None:
    before = tasks(settings)
    head = LINE + b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
    doors = [connected(port) for _ in range(60)]
    for door in doors:
        door.sendall(head)
    assert is_alive(port)
    for door in doors[:30]:
        door.close()  # who hangs up
    for door in doors[30:]:
        assert door.recv(65_536).startswith(b"HTTP/1.1 408")
        door.close()
    with connected(port) as door:
        assert is_answered(door, b"GET /api/v1/services HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert tasks(settings) == before


def tasks(settings: Settings) -> int:
    store = open_store(settings.database_url)
    with store.read() as session:
        found = session.scalar(sa.select(sa.func.count()).select_from(Task)) or 0
    store.close()
    return found


def test_who_hangs_up_midway_is_no_fault_of_ours(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Else anybody could fill the log, a trace for each."""
    with serving(application(settings), http=Hasty) as port:
        with connected(port) as door:
            door.sendall(LINE + b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
            assert is_alive(port)
        assert is_alive(port)
    assert [one.getMessage() for one in caplog.records if one.exc_info] == []
