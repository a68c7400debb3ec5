"""A worker of a fleet: procrastinate hands it jobs from the database, and they are the deeds of a round.

Every few seconds one worker plans: each host with due sources becomes one job, and is not planned again while that job
lives. Judging, sending and reading again are jobs too, one of each at a time. What a killed worker had begun is taken
up once its heartbeat has been silent for a while. Nothing rests on the queue: emptied, the next plan fills it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision, RetryStrategy
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task

from crawlers.fleet_work import Work
from crawlers.shared_pace import HeldElsewhere
from registry import jobqueue, logs
from registry.sources import in_parts
from registry.store import Store

HOSTS, OFFICE = "hosts", "office"
CHECK, PLAN, RESCUE, JUDGE, SEND, UPGRADE, CLEAN = "check_host", "plan", "rescue", "judge", "send", "upgrade", "clean"
PLANNED_AT_ONCE = 500
OFFICE_AT_ONCE = 4
KEPT_HOURS = 7 * 24  # what failed for good stays to be looked at
LONGEST_PAUSE = 30.0
AGAIN_AFTER = 5  # seconds, where another visit to the host is under way
# 4, 16, 64, 256 and 1,024 seconds; then the job has failed, and the next plan makes another.
TRIES = RetryStrategy(max_attempts=5, exponential_wait=4)


class Patience(BaseRetryStrategy):
    """When a job that could not be done is tried again: soon where the host is only in other hands, else later each
    time."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None: it has failed."""
        if isinstance(exception, HeldElsewhere):
            return RetryDecision(retry_in={"seconds": AGAIN_AFTER})
        return TRIES.get_retry_decision(exception=exception, job=job)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a worker keeps time, in seconds; `judge` and `clean` as cron says it."""

    plan: int = 10
    send: int = 20
    heartbeat: float = 10.0
    dead_after: float = 30.0
    look: float = 1.0  # for new jobs, where no notice of them came through
    judge: str = "*/5 * * * *"
    clean: str = "17 3 * * *"
    hosts_at_once: int = 64

    @property
    def taken_up_after(self) -> float:
        """A beat later than it is dead: by then the hosts it held are free."""
        return self.dead_after + self.heartbeat


class Fleet:
    """The jobs of a fleet, done by this process's work."""

    def __init__(self, work: Work, connector: BaseConnector, rhythm: Rhythm) -> None:
        self.work = work
        self.rhythm = rhythm
        self.app = App(connector=connector)
        self.check_task: Task[Any, Any, Any] = self.app.task(name=CHECK, queue=HOSTS, retry=Patience())(self.check_host)
        self.send_task = self._now_and_then(SEND, _every(rhythm.send), self.send)
        self._now_and_then(PLAN, _every(rhythm.plan), self.plan)
        self._now_and_then(JUDGE, rhythm.judge, self.judge)
        self._now_and_then(UPGRADE, rhythm.judge, self.upgrade)
        self._now_and_then(CLEAN, rhythm.clean, self.clean)
        # A lock that a dead worker left must not stop who would take it away.
        self._now_and_then(RESCUE, _every(rhythm.plan), self.rescue, alone=False)

    async def check_host(self, host: str) -> None:
        """Check the due sources of one host."""
        if await self.work.check_host(host):
            await self._ring()

    async def plan(self, timestamp: int) -> None:
        """Defer one job for each host with due sources that has none."""
        await defer_hosts(self.app, self.check_task, await self.work.plan(await live_hosts(self.app)))

    async def judge(self, timestamp: int) -> None:
        """Judge what is due."""
        if await self.work.judge():
            await self._ring()

    async def send(self, timestamp: int) -> None:
        """Send what waits."""
        await self.work.send()

    async def upgrade(self, timestamp: int) -> None:
        """Read again what today's readers have not read yet."""
        await self.work.upgrade()

    async def clean(self, timestamp: int) -> None:
        """Let go of what is of no use any more."""
        await self.work.forget()
        await self.app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_aborted=True)

    async def rescue(self, timestamp: int) -> None:
        """Take up what dead workers had begun."""
        await take_up(self.app, self.rhythm.taken_up_after)

    async def _ring(self) -> None:
        """Send soon: what was told need not wait for its turn."""
        with suppress(AlreadyEnqueued):
            await self.send_task.defer_async(timestamp=0)

    def _now_and_then(
        self, name: str, cron: str, deed: Callable[[int], Awaitable[None]], *, alone: bool = True
    ) -> Task[Any, Any, Any]:
        """A job of the office, deferred when cron says so; `alone`: one at a time in the whole fleet."""
        lock = name if alone else None
        task: Task[Any, Any, Any] = self.app.task(name=name, queue=OFFICE, lock=lock, queueing_lock=name)(deed)
        self.app.periodic(cron=cron)(task)
        return task


