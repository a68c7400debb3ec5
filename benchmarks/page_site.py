"""A folder of pages over HTTP on loopback, in a process of its own: `python -m benchmarks.page_site FOLDER PORT HOSTS`.

Listens on 127.0.0.1 … 127.0.0.HOSTS, so that one folder looks like many hosts. `/_serve/r2` serves the second round
from then on; `/_validators/off` sends no ETag. What follows a `?` is passed over: one page may stand for many.
"""

import asyncio
import hashlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


class Site:
    """What is served now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.round = "r1"
        self.validators = True

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open as long as the client likes."""
        while head := await _head(reader):
            writer.write(self.answer(head))
            await writer.drain()
        writer.close()

    def answer(self, head: str) -> bytes:
        """Status line, headers and body for one request."""
        path = head.split(" ", 2)[1].partition("?")[0]
        if path.startswith("/_"):
            _, what, value = path.split("/")
            self.round, self.validators = (value, self.validators) if what == "_serve" else (self.round, value == "on")
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        found = _read(self.folder / self.round / path.lstrip("/")) if "/" not in path.lstrip("/") else None
        if found is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body, tag = found
        if self.validators and tag in head:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        mark = f"ETag: {tag}\r\n" if self.validators else ""
        kind = "Content-Type: text/html; charset=utf-8"
        return f"HTTP/1.1 200 OK\r\n{kind}\r\n{mark}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def served(folder: Path, hosts: int) -> Iterator[int]:
    """The folder served by a process of its own; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    words = [sys.executable, "-m", "benchmarks.page_site", str(folder), str(port), str(hosts)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        try:
            if server.stdout is None or server.stdout.readline() != "ready\n":
                raise RuntimeError("The site of the benchmark did not start.")
            yield port
        finally:
            server.terminate()


def tag_of(body: bytes) -> str:
    """The ETag of a page."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


@cache
def _read(file: Path) -> tuple[bytes, str] | None:
    if not file.is_file():
        return None
    body = file.read_bytes()
    return body, tag_of(body)


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


async def main(folder: Path, port: int, hosts: int) -> None:
    """Serve until the process is ended."""
    site = Site(folder)
    servers = [await asyncio.start_server(site.talk, f"127.0.0.{host}", port) for host in range(1, hosts + 1)]
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
