"""The pages at 5,000 services: how long 50 readers wait, how soon a browser shows something, how large a page is.

A reader opens a page, and the next one a second or two later; one worker serves them all. The first paint is told by
the system's Chromium, each page opened anew. The size is what is sent before diagrams, not compressed.
"""

import asyncio
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright
from sqlmodel import col, select

from benchmarks.measuring import Figure
from benchmarks.speed_api import SERVERS, fill, served
from registry.store import open_store
from registry.tables import Organisation

ROOT = Path(__file__).resolve().parent.parent
READERS, PAUSE = 50, (1.0, 2.0)
PAGES = (
    "/", "/services", "/services?q=moln", "/services/svc_4321", "/controllers/{controller}", "/engagements",
    "/transfers?controller={controller}", "/registers", "/proposals", "/changes", "/reviews", "/law", "/search?q=post",
)  # fmt: skip
_DRAWN = re.compile(rb"<svg.*?</svg>", re.DOTALL)


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Waits in milliseconds, sizes in kB."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onward.db"
        pages = _filled(folder, url)
        with served(SERVERS["ours"], url, folder) as server:
            address = f"http://127.0.0.1:{server.port}"
            yield from _sizes(address, pages)
            waits = asyncio.run(_read(address, pages, 15 if quick else 60))
            name = f"pages, {READERS} readers, {len(waits)} pages"
            for share in (50, 95, 99):
                yield Figure(f"{name}, p{share}", waits[min(len(waits) * share // 100, len(waits) - 1)] * 1000, "ms")
            yield from _paints(address, pages)


def _filled(folder: str, url: str) -> list[str]:
    """The shipped catalogue with its invented organisations, and 5,000 services more. The addresses of the pages."""
    environment = os.environ | {"ONWARD_VAR": folder}
    subprocess.run([sys.executable, "-m", "app", "load"], check=True, capture_output=True, env=environment, cwd=ROOT)
    fill(url)
    with closing(open_store(url)) as store, store.read() as session:
        ours = select(Organisation.id).where(col(Organisation.is_controller).is_(True), col(Organisation.invented))
        controller = session.exec(ours.order_by(Organisation.name)).first()
    return [page.format(controller=controller) for page in PAGES]


def _sizes(address: str, pages: list[str]) -> Iterator[Figure]:
    """Of every page; asked once before anything is measured, so that what is judged is judged."""
    sizes: dict[str, float] = {}
    with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        for page in pages:
            body = client.get(page).raise_for_status().content
            sizes[page] = len(_DRAWN.sub(b"", body)) / 1000
    largest = max(sizes, key=lambda page: sizes[page])
    yield Figure(f"pages, the largest of {len(sizes)} ({largest})"[:58], sizes[largest], "kB")


async def _read(address: str, pages: list[str], seconds: float) -> list[float]:
    """Every wait of every reader, sorted."""
    waits: list[float] = []
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=READERS)

    async def reader(number: int, client: httpx.AsyncClient) -> None:
        chance = random.Random(number)
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(*PAUSE))
            began = time.perf_counter()
            (await client.get(chance.choice(pages))).raise_for_status()
            waits.append(time.perf_counter() - began)

    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60, limits=limits) as client:
        await asyncio.gather(*(reader(number, client) for number in range(READERS)))
    return sorted(waits)


def _paints(address: str, pages: list[str]) -> Iterator[Figure]:
    """When the browser shows the first words; nothing where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        paints = sorted(_paint(browser.new_page(), f"{address}{page}") for page in pages)
        browser.close()
    yield Figure("pages, first contentful paint, middle", paints[len(paints) // 2], "ms")
    yield Figure("pages, first contentful paint, slowest", paints[-1], "ms")


def _paint(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)  # the entry is made a frame after the load
    found = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    page.close()
    return found
