"""A crawl of very many sources that is killed (SIGKILL) again and again, at any point, and begun anew each time.

    python -m benchmarks.killed_crawl [--sources 100000] [--kills 12] [--seed N]

Small lists on several loopback hosts. Most were seen before and have not changed, one in a hundred gains a row, one in
a hundred is new. Whatever the points: in the end every source was checked, each change stands once with its alert and
its proposal, no version is missing or twice, every snapshot can be read, and the chain of writes holds. Prints what the
kills cost: how many sources were asked twice.
"""

import argparse
import asyncio
import hashlib
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from benchmarks import small_pages
from benchmarks.small_pages import Served, served
from crawlers.archive import Archive
from crawlers.bench import Bench, settle
from crawlers.fetch import Fetcher, Limits
from crawlers.kept import Kept
from crawlers.known import gazetteer
from crawlers.round import run_round
from crawlers.watchlist import Declaration, Frequency
from registry import audit, lawfiles
from registry.guard import Guard
from registry.sources import in_parts
from registry.store import Session, Store, open_store
from registry.tables import Alert, Change, Document, Organisation, Proposal, Service, Snapshot, Source, Version
from registry.terms import DocumentKind, Event, Grade, OrganisationKind, Origin

HOSTS, EVERY = 32, 100  # of every hundred lists the first gains a row, the second is new
FIRST_DAY = datetime(2026, 1, 10, 8, tzinfo=UTC)
SECOND_DAY = FIRST_DAY + timedelta(days=2)
LIMITS = Limits(host_interval=0.0, per_host=1, open_at_once=32)
KIND = DocumentKind.SUB_PROCESSOR_LIST
LONGEST = 0.5  # seconds between a kill's last request and the kill


@dataclass(frozen=True, slots=True)
class Killed:
    """What a crawl came to. `asked_twice`: requests beyond one for each source. `faults`: empty where all held."""

    sources: int
    kills: int
    seconds: float
    asked_twice: int
    half_written: int
    faults: tuple[str, ...]


def crawl(folder: Path, sources: int, kills: int, seed: int) -> Killed:
    """Prepare, kill, let it end, and look."""
    with served(HOSTS, EVERY) as site, closing(open_store(address(folder))) as store:
        _prepare(store, folder, site, sources)
        before, began = site.asked(), time.perf_counter()
        chance = random.Random(seed)
        killed = sum(_is_killed(folder, site, sources, chance, kills) for _ in range(kills))
        _crawl_to_its_end(folder, site, sources)
        seconds, asked = time.perf_counter() - began, site.asked() - before
        left = len(list(folder.glob("*/*/.unfinished-*")))
        with store.read() as session:
            faults = tuple(_faults(session, Archive(folder / "snapshots"), sources))
    return Killed(sources, killed, seconds, asked - sources, left, faults)


def rounds(folder: Path, port: int, sources: int) -> None:
    """What the process does that is killed: rounds until nothing is due."""
    site = Served(port, HOSTS)
    with closing(open_store(address(folder))) as store:
        bench = _bench(store, folder, site, range(sources))
        settle()
        _until_nothing_is_due(bench, SECOND_DAY)


def _until_nothing_is_due(bench: Bench, at: datetime) -> None:
    async def all_due() -> None:
        async with Fetcher(Guard.of(("127.0.0.0/8",)), "Onward/0.1 (benchmark)", limits=LIMITS) as fetcher:
            while (await run_round(bench, fetcher, lambda: at)).outcomes["checked"]:
                pass

    asyncio.run(all_due())


