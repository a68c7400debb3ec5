"""A receiver of webhooks on loopback: it keeps every request and answers as it is told."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Delivered:
    """One request: path, headers in lower case, body."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(slots=True)
class WebhookReceiver:
    """The receiver. `status` is its answer, with the words of `answer`; with `location` it redirects there."""

    status: int = 204
    answer: str = ""
    location: str | None = None
    seen: list[Delivered] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.seen.append(Delivered(self.path, headers, body))
                self.send_response(receiver.status)
                if receiver.location is not None:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Tests speak through `seen`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/hook") -> str:
        """The address of a path."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"
