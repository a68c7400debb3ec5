"""A server on loopback that answers every request with bytes it was given, whatever they are."""

import socketserver
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(slots=True)
class RawAnswers:
    """The server. `answer` is what it sends, before it hangs up; it waits for a request, unless it `speaks_first`."""

    answer: bytes = b""
    speaks_first: bool = False
    _server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> Self:
        told = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(5)
                try:
                    if not told.speaks_first:
                        self.request.recv(65536)
                    self.request.sendall(told.answer)
                except OSError:
                    return

        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.server_address[1])
