"""Who connects sends the head of a request whole within some seconds, or is not waited for.

The server itself waits for ever: for the first byte of a new connection, and for the last one of a head whose bytes
come one at a time. Bodies have their own time (`web.turns`), a connection that rests between two requests has another.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 20


class Heads(H11Protocol):
    """HTTP/1.1 that ends a connection whose next head is not whole in time, counted from its beginning."""

    seconds: float = SECONDS
    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any longer."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, received: bytes) -> None:
        """Take what came; what is neither a whole head nor of a request that is being answered begins a head."""
        super().data_received(received)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_more()
        elif self._end is None:  # what comes in drops is given no more time
            self._wait()

    def _wait(self) -> None:
        if not self.transport.is_closing():
            self._end = self.loop.call_later(self.seconds, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
