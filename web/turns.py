"""So many requests are answered at once, and the others wait their turn: no more sessions than a database takes.

A turn begins when the request has been received whole and ends when its answer begins to be sent: who sends or takes
slowly holds up nobody. Whether the process answers at all is asked without a turn.
"""

import asyncio
from collections import deque
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 24  # each holds up to three sessions for a moment; PostgreSQL takes a hundred
WITHOUT = frozenset({"/health"})


class Turns:
    """Lets requests through to the application, so many at once. `largest`: how much of a body is waited for."""

    def __init__(self, app: ASGIApp, largest: int, at_once: int = AT_ONCE) -> None:
        self._app, self._largest, self._free = app, largest, asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the request and for its turn, then answer it."""
        if scope["type"] != ScopeType.HTTP or scope["path"] in WITHOUT:
            await self._app(scope, receive, send)
            return
        received = await _whole(receive, self._largest)
        turn = _Turn(self._free)
        await turn.take()

        async def replayed() -> Any:
            return received.popleft() if received else await receive()

        async def sending(message: Message) -> None:
            turn.end()
            await send(message)

        try:
            await self._app(scope, replayed, sending)
        finally:
            turn.end()


class _Turn:
    """One request's turn, ended once."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free, self._is_held = free, False

    async def take(self) -> None:
        await self._free.acquire()
        self._is_held = True

    def end(self) -> None:
        if self._is_held:
            self._is_held = False
            self._free.release()


async def _whole(receive: Receive, largest: int) -> deque[Any]:
    """The messages of a request's body, up to a size: what is larger is refused by whoever reads it."""
    received: deque[Any] = deque()
    size = 0
    while size <= largest:
        message = await receive()
        received.append(message)
        if message["type"] != "http.request" or not message.get("more_body"):
            break
        size += len(message["body"])
    return received
