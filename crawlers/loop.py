"""The embedded loop: round after round in one process, beside the web or alone, until it is told to stop."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta

from crawlers.bench import DailyBench
from crawlers.fetch import Fetcher
from crawlers.pruning import prune_as_set
from crawlers.pulse import Pulse
from crawlers.round import Summary, Watching, run_round
from crawlers.troubles import as_one
from registry import logs, watching
from registry.alerts import outbox
from registry.errors import StoreAway
from registry.keeping.publishing import publish_as_set
from registry.settings import Settings
from registry.store import Store

SHORTEST_REST = timedelta(seconds=5)
AFTER_TROUBLE = timedelta(seconds=10)  # twice as long each time, within the longest rest
LONGEST_REST = timedelta(minutes=5)  # a source declared meanwhile, a new day and a due verdict wait no longer


async def watch(
    settings: Settings,
    store: Store,
    stop: asyncio.Event,
    watcher: Watching | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Do rounds until `stop` is set. A document that is begun is finished first. `pulse` tells how it goes.

    A database that is away or a disk that is full puts off the round under way; it is done once they are there again.
    """
    pulse = pulse or Pulse()
    pulse.is_alive = True
    try:
        await _rounds(settings, store, stop, watcher, pulse)
    finally:
        pulse.is_alive = False


async def _rounds(
    settings: Settings, store: Store, stop: asyncio.Event, watcher: Watching | None, pulse: Pulse
) -> None:
    days = _Days(settings, store)
    patience = AFTER_TROUBLE
    async with Fetcher.of(settings) as fetcher:
        while not stop.is_set():
            try:
                with as_one():
                    rest = await _round(days, fetcher, stop, watcher, pulse)
                patience = AFTER_TROUBLE
            except StoreAway as trouble:
                logs.fail("round_put_off", trouble, seconds=int(patience.total_seconds()))
                rest, patience = patience, min(patience * 2, LONGEST_REST)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), rest.total_seconds())


async def _round(
    days: "_Days", fetcher: Fetcher, stop: asyncio.Event, watcher: Watching | None, pulse: Pulse
) -> timedelta:
    """One round; how long to rest after it."""
    settings, store = days.settings, days.store
    await asyncio.to_thread(days.follow_clock, settings.now())
    bench = await asyncio.to_thread(days.of, settings.on())
    summary = await run_round(bench, fetcher, settings.now, stop=stop, watcher=watcher)
    pulse.beat(settings.now(), summary.as_json())
    _tell(summary)
    await asyncio.to_thread(days.prune_once_a_day, settings.on())
    return await asyncio.to_thread(rest_until_due, store, settings.now())


def rest_until_due(store: Store, at: datetime) -> timedelta:
    """How long nothing is to do: until a source or a delivery is due, within bounds."""
    with store.read() as session:
        due = [one for one in (watching.next_due(session), outbox.next_due(session)) if one is not None]
    if not due:
        return LONGEST_REST
    return min(max(min(due) - at, SHORTEST_REST), LONGEST_REST)


class _Days:
    """What comes with the days of a process that runs for months: the bench, letting go of old bytes, the clock."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.of = DailyBench(settings, store).of
        self._pruned_on: date | None = None
        self._before: datetime | None = None

    def follow_clock(self, at: datetime) -> None:
        """Where the clock was set back, before the start or since the last round, nothing waits for it again."""
        if self._before is None or at < self._before:
            with self.store.write("watch") as session:
                watching.bring_back(session, at)
        self._before = at

    def prune_once_a_day(self, on: date) -> None:
        """Once on each day: publish the head of the chain, and let go of what the settings let go."""
        if self._pruned_on == on:
            return
        self._pruned_on = on
        publish_as_set(self.settings, self.store)
        pruned = prune_as_set(self.settings, self.store)
        if pruned is not None and pruned.files:
            logs.note("pruned", captures=pruned.files, bytes=pruned.freed)


def _tell(summary: Summary) -> None:
    counts = {name: number for name, number in summary.as_json().items() if number}
    if counts:
        logs.note("round", **counts)
