"""A vendor's web site on loopback: one path per behaviour, good and bad, and documents that change when told to.

`replay` takes the captures of a document, files or bytes, and serves the first; `advance` goes on to the next, each
with its own ETag and Last-Modified. `robots` is the site's robots.txt, `redirects`, `pages` (status, headers, body)
and `raw` (bytes as they go out) are paths of the test's own, `seen` what was asked, in order.
"""

import hashlib
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.behaviours import BEHAVIOURS, PAGE, SWEDISH, not_found

__all__ = ["PAGE", "SWEDISH", "Seen", "VendorSite"]

_FIRST_DAY = 1_700_000_000  # Last-Modified of the first version; each later one is a day younger


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Replay:
    """The successive versions of one document, and which is served now."""

    versions: list[bytes]
    content_type: str
    at: int = 0


@dataclass(slots=True)
class VendorSite:
    """The site. `robots` is its robots.txt, None for 404; `robots_status` another status than 200 for it."""

    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"  # 0.0.0.0: one site at every address of loopback
    robots: str | None = None
    robots_status: int = 200
    seen: list[Seen] = field(default_factory=list)
    replays: dict[str, Replay] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0
    _now: int = 0
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        site = self

        class Bound(_Handler):
            vendor: VendorSite = site

        server = _Server((self.host, 0), Bound)
        if self.tls is not None:
            server.socket = self.tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port the site listens on."""
        assert self._server is not None
        return int(self._server.server_address[1])

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{'http' if self.tls is None else 'https'}://{host}:{self.port}{path}"

    def replay(self, path: str, captures: Sequence[Path | bytes], content_type: str = "text/html") -> None:
        """Serve these captures at the path, one after the other as `advance` is told."""
        versions = [capture if isinstance(capture, bytes) else capture.read_bytes() for capture in captures]
        self.replays[path] = Replay(versions, content_type)

    def advance(self, path: str) -> bool:
        """Serve the next capture; False where there is none."""
        replay = self.replays[path]
        if replay.at + 1 >= len(replay.versions):
            return False
        replay.at += 1
        return True

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Counts the requests answered at the same time."""
        with self._counting:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._counting:
                self._now -= 1

    def asked(self, path: str) -> list[Seen]:
        """The requests for one path."""
        return [seen for seen in self.seen if seen.path == path]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for every answer, so that no socket is left open
    block_on_close = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what half of these paths provoke."""


class _Handler(BaseHTTPRequestHandler):
    vendor: VendorSite
    protocol_version = "HTTP/1.1"
    timeout = 2.0
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.vendor.seen.append(Seen(self.path, {name.lower(): value for name, value in self.headers.items()}))
        with self.vendor.counted():
            self._serve(self.path.partition("?")[0])

    def _serve(self, path: str) -> None:
        if path in self.vendor.redirects:
            self.answer(302, b"", {"Location": self.vendor.redirects[path]})
        elif path == "/robots.txt":
            self._robots()
        elif path in self.vendor.replays:
            self._replay(self.vendor.replays[path])
        elif path in self.vendor.raw:
            self.close_connection = True
            self.wfile.write(self.vendor.raw[path])
        elif path in self.vendor.pages:
            status, headers, body = self.vendor.pages[path]
            self.answer(status, body, headers)
        else:
            BEHAVIOURS.get(path, not_found)(self)

    def log_message(self, format: str, *args: object) -> None:
        """Tests speak through `seen`."""

    def answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """A proper answer; `headers` add to or replace the usual ones."""
        usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        self.begin(status, usual | dict(headers or {}))
        self.wfile.write(body)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Status line and headers alone."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def until_closed(self, piece: bytes, *, pause: float) -> None:
        """Send a piece again and again until the client has had enough or the site closes."""
        self.close_connection = True
        while not self.vendor.stopping.wait(pause):
            self.wfile.write(piece)

    def _robots(self) -> None:
        if self.vendor.robots is None and self.vendor.robots_status == 200:
            return not_found(self)
        body = (self.vendor.robots or "").encode()
        return self.answer(self.vendor.robots_status, body, {"Content-Type": "text/plain"})

    def _replay(self, replay: Replay) -> None:
        body = replay.versions[replay.at]
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": formatdate(_FIRST_DAY + 86_400 * replay.at, usegmt=True)}
        if self.headers.get("If-None-Match") == etag:
            self.begin(304, headers)
        else:
            self.answer(200, body, headers | {"Content-Type": replay.content_type})
