"""THE ORDER of a round: declare → due → fetch → take → judge → deliver.

One event loop waits on sockets, one thread writes. A host is asked by one task at a time; a failure is a state of the
source and the round goes on. Taking a document in (archive → read → compare → classify → propose → alert) is told in
`crawlers.taking`.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from crawlers import taking
from crawlers.bench import ACTOR, Bench, document_id
from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher
from crawlers.fetched import Fetched, Validators
from crawlers.notes import LONGEST_WAIT, Notes
from crawlers.outgoing import Outgoing
from crawlers.redeclaring import with_accepted
from crawlers.taking import Outcome, Taken
from crawlers.upgrading import upgrade_all
from registry import judging, watching
from registry.alerts import assessing, certificates, clocks, expiring, lawnews, outbox, rules, sending, unannounced
from registry.catalogue.reading import Moment, read_register
from registry.errors import NotFound
from registry.reviews import reopening
from registry.seeing import Seen
from registry.watching import Declared, Due

T = TypeVar("T")
Clock = Callable[[], datetime]

# Hosts that are asked in one stretch of time. Bounds what waits in memory for the one thread that writes; sockets are
# bounded by the fetcher.
HOSTS_AT_ONCE = 256
COUNTED = ("checked", "not_modified", "same", "first", "changed", "returned", "bad_capture", "unreachable", "blocked")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a round came to."""

    outcomes: Mapping[str, int]
    proposals: int = 0
    alerts: int = 0
    verdicts_turned: int = 0
    delivered: int = 0
    undelivered: int = 0
    upgraded: int = 0  # last good texts that today's readers or declarations read again

    def as_json(self) -> dict[str, int]:
        """The summary as the command and the API tell it."""
        counts = {name: self.outcomes.get(name, 0) for name in COUNTED}
        rest = {"proposals": self.proposals, "alerts": self.alerts, "verdicts_turned": self.verdicts_turned}
        rest["upgraded"] = self.upgraded
        return counts | rest | {"delivered": self.delivered, "undelivered": self.undelivered}


class Watching(Protocol):
    """Somebody who watches a round go on, such as a progress bar."""

    def begun(self, due: int) -> None:
        """So many sources are to be checked."""
        ...

    def checked(self) -> None:
        """One more is done."""
        ...


async def run_round(
    bench: Bench,
    fetcher: Fetcher,
    clock: Clock,
    *,
    only: str | None = None,
    stop: asyncio.Event | None = None,
    watcher: Watching | None = None,
) -> Summary:
    """Check what is due once (or the one source named), judge what is due, and send what waits.

    Once `stop` is set no other document is begun; what is begun is finished.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as writer:
        bench = await asyncio.get_running_loop().run_in_executor(writer, with_accepted, bench, clock().date())
        outgoing = Outgoing(bench, clock)
        work = _Round(bench, fetcher, clock, writer, stop or asyncio.Event(), watcher, Notes(bench), outgoing)
        sources = await work.off_loop(lambda: _due(bench, clock(), only))
        upgraded = await work.off_loop(lambda: upgrade_all(bench, clock()))
        async with outgoing:
            await work.check_all(sources)
        turned, told = await work.off_loop(lambda: _judge(bench, clock()))
    sent = await asyncio.to_thread(sending.send, bench.store, bench.channels, bench.office, clock())
    tally = work.tally
    return Summary(
        outcomes=tally.outcomes,
        proposals=tally.proposals,
        alerts=tally.alerts + told,
        upgraded=upgraded,
        verdicts_turned=turned,
        delivered=outgoing.sent.delivered + sent.delivered,
        undelivered=outgoing.sent.undelivered + sent.undelivered,
    )


def due_ids(bench: Bench, at: datetime, *, only: str | None = None) -> list[str]:
    """What a round would check now. Nothing is fetched or written: a declared document nobody has checked is due.

    Raises NotFound when `only` names no source.
    """
    with bench.store.read() as session:
        known = watching.ids(session)
        due = {source.id for source in watching.due(session, at)}
    fresh = {source_id(document) for document in bench.declarations} - known
    if only is None:
        return sorted(due | fresh)
    if only not in known | fresh:
        raise NotFound(f"There is no source {only}.")
    return [only]


def source_id(document: str) -> str:
    """The id of the source that watches a document's row: src_… beside doc_…"""
    return f"src_{document.removeprefix('doc_')}"