def _command(folder: Path, site: Served, sources: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.killed_crawl", "--rounds", str(folder), str(site.port), str(sources)]


def _is_killed(folder: Path, site: Served, sources: int, chance: random.Random, kills: int) -> bool:
    """One process that dies; False where it came to its end before. Now and then it dies before it asks anybody."""
    enough = site.asked() + chance.randrange(2 * sources // (kills + 1))
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(_command(folder, site, sources), cwd=root) as process:
        while process.poll() is None and site.asked() < enough:
            time.sleep(0.01)
        time.sleep(chance.random() * LONGEST)
        process.kill()
    return process.returncode == -signal.SIGKILL


def _crawl_to_its_end(folder: Path, site: Served, sources: int) -> None:
    root = Path(__file__).resolve().parent.parent
    subprocess.run(_command(folder, site, sources), check=True, cwd=root)


def _faults(session: Session, archive: Archive, sources: int) -> Iterator[str]:
    """What does not hold, in words."""
    gained = {_document(number) for number in range(0, sources, EVERY)}
    fresh = {_document(number) for number in range(1, sources, EVERY)}
    unseen = session.exec(select(Source.id).where(Source.verified_at != SECOND_DAY)).all()
    yield from (f"{one} was not checked" for one in unseen[:5])
    changes = Counter(session.exec(select(Change.document_id)).all())
    yield from unlike("changes", changes, gained)
    told = select(Change.document_id).join(Alert, Alert.change_id == Change.id)  # type: ignore[arg-type]
    yield from unlike("alerts", Counter(session.exec(told.where(Alert.event == Event.SUBPROCESSOR_ADDED))), gained)
    ours = select(Proposal.document_id).where(Proposal.change_id != None)  # noqa: E711  # IS NOT NULL
    yield from unlike("proposals of changes", Counter(session.exec(ours)), gained)
    versions = Counter(session.exec(select(Version.document_id)))
    yield from unlike("versions", versions - Counter(gained), gained | fresh)
    if audit.verify(session) is not None:
        yield "the chain of writes is broken"
    for sha256 in session.exec(select(Snapshot.sha256)):
        archive.get(sha256)  # raises where it cannot be read


def unlike(what: str, found: Counter[str], wanted: set[str]) -> Iterator[str]:
    """Each document has one, and no other has any."""
    for document in sorted(wanted - found.keys())[:5]:
        yield f"{document} has no {what}"
    for document in sorted(one for one in found if found[one] > 1 or one not in wanted)[:5]:
        yield f"{document} has {found[document]} {what}"


def _prepare(store: Store, folder: Path, site: Served, sources: int) -> None:
    """What changes was looked at on the first day; what never changes is known as if it had been."""
    store.migrate()
    _register(store, site, [number for number in range(sources) if number % EVERY < 2])
    changing = range(0, sources, EVERY)
    _until_nothing_is_due(_bench(store, folder, site, changing), FIRST_DAY)
    table = Source.metadata.tables[str(Source.__tablename__)]
    for some in in_parts((number for number in range(sources) if number % EVERY > 1), 1_000):
        with store.write("benchmark") as session:
            session.execute(sa.insert(table), [_known(site, number) for number in some])
    site.begin_day(2)


def _register(store: Store, site: Served, numbers: list[int]) -> None:
    usual = {"recorded_at": FIRST_DAY, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}
    with store.write("benchmark") as session:
        session.add(Organisation(id="org_lists", kind=OrganisationKind.GROUP, name="Lists", **usual))
        for number in numbers:
            service = f"svc_{_name(number)}"
            session.add(Service(id=service, organisation_id="org_lists", name=_name(number), **usual))
            url = site.url(number)
            session.add(Document(id=_document(number), service_id=service, kind=KIND, url=url, **usual))


def _known(site: Served, number: int) -> dict[str, object]:
    body = small_pages.page(number, is_longer=False)
    return {
        "id": f"src_{_name(number)}", "document_id": _document(number), "service_id": f"svc_{_name(number)}",
        "kind": KIND, "url": site.url(number), "host": f"127.0.0.{number % HOSTS + 1}", "paused": False, "failures": 0,
        "due_at": SECOND_DAY - timedelta(hours=1), "verified_at": FIRST_DAY, "every_days": 1,
        "body_sha256": hashlib.sha256(body).hexdigest(), "etag": small_pages.tag(body),
    }  # fmt: skip


def _bench(store: Store, folder: Path, site: Served, numbers: range) -> Bench:
    declared = {
        _document(number): Declaration(
            document=_name(number), service=_name(number), kind=KIND, url=site.url(number),
            valid_from=date(2020, 1, 1), frequency=Frequency.DAILY,
        )
        for number in numbers
    }  # fmt: skip
    archive, kept = Archive(folder / "snapshots"), Kept(folder / "readings")
    return Bench(store, archive, lawfiles.load(), gazetteer(), declared, [], "http://o.example", kept=kept)


def _name(number: int) -> str:
    return f"list-{number:07d}"


def _document(number: int) -> str:
    return f"doc_{_name(number)}"


def address(folder: Path) -> str:
    """Of the database of a crawl."""
    return f"sqlite:///{folder / 'onward.db'}"


def main() -> int:
    """1 where anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killed_crawl", description=__doc__)
    parser.add_argument("--sources", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=None, help="the same seed, nearly the same points; none: a new one")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        found = crawl(Path(folder), asked.sources, asked.kills, seed)
    print(f"{found.sources:,} sources, killed {found.kills} times (seed {seed}): {found.seconds:.0f} s")
    print(f"  asked twice: {found.asked_twice}; files left half-written: {found.half_written}")
    for fault in found.faults:
        print(f"  {fault}")
    return int(bool(found.faults))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rounds"]:
        rounds(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        sys.exit(0)
    sys.exit(main())
