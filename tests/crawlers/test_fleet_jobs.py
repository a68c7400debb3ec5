"""The jobs of a fleet on procrastinate's queue in memory: who is planned, what is taken up, what is tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector
from stores import PostgreSQL

from crawlers import fleet
from crawlers.fleet import Fleet, Rhythm
from crawlers.fleet_work import Work
from crawlers.shared_pace import HeldElsewhere
from registry import jobqueue
from registry.errors import StoreError
from registry.store import open_store

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Rehearsed(Work):
    """The work of a process that only writes down what it was given. Hosts named `bad…` cannot be had."""

    def __init__(self, due: list[str]) -> None:
        self.due = due
        self.done: list[str] = []

    async def plan(self, live: Any) -> list[str]:
        return [host for host in self.due if host not in live]

    async def check_host(self, host: str) -> bool:
        self.done.append(host)
        if host.startswith("held"):
            raise HeldElsewhere("Another visit is under way.")
        if host.startswith("bad"):
            raise StoreError("The database did not answer.")
        return host.startswith("news")

    async def send(self) -> None:
        self.done.append("sent")

    async def judge(self) -> bool:
        self.done.append("judged")
        return False


def on_queue(due: list[str], deed: Callable[[Fleet, InMemoryConnector], Awaitable[None]]) -> Rehearsed:
    work, connector = Rehearsed(due), InMemoryConnector()

    async def done() -> None:
        jobs = Fleet(work, connector, Rhythm())
        async with jobs.app.open_async():
            await deed(jobs, connector)

    asyncio.run(done())
    return work


async def through(jobs: Fleet, *queues: str) -> None:
    """Do what waits in these queues, and come back. Nothing is deferred by the clock meanwhile."""
    jobs.app.periodic_registry.periodic_tasks.clear()
    await jobs.app.run_worker_async(
        queues=queues, wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful"
    )


def test_each_host_with_due_sources_is_one_job_and_none_while_that_job_lives() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        await jobs.plan(0)
        await jobs.plan(10)
        assert [job["lock"] for job in queue.jobs.values()] == ["host:a.example", "host:b.example"]
        worker = (await queue.register_worker_one())["worker_id"]
        await queue.fetch_job_one(queues=[fleet.HOSTS], worker_id=worker)
        await jobs.plan(20)
        assert [job["status"] for job in queue.jobs.values()] == ["doing", "todo"]

    on_queue(["a.example", "b.example"], deed)


def test_who_plans_second_defers_only_what_the_first_has_not() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        await fleet.defer_hosts(jobs.app, jobs.check_task, ["a.example"])
        await fleet.defer_hosts(jobs.app, jobs.check_task, ["a.example", "b.example"])
        assert await fleet.live_hosts(jobs.app) == {"a.example", "b.example"}
        assert len(queue.jobs) == 2

    on_queue([], deed)


def test_a_host_that_told_something_rings_for_it_to_be_sent() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        await jobs.plan(0)
        await through(jobs, fleet.HOSTS)
        assert [job["task_name"] for job in queue.jobs.values()] == [fleet.SEND]
        await through(jobs, fleet.OFFICE)
        assert queue.jobs == {}

    work = on_queue(["quiet.example", "news.example", "news2.example"], deed)
    assert work.done == ["quiet.example", "news.example", "news2.example", "sent"]


def test_a_job_that_cannot_be_done_waits_longer_each_time() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        await jobs.plan(0)
        await through(jobs, fleet.HOSTS)
        (job,) = queue.jobs.values()
        assert (job["status"], job["attempts"]) == ("todo", 1)
        assert job["scheduled_at"] > datetime.now(UTC)

    on_queue(["bad.example"], deed)
    begun = datetime.now(UTC)
    waits = []
    for number in range(6):
        tried = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=number)
        decided = fleet.Patience().get_retry_decision(exception=OSError(), job=tried)
        waits.append(decided and round((decided.retry_at - begun).total_seconds()))
    assert waits == [4, 16, 64, 256, 1024, None]


def test_a_host_in_other_hands_is_tried_again_soon_however_often_it_was() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        await jobs.plan(0)
        (job,) = queue.jobs.values()
        job["attempts"] = 50
        await through(jobs, fleet.HOSTS)
        assert job["status"] == "todo"
        assert job["scheduled_at"] <= datetime.now(UTC) + timedelta(seconds=fleet.AGAIN_AFTER)

    on_queue(["held.example"], deed)


def test_what_a_dead_worker_had_begun_is_taken_up_once() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        worker = (await queue.register_worker_one())["worker_id"]
        await jobs.plan(0)
        await queue.fetch_job_one(queues=[fleet.HOSTS], worker_id=worker)
        assert await fleet.take_up(jobs.app, 30.0) == 0
        queue.workers[worker] = LONG_AGO
        assert await fleet.take_up(jobs.app, 30.0) == 1
        assert [(job["task_name"], job["status"]) for job in queue.jobs.values()] == [(fleet.CHECK, "todo")]
        assert await fleet.take_up(jobs.app, 30.0) == 0

    on_queue(["a.example"], deed)


def test_of_a_dead_workers_job_that_waits_again_already_one_is_left(postgresql: PostgreSQL) -> None:
    name = postgresql.create()
    with closing(open_store(postgresql.url(name))) as store:
        jobqueue.prepare(store)

        async def twice() -> list[str | None]:
            jobs = Fleet(Rehearsed(["a.example"]), jobqueue.connector(store), Rhythm())
            async with jobs.app.open_async():
                manager = jobs.app.job_manager
                worker = await manager.register_worker()
                await jobs.plan(0)
                await manager.fetch_job(queues=[fleet.HOSTS], worker_id=worker)
                await fleet.defer_hosts(jobs.app, jobs.check_task, ["a.example"])
                await manager.unregister_worker(worker)
                assert await fleet.take_up(jobs.app, 30.0) == 1
                return [job.status for job in await manager.list_jobs_async()]

        assert asyncio.run(twice()) == ["todo"]
    postgresql.drop(name)


def test_the_office_has_one_of_each_job_at_a_time_but_whoever_takes_up_is_never_locked_out() -> None:
    async def deed(jobs: Fleet, queue: InMemoryConnector) -> None:
        tasks = {one.task.name: one.task for one in jobs.app.periodic_registry.periodic_tasks.values()}
        locks = {name: task.lock for name, task in tasks.items()}
        assert locks.pop(fleet.RESCUE) is None
        assert locks == {name: name for name in (fleet.PLAN, fleet.SEND, fleet.JUDGE, fleet.UPGRADE, fleet.CLEAN)}
        assert {task.queueing_lock for task in tasks.values()} == {*locks, fleet.RESCUE}
        assert {task.queue for task in tasks.values()} == {fleet.OFFICE}

    on_queue([], deed)
