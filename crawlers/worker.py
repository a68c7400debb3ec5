"""One worker's process: store, fetcher, hold on hosts and queue put together, until it is told to stop."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from crawlers import fleet
from crawlers.bench import Bench
from crawlers.checking import Clock
from crawlers.fetch import Fetcher
from crawlers.fleet import Rhythm
from crawlers.fleet_work import Work
from crawlers.pace import Limits
from crawlers.shared_pace import Grip, SharedPace
from crawlers.shared_robots import SharedRobots
from registry import jobqueue, logs
from registry.guard import Guard
from registry.store import Store

TOLD_EVERY = 60.0


async def work(
    store: Store,
    today: Callable[[], Bench],
    clock: Clock,
    stop: asyncio.Event,
    *,
    guard: Guard,
    agent: str,
    prune: Callable[[], object] | None = None,
    limits: Limits | None = None,
    rhythm: Rhythm | None = None,
) -> None:
    """Do the fleet's jobs until `stop` is set. Documents that are begun are finished first. `today` lays the bench of
    the day, `prune` lets go of old bytes once a day. Raises BadInput where the database is SQLite."""
    jobqueue.require_postgresql(store)
    await asyncio.to_thread(jobqueue.prepare, store)
    rhythm, limits = rhythm or Rhythm(), limits or Limits()
    grip = Grip(beat=rhythm.heartbeat, held=rhythm.dead_after)
    pace = SharedPace(store, f"worker_{secrets.token_hex(8)}", limits=limits, grip=grip)
    fetcher = Fetcher(guard, agent, limits=limits, pace=pace, memory=SharedRobots(store))
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as writer:
        async with fetcher:
            deeds = Work(today, fetcher, pace, clock, stop, writer, prune)
            telling = asyncio.create_task(_tell(deeds))
            try:
                with pace.beating():
                    await fleet.run(deeds, store, rhythm)
                    await pace.close()
            finally:
                telling.cancel()
                with suppress(asyncio.CancelledError):
                    await telling


async def _tell(deeds: Work) -> None:
    """Say now and then what the checks came to."""
    told: Counter[str] = Counter()
    while True:
        await asyncio.sleep(TOLD_EVERY)
        now = deeds.tally.outcomes.copy()
        new = now - told
        if new:
            logs.note("checked", **dict(sorted(new.items())))
        told = now
