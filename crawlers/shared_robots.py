"""What robots.txt said to any process of a fleet, remembered in the database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from crawlers.errors import FailureKind, FetchFailed
from crawlers.robots import Heard
from registry import hosts
from registry.hosts import RobotsKept
from registry.store import Store


class SharedRobots:
    """The memory of all processes on one database."""

    def __init__(self, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._clock = clock

    async def recall(self, origin: str) -> Heard | None:
        """What any of them heard; None: nothing that is still good."""
        at = self._clock()
        kept = await asyncio.to_thread(hosts.robots, self._store, origin, at)
        if kept is None:
            return None
        return Heard(kept.rules, _failure(origin, kept), (kept.stale_at - at).total_seconds())

    async def keep(self, origin: str, heard: Heard) -> None:
        """Remember it for everybody."""
        failure = heard.failure
        kept = RobotsKept(
            rules=heard.rules,
            failure=failure.kind.value if failure is not None else None,
            message=str(failure).replace("\0", "")[:500] if failure is not None else None,
            status=failure.status if failure is not None else None,
            retry_at=failure.retry_at if failure is not None else None,
            stale_at=self._clock() + timedelta(seconds=heard.seconds),
        )
        await asyncio.to_thread(hosts.keep_robots, self._store, origin, kept)


def _failure(origin: str, kept: RobotsKept) -> FetchFailed | None:
    if kept.failure is None:
        return None
    kind, url = FailureKind(kept.failure), f"{origin}/robots.txt"
    said = (kept.message or "").removeprefix(f"{url[:200]}: ")
    return FetchFailed(kind, said, url=url, status=kept.status, retry_at=kept.retry_at)
