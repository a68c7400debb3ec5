"""How often a host is asked, and how long one fetch may take."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetcher takes and asks at most. Sizes in bytes, times in seconds."""

    raw_bytes: int = 10_000_000
    inflated_bytes: int = 20_000_000
    redirects: int = 5
    seconds: float = 60.0
    open_at_once: int = 32
    per_host: int = 1
    host_interval: float = 1.0
    longest_interval: float = 30.0  # that a robots.txt can ask for
    longest_wait: float = 30.0
    longest_retry_after: float = 24 * 3600.0
    unsaid_retry_after: float = 600.0  # of a host that says we are too fast, and not for how long
    robots_age: float = 24 * 3600.0


class TooSoon(Exception):
    """A host asked us to wait longer than we wait. `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


@dataclass(slots=True)
class Budget:
    """The seconds one fetch may spend on the network, all its redirects together; waiting for a turn is free."""

    left: float

    @asynccontextmanager
    async def spending(self) -> AsyncIterator[None]:
        """Raises TimeoutError as soon as nothing is left."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                yield
        finally:
            self.left = max(0.0, self.left - (time.monotonic() - began))


@dataclass(slots=True)
class HostTurns:
    """The turns at one host, in this process."""

    turns: asyncio.Semaphore
    interval: float
    next_at: float = 0.0  # on the monotonic clock
    waiting: int = field(default=0)


class Pace:
    """Turns at hosts: at most `per_host` requests at once, `interval` seconds from the end of one to the next."""

    MOST_HOSTS = 10_000

    def __init__(self, *, interval: float, per_host: int, longest_wait: float, most_interval: float = 30.0) -> None:
        self._interval = interval
        self._per_host = per_host
        self._longest_wait = longest_wait
        self._most_interval = most_interval
        self._hosts: dict[str, HostTurns] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn at this host. Raises TooSoon where the host asked for a longer pause than we wait."""
        host = self._host(name)
        host.waiting += 1
        try:
            async with host.turns:
                await self._until(name, host)
                try:
                    yield
                finally:
                    host.next_at = max(host.next_at, time.monotonic() + host.interval)
        finally:
            host.waiting -= 1

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody ask this host for so long: it said Retry-After."""
        host = self._host(name)
        host.next_at = max(host.next_at, time.monotonic() + seconds)

    def slow(self, name: str, interval: float) -> None:
        """Keep at least this interval: the host's robots.txt asks for it. Bounded; never faster than our own."""
        self._host(name).interval = max(self._interval, min(interval, self._most_interval))

    async def _until(self, name: str, host: HostTurns) -> None:
        """Wait as long as this host, of this name, wants to be left alone."""
        wait = host.next_at - time.monotonic()
        if wait > self._longest_wait:
            raise TooSoon(wait)
        if wait > 0:
            await asyncio.sleep(wait)

    def _host(self, name: str) -> HostTurns:
        if name not in self._hosts:
            if len(self._hosts) >= self.MOST_HOSTS:
                self._forget_idle()
            self._hosts[name] = HostTurns(asyncio.Semaphore(self._per_host), self._interval)
        return self._hosts[name]

    def _forget_idle(self) -> None:
        now = time.monotonic()
        self._hosts = {name: host for name, host in self._hosts.items() if host.waiting or host.next_at > now}


def pace_of(most: Limits) -> Pace:
    """The pace within these limits."""
    return Pace(
        interval=most.host_interval,
        per_host=most.per_host,
        longest_wait=most.longest_wait,
        most_interval=most.longest_interval,
    )


def wait_asked(retry_after: str | None, *, most: float, now: Callable[[], datetime] | None = None) -> float | None:
    """Seconds a Retry-After header asks for, never more than `most`; None where it is absent or unreadable."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), most)
    try:
        until = parsedate_to_datetime(text[:64])
        asked = until.replace(tzinfo=until.tzinfo or UTC) - (now or _now)()
    except (ValueError, OverflowError):
        return None
    return min(max(asked, timedelta()).total_seconds(), most)


def _now() -> datetime:
    return datetime.now(UTC)
