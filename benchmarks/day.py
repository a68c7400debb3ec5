"""Days of operation by an accelerated clock: `python -m benchmarks.day [--sources 60] [--rounds 96] [--days 1]`.

Rounds, alerts, digests and backups as they come in a day, one after the other in this process; the vendors' lists
grow by a name every hour, and every name is told each controller that depends on the service, once; from the second
day on the oldest name goes with each that comes. Told by day: memory, open files, disk. What grows without end shows
here. Exits 1 where a change was told to nobody or twice.
"""

import argparse
import asyncio
import gc
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.load import ROOT, resident
from benchmarks.page_site import served
from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.fetch import Fetcher, Limits
from crawlers.known import gazetteer
from crawlers.round import Summary, run_round
from crawlers.watchlist import Declaration, Frequency
from registry import lawfiles
from registry.alerts.told import Told
from registry.guard import Guard
from registry.keeping.backup import back_up
from registry.store import Store, open_store
from registry.tables import Alert, Change, Delivery, Document, Service, Source
from registry.terms import ChannelKind, DeliveryState, DocumentKind, Event, Grade, Origin

HOSTS = 8
DAY = 24  # hours
SERVICE = "supabase"  # of the catalogue, engaged by the invented organisation that comes with it
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)  # what is loaded is known by then
BEGINS = datetime.combine(TOMORROW, datetime.min.time(), UTC)
LIMITS = Limits(host_interval=0.0, per_host=1, open_at_once=8)


@dataclass(slots=True)
class Post:
    """Takes every message and keeps none but its id."""

    sent: Counter[str] = field(default_factory=Counter)
    target: str = "ada@company.example"
    language: str = "sv"
    name: ChannelKind = ChannelKind.MAIL

    def send(self, told: Told) -> None:
        """Count it."""
        self.sent[told.id] += 1


@dataclass(slots=True)
class Hours:
    """What was seen at the end of each hour."""

    memory: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    disk: list[int] = field(default_factory=list)
    checked: int = 0
    changed: int = 0
    alerts: int = 0
    backups: int = 0

    def note(self, folder: Path) -> None:
        """See how it stands."""
        gc.collect()
        self.memory.append(resident(os.getpid()))
        self.handles.append(len(os.listdir("/proc/self/fd")))
        self.disk.append(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()))


