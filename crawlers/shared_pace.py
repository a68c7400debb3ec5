"""Turns at hosts among all processes of a fleet: a host is held in the database for as long as a visit to it lasts.

Within this process the turns are those of `crawlers.pace`. A host is held from the first question on, said again every
few seconds, and let go of when no visit of this process needs it any more, with how long it is to be left alone.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import WeakValueDictionary

from crawlers.pace import HostTurns, Limits, Pace
from registry.errors import OnwardError, StoreError
from registry.hosts import Turns
from registry.store import Store

_VISITED: ContextVar[set[str] | None] = ContextVar("visited", default=None)


@dataclass(frozen=True, slots=True)
class Grip:
    """How a process keeps hold of hosts, in seconds: how often it says so, and after how long without it is dead."""

    beat: float = 10.0
    held: float = 30.0
    look_again: float = 0.5  # how often it asks for a host that another holds


class HeldElsewhere(OnwardError):
    """Another process asks this host for longer than we wait: try again later. Says nothing of the document."""


class SharedPace(Pace):
    """The pace of one process of a fleet."""

    def __init__(self, store: Store, holder: str, *, limits: Limits, grip: Grip | None = None) -> None:
        most = max(limits.host_interval, limits.longest_interval)
        super().__init__(
            interval=limits.host_interval,
            per_host=limits.per_host,
            longest_wait=limits.longest_wait,
            most_interval=most,
        )
        self._grip = grip or Grip()
        # Who died was heard of within a beat of its last question: from there on the longest interval must pass.
        rest = max(0.0, most + self._grip.beat - self._grip.held)
        self._turns = Turns(store, holder, held=self._grip.held, rest=rest)
        self._held: dict[str, float] = {}  # until when, on the monotonic clock
        self._taking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # while anybody waits for one
        self._visits: set[str] = set()
        self._visitors: Counter[str] = Counter()
        self._asked_to_wait: dict[str, float] = {}

    @asynccontextmanager
    async def visit(self, name: str) -> AsyncIterator[None]:
        """Hold this host as long as the visit lasts, and every host that it is sent on to. Raises HeldElsewhere where
        another visit to it is under way, in this process or another: what that one sees need not be seen twice."""
        if name in self._visits:
            raise _held(name)
        self._visits.add(name)
        visited: set[str] = set()
        token = _VISITED.set(visited)
        try:
            self._note_visit(name)
            if not await self._try(name):
                raise _held(name)
            yield
        finally:
            _VISITED.reset(token)
            self._visits.discard(name)
            self._visitors.subtract(visited)
            for one in visited:
                await self._release(one)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn at this host. Raises TooSoon, and HeldElsewhere."""
        self._note_visit(name)
        try:
            async with super().turn(name):
                yield
        finally:
            seconds = self._asked_to_wait.pop(name, None)
            if seconds is not None:
                await asyncio.to_thread(self._turns.hold, name, seconds)

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody of the fleet ask this host for so long; written before the turn ends."""
        super().hold(name, seconds)
        self._asked_to_wait[name] = max(seconds, self._asked_to_wait.get(name, 0.0))

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Say now and then that the hosts held are still held, in a thread of its own: the event loop may be busy. One
        that was lost is asked for anew before the next turn."""
        over, loop = threading.Event(), asyncio.get_running_loop()
        thread = threading.Thread(target=self._beat, args=(over, loop), name="beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()

    def _beat(self, over: threading.Event, loop: asyncio.AbstractEventLoop) -> None:
        while not over.wait(self._grip.beat):
            names, said_at = list(self._held), time.monotonic()
            with suppress(StoreError, RuntimeError):  # the database is away: what is held runs out; the loop has ended
                standing = self._turns.renew(names)
                loop.call_soon_threadsafe(self._renewed, names, standing, said_at)

    def _renewed(self, names: list[str], standing: set[str], said_at: float) -> None:
        for name in names:
            if name not in standing:
                self._held.pop(name, None)
            elif name in self._held:
                self._held[name] = max(self._held[name], said_at + self._grip.held)

    async def close(self) -> None:
        """Let go of everything."""
        for name in list(self._held):
            await self._release(name)

    async def _until(self, name: str, host: HostTurns) -> None:
        while True:
            await self._wait_for(name)
            await super()._until(name, host)
            if name in self._held:  # not lost meanwhile
                return

    async def _wait_for(self, name: str) -> None:
        give_up_at = time.monotonic() + self._longest_wait
        while not await self._try(name):
            if time.monotonic() >= give_up_at:
                raise _held(name)
            await asyncio.sleep(self._grip.look_again)

    async def _try(self, name: str) -> bool:
        """Hold this host, unless another process does."""
        async with self._lock(name):
            asked_at = time.monotonic()
            if self._held.get(name, 0.0) - asked_at >= self._grip.beat:
                return True
            wait = await asyncio.to_thread(self._turns.take, name)
            if wait is None:
                return False
            host = self._host(name)
            host.next_at = max(host.next_at, time.monotonic() + wait)
            self._held[name] = asked_at + self._grip.held
            return True

    def _note_visit(self, name: str) -> None:
        visited = _VISITED.get()
        if visited is not None and name not in visited:
            visited.add(name)
            self._visitors[name] += 1

    async def _release(self, name: str) -> None:
        """Unless another visit of this process came to need it meanwhile."""
        async with self._lock(name):
            if self._visitors[name] > 0:
                return
            del self._visitors[name]
            if self._held.pop(name, None) is None:
                return
            host = self._hosts.get(name)
            wait = max(0.0, host.next_at - time.monotonic()) if host is not None else 0.0
            await asyncio.to_thread(self._turns.release, name, wait)

    def _lock(self, name: str) -> asyncio.Lock:
        return self._taking.setdefault(name, asyncio.Lock())


def _held(name: str) -> HeldElsewhere:
    return HeldElsewhere(f"Another visit to {name} is under way.")
