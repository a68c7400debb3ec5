"""Whose turn it is at the one thread that writes: who may have to be told first; and what can wait until nobody does.

A page that changed waits behind others that came before it, and every page takes its time: a changed list of
sub-processors goes before a changed notice, and both before pages that are seen for the first time and alert nobody.
What cannot be taken in yet is not asked for: a body in hand is memory held, and an alert that waits.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")
Deed = Callable[[], object]
MOST_WAITING = 2  # pages in hand, beyond which none is asked for: with the one that is read they keep the thread busy
MOST_LEFT = 8  # deeds that wait until nobody else does; each may hold a text with its reading


class Rank(IntEnum):
    """What goes first."""

    SECOND_LOOK = 0  # what was read of it is still in mind
    LIST = 1
    CHANGED = 2
    FIRST = 3
    LEFT = 4


class Turns:
    """One turn at a time; of those that wait the most pressing goes next, of those alike the first that came."""

    def __init__(self, writer: ThreadPoolExecutor) -> None:
        self._writer = writer
        self._is_taken = False
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self._came = count()
        self._left: deque[Deed] = deque()
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Return when there is room for another page: at most a few wait for their turn."""
        while not self._room.is_set():
            await self._room.wait()

    async def take(self, rank: Rank, deed: Callable[[], T]) -> T:
        """Do it in the writer's thread when its turn comes."""
        async with self._turn(rank):
            while len(self._left) > MOST_LEFT:
                await self._do(self._left.popleft())
            return await self._do(deed)

    def leave(self, deed: Deed) -> None:
        """Let a deed wait, from any thread; a process that ends before loses it."""
        self._left.append(deed)

    async def tidy(self, *, up: bool = False) -> None:
        """Do what was left as long as nobody waits; `up`: all of it."""
        while self._left and (up or not self._is_taken):
            async with self._turn(Rank.LEFT):
                if self._left:
                    await self._do(self._left.popleft())

    async def _do(self, deed: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, deed)

    @asynccontextmanager
    async def _turn(self, rank: Rank) -> AsyncIterator[None]:
        if self._is_taken:
            await self._wait(rank)
        self._is_taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, rank: Rank) -> None:
        mine = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._came), mine))
        self._look_for_room()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # the turn had come
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._is_taken = self._call_next()
        self._look_for_room()

    def _call_next(self) -> bool:
        """Whether anybody who still waits was given the turn."""
        while self._waiting:
            *_, other = heappop(self._waiting)
            if not other.done():
                other.set_result(None)
                return True
        return False

    def _look_for_room(self) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._room.set()
        else:
            self._room.clear()
