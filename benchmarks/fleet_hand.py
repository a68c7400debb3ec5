"""One worker of the fleet's rehearsal, in a process of its own: `python -m benchmarks.fleet_hand PLAN`.

The plan is JSON (`Rehearsal`). It runs what `onward worker` runs, over declarations that are made and not read, at a
pace and with heartbeats that suit a rehearsal.
"""

import asyncio
import json
import signal
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.fleet_site import host_of
from crawlers.archive import Archive
from crawlers.bench import Bench, settle
from crawlers.fetch import Limits
from crawlers.fleet import Rhythm
from crawlers.kept import Kept
from crawlers.known import gazetteer
from crawlers.watchlist import Declaration, Frequency
from crawlers.worker import work
from registry import lawfiles, logs
from registry import settings as environment
from registry.guard import Guard
from registry.store import Store, open_store
from registry.terms import DocumentKind

KIND = DocumentKind.SUB_PROCESSOR_LIST


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is watched, and how quickly."""

    url: str
    folder: str
    port: int
    count: int
    hosts: int
    interval: float
    heartbeat: float
    dead_after: float
    hosts_at_once: int

    @property
    def limits(self) -> Limits:
        """A quick guest's manners."""
        return Limits(host_interval=self.interval, longest_interval=max(1.0, self.interval), seconds=30.0)

    @property
    def rhythm(self) -> Rhythm:
        """How quickly it is planned, and who is taken for dead."""
        return Rhythm(
            plan=2,
            send=5,
            heartbeat=self.heartbeat,
            dead_after=self.dead_after,
            look=0.5,
            hosts_at_once=self.hosts_at_once,
        )


def declaration(plan: Rehearsal, number: int) -> Declaration:
    """How the list of this number is watched: lists are dealt out to the hosts in turn."""
    host = number % plan.hosts
    return Declaration(
        document=f"list-{number:07d}",
        service=f"host-{host:05d}",
        kind=KIND,
        url=f"http://{host_of(host)}:{plan.port}/list/{number}",
        valid_from=date(2020, 1, 1),
        frequency=Frequency.DAILY,
    )


def bench_of(plan: Rehearsal, store: Store) -> Bench:
    """What the checks work with."""
    folder = Path(plan.folder)
    declared = {f"doc_list-{number:07d}": declaration(plan, number) for number in range(plan.count)}
    bench = Bench(
        store=store,
        archive=Archive(folder / "snapshots"),
        law=lawfiles.load(),
        gazetteer=gazetteer(),
        declarations=declared,
        channels=[],
        base_url="http://onward.example",
        kept=Kept(folder / "readings"),
    )
    bench.mind.has_declared = True  # the rehearsal writes its sources itself
    return bench


def main(plan: Rehearsal, name: str) -> None:
    """Work until told to stop."""
    logs.begin(environment.read())
    with closing(open_store(plan.url)) as store:
        bench = bench_of(plan, store)
        settle()

        async def until_told() -> None:
            stop = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
            print("ready", flush=True)
            await work(
                store,
                lambda: bench,
                lambda: datetime.now(UTC),
                stop,
                guard=Guard.of(("127.0.0.0/8",)),
                agent=f"Onward/0.1 ({name})",
                limits=plan.limits,
                rhythm=plan.rhythm,
            )

        asyncio.run(until_told())


if __name__ == "__main__":
    main(Rehearsal(**json.loads(sys.argv[1])), sys.argv[2])