async def run(work: Work, store: Store, rhythm: Rhythm) -> None:
    """Do jobs until the work is told to stop; what is begun is finished. A database that goes away is waited for."""
    pause = 1.0
    while not work.stop.is_set():
        app = Fleet(work, jobqueue.connector(store), rhythm).app
        try:
            async with app.open_async():
                pause = 1.0
                await _work_on(app, work.stop, rhythm)
        except jobqueue.TROUBLE as error:
            logs.fail("queue_lost", error)
        finally:
            await app.close_async()
        with suppress(TimeoutError):
            await asyncio.wait_for(work.stop.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def live_hosts(app: App) -> set[str]:
    """The hosts that have a job, waiting or under way."""
    found: set[str] = set()
    for status in (Status.TODO, Status.DOING):
        jobs = await app.job_manager.list_jobs_async(queue=HOSTS, status=status.value)
        found |= {str(job.task_kwargs["host"]) for job in jobs}
    return found


async def defer_hosts(app: App, check: Task[Any, Any, Any], hosts: Sequence[str]) -> None:
    """One job for each host. Of two that plan at once the second finds the first one's jobs."""
    for some in in_parts(hosts, PLANNED_AT_ONCE):
        jobs = [
            check.configure(lock=f"host:{host}", queueing_lock=f"host:{host}", task_kwargs={"host": host}).job
            for host in some
        ]
        try:
            await app.job_manager.batch_defer_jobs_async(jobs)
        except AlreadyEnqueued:
            for job in jobs:
                with suppress(AlreadyEnqueued):
                    await app.job_manager.defer_job_async(job)


async def take_up(app: App, dead_after: float) -> int:
    """Hand out again what a worker had begun whose heartbeat has been silent for so long. Returns how many jobs."""
    count = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same job waits already
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException:  # another took it up, or it came to its end after all
            continue
        logs.warn("job_taken_up", task=job.task_name, attempts=job.attempts)
        count += 1
    return count


async def _work_on(app: App, stop: asyncio.Event, rhythm: Rhythm) -> None:
    """Work until told to stop, or until one of the two ends because the database is gone."""
    told = asyncio.create_task(stop.wait())
    workers = [
        asyncio.create_task(_worker(app, rhythm, OFFICE, OFFICE_AT_ONCE)),
        asyncio.create_task(_worker(app, rhythm, HOSTS, rhythm.hosts_at_once)),
    ]
    await asyncio.wait([told, *workers], return_when=asyncio.FIRST_COMPLETED)
    for one in (told, *workers):
        one.cancel()
    for ended in await asyncio.gather(*workers, return_exceptions=True):
        if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
            raise ended


async def _worker(app: App, rhythm: Rhythm, queue: str, at_once: int) -> None:
    await app.run_worker_async(
        queues=[queue],
        concurrency=at_once,
        name=queue,
        install_signal_handlers=False,
        fetch_job_polling_interval=rhythm.look,
        update_heartbeat_interval=rhythm.heartbeat,
        stalled_worker_timeout=rhythm.taken_up_after,
        delete_jobs="successful",
    )


def _every(seconds: int) -> str:
    """Cron's words for every so many seconds, a divisor of a minute."""
    return f"* * * * * */{seconds}"
