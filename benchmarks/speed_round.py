"""Whole rounds over seeded pages on loopback: first look, not modified, no validators, 5 % changed; and what alerts."""

import asyncio
import difflib
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup
from sqlmodel import select

from benchmarks import page_site, pages, scrapy_beside
from benchmarks.measuring import Figure
from crawlers import taking
from crawlers.archive import Archive
from crawlers.bench import Bench, settle
from crawlers.fetch import Fetched, Fetcher, Limits
from crawlers.kept import Kept
from crawlers.known import gazetteer
from crawlers.round import Summary, run_round
from crawlers.taking import Taken
from crawlers.watchlist import Declaration, Frequency
from registry import lawfiles
from registry.guard import Guard
from registry.store import Store, open_store
from registry.tables import Change, Document, Organisation, Service
from registry.terms import CaptureState, DocumentKind, Grade, OrganisationKind, Origin

HOSTS = 32
COUNT, SEEDS = 2_000, (7, 11)
LOOPBACK = Guard.of(("127.0.0.0/8",))
LIMITS = Limits(host_interval=0.0, per_host=1, open_at_once=32)
BEGAN = datetime(2026, 1, 10, 8, tzinfo=UTC)


def figures(quick: bool, shared: Path, *, scrapy: bool = False) -> Iterator[Figure]:
    """CPU milliseconds a page, all threads of the process; the site runs in another. `scrapy`: also beside Scrapy."""
    if pages.generator(shared) is None:
        print("  left out: there is no bench/gen_corpus.py in ONWARD_SHARED")
        return
    for seed in (7,) if quick else SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            made = pages.make(shared, Path(folder) / "pages", count=100 if quick else COUNT, seed=seed)
            with (
                page_site.served(made.folder, HOSTS) as port,
                closing(open_store(f"sqlite:///{folder}/onward.db")) as store,
            ):
                plain = _plain(made, port)
                bench = _bench(made, store, Path(folder), port)
                settle()  # as every process that does rounds
                ours = list(_rounds(made, bench, port, plain, seed))
                yield from ours
                if scrapy:
                    yield from _scrapy(made, Path(folder), port, {one.name.rpartition(": ")[2]: one for one in ours})
                else:
                    print("  beside Scrapy: left out, ask for it with --scrapy (it is installed for that run alone)")


def _rounds(made: pages.Pages, bench: Bench, port: int, plain: dict[str, float], seed: int) -> Iterator[Figure]:
    against = "plain httpx + bs4 + difflib"
    told = {"first look": "r1/on", "not modified": "r1/on", "no validators": "r1/off", "5 % changed": "r2/on"}
    delays: list[tuple[float, float]] = []
    for day, (name, served) in enumerate(told.items()):
        _tell(port, served)
        with _timed_alerts(delays):
            spent, seconds, summary = _round(bench, BEGAN + timedelta(days=2 * day))
        each = spent / made.count
        yield Figure(f"round, {made.count} pages, seed {seed}: {name}", each, "ms CPU/page", plain[name], against)
        if name == "first look":
            yield Figure("  pages a second, 32 open requests at most", made.count / seconds, "/s")
        if summary.outcomes["checked"] != made.count or summary.outcomes.get("unreachable"):
            raise AssertionError(f"{name}: {summary.as_json()}")
    yield from _judgement(made, bench.store)
    yield from _delays(delays)


def _scrapy(made: pages.Pages, folder: Path, port: int, ours: dict[str, Figure]) -> Iterator[Figure]:
    """Our figures of the same run again, beside Scrapy's."""
    python = scrapy_beside.install(folder / "scrapy")
    if python is None:
        print("  beside Scrapy: left out, it cannot be installed here")
        return
    urls = [_url(page, port) for page in range(made.count)]
    for name, spent in scrapy_beside.rounds(python, folder, urls, lambda served: _tell(port, served)).items():
        against = "Scrapy with HTTP cache, RFC 2616 policy"
        yield Figure(f"  the same: {name}", ours[name].value, "ms CPU/page", spent, against)


def _delays(delays: list[tuple[float, float]]) -> Iterator[Figure]:
    """From a document's last byte to its alert's row, of those that alerted; and without the wait for others' turns."""
    for name, some in zip(("last byte to alert", "of it taking it in"), zip(*delays, strict=True), strict=False):
        ordered = sorted(some)
        middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        yield Figure(f"  {name}, middle of {len(delays)}", middle, "ms")
        yield Figure(f"  {name}, 99 of 100 of {len(delays)}", late, "ms")


