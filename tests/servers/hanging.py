"""Servers on loopback that hang: one that says what it was told, one piece after the other, and then nothing; and a
proxy that stands between two and can stand still.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(slots=True)
class _Listening:
    """A socket that takes connections, each with a thread of its own, until the end."""

    is_over: bool = False
    _door: socket.socket | None = None

    def __enter__(self) -> Self:
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._door is not None
        self.is_over = True
        self._door.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._door is not None
        return int(self._door.getsockname()[1])

    def _take(self) -> None:
        assert self._door is not None
        while not self.is_over:
            with suppress(OSError):
                guest, _ = self._door.accept()
                threading.Thread(target=self._met, args=(guest,), daemon=True).start()

    def _met(self, guest: socket.socket) -> None:
        with guest, suppress(OSError):
            self._host(guest)

    def _host(self, guest: socket.socket) -> None:
        raise NotImplementedError


@dataclass(slots=True)
class Script(_Listening):
    """Says the pieces to each who comes; None: it waits until something was said to it. Then it is silent, and holds
    the connection, until who came hangs up. `heard`: everything that was said to it; `guests`: how many came."""

    pieces: Callable[[], Iterator[bytes | None]] = field(default=lambda: iter(()))
    heard: bytearray = field(default_factory=bytearray)
    guests: int = 0

    def _host(self, guest: socket.socket) -> None:
        self.guests += 1
        for piece in self.pieces():
            if self.is_over:
                return
            if piece is None:
                self.heard += guest.recv(65536)
            else:
                guest.sendall(piece)
        while not self.is_over and (said := guest.recv(65536)):
            self.heard += said


@dataclass(slots=True)
class Between(_Listening):
    """A proxy to `to` (a host and port, or the path of a socket). While it `stalls` it takes every byte and passes none
    on; what it took meanwhile is lost with the connection. `stalls_at`: it begins to once these bytes come by."""

    to: tuple[str, int] | str = ""
    stalls: bool = False
    stalls_at: bytes | None = None

    def _host(self, guest: socket.socket) -> None:
        family = socket.AF_UNIX if isinstance(self.to, str) else socket.AF_INET
        with socket.socket(family) as home:
            home.connect(self.to)
            back = threading.Thread(target=self._passed, args=(home, guest), daemon=True)
            back.start()
            self._passed(guest, home)
            back.join()

    def _passed(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                if self.stalls_at is not None and self.stalls_at in said:
                    self.stalls = True
                if self.stalls:
                    self._hold(source)
                    break
                target.sendall(said)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _hold(self, source: socket.socket) -> None:
        """Until it is over, or who speaks has hung up."""
        source.settimeout(0.05)
        while self.stalls and not self.is_over:
            try:
                if not source.recv(65536):
                    return
            except TimeoutError:
                time.sleep(0.01)
