"""`onward watch`: keep doing rounds until told to stop."""

import argparse
import asyncio
import signal

from crawlers.loop import watch
from crawlers.progress import bar
from registry import logs
from registry.answers import Exit, say
from registry.settings import Settings
from registry.store import Store, open_store

HELP = "check the watched sources as they fall due, until stopped"
EXAMPLE = "onward watch"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: nothing. What is watched, and how often, is declared in data/watch."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rounds until SIGTERM or SIGINT; the document under way is finished first."""
    if (words := settings.fixed_day()) is not None:
        say(words)
    logs.begin(settings)
    store = open_store(settings.database_url)
    try:
        store.require_current()
        asyncio.run(_until_told(settings, store))
    finally:
        store.close()
    say("Stopped.")
    return Exit.OK


async def _until_told(settings: Settings, store: Store) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    with bar() as watcher:
        await watch(settings, store, stop, watcher)
