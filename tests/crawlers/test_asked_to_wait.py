"""A host that says it is asked too fast: it is left alone for as long as it said, and nobody is told of a wall."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LOOPBACK, QUICK, Watched, declaration, load_registry, page
from many_watched import declare_documents
from sqlmodel import select

from crawlers.fetch import Fetcher
from crawlers.round import Summary, run_round
from registry.store import Store
from registry.tables import Alert, Source, Task
from registry.terms import SourceState
from tests.servers.vendor_site import VendorSite

PATHS = ("/list-0", "/list-1", "/list-2")
LIST = page([("Fastly", "Content delivery", "Sweden"), ("Stripe", "Payments", "Germany")]).encode()
TOO_FAST = (429, {"Retry-After": "7200"}, b"slow down")


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """Three lists on one host, each of them read once."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    declare_documents(store, len(PATHS), FIRST_DAY)
    with VendorSite() as site:
        site.pages = dict.fromkeys(PATHS, (200, {}, LIST))
        watched = Watched(site, store, tmp_path, now=datetime.now(UTC) - timedelta(days=4))  # a host's wait is of today
        assert look(watched).outcomes["first"] == len(PATHS)
        site.pages = dict.fromkeys(PATHS, TOO_FAST)
        yield watched


def look(watched: Watched, after: timedelta = timedelta(days=2)) -> Summary:
    """Let time pass, then do a round; a new process has forgotten what a host asked for, the register has not."""
    watched.now += after
    declared = {
        f"doc_list-{number}": replace(declaration(watched.site.url(path)), document=f"list-{number}")
        for number, path in enumerate(PATHS)
    }
    bench = replace(watched.bench(), declarations=declared)

    async def once() -> Summary:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            return await run_round(bench, fetcher, lambda: watched.now)

    return asyncio.run(once())


def sources(watched: Watched) -> list[Source]:
    with watched.store.read() as session:
        return [one for one in session.exec(select(Source)) if one.id.startswith("src_list")]


def told(watched: Watched) -> int:
    with watched.store.read() as session:
        return len(session.exec(select(Alert)).all()) + len(session.exec(select(Task)).all())


def test_sources_keep_their_state_and_nobody_is_told(watched: Watched) -> None:
    before = told(watched)
    seen_at = {one.checked_at for one in sources(watched)}
    summary = look(watched)
    assert (summary.outcomes["waiting"], summary.alerts) == (len(PATHS), 0)
    assert (summary.outcomes["blocked"], summary.outcomes["unreachable"]) == (0, 0)
    assert {one.state for one in sources(watched)} == {SourceState.VERIFIED}
    assert {one.checked_at for one in sources(watched)} == seen_at
    assert all("asked_to_wait" in (one.trouble or "") for one in sources(watched))
    assert told(watched) == before


def test_the_host_is_asked_once_and_again_when_it_said(watched: Watched) -> None:
    asked = len(watched.site.seen)
    look(watched)
    assert len([one for one in watched.site.seen[asked:] if one.path in PATHS]) == 1
    assert look(watched, timedelta(minutes=115)).outcomes["checked"] == 0


def test_what_lasts_is_out_of_reach_and_told_once_after_seven_days(watched: Watched) -> None:
    before = told(watched)
    outcomes = [look(watched).outcomes for _ in range(3)]
    assert [one["waiting"] for one in outcomes] == [3, 3, 0]
    assert {one.state for one in sources(watched)} == {SourceState.UNREACHABLE}
    assert told(watched) == before
    assert [look(watched, timedelta(days=days)).alerts for days in (3, 1, 3)] == [0, 3, 0]


def test_a_list_that_answers_again_has_no_trouble_left(watched: Watched) -> None:
    look(watched)
    watched.site.pages = dict.fromkeys(PATHS, (200, {}, LIST))
    assert look(watched).outcomes["same"] == len(PATHS)
    assert {(one.state, one.trouble, one.failures) for one in sources(watched)} == {(SourceState.VERIFIED, None, 0)}