def declare(bench: Bench, at: datetime) -> int:
    """Make the declared documents sources. Returns how many are new."""
    declared = (
        Declared(
            id=source_id(one.document),
            document_id=document_id(one.document),
            service_id=f"svc_{one.service}",
            kind=one.kind,
            url=one.url,
            every_days=one.frequency.days,
        )
        for one in bench.declarations.values()
    )
    with bench.store.write(ACTOR) as session:
        new = watching.declare(session, declared, at)
    bench.mind.has_declared = True
    return new


@dataclass(slots=True)
class _Tally:
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
class _Round:
    bench: Bench
    fetcher: Fetcher
    clock: Clock
    writer: ThreadPoolExecutor
    stop: asyncio.Event
    watcher: Watching | None
    notes: Notes
    outgoing: Outgoing
    tally: _Tally = field(default_factory=_Tally)

    async def off_loop(self, deed: Callable[[], T]) -> T:
        """Do it in the one thread that writes."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, deed)

    async def check_all(self, sources: Sequence[Due]) -> None:
        """Check the sources, many hosts at a time; what was seen meanwhile is written now and then and in the end."""
        if self.watcher is not None:
            self.watcher.begun(len(sources))
        hosts = iter(_by_host(sources))
        try:
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(self._write_notes())
                async with asyncio.TaskGroup() as checks:
                    for _ in range(min(HOSTS_AT_ONCE, len(sources))):
                        checks.create_task(self.check_hosts(hosts))
                writing.cancel()
        finally:
            await self.off_loop(self.notes.write)

    async def check_hosts(self, hosts: Iterator[list[Due]]) -> None:
        """One host after the other as long as there are any, and of each the due sources one after the other."""
        for sources in hosts:
            for source in sources:
                if self.stop.is_set():
                    return
                taken = await self.check(source)
                self.tally.add(taken)
                if taken.alerts:
                    self.outgoing.tell()
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
            return taking.take(self.bench, source.id, fetched, self.clock(), second=second, notes=self.notes)

        return await self.off_loop(take)

    async def _seen(self, source: Due, outcome: Outcome) -> Taken:
        self.notes.add(Seen(source.id, source.body_sha256, self.clock()))
        if self.notes.are_due:
            await self.off_loop(self.notes.write)
        return Taken(outcome)

    async def _write_notes(self) -> None:
        while True:
            await asyncio.sleep(LONGEST_WAIT)
            if self.notes.are_due:
                await self.off_loop(self.notes.write)

    async def _fetch(self, source: Due, validators: Validators | None) -> Fetched | FetchFailed:
        try:
            return await self.fetcher.fetch(source.url, validators=validators)
        except FetchFailed as failure:
            return failure

    async def _failed(self, source: Due, failure: FetchFailed) -> Taken:
        return await self.off_loop(lambda: taking.fail(self.bench, source.id, failure, self.clock()))


def _due(bench: Bench, at: datetime, only: str | None) -> list[Due]:
    if not bench.mind.has_declared:
        declare(bench, at)
    with bench.store.read() as session:
        return [watching.due_alone(session, only)] if only else watching.due(session, at)


def _judge(bench: Bench, at: datetime) -> tuple[int, int]:
    """Judge again when the law changed or a verdict has reached its last day; tell what a new law book changes,
    lists that changed without a notice, certifications not renewed in time, agreements that end and assessments due
    for review. Returns turned verdicts and alerts."""
    on = at.date()
    with bench.store.read() as session:
        is_due = judging.is_due(session, bench.law, on)
    with bench.store.write(ACTOR) as session:
        alerts = [
            *lawnews.tell(session, bench.law, at),
            *unannounced.tell(session, at),
            *certificates.tell(session, at),
            *clocks.tell(session, at),
            *expiring.tell(session, at),
            *assessing.tell(session, bench.law, at),
        ]
        turns = judging.judge_all(session, bench.law, on, at) if is_due else []
        if turns:
            alerts += rules.tell_turns(session, read_register(session, Moment(on)), turns, "time or law", at)
            alerts += reopening.after_turns(session, turns, at)
        alerts += reopening.daily(session, on, at)
        outbox.enqueue(session, alerts, bench.channels, at)
    return sum(turn.before is not None and turn.after is not None for turn in turns), len(alerts)


def _validators(source: Due) -> Validators | None:
    if source.body_sha256 is None or (source.etag is None and source.last_modified is None):
        return None
    return Validators(etag=source.etag, last_modified=source.last_modified, url=source.validators_url)


def _by_host(sources: Iterable[Due]) -> list[list[Due]]:
    hosts: dict[str, list[Due]] = defaultdict(list)
    for source in sources:
        hosts[source.host].append(source)
    return list(hosts.values())
