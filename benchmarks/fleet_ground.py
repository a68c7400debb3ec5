"""The ground of the fleet's rehearsal: a register with hosts and lists, periods that begin, and what came of them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count as count_up
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.fleet_hand import KIND, Rehearsal, declaration
from benchmarks.fleet_site import QUIET, Asked, crawl_delay, tag_of
from registry.sources import in_parts
from registry.store import Store
from registry.tables import Alert, Change, Document, Organisation, Service, Source
from registry.terms import Event, Grade, OrganisationKind, Origin

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2126, 1, 1, tzinfo=UTC)
_USUAL = {"recorded_at": LONG_AGO, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}


def lay(plan: Rehearsal, store: Store, every: int) -> None:
    """One service a host, one document and source a list. Lists that never change are known as if they had been looked
    at before; each `every`th has not been looked at. None is due."""
    with store.write("rehearsal") as session:
        session.add(Organisation(id="org_hosts", kind=OrganisationKind.GROUP, name="Hosts", **_USUAL))
    services = (
        {"id": f"svc_host-{n:05d}", "organisation_id": "org_hosts", "name": f"Host {n}"} for n in range(plan.hosts)
    )
    for some in in_parts(services, 1_000):
        with store.write("rehearsal") as session:
            session.execute(sa.insert(Service), [one | _USUAL for one in some])
    known = {"body_sha256": hashlib.sha256(QUIET).hexdigest(), "etag": tag_of(QUIET)}
    for numbers in in_parts(range(plan.count), 1_000):
        declared = [declaration(plan, number) for number in numbers]
        documents = [
            {"id": f"doc_{one.document}", "service_id": f"svc_{one.service}", "kind": KIND, "url": one.url} | _USUAL
            for one in declared
        ]
        sources = [
            {
                "id": f"src_{one.document}", "document_id": f"doc_{one.document}", "service_id": f"svc_{one.service}",
                "kind": KIND, "url": one.url, "host": one.url.split("/")[2].split(":")[0], "every_days": 1,
                "paused": False, "failures": 0, "due_at": LATER,
                **(known if number % every else {"body_sha256": None, "etag": None}),
            }
            for number, one in zip(numbers, declared, strict=True)
        ]  # fmt: skip
        with store.write("rehearsal") as session:
            session.execute(sa.insert(Document), documents)
            session.execute(sa.insert(Source), sources)


def begin(store: Store, *, only_new: bool = False) -> datetime:
    """A new period: every source is due from now on (or every one that was never looked at)."""
    at = datetime.now(UTC)
    with store.write("rehearsal") as session:
        due = sa.update(Source).values(due_at=at)
        session.execute(due.where(col(Source.body_sha256).is_(None)) if only_new else due)
    return at


def left(store: Store) -> int:
    """How many sources are still due."""
    with store.read() as session:
        return session.exec(select(sa.func.count()).where(col(Source.due_at) <= datetime.now(UTC))).one()


def until_done(store: Store, *, within: float) -> float:
    """Wait until no source is due; the seconds it took."""
    return until_left(store, 0, within=within)


def until_left(store: Store, most: int, *, within: float, look: float = 0.1) -> float:
    """Wait until no more than so many sources are due; the seconds it took. Raises AssertionError when it takes too
    long."""
    began = time.monotonic()
    while (remaining := left(store)) > most:
        if time.monotonic() - began > within:
            raise AssertionError(f"{remaining} sources are still due after {within:.0f} seconds.")
        time.sleep(look)
    return time.monotonic() - began


@dataclass(slots=True)
class Hands:
    """The worker processes of a rehearsal; each has a name of its own by which the hosts know it."""

    plan: Rehearsal
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count_up)

    def start(self, count: int = 1) -> None:
        """So many more, ready to work."""
        root = Path(__file__).resolve().parent.parent
        new = [f"hand-{next(self._numbers)}" for _ in range(count)]
        for name in new:
            words = [sys.executable, "-m", "benchmarks.fleet_hand", json.dumps(asdict(self.plan)), name]
            said = subprocess.Popen(
                words, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ | {"ONWARD_TODAY": ""}
            )
            self.running[name] = said
        for name in new:
            stream = self.running[name].stdout
            if stream is None or stream.readline() != "ready\n":
                raise RuntimeError(f"{name} did not start.")

    def kill(self, name: str) -> None:
        """As a power cut would."""
        process = self.running.pop(name)
        process.kill()
        process.wait()
        _close(process)
        self.killed.append(name)

    def retire(self, name: str, *, within: float = 60.0) -> int:
        """Tell one to stop, and wait; its exit code."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        code = process.wait(within)
        _close(process)
        return code

    def stop(self) -> list[int]:
        """Tell all to stop, and wait; their exit codes."""
        return [self.retire(name) for name in list(self.running)]


@contextmanager
def hands(plan: Rehearsal) -> Iterator[Hands]:
    """Workers that are gone in the end, whatever happens."""
    held = Hands(plan)
    try:
        yield held
    finally:
        for process in held.running.values():
            process.kill()
            process.wait()
            _close(process)


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        process.stdout.close()


def too_soon(log: Iterable[Asked], interval: float) -> list[tuple[Asked, Asked]]:
    """Pairs of requests at one host of which the second came before the pause after the first was over."""
    by_host: dict[str, list[Asked]] = defaultdict(list)
    for one in log:
        by_host[one.host].append(one)
    for asked in by_host.values():
        asked.sort(key=lambda one: one.begun)
    pairs = (pair for asked in by_host.values() for pair in pairwise(asked))
    return [(one, two) for one, two in pairs if two.begun < one.answered + _pause(one, interval)]


def _pause(after: Asked, interval: float) -> float:
    """A longer pause that a host asks for is kept between its pages: after robots.txt comes the first of them."""
    return interval if after.path == "/robots.txt" else max(interval, crawl_delay(after.host))


def asked_again(log: Iterable[Asked]) -> dict[str, list[str]]:
    """The lists that were asked for more than once, with who asked."""
    who: dict[str, list[str]] = defaultdict(list)
    for one in log:
        if one.path.startswith("/list/"):
            who[one.path].append(one.agent.partition("(")[2].rstrip(")"))
    return {path: names for path, names in who.items() if len(names) > 1}


def never_asked(log: Iterable[Asked], count: int) -> set[int]:
    """The numbers of lists that nobody asked for."""
    return set(range(count)) - {int(one.path.rsplit("/", 1)[1]) for one in log if one.path.startswith("/list/")}


def alerts_of_changes(store: Store) -> Counter[str]:
    """How many alerts each change has, by the number of its list."""
    with store.read() as session:
        changes = {one.id: one.document_id.removeprefix("doc_list-") for one in session.exec(select(Change))}
        told = Counter(one.change_id for one in session.exec(select(Alert)) if one.event is not Event.REVIEW_DUE)
    return Counter({f"{int(number)}": told[change] for change, number in changes.items()})