def _judgement(made: pages.Pages, store: Store) -> Iterator[Figure]:
    """Which pages alert: material changes, against the generator's truth."""
    with store.read() as session:
        changes = session.exec(select(Change)).all()
    alerted = {int(one.document_id[-6:]) for one in changes if one.material and one.state is CaptureState.CHANGED}
    yield Figure(
        f"  alerts: real changes found, of {len(made.real)}", 100 * len(alerted & made.real) / len(made.real), "%"
    )
    yield Figure(f"  alerts: on noise, of {len(made.noise)} noisy pages", float(len(alerted & made.noise)), "alerts")
    yield Figure("  alerts: on pages that did not change", float(len(alerted - made.real - made.noise)), "alerts")


@contextmanager
def _timed_alerts(delays: list[tuple[float, float]]) -> Iterator[None]:
    """Gathers how long after its last byte, and after its turn came, each document's alerts stood in the database."""
    take = taking.take

    def timed(bench: Bench, source_id: str, fetched: Fetched, at: datetime, **more: Any) -> Taken:
        began = time.perf_counter()
        taken = take(bench, source_id, fetched, at, **more)
        if taken.alerts:
            last, own = more.get("second") or fetched, time.perf_counter() - began
            delays.append(((datetime.now(UTC) - last.fetched_at).total_seconds() * 1000, own * 1000))
        return taken

    taking.take = timed
    try:
        yield
    finally:
        taking.take = take


def _round(bench: Bench, at: datetime) -> tuple[float, float, Summary]:
    async def once() -> Summary:
        async with Fetcher(LOOPBACK, "Onward/0.1 (benchmark)", limits=LIMITS) as fetcher:
            return await run_round(bench, fetcher, lambda: at)

    cpu, wall = time.process_time(), time.perf_counter()
    summary = asyncio.run(once())
    return (time.process_time() - cpu) * 1000, time.perf_counter() - wall, summary


def _bench(made: pages.Pages, store: Store, folder: Path, port: int) -> Bench:
    """A register with one service and one list for each page."""
    store.migrate()
    usual = {"recorded_at": BEGAN, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}
    kind = DocumentKind.NOTICE
    declared: dict[str, Declaration] = {}
    with store.write("benchmark") as session:
        session.add(Organisation(id="org_pages", kind=OrganisationKind.GROUP, name="Pages", **usual))
        for page in range(made.count):
            name, url = f"page-{page:06d}", _url(page, port)
            session.add(Service(id=f"svc_{name}", organisation_id="org_pages", name=name, **usual))
            session.add(Document(id=f"doc_{name}", service_id=f"svc_{name}", kind=kind, url=url, **usual))
            declared[f"doc_{name}"] = Declaration(
                document=name, service=name, kind=kind, url=url, valid_from=date(2020, 1, 1), frequency=Frequency.DAILY
            )
    return Bench(
        store=store,
        archive=Archive(folder / "snapshots"),
        law=lawfiles.load(),
        gazetteer=gazetteer(),
        declarations=declared,
        channels=[],
        base_url="http://onward.example",
        kept=Kept(folder / "readings"),
    )


def _plain(made: pages.Pages, port: int) -> dict[str, float]:
    """The same by hand: httpx, the text by bs4, unified_diff of lines where the bytes differ. CPU ms a page."""
    _tell(port, "r1/on")
    texts: dict[int, list[str]] = {}
    bodies: dict[int, bytes] = {}
    tags: dict[int, str] = {}

    def look(client: httpx.Client, page: int, ask: bool) -> None:
        headers = {"If-None-Match": tags[page]} if ask and page in tags else {}
        answer = client.get(_url(page, port), headers=headers)
        if answer.status_code == 304:
            return
        tags[page] = answer.headers.get("ETag", "")
        text = BeautifulSoup(answer.content, "lxml").get_text("\n", strip=True).split("\n")
        if bodies.get(page) != answer.content:
            list(difflib.unified_diff(texts.get(page, []), text))
        bodies[page], texts[page] = answer.content, text

    def all_pages(ask: bool) -> float:
        began = time.process_time()
        with httpx.Client(trust_env=False, timeout=30) as client:
            for page in range(made.count):
                look(client, page, ask)
        return (time.process_time() - began) * 1000 / made.count

    spent = {"first look": all_pages(False), "not modified": all_pages(True)}
    spent["no validators"] = all_pages(False)
    _tell(port, "r2/on")
    spent["5 % changed"] = all_pages(True)
    return spent


def _url(page: int, port: int) -> str:
    return f"http://127.0.0.{page % HOSTS + 1}:{port}/p{page:06d}.html"


def _tell(port: int, served: str) -> None:
    folder, validators = served.split("/")
    for path in (f"/_serve/{folder}", f"/_validators/{validators}"):
        httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False)
