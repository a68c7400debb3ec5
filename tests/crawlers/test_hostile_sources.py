"""A watched document whose server turns hostile is in one clear state, and never a change: all of them in one round."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LAW, LOOPBACK, declaration, load_registry, page
from many_watched import declare_documents
from sqlmodel import select
from test_hostile_answers import ANSWERS

from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.fetch import Fetcher, Limits
from crawlers.known import gazetteer
from crawlers.round import Summary, run_round
from registry.store import Store
from registry.tables import Change, Source, Version
from registry.terms import SourceState
from tests.servers.vendor_site import VendorSite

LIMITS = Limits(host_interval=0.0, seconds=8.0, raw_bytes=200_000, inflated_bytes=400_000)
GOOD = page([("Fastly", "Content delivery", "United States"), ("Stripe", "Payments", "Germany")]).encode()
BLOCKED = ("/403", "/451", "/wall-header", "/wall-page")
BROKEN = (
    *("/zip-bomb", "/says-too-large", "/endless", "/gzip-half", "/gzip-damaged", "/many-members", "/brotli"),
    *(
        "/gzip-twice",
        "/half",
        "/dropped",
        "/garbage",
        "/thousand-cookies",
        "/many-headers",
        "/loop",
        "/hop/1",
        "/to-nowhere",
    ),
    *("/to-metadata", "/to-file", "/404", "/500", "/503", "/204", "/unasked-304", "/slow-drip", "/slow-headers"),
    *("/error-page", "/nul"),
)
WAITING = ("/429",)
PATHS = (*BLOCKED, *WAITING, *BROKEN, *(f"/raw/{number}" for number in range(len(ANSWERS))))


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite(host="0.0.0.0") as running:
        yield running


def bench_of(store: Store, folder: Path, site: VendorSite) -> Bench:
    """Each path a list of its own, on a host of its own: a host that says wait must not speak for the others."""
    declared = {
        f"doc_list-{number}": replace(
            declaration(site.url(path, host=f"127.0.0.{number + 1}")), document=f"list-{number}"
        )
        for number, path in enumerate(PATHS)
    }
    return Bench(store, Archive(folder / "snapshots"), LAW, gazetteer(), declared, [], "http://onward.example")


def test_a_server_that_turns_hostile_is_a_state_of_its_source_and_no_change(
    store: Store, site: VendorSite, tmp_path: Path
) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    declare_documents(store, len(PATHS), FIRST_DAY)
    bench = bench_of(store, tmp_path, site)
    now = FIRST_DAY

    async def once() -> Summary:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=LIMITS) as fetcher:
            return await run_round(bench, fetcher, lambda: now)

    site.pages = {path: (200, {}, GOOD) for path in PATHS}
    assert asyncio.run(once()).outcomes["first"] == len(PATHS) >= 60
    site.pages.clear()
    site.raw = {f"/raw/{number}": answer for number, (answer, _) in enumerate(ANSWERS.values())}
    now += timedelta(days=2)
    summary = asyncio.run(once())
    assert summary.outcomes["checked"] == len(PATHS)
    with store.read() as session:
        assert session.exec(select(Change)).all() == []
        assert len(session.exec(select(Version)).all()) == len(PATHS)
        sources = session.exec(select(Source)).all()
    troubles = {one.url: one.trouble for one in sources}
    states = {f"/{one.url.split('/', 3)[3]}": one.state for one in sources}
    expected = {path: SourceState.BLOCKED if path in BLOCKED else SourceState.UNREACHABLE for path in PATHS}
    expected |= dict.fromkeys(WAITING, SourceState.VERIFIED)
    assert states == expected, troubles
    assert all(one.trouble and one.failures == 1 and one.due_at > now for one in sources)
