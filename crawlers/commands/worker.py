"""`onward worker`: take the jobs of a round from the queue, on any number of machines."""

import argparse
import asyncio
import signal
from pathlib import Path

from crawlers.bench import DailyBench
from crawlers.fleet import Rhythm
from crawlers.fleet_work import require_shared_snapshots
from crawlers.pruning import prune_as_set
from crawlers.robots import agent_of
from crawlers.worker import work
from registry import jobqueue, logs
from registry.answers import Exit, say
from registry.errors import BadInput
from registry.guard import Guard
from registry.keeping.publishing import publish_as_set
from registry.settings import Settings
from registry.store import Store, open_store

HELP = "take the jobs of a round from the queue, beside other workers (PostgreSQL)"
EXAMPLE = "onward worker --hosts-at-once 128"
MOST_AT_ONCE = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    usual = Rhythm().hosts_at_once
    parser.add_argument(
        "--hosts-at-once", metavar="N", type=int, default=usual, help=f"hosts asked at a time (default {usual})"
    )
    parser.add_argument("--declarations", metavar="DIR", type=Path, help="another folder of watch declarations")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Jobs until SIGTERM or SIGINT; the documents under way are finished first."""
    if not 0 < arguments.hosts_at_once <= MOST_AT_ONCE:
        raise BadInput(f"--hosts-at-once takes a number from 1 to {MOST_AT_ONCE}.", field="hosts_at_once")
    if (words := settings.fixed_day()) is not None:
        say(words)
    logs.begin(settings)
    store = open_store(settings.database_url)
    try:
        jobqueue.require_postgresql(store)
        store.require_current()
        bench = DailyBench(settings, store, arguments.declarations)
        require_shared_snapshots(settings, bench.of(settings.on()))
        asyncio.run(_until_told(settings, store, bench, Rhythm(hosts_at_once=arguments.hosts_at_once)))
    finally:
        store.close()
    say("Stopped.")
    return Exit.OK


async def _until_told(settings: Settings, store: Store, bench: DailyBench, rhythm: Rhythm) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    await work(
        store,
        lambda: bench.of(settings.on()),
        settings.now,
        stop,
        guard=Guard.of(settings.allow_addresses),
        agent=agent_of(settings),
        prune=lambda: (publish_as_set(settings, store), prune_as_set(settings, store)),
        rhythm=rhythm,
    )
