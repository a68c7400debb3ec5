"""The way out of a browser that renders a page: a proxy on loopback that asks the guard before every connection.

The browser has no other way out: it resolves no names and opens no sockets of its own. A tunnel (https) tells the host
alone; a plain request tells its address. Bounded in connections, bytes and time; what is refused is told too.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from registry.errors import AddressRefused
from registry.guard import Guard, Resolved

Resolve = Callable[[str, int], Awaitable[Sequence[Resolved]]]

# where the browser's own traffic is sent to by its options; no name ends so, and nobody is asked
OWN_TRAFFIC = "browser.invalid"
MOST_CONNECTIONS = 400
MOST_AT_ONCE = 48
MOST_BYTES = 60_000_000
_SECONDS_TO_ASK = 10.0
_SECONDS_TO_CONNECT = 10.0
_SECONDS_SILENT = 20.0
_LONGEST_HEAD = 32_768
_MOST_ADDRESSES = 4
_ASKED = re.compile(r"([A-Z]{3,10}) (\S{1,4096}) HTTP/1\.[01]")
_PLACE = re.compile(r"http://([^/?#\s@]{1,300})([/?][^#\s]*)?")
_PORT = re.compile(r":(\d{1,5})$")
_ENDS_AT_THE_PROXY = ("proxy-", "connection:", "keep-alive:", "upgrade:", "te:", "transfer-encoding:")


@dataclass(frozen=True, slots=True)
class Request:
    """A connection the browser asked for. `url`: of a tunnel only the host. `refused`: why nobody was reached."""

    url: str
    refused: str | None = None


class _Refused(Exception):
    """Why a connection is not made, in words."""


@dataclass(slots=True)
class Proxy:
    """A forward proxy, as an asynchronous context manager. `requests` fills in the order they are asked."""

    guard: Guard
    resolve: Resolve | None = None
    requests: list[Request] = field(default_factory=list)
    _bytes: int = 0
    _open: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))
    _server: asyncio.Server | None = None
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LONGEST_HEAD)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            async with self._open:
                await self._answer(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # the browser or the site went away; what was asked is noted
        finally:
            self._at_work.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS_TO_ASK)
        lines = head.decode("latin-1").split("\r\n")
        asked = _ASKED.fullmatch(lines[0])
        if asked is None or len(self.requests) >= MOST_CONNECTIONS or self._bytes >= MOST_BYTES:
            return await _refuse(writer, 503)
        method, target = asked[1], asked[2]
        url = f"https://{target}/" if method == "CONNECT" else target
        if f"//{OWN_TRAFFIC}" in url:
            return await _refuse(writer, 403)
        try:
            there, back = await self._reach(url, *_host_and_port(method, target))
        except _Refused as why:
            self.requests.append(Request(_without_port(url), str(why)))
            return await _refuse(writer, 403)
        self.requests.append(Request(_without_port(url)))
        try:
            await self._pass_on(method, lines, (reader, writer), (there, back))
        finally:
            back.close()
        return None

    async def _reach(self, url: str, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to an address that the guard lets through. Raises _Refused."""
        try:
            self.guard.check_url(url)
            found = await asyncio.wait_for((self.resolve or _resolved)(host, port), _SECONDS_TO_CONNECT)
        except (AddressRefused, OSError, UnicodeError, TimeoutError) as error:
            raise _Refused(str(error) or type(error).__name__) from error
        for resolved in found[:_MOST_ADDRESSES]:
            try:
                opened = self.guard.open_socket(resolved)
            except PermissionError as error:
                raise _Refused(error.strerror or "refused") from error
            opened.setblocking(False)
            try:
                connecting = asyncio.get_running_loop().sock_connect(opened, resolved[4])
                await asyncio.wait_for(connecting, _SECONDS_TO_CONNECT)
            except (OSError, TimeoutError):
                opened.close()
                continue
            return await asyncio.open_connection(sock=opened, limit=_LONGEST_HEAD)
        raise _Refused("no answer")

    async def _pass_on(
        self,
        method: str,
        lines: list[str],
        browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        site: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        if method == "CONNECT":
            browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            up = asyncio.create_task(self._pipe(browser[0], site[1], MOST_BYTES))
        else:
            site[1].write(_head_for_site(method, lines))
            up = asyncio.create_task(self._pipe(browser[0], site[1], _body_length(lines)))
        try:
            if method != "CONNECT":
                head = await asyncio.wait_for(site[0].readuntil(b"\r\n\r\n"), _SECONDS_SILENT)
                browser[1].write(_closing(head))
            await self._pipe(site[0], browser[1], MOST_BYTES)
        finally:
            up.cancel()
            await asyncio.gather(up, return_exceptions=True)

    async def _pipe(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, most: int) -> None:
        """Bytes from one to the other until one ends, falls silent, or there have been enough."""
        while most > 0 and self._bytes < MOST_BYTES:
            chunk = await asyncio.wait_for(source.read(min(65_536, most)), _SECONDS_SILENT)
            if not chunk:
                return
            most -= len(chunk)
            self._bytes += len(chunk)
            target.write(chunk)
            await asyncio.wait_for(target.drain(), _SECONDS_SILENT)


async def _resolved(host: str, port: int) -> Sequence[Resolved]:
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return [(family, kind, protocol, name, place) for family, kind, protocol, name, place in found]


def _host_and_port(method: str, target: str) -> tuple[str, int]:
    """Where a request goes. Raises _Refused."""
    place = target if method == "CONNECT" else (found[1] if (found := _PLACE.fullmatch(target)) else None)
    if place is None:
        raise _Refused("no plain address of the web")
    port = _PORT.search(place)
    return _PORT.sub("", place), int(port[1]) if port else 443 if method == "CONNECT" else 80


def _without_port(url: str) -> str:
    return url.replace(":443/", "/", 1) if url.startswith("https://") else url


def _head_for_site(method: str, lines: list[str]) -> bytes:
    """The request as a site reads it: its own path, nothing meant for a proxy, one request a connection."""
    found = _PLACE.fullmatch(lines[0].split(" ")[1])
    path = (found[2] if found else None) or "/"
    path = path if path.startswith("/") else f"/{path}"
    kept = [line for line in lines[1:] if line and not line.lower().startswith(_ENDS_AT_THE_PROXY)]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode("latin-1")


def _body_length(lines: list[str]) -> int:
    """How many bytes of a request's body follow; nothing of another request goes to the same site unasked."""
    told = next((line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-length:")), "0")
    return min(int(told), MOST_BYTES) if told.isascii() and told.isdecimal() and len(told) < 12 else 0


def _closing(head: bytes) -> bytes:
    """An answer's head, told that the connection ends with it."""
    lines = head.decode("latin-1").split("\r\n")
    kept = [line for line in lines[1:] if line and not line.lower().startswith(("connection:", "keep-alive:"))]
    return "\r\n".join([lines[0], *kept, "Connection: close", "", ""]).encode("latin-1")


async def _refuse(writer: asyncio.StreamWriter, status: int) -> None:
    writer.write(f"HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    await asyncio.wait_for(writer.drain(), _SECONDS_TO_ASK)
