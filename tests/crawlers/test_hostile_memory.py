"""However often hostile servers are asked, memory does not grow, and no answer is ever held that is past its cap."""

import asyncio
import gc
import tracemalloc
from collections.abc import Iterator

import pytest
from test_hostile_answers import ANSWERS

from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher, Limits
from registry.guard import Guard
from tests.servers.vendor_site import VendorSite

LIMITS = Limits(host_interval=0.0, seconds=5.0, raw_bytes=200_000, inflated_bytes=400_000)
PATHS = (
    *("/zip-bomb", "/says-too-large", "/endless", "/gzip-half", "/gzip-damaged", "/many-members", "/brotli"),
    *("/gzip-twice", "/half", "/dropped", "/garbage", "/many-cookies", "/thousand-cookies", "/many-headers", "/loop"),
    *("/hop/1", "/to-nowhere", "/to-metadata", "/to-file", "/404", "/500", "/204", "/unasked-304", "/ok", "/gzip"),
)
# Answers that only a second of waiting ends are asked elsewhere.
RAW = [answer for name, (answer, _) in ANSWERS.items() if "ever" not in name and len(answer) < 100_000][:20]
ROUNDS = 4
MOST_AT_ONCE, MOST_GROWTH = 12_000_000, 300_000


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite(host="0.0.0.0") as running:
        yield running


def test_hostile_servers_asked_again_and_again_take_no_more_memory(site: VendorSite) -> None:
    site.raw = {f"/raw/{number}": answer for number, answer in enumerate(RAW)}
    paths = (*PATHS, *site.raw)
    held, peaks = [], []

    async def ask(fetcher: Fetcher, path: str, number: int) -> bool:
        try:
            await fetcher.fetch(site.url(path, host=f"127.0.0.{number + 1}"), heed_robots=False)
        except FetchFailed:
            return False
        return True

    async def rounds() -> None:
        for _ in range(ROUNDS):
            async with Fetcher(Guard.of(("127.0.0.0/8",)), "Onward/0.1 (test)", limits=LIMITS) as fetcher:
                tracemalloc.reset_peak()
                whole = [await ask(fetcher, path, number) for number, path in enumerate(paths)]
            assert 0 < sum(whole) < len(paths) / 2
            site.seen.clear()
            gc.collect()
            now, peak = tracemalloc.get_traced_memory()
            held.append(now)
            peaks.append(peak - now)

    tracemalloc.start()
    try:
        asyncio.run(rounds())
    finally:
        tracemalloc.stop()
    assert max(peaks) < MOST_AT_ONCE
    assert held[-1] - held[1] < MOST_GROWTH
