"""Turns at hosts among processes: two paces on one database are two processes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing

import pytest
from stores import PostgreSQL

from crawlers.errors import FailureKind, FetchFailed
from crawlers.fetch import Fetcher, Limits
from crawlers.pace import TooSoon
from crawlers.shared_pace import Grip, HeldElsewhere, SharedPace
from crawlers.shared_robots import SharedRobots
from registry.guard import Guard
from registry.store import Store, open_store
from tests.servers.vendor_site import VendorSite

ADA = "a.example"
QUICK = Limits(host_interval=0.0, longest_interval=0.0, longest_wait=0.2, seconds=10.0)
FIRM = Grip(beat=60.0, held=600.0, look_again=0.05)


@pytest.fixture
def store(postgresql: PostgreSQL, migrated_database: str) -> Iterator[Store]:
    name = postgresql.create(template=migrated_database)
    with closing(open_store(postgresql.url(name))) as opened:
        yield opened
    postgresql.drop(name)


def paces(store: Store, *, limits: Limits = QUICK, grip: Grip = FIRM) -> tuple[SharedPace, SharedPace]:
    return SharedPace(store, "one", limits=limits, grip=grip), SharedPace(store, "two", limits=limits, grip=grip)


async def asks(pace: SharedPace, name: str = ADA) -> None:
    async with pace.turn(name):
        pass


async def visits(pace: SharedPace, name: str, deed: Callable[[], Awaitable[None]]) -> None:
    async with pace.visit(name):
        await deed()


def test_a_host_is_one_processs_for_as_long_as_its_visit_lasts(store: Store) -> None:
    one, two = paces(store)

    async def deed() -> None:
        async with one.visit(ADA):
            await asks(one)
            with pytest.raises(HeldElsewhere):
                await asks(two)
            with pytest.raises(HeldElsewhere):
                await visits(two, ADA, lambda: asks(two))
            await asks(two, "b.example")
        await visits(two, ADA, lambda: asks(two))

    asyncio.run(deed())


def test_two_visits_of_one_process_to_one_host_are_one_too_many(store: Store) -> None:
    one, _ = paces(store)

    async def deed() -> None:
        async with one.visit(ADA):
            with pytest.raises(HeldElsewhere):
                await visits(one, ADA, lambda: asks(one))
            await asks(one)

    asyncio.run(deed())


def test_a_host_that_a_visit_was_sent_on_to_is_let_go_of_with_it_unless_another_visit_needs_it(store: Store) -> None:
    one, two = paces(store)

    async def deed() -> None:
        async with one.visit("b.example"):
            await visits(one, ADA, lambda: asks(one, "b.example"))
            with pytest.raises(HeldElsewhere):
                await asks(two, "b.example")
            await asks(two, ADA)
        await asks(two, "b.example")

    asyncio.run(deed())


def test_the_pause_after_the_last_question_goes_with_the_host(store: Store) -> None:
    one, two = paces(store, limits=Limits(host_interval=500.0, longest_wait=0.2))

    async def deed() -> float:
        await visits(one, ADA, lambda: asks(one))
        with pytest.raises(TooSoon) as refused:
            await asks(two)
        return refused.value.seconds

    assert asyncio.run(deed()) == pytest.approx(500.0, abs=60.0)


def test_what_a_host_asked_of_a_process_that_died_holds_for_the_next(store: Store) -> None:
    one, two = paces(store, grip=Grip(beat=0.0, held=0.0))

    async def deed() -> float:
        async with one.turn(ADA):
            one.hold(ADA, 900.0)
        with pytest.raises(TooSoon) as refused:
            await asks(two)
        return refused.value.seconds

    assert asyncio.run(deed()) == pytest.approx(900.0, abs=60.0)


def test_a_host_that_was_lost_is_asked_for_anew(store: Store) -> None:
    one, two = paces(store, grip=Grip(beat=0.05, held=600.0, look_again=0.05))

    async def deed() -> None:
        with one.beating():
            await asks(one)
            two._turns.release(ADA, 0.0)  # not its own: nothing is let go of
            one._turns.release(ADA, 0.0)  # as if it had been taken for dead
            await visits(two, ADA, lambda: until_lost(one))
            await asks(one)
            assert ADA in one._held

    asyncio.run(deed())


async def until_lost(pace: SharedPace) -> None:
    async with asyncio.timeout(60.0):
        while ADA in pace._held:
            await asyncio.sleep(0.02)


def test_robots_txt_is_asked_for_once_by_all_processes_and_its_refusal_holds_for_all(store: Store) -> None:
    async def fetched(url: str, name: str) -> FailureKind | bytes:
        pace = SharedPace(store, name, limits=QUICK, grip=FIRM)
        guard = Guard.of(("127.0.0.0/8",))
        async with Fetcher(guard, "Onward/0.1", limits=QUICK, pace=pace, memory=SharedRobots(store)) as fetcher:
            try:
                async with pace.visit("127.0.0.1"):
                    return (await fetcher.fetch(url)).body
            except FetchFailed as failure:
                return failure.kind

    with VendorSite() as site:
        site.robots = "User-agent: *\nDisallow: /ok"
        assert [asyncio.run(fetched(site.url("/ok"), name)) for name in ("one", "two")] == [FailureKind.ROBOTS] * 2
        assert len(site.asked("/robots.txt")) == 1


def test_a_robots_txt_that_fails_is_left_for_later_by_all_processes(store: Store) -> None:
    async def failure(url: str, name: str) -> tuple[FailureKind, str]:
        pace = SharedPace(store, name, limits=QUICK, grip=FIRM)
        guard = Guard.of(("127.0.0.0/8",))
        fetcher = Fetcher(guard, "Onward/0.1", limits=QUICK, pace=pace, memory=SharedRobots(store))
        async with fetcher, pace.visit("127.0.0.1"):
            with pytest.raises(FetchFailed) as found:
                await fetcher.fetch(url)
            return found.value.kind, str(found.value)

    with VendorSite() as site:
        site.robots_status = 500
        first, second = (asyncio.run(failure(site.url("/ok"), name)) for name in ("one", "two"))
        assert first == second
        assert first[0] is FailureKind.ROBOTS_UNREACHABLE
        assert len(site.asked("/robots.txt")) == 1
