"""A round's progress is shown on a terminal, and to a pipe nothing is said."""

import asyncio
import io
from pathlib import Path

from github_watched import FIRST_DAY, LOOPBACK, QUICK, Watched, load_registry, page
from rich.console import Console

from crawlers.fetch import Fetcher
from crawlers.progress import Bar, bar
from crawlers.round import run_round
from registry.store import Store
from tests.servers.vendor_site import VendorSite


def is_shown(watched: Watched, console: Console) -> bool:
    """Whether a round over one due document had a bar to show."""

    async def once(watcher: Bar | None) -> None:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            await run_round(watched.bench(), fetcher, lambda: watched.now, watcher=watcher)

    with bar(console) as watcher:
        asyncio.run(once(watcher))
    return watcher is not None


def test_a_terminal_sees_how_many_are_done_and_a_pipe_sees_nothing(store: Store, tmp_path: Path) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    terminal, pipe = io.StringIO(), io.StringIO()
    with VendorSite() as site:
        watched = Watched(site, store, tmp_path)
        watched.serve(page([("Fastly", "Content delivery", "United States")]))
        assert not is_shown(watched, Console(file=pipe))
        watched.now = watched.now.replace(year=2027)
        assert is_shown(watched, Console(file=terminal, force_terminal=True))
    assert pipe.getvalue() == ""
    assert "1/1" in terminal.getvalue()
