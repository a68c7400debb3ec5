"""Checking sources: fetch → known? → take in, and a second look before a removal counts.

One event loop waits on sockets, one thread writes what was found. A fetch that fails is a state of the source and the
others go on; damage to the store ends them all. Taking a document in (archive → read → compare → classify → propose →
alert) is told in `crawlers.taking`.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from crawlers import taking
from crawlers.bench import Bench
from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher
from crawlers.fetched import Fetched, Validators
from crawlers.notes import LONGEST_WAIT, Notes
from crawlers.taking import Outcome, Taken
from crawlers.turns import Rank, Turns
from registry.seeing import Seen
from registry.terms import DocumentKind
from registry.watching import Due

T = TypeVar("T")
Clock = Callable[[], datetime]

# Hosts that are asked in one stretch of time. Bounds what waits in memory for the one thread that writes; sockets are
# bounded by the fetcher.
HOSTS_AT_ONCE = 256


class Watching(Protocol):
    """Somebody who watches a round go on, such as a progress bar."""

    def begun(self, due: int) -> None:
        """So many sources are to be checked."""
        ...

    def checked(self) -> None:
        """One more is done."""
        ...


class Bell(Protocol):
    """Whoever sends alerts on."""

    def tell(self) -> None:
        """An alert was written: send it now."""
        ...


@dataclass(slots=True)
class Tally:
    """What the checks of a round came to, so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    proposals: int = 0
    alerts: int = 0

    def add(self, taken: Taken) -> None:
        """Count one."""
        self.outcomes.update((taken.outcome.value, "checked"))
        self.proposals += taken.proposals
        self.alerts += taken.alerts


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of sources, of a round or of one host. Once `stop` is set no other document is begun."""

    bench: Bench
    fetcher: Fetcher
    clock: Clock
    writer: ThreadPoolExecutor
    stop: asyncio.Event
    watcher: Watching | None
    notes: Notes
    outgoing: Bell
    turns: Turns
    tally: Tally = field(default_factory=Tally)

    async def off_loop(self, deed: Callable[[], T]) -> T:
        """Do it in the one thread that writes."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, deed)

    async def check_all(self, sources: Sequence[Due]) -> None:
        """Check the sources, many hosts at a time; what was seen meanwhile is written now and then and in the end."""
        if self.watcher is not None:
            self.watcher.begun(len(sources))
        hosts = iter(by_host(sources))
        try:
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(self._write_notes())
                async with asyncio.TaskGroup() as checks:
                    for _ in range(min(HOSTS_AT_ONCE, len(sources))):
                        checks.create_task(self.check_hosts(hosts))
                writing.cancel()
        finally:
            await self.off_loop(self.notes.write)
            await self.turns.tidy(up=True)

    async def check_hosts(self, hosts: Iterator[Iterable[Due]]) -> None:
        """One host after the other as long as there are any, and of each the due sources one after the other."""
        for sources in hosts:
            for source in sources:
                await self.turns.room()
                if self.stop.is_set():
                    return
                taken = await self.check(source)
                self.tally.add(taken)
                if taken.alerts:
                    self.outgoing.tell()
                await self.turns.tidy()
                if self.watcher is not None:
                    self.watcher.checked()

    async def check(self, source: Due) -> Taken:
        """One source: fetch it and take it in; look twice before a removal counts."""
        fetched = await self._fetch(source, _validators(source))
        if isinstance(fetched, FetchFailed):
            return await self._failed(source, fetched)
        known = taking.is_known(source, fetched)
        if known is not None:
            return await self._seen(source, known)
        taken = await self._take(source, fetched, None)
        if taken.outcome is not Outcome.SECOND_LOOK:
            return taken
        second = await self._fetch(source, None)
        if isinstance(second, FetchFailed):
            return await self._failed(source, second)
        return await self._take(source, fetched, second)

    async def _take(self, source: Due, fetched: Fetched, second: Fetched | None) -> Taken:
        def take() -> Taken:
            return taking.take(
                self.bench, source.id, fetched, self.clock(), second=second, notes=self.notes, later=self.turns.leave
            )

        return await self.turns.take(rank_of(source, second), take)

    async def _seen(self, source: Due, outcome: Outcome) -> Taken:
        self.notes.add(Seen(source.id, source.body_sha256, self.clock()))
        if self.notes.are_due:
            await self.off_loop(self.notes.write_due)
        return Taken(outcome)

    async def _write_notes(self) -> None:
        while True:
            await asyncio.sleep(LONGEST_WAIT)
            if self.notes.are_due:
                await self.off_loop(self.notes.write_due)

    async def _fetch(self, source: Due, validators: Validators | None) -> Fetched | FetchFailed:
        try:
            return await self.fetcher.fetch(source.url, validators=validators)
        except FetchFailed as failure:
            return failure

    async def _failed(self, source: Due, failure: FetchFailed) -> Taken:
        return await self.off_loop(lambda: taking.fail(self.bench, source.id, failure, self.clock()))


def _validators(source: Due) -> Validators | None:
    if source.body_sha256 is None or (source.etag is None and source.last_modified is None):
        return None
    return Validators(etag=source.etag, last_modified=source.last_modified, url=source.validators_url)


def rank_of(source: Due, second: Fetched | None = None) -> Rank:
    """Who is to be told first: of a list that changed, of another page that did; a first look alerts nobody."""
    if second is not None:
        return Rank.SECOND_LOOK
    if source.body_sha256 is None:
        return Rank.FIRST
    return Rank.LIST if source.kind is DocumentKind.SUB_PROCESSOR_LIST else Rank.CHANGED


def by_host(sources: Iterable[Due]) -> list[list[Due]]:
    """The sources of each host, both in the order of who may have to be told first; those alike as they came."""
    hosts: dict[str, list[Due]] = defaultdict(list)
    for source in sorted(sources, key=rank_of):
        hosts[source.host].append(source)
    return list(hosts.values())
