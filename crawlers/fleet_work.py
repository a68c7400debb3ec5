"""What a worker of a fleet does: the deeds of a round, each by itself, so that a queue can hand them to any machine."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from crawlers.bench import Bench
from crawlers.checking import Checks, Clock, Tally
from crawlers.fetch import Fetcher
from crawlers.notes import Notes
from crawlers.redeclaring import with_accepted
from crawlers.round import declare, judge_due
from crawlers.shared_pace import SharedPace
from crawlers.turns import Turns
from crawlers.upgrading import upgrade_all
from registry import hosts, watching
from registry.alerts import sending
from registry.errors import BadInput
from registry.settings import Settings
from registry.store import Store
from registry.watching import Due

T = TypeVar("T")

MOST_LIVE = 2_000  # hosts in the queue at once: what waits longer is found again by the next plan
MOST_AT_A_HOST = 200  # sources in one job, and its seconds: then whoever is sent on to that host gets a turn
LONGEST_VISIT = 120.0
BENCH_STANDS = 10.0  # seconds until it is asked again what people accepted
FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(slots=True)
class Work:
    """The work of one process. `today` lays the bench of the day; once `stop` is set no other document is begun."""

    today: Callable[[], Bench]
    fetcher: Fetcher
    pace: SharedPace
    clock: Clock
    stop: asyncio.Event
    writer: ThreadPoolExecutor  # one thread
    prune: Callable[[], object] | None = None
    tally: Tally = field(default_factory=Tally)
    _laying: asyncio.Lock = field(default_factory=asyncio.Lock)
    _laid: tuple[Bench, float] | None = None
    _notes: Notes | None = None
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(self.writer)

    async def plan(self, live: Collection[str]) -> list[str]:
        """The hosts that have due sources, the longest waiting first, as far as there is room beside the `live`."""
        bench = await self._bench()
        if not bench.mind.has_declared:
            await self._off_loop(lambda: declare(bench, self.clock()))
        with bench.store.read() as session:
            due = watching.due_hosts(session, self.clock(), limit=MOST_LIVE)
        return [host for host in due if host not in live][: max(0, MOST_LIVE - len(live))]

    async def check_host(self, host: str) -> bool:
        """Check the due sources of a host at its pace. Returns whether anything was told that is to be sent.

        What is due is asked once the host is held, and what was seen is written before it is let go of: else two would
        look at the same.
        """
        bench = await self._bench()
        notes, bell = self._notes_of(bench), _Bell()
        writer, turns = self.writer, self.turns
        checks = Checks(bench, self.fetcher, self.clock, writer, self.stop, None, notes, bell, turns, self.tally)
        async with self.pace.visit(host):
            due = await asyncio.to_thread(self._due_at, bench.store, host)
            try:
                await checks.check_hosts(iter([_for_a_while(due)]))
            finally:
                await self._off_loop(notes.write)
                await turns.tidy(up=True)
        return bell.has_rung

    async def judge(self) -> bool:
        """Judge what is due. Returns whether anything was told."""
        bench = await self._bench()
        _, told = await self._off_loop(lambda: judge_due(bench, self.clock()))
        return told > 0

    async def send(self) -> None:
        """Send what waits."""
        bench = await self._bench()
        await asyncio.to_thread(sending.send, bench.store, bench.channels, bench.office, self.clock())

    async def upgrade(self) -> None:
        """Read again what today's readers have not read yet."""
        bench = await self._bench()
        await self._off_loop(lambda: upgrade_all(bench, self.clock()))

    async def forget(self) -> None:
        """Let go of hosts that nobody asks any more, and of bytes as the settings say."""
        bench = await self._bench()
        if self.prune is not None:
            await asyncio.to_thread(self.prune)
        await asyncio.to_thread(hosts.forget, bench.store, self.clock() - FORGOTTEN_AFTER)

    async def _bench(self) -> Bench:
        """The bench of the day with what people accepted for it."""
        async with self._laying:
            if self._laid is None or self._laid[1] < time.monotonic():
                laid = await asyncio.to_thread(self.today)
                laid = await self._off_loop(lambda: with_accepted(laid, self.clock().date()))
                self._laid = laid, time.monotonic() + BENCH_STANDS
            return self._laid[0]

    def _notes_of(self, bench: Bench) -> Notes:
        if self._notes is None:
            self._notes = Notes(bench)
        return self._notes

    def _due_at(self, store: Store, host: str) -> list[Due]:
        with store.read() as session:
            return watching.due_at_host(session, host, self.clock(), limit=MOST_AT_A_HOST)

    async def _off_loop(self, deed: Callable[[], T]) -> T:
        """Do it in the one thread that writes."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, deed)


def require_shared_snapshots(settings: Settings, bench: Bench) -> None:
    """Raises BadInput where this machine does not see the snapshots that others captured."""
    with bench.store.read() as session:
        known = watching.last_body(session)
    if known is None or bench.archive.has(known):
        return
    raise BadInput(
        f"The snapshots of this database are not in {settings.snapshots}. All workers, and the web beside them, need "
        "one place that they share: set ONWARD_SNAPSHOTS to where the folder is mounted here, or to their bucket.",
        field="ONWARD_SNAPSHOTS",
    )


class _Bell:
    """Whether it was rung."""

    def __init__(self) -> None:
        self.has_rung = False

    def tell(self) -> None:
        """An alert was written."""
        self.has_rung = True


def _for_a_while(due: Sequence[Due]) -> Iterator[Due]:
    """The sources one after the other, until the visit has lasted long enough."""
    over_at = time.monotonic() + LONGEST_VISIT
    for source in due:
        if time.monotonic() >= over_at:
            return
        yield source
