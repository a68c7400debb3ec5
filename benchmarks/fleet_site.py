"""Very many hosts on loopback in one process, which writes down when each was asked, by whom, and for what.

`python -m benchmarks.fleet_site PORT` listens on every address of 127.0.0.0/8: each is a host. `/list/N` is a list of
sub-processors under an ETag; from `/_round/2` on the lists whose number is divisible by `/_every/K` have one row more.
`/_log` gives what was asked, a line each, and forgets it. Some hosts ask robots to be slow (`crawl_delay`).
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

ROWS = [("Amazon Web Services", "Cloud hosting", "Ireland"), ("Fastly", "Content delivery", "United States")]
NEW = ("Nordmoln, Inc.", "Backups", "United States")
SLOW_EACH = 10  # one host of so many asks for a longer pause
SLOW_DELAY = 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when its head was read and when its answer was about to be written, on this machine's clock."""

    host: str
    path: str
    agent: str
    status: int
    begun: float
    answered: float


def host_of(number: int) -> str:
    """The address of a host."""
    return f"127.{number // 62_500 + 1}.{number // 250 % 250}.{number % 250 + 1}"


def crawl_delay(host: str) -> float:
    """The seconds that a host's robots.txt asks for; 0: it has none."""
    return SLOW_DELAY if int(host.rsplit(".", 1)[1]) % SLOW_EACH == 3 else 0.0


@dataclass(slots=True)
class Park:
    """What is served now, and what was asked."""

    every: int = 10
    round: int = 1
    log: list[Asked] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open as long as the client likes."""
        while head := await _head(reader):
            begun = time.time()
            path = head.split(" ", 2)[1]
            if path.startswith("/_"):
                writer.write(self._told(path))
            else:
                host = writer.get_extra_info("sockname")[0]
                status, answer = self._answer(host, path, head)
                # Before it is written: who is kept from the processor after that would seem to have answered late.
                self.log.append(Asked(host, path, _agent(head), status, begun, time.time()))
                writer.write(answer)
            await writer.drain()
        writer.close()

    def _told(self, path: str) -> bytes:
        _, what, value = (path + "/").split("/")[:3]
        body = b""
        if what == "_log":
            body = "\n".join(json.dumps(asdict(one)) for one in self.log).encode()
            self.log.clear()
        elif what == "_round":
            self.round = int(value)
        elif what == "_every":
            self.every = int(value)
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body

    def _answer(self, host: str, path: str, head: str) -> tuple[int, bytes]:
        if path == "/robots.txt":
            return _robots(host)
        if not path.startswith("/list/"):
            return 404, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        changed = self.round > 1 and int(path.rsplit("/", 1)[1]) % self.every == 0
        body = CHANGED if changed else QUIET
        tag = tag_of(body)
        if tag in head:
            return 304, f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        kind = "Content-Type: text/html; charset=utf-8"
        return 200, f"HTTP/1.1 200 OK\r\n{kind}\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def served() -> Iterator[int]:
    """The hosts, served by a process of their own; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    words = [sys.executable, "-m", "benchmarks.fleet_site", str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        try:
            if server.stdout is None or server.stdout.readline() != "ready\n":
                raise RuntimeError("The hosts did not start.")
            yield port
        finally:
            server.terminate()


def tell(port: int, what: str) -> str:
    """Say something to the site, such as `_round/2`; its answer."""
    with urlopen(f"http://127.0.0.1:{port}/{what}", timeout=60) as answer:
        text: str = answer.read().decode()
    return text


def asked(port: int) -> list[Asked]:
    """What was asked since this was last asked for."""
    return [Asked(**json.loads(line)) for line in tell(port, "_log").splitlines()]


def tag_of(body: bytes) -> str:
    """The ETag of a page."""
    return f'"{sha256(body).hexdigest()[:16]}"'


def _page(rows: list[tuple[str, str, str]]) -> bytes:
    cells = "".join(f"<tr><td>{name}</td><td>{purpose}</td><td>{place}</td></tr>" for name, purpose, place in rows)
    return (
        "<!doctype html><html lang=en><title>Sub-processors</title><main><h1>Sub-processors</h1>"
        "<p>We use the following sub-processors to process personal data on behalf of our customers.</p>"
        "<table><tr><th>Name of sub-processor</th><th>Purpose</th><th>Location of processing</th></tr>"
        f"{cells}</table><p>We tell our customers of new sub-processors before we engage them.</p></main></html>"
    ).encode()


QUIET, CHANGED = _page(ROWS), _page([*ROWS, NEW])


def _robots(host: str) -> tuple[int, bytes]:
    delay = crawl_delay(host)
    if not delay:
        return 404, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    body = f"User-agent: *\nCrawl-delay: {delay}\n".encode()
    kind = "Content-Type: text/plain"
    return 200, f"HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _agent(head: str) -> str:
    found = [line for line in head.split("\r\n") if line.lower().startswith("user-agent:")]
    return found[0].partition(":")[2].strip() if found else ""


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


async def main(port: int) -> None:
    """Serve until the process is ended."""
    park = Park()
    server = await asyncio.start_server(park.talk, "0.0.0.0", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
