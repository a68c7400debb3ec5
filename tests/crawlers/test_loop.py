"""The embedded loop: it rests until something is due, and stops when told."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.loop import LONGEST_REST, SHORTEST_REST, _Days, rest_until_due, watch
from registry import settings as environment
from registry import watching
from registry.store import Store
from registry.terms import DocumentKind
from registry.watching import Declared

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIST = Declared("src_list", "doc_list", "svc_one", DocumentKind.SUB_PROCESSOR_LIST, "https://one.example/list")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (timedelta(seconds=-30), SHORTEST_REST),
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(hours=3), LONGEST_REST),
    ],
)
def test_the_loop_rests_until_the_next_source_is_due_within_bounds(
    store: Store, due: timedelta, expected: timedelta
) -> None:
    with store.write("test") as session:
        watching.declare(session, [LIST], AT + due)
    assert rest_until_due(store, AT) == expected


def test_with_nothing_watched_the_loop_still_looks_now_and_then(store: Store) -> None:
    assert rest_until_due(store, AT) == LONGEST_REST


def test_a_loop_that_is_told_to_stop_asks_nobody_and_ends(database_url: str, store: Store, tmp_path: Path) -> None:
    settings = environment.read({"ONWARD_VAR": str(tmp_path), "ONWARD_DATABASE_URL": database_url})

    async def stopped() -> None:
        stop = asyncio.Event()
        stop.set()
        await watch(settings, store, stop)

    asyncio.run(stopped())
    with store.read() as session:
        assert watching.ids(session) == set()


def test_the_loop_follows_a_clock_that_is_set_back(database_url: str, store: Store, tmp_path: Path) -> None:
    settings = environment.read({"ONWARD_VAR": str(tmp_path), "ONWARD_DATABASE_URL": database_url})
    days = _Days(settings, store)
    ahead = AT + timedelta(days=400)
    with store.write("test") as session:
        watching.declare(session, [LIST], AT)
    days.follow_clock(ahead)
    with store.write("test") as session:
        source = watching.one(session, LIST.id)
        source.checked_at, source.due_at = ahead, ahead + timedelta(days=7)
        session.add(source)
    days.follow_clock(ahead + timedelta(minutes=5))
    assert rest_until_due(store, AT) == LONGEST_REST
    days.follow_clock(AT)
    assert rest_until_due(store, AT) == SHORTEST_REST
