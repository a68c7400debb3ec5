"""THE ORDER of a round: declare → due → read again what older readers read → check → judge → deliver.

One event loop waits on sockets; one thread takes in and judges; another sends what was told, from the first alert on,
and notes how that went. Checking a source is told in `crawlers.checking`, taking a document in (archive → read →
compare → classify → propose → alert) in `crawlers.taking`.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from crawlers.bench import ACTOR, Bench
from crawlers.checking import Checks, Clock
from crawlers.checking import Watching as Watching
from crawlers.fetch import Fetcher
from crawlers.notes import Notes
from crawlers.outgoing import Outgoing
from crawlers.redeclaring import with_accepted
from crawlers.turns import Turns
from crawlers.upgrading import upgrade_all
from crawlers.watchlist import document_id
from registry import judging, watching
from registry.alerts import assessing, certificates, clocks, expiring, lawnews, outbox, rules, sending, unannounced
from registry.catalogue.reading import Moment, read_register
from registry.errors import NotFound
from registry.reviews import reopening
from registry.watching import Declared, Due

COUNTED = (
    "checked",
    "not_modified",
    "same",
    "first",
    "changed",
    "returned",
    "bad_capture",
    "unreachable",
    "blocked",
    "waiting",
)


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
        notes, turns = Notes(bench), Turns(writer)
        work = Checks(bench, fetcher, clock, writer, stop or asyncio.Event(), watcher, notes, outgoing, turns)
        sources = await work.off_loop(lambda: _due(bench, clock(), only))
        upgraded = await work.off_loop(lambda: upgrade_all(bench, clock()))
        async with outgoing:
            await work.check_all(sources)
        turned, told = await work.off_loop(lambda: judge_due(bench, clock()))
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


def _due(bench: Bench, at: datetime, only: str | None) -> list[Due]:
    if not bench.mind.has_declared:
        declare(bench, at)
    with bench.store.read() as session:
        return [watching.due_alone(session, only)] if only else watching.due(session, at)


def judge_due(bench: Bench, at: datetime) -> tuple[int, int]:
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
