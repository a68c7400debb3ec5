"""Very many small lists of sub-processors on loopback: `python -m benchmarks.small_pages PORT HOSTS EVERY`.

Each number is a page of its own, made when it is asked for. Of every EVERY pages the first has a row more from the
second day on (`/_day/2`). `/_asked` tells how many pages were asked for.
"""

import asyncio
import hashlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import httpx

ROWS = ("Zeppo Hosting AB</td><td>Hosting</td><td>Sweden", "Etta Mail GmbH</td><td>E-mail</td><td>Germany")
NEW = "Nordmoln, Inc.</td><td>Backups</td><td>United States"
PAGE = (
    "<!doctype html><html lang=en><title>Sub-processors</title><main><h1>Sub-processors of service {number}</h1>"
    "<p>We use the following sub-processors to process personal data on behalf of our customers.</p>"
    "<table><tr><th>Name of sub-processor</th><th>Purpose</th><th>Location of processing</th></tr>{rows}</table>"
    "<p>We tell our customers of new sub-processors before we engage them.</p></main></html>"
)


@lru_cache(maxsize=4_000)
def page(number: int, *, is_longer: bool) -> bytes:
    """The list of one number."""
    rows = (*ROWS, NEW) if is_longer else ROWS
    return PAGE.format(number=number, rows="".join(f"<tr><td>{row}</td></tr>" for row in rows)).encode()


def tag(body: bytes) -> str:
    """Its ETag."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


class Lists:
    """What is served, and how often it was asked for."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.day = "1"
        self.asked = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open as long as the client likes."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(self.answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def answer(self, head: str) -> bytes:
        """Status line, headers and body for one request."""
        path = head.split(" ", 2)[1]
        if path.startswith("/_day/"):
            self.day = path.removeprefix("/_day/")
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        if path == "/_asked":
            return _whole(str(self.asked).encode(), "")
        if not path.startswith("/list/"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self.asked += 1
        number = int(path.removeprefix("/list/"))
        body = page(number, is_longer=self.day == "2" and number % self.every == 0)
        mark = tag(body)
        if mark in head:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {mark}\r\n\r\n".encode()
        return _whole(body, f"ETag: {mark}\r\n")


def _whole(body: bytes, more: str) -> bytes:
    kind = "Content-Type: text/html; charset=utf-8"
    return f"HTTP/1.1 200 OK\r\n{kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Served:
    """The site as its asker sees it."""

    def __init__(self, port: int, hosts: int) -> None:
        self.port, self._hosts = port, hosts
        self._client = httpx.Client(trust_env=False, timeout=30)

    def url(self, number: int) -> str:
        """Where the list of one number lies: each host has its share."""
        return f"http://127.0.0.{number % self._hosts + 1}:{self.port}/list/{number}"

    def begin_day(self, day: int) -> None:
        """Serve what this day shows."""
        self._client.get(f"http://127.0.0.1:{self.port}/_day/{day}")

    def asked(self) -> int:
        """How many pages were asked for so far."""
        return int(self._client.get(f"http://127.0.0.1:{self.port}/_asked").text)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


@contextmanager
def served(hosts: int, every: int) -> Iterator[Served]:
    """The lists served by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    words = [sys.executable, "-m", "benchmarks.small_pages", str(port), str(hosts), str(every)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        site = Served(port, hosts)
        try:
            if server.stdout is None or server.stdout.readline() != "ready\n":
                raise RuntimeError("The lists did not start.")
            yield site
        finally:
            site.close()
            server.terminate()


async def main(port: int, hosts: int, every: int) -> None:
    """Serve until the process is ended."""
    lists = Lists(every)
    servers = [await asyncio.start_server(lists.talk, f"127.0.0.{host}", port) for host in range(1, hosts + 1)]
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
