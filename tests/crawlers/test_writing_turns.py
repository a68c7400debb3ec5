"""One thread writes: whoever has to be told first goes first, and what can wait does."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from crawlers.checking import by_host, rank_of
from crawlers.fetched import document_of
from crawlers.turns import MOST_LEFT, MOST_WAITING, Rank, Turns
from registry.sources import Due
from registry.terms import DocumentKind

PATIENCE = 20


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as one:
        yield one


async def all_wait(turns: Turns, waiting: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(turns._waiting) < waiting:
            await asyncio.sleep(0)


def test_the_most_pressing_goes_next_and_of_those_alike_the_first_that_came(writer: ThreadPoolExecutor) -> None:
    done: list[str] = []
    asked = [(Rank.FIRST, "first"), (Rank.CHANGED, "notice"), (Rank.LIST, "list"), (Rank.CHANGED, "other notice")]

    async def take_all() -> None:
        turns, may_end = Turns(writer), Event()
        begun = asyncio.create_task(turns.take(Rank.FIRST, partial(may_end.wait, PATIENCE)))
        await asyncio.sleep(0)
        others = [asyncio.create_task(turns.take(rank, partial(done.append, name))) for rank, name in asked]
        await all_wait(turns, len(asked))
        may_end.set()
        await asyncio.gather(begun, *others)

    asyncio.run(take_all())
    assert done == ["list", "notice", "other notice", "first"]


def test_a_turn_that_is_given_up_or_ends_in_trouble_is_passed_on(writer: ThreadPoolExecutor) -> None:
    def fail() -> None:
        raise LookupError("trouble")

    async def take_all() -> str:
        turns, may_end = Turns(writer), Event()
        begun = asyncio.create_task(turns.take(Rank.FIRST, partial(may_end.wait, PATIENCE)))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(turns.take(Rank.LIST, partial(str, "given up")))
        failing = asyncio.create_task(turns.take(Rank.CHANGED, fail))
        last = asyncio.create_task(turns.take(Rank.FIRST, partial(str, "done")))
        await all_wait(turns, 3)
        waiting.cancel()
        may_end.set()
        with pytest.raises(LookupError):
            await failing
        assert await begun
        return await last

    assert asyncio.run(take_all()) == "done"


def test_a_turn_given_up_at_the_moment_it_comes_is_passed_on(writer: ThreadPoolExecutor) -> None:
    async def take_all() -> str:
        turns = Turns(writer)
        async with turns._turn(Rank.FIRST):
            waiting = asyncio.create_task(turns.take(Rank.LIST, partial(str, "given up")))
            await all_wait(turns, 1)
        waiting.cancel()  # its turn has come, and it has not run since
        async with asyncio.timeout(PATIENCE):
            return await turns.take(Rank.FIRST, partial(str, "done"))

    assert asyncio.run(take_all()) == "done"


def test_what_is_left_waits_for_a_pause_but_only_a_few_deeds_wait(writer: ThreadPoolExecutor) -> None:
    done: list[int] = []

    async def take_all() -> tuple[int, int, int]:
        turns = Turns(writer)
        for number in range(MOST_LEFT + 3):
            turns.leave(partial(done.append, number))
        async with turns._turn(Rank.FIRST):
            await turns.tidy()
            during = len(done)
        await turns.take(Rank.FIRST, int)
        beyond = len(done)
        await turns.tidy()
        return during, beyond, len(done)

    assert asyncio.run(take_all()) == (0, 3, MOST_LEFT + 3)
    assert done == sorted(done)


def due(kind: DocumentKind, sha256: str | None, host: str = "a.example") -> Due:
    return Due("src_a", kind, f"https://{host}/", host, None, None, None, sha256)


def test_lists_are_asked_for_first_and_what_was_never_seen_last() -> None:
    new, notice = due(DocumentKind.SUB_PROCESSOR_LIST, None), due(DocumentKind.NOTICE, "00")
    other, listed = due(DocumentKind.NOTICE, "01"), due(DocumentKind.SUB_PROCESSOR_LIST, "00")
    far, near = due(DocumentKind.NOTICE, "00", "b.example"), due(DocumentKind.NOTICE, None, "b.example")
    assert by_host([near, new, notice, far, other, listed]) == [[listed, notice, other, new], [far, near]]
    assert by_host([new, far, notice]) == [[far], [notice, new]]


def test_a_changed_list_goes_before_a_changed_notice_and_both_before_a_first_look() -> None:
    changed, notice = due(DocumentKind.SUB_PROCESSOR_LIST, "00"), due(DocumentKind.NOTICE, "00")
    first = due(DocumentKind.SUB_PROCESSOR_LIST, None)
    again = document_of(first.url, 200, {}, b"", raw_bytes=0)
    ranks = [rank_of(first, again), *(rank_of(one, None) for one in (changed, notice, first))]
    assert ranks == [Rank.SECOND_LOOK, Rank.LIST, Rank.CHANGED, Rank.FIRST] == sorted(ranks)


def test_no_page_is_asked_for_while_pages_in_hand_wait(writer: ThreadPoolExecutor) -> None:
    async def ask() -> list[bool]:
        turns, may_end = Turns(writer), Event()
        taken = [asyncio.create_task(turns.take(Rank.CHANGED, partial(may_end.wait, PATIENCE)))]
        await asyncio.sleep(0)
        seen = []
        for waiting in range(1, MOST_WAITING + 1):
            asking = asyncio.create_task(turns.room())
            await asyncio.sleep(0)
            seen.append(asking.done())
            taken.append(asyncio.create_task(turns.take(Rank.CHANGED, partial(str, "done"))))
            await all_wait(turns, waiting)
        asking = asyncio.create_task(turns.room())
        await asyncio.sleep(0)
        seen.append(asking.done())
        may_end.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(asking, *taken)
        return seen

    assert asyncio.run(ask()) == [True] * MOST_WAITING + [False]


def test_pages_in_hand_that_are_given_up_leave_room(writer: ThreadPoolExecutor) -> None:
    async def ask() -> list[bool]:
        turns, may_end = Turns(writer), Event()
        begun = asyncio.create_task(turns.take(Rank.CHANGED, partial(may_end.wait, PATIENCE)))
        await asyncio.sleep(0)
        others = [asyncio.create_task(turns.take(Rank.CHANGED, partial(str, "done"))) for _ in range(MOST_WAITING)]
        await all_wait(turns, MOST_WAITING)
        asking = asyncio.create_task(turns.room())
        await asyncio.sleep(0)
        seen = [asking.done()]
        for other in others:
            other.cancel()
        may_end.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(begun, asking)
        return [*seen, asking.done()]

    assert asyncio.run(ask()) == [False, True]