def main() -> None:
    """Run the day, and tell."""
    parser = argparse.ArgumentParser(description="One day of operation.")
    parser.add_argument("--sources", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=96, help="rounds in a day")
    parser.add_argument("--days", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onward-day-") as name:
        folder = Path(name)
        _pages(folder / "pages", wanted.sources, wanted.days * DAY)
        told = os.environ | {"ONWARD_VAR": f"{folder}/var", "ONWARD_DATABASE_URL": ""}
        subprocess.run([sys.executable, "-m", "app", "load"], check=True, capture_output=True, env=told, cwd=ROOT)
        with (
            served(folder / "pages", HOSTS) as port,
            closing(open_store(f"sqlite:///{folder}/var/onward.db")) as store,
        ):
            post = Post()
            _known(store, wanted.sources)
            hours = asyncio.run(_day(_bench(store, folder / "var", wanted.sources, port, post), folder, port, wanted))
            amiss = list(_amiss(store, post))
    _tell(hours, post)
    print("\n".join(amiss) or "  every change was told each controller it concerns, once")
    sys.exit(1 if amiss else 0)


async def _day(bench: Bench, folder: Path, port: int, wanted: argparse.Namespace) -> Hours:
    hours, each = Hours(), timedelta(days=1) / wanted.rounds
    async with Fetcher(Guard.of(("127.0.0.0/8",)), "Onward/0.1 (benchmark)", limits=LIMITS) as fetcher:
        for number in range(wanted.rounds * wanted.days):
            at = BEGINS + number * each
            if at.hour != (at - each).hour or number == 0:
                await asyncio.to_thread(_another_hour, bench.store, port, at)
            summary: Summary = await run_round(bench, fetcher, lambda at=at: at)  # type: ignore[misc]
            hours.checked += summary.outcomes.get("checked", 0)
            hours.changed += summary.outcomes.get("changed", 0) + summary.outcomes.get("returned", 0)
            hours.alerts += summary.alerts
            if (at + each).hour != at.hour:
                hours.backups += await asyncio.to_thread(_backed_up, bench.store, folder / "var", at)
                hours.note(folder / "var")
    return hours


def _another_hour(store: Store, port: int, at: datetime) -> None:
    """Every list has one name more, and everything is due."""
    with urlopen(f"http://127.0.0.1:{port}/_serve/r{(at - BEGINS) // timedelta(hours=1)}"):
        pass
    with store.write("benchmark") as session:
        session.execute(sa.update(Source).values(due_at=at))


def _backed_up(store: Store, var: Path, at: datetime) -> int:
    """A backup every six hours, over the one before the last."""
    if at.hour % 6 != 5:
        return 0
    back_up(store, var / "snapshots", var / f"backup-{at.hour % 2}.zip")
    return 1


def _known(store: Store, count: int) -> None:
    """The documents' rows: what the catalogue does not know of is watched, and tells nobody."""
    usual = {"recorded_at": BEGINS - timedelta(days=2), "origin": Origin.IMPORT, "source": "invented"}
    with store.write("benchmark") as session:
        known = session.exec(select(Service.id).where(Service.id == f"svc_{SERVICE}")).first()
        assert known is not None, "a service nobody knows of tells nobody"
        for number in range(count):
            identity, url = f"doc_page-{number}", f"http://127.0.0.{number % HOSTS + 1}/p{number}.html"
            session.add(
                Document(
                    id=identity, service_id=f"svc_{SERVICE}", kind=DocumentKind.SUB_PROCESSOR_LIST, url=url,
                    grade=Grade.PRIMARY, **usual,
                )
            )  # fmt: skip


def _amiss(store: Store, post: Post) -> Iterator[str]:
    """Changes that were told to nobody, or to one controller twice; alerts that were sent twice, or that wait."""
    with store.read() as session:
        changes = session.exec(select(Change).where(Change.material)).all()
        alerts = session.exec(select(Alert).where(col(Alert.change_id).is_not(None))).all()
        waiting = session.exec(select(Delivery).where(Delivery.state != DeliveryState.DELIVERED)).all()
    days = Counter((one.change_id, one.controller_id) for one in alerts if one.event is Event.OBJECTION_DUE)
    told = Counter((one.change_id, one.controller_id) for one in alerts if one.event is not Event.OBJECTION_DUE)
    concerned = {controller for _, controller in told}
    print(
        f"{len(changes)} material changes told to {len(concerned)} controllers in {told.total()} alerts, and ", end=""
    )
    print(f"{days.total()} reminders of the last day to object")
    yield from (f"  {one} was reminded of {times} times" for one, times in days.items() if times > 1)
    for change in changes:
        wrong = {one: told[change.id, one] for one in concerned if told[change.id, one] != 1}
        if wrong or not concerned:
            yield f"  {change.id} was told {wrong or 'to nobody'}"
    yield from (f"  {identity} was sent {times} times" for identity, times in post.sent.items() if times > 1)
    yield from (f"  the delivery {one.id} is {one.state}: {one.trouble}" for one in waiting)


def _bench(store: Store, var: Path, count: int, port: int, post: Post) -> Bench:
    one = Declaration(
        document="page", service=SERVICE, kind=DocumentKind.SUB_PROCESSOR_LIST, url="", valid_from=date(2020, 1, 1),
        frequency=Frequency.DAILY,
    )  # fmt: skip
    declared = {
        f"doc_page-{number}": replace(
            one, document=f"page-{number}", url=f"http://127.0.0.{number % HOSTS + 1}:{port}/p{number}.html"
        )
        for number in range(count)
    }
    return Bench(store, Archive(var / "snapshots"), lawfiles.load(), gazetteer(), declared, [post], "http://o.example")


def _pages(folder: Path, count: int, hours: int) -> None:
    for number in range(count):
        for hour in range(hours):
            rows = ("Zeppo Inc.", *(f"Partner {one} GmbH" for one in range(max(0, hour - DAY + 1), hour)))
            (folder / f"r{hour}").mkdir(parents=True, exist_ok=True)
            (folder / f"r{hour}" / f"p{number}.html").write_text("".join(_page(number, rows)), encoding="utf-8")


def _page(number: int, rows: tuple[str, ...]) -> Iterator[str]:
    yield f"<!doctype html><html lang=en><title>Sub-processors {number}</title><main><h1>Sub-processors</h1>"
    yield f"<p>Vendor {number} uses these sub-processors to provide its service to customers.</p><table>"
    yield "<tr><th>Name</th><th>Purpose</th><th>Location</th></tr>"
    for row in rows:
        yield f"<tr><td>{row}</td><td>Hosting of customer data</td><td>Germany</td></tr>"
    yield "</table></main></html>"


def _tell(hours: Hours, post: Post) -> None:
    print(
        f"{hours.checked} checks, {hours.changed} changes, {hours.alerts} alerts, {post.sent.total()} messages, ",
        end="",
    )
    print(f"{hours.backups} backups")
    for name, seen, unit in (("memory", hours.memory, 1024), ("disk", hours.disk, 1024 * 1024)):
        quarter = max(len(seen) // 4, 1)
        early, late = median(seen[quarter : 2 * quarter]) / unit, median(seen[-quarter:]) / unit
        print(f"  {name}: {early:.1f} MB in the second quarter of the day, {late:.1f} MB in the last")
    print(
        f"  open files: {hours.handles[0]} after the first hour, at most {max(hours.handles)}, {hours.handles[-1]} last"
    )


if __name__ == "__main__":
    main()
