"""So many requests are answered at once, and the others wait their turn: no more sessions than a database takes.

A turn begins when the request has been received whole and ends when its answer begins to be sent: who sends or takes
slowly holds up nobody. Whether the process answers at all is asked without a turn.

What is received waits in memory, and whoever connects may send it, before it is known who asks. So the bodies of all
requests together take so much room and no more; the beginning of each is free, so that a form of a few fields is taken
also while others hold the room. Who is not done sending after some minutes is not waited for.
"""

import asyncio
from collections import deque
from http import HTTPStatus
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from web import problems

AT_ONCE = 24  # each holds up to three sessions for a moment; PostgreSQL takes a hundred
WITHOUT = frozenset({"/health"})
FREE = 65_536  # of every body: no more than the server takes in of a connection by itself
ROOM = 16  # bodies of the largest size that wait at the same time
SECONDS = 300
_FULL = "Many large requests are being received. Send this one again in a moment."
_SLOW = f"The request was not received whole within {SECONDS} seconds."


class Turns:
    """Lets requests through to the application, so many at once. `largest`: how much of a body is waited for."""

    def __init__(self, app: ASGIApp, largest: int, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._app, self.largest, self._free = app, largest, asyncio.Semaphore(at_once)
        self._room = ROOM * largest
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the request and for its turn, then answer it."""
        if scope["type"] != ScopeType.HTTP or scope["path"] in WITHOUT:
            await self._app(scope, receive, send)
            return
        body = _Body(self)
        try:
            why = await body.take(receive)
            if body.is_let_go:
                return
            if why is None:
                await self._answer(body.messages(), scope, receive, send)
            else:
                await problems.refuse(send, *why)
        finally:
            self._room += body.held

    def make_room(self, size: int) -> bool:
        """Whether so many bytes more may wait. They are given back when their request ends."""
        if size > self._room:
            return False
        self._room -= size
        return True

    async def _answer(self, received: deque[Any], scope: Scope, receive: Receive, send: Send) -> None:
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


class _Body:
    """One request's body, as far as there is room for it. However small the pieces it comes in, it is kept as one."""

    def __init__(self, turns: Turns) -> None:
        self.held = 0
        self._turns, self._bytes = turns, bytearray()
        self._last: Any = {}

    def messages(self) -> deque[Any]:
        """What was received, for whoever reads the request."""
        return deque([{**self._last, "body": bytes(self._bytes)}])

    @property
    def is_let_go(self) -> bool:
        """Who sent it hung up midway, and waits for no answer."""
        return bool(self._last) and self._last["type"] != "http.request"

    async def take(self, receive: Receive) -> tuple[HTTPStatus, str] | None:
        """Receive it up to the largest size: what is larger is refused by whoever reads it. Why it is refused here."""
        if await self._took_last(receive):  # most have no body, and no clock is set for them
            return None
        try:
            async with asyncio.timeout(self._turns.seconds):
                while len(self._bytes) <= self._turns.largest:
                    if not self._has_room():
                        return HTTPStatus.SERVICE_UNAVAILABLE, _FULL
                    if await self._took_last(receive):
                        return None
        except TimeoutError:
            return HTTPStatus.REQUEST_TIMEOUT, _SLOW
        return None

    async def _took_last(self, receive: Receive) -> bool:
        message: Any = await receive()
        self._last = message
        self._bytes += message.get("body", b"")
        return message["type"] != "http.request" or not message.get("more_body")

    def _has_room(self) -> bool:
        wanted = max(0, len(self._bytes) - FREE) - self.held
        if not self._turns.make_room(wanted):
            return False
        self.held += wanted
        return True
