"""What a database tells of itself: its size and its clock, on SQLite and on PostgreSQL."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlmodel import text

from registry.alerts import standing
from registry.store import Store


def test_a_database_tells_its_size(store: Store) -> None:
    assert store.size() > 100_000


def test_a_database_tells_its_clock(store: Store) -> None:
    before = datetime.now(UTC)
    told = store.clock()
    assert before - timedelta(milliseconds=5) <= told <= datetime.now(UTC) + timedelta(milliseconds=5)


def test_nobody_waits_for_a_connection_that_others_hold(store: Store) -> None:
    """A loop that waited for those that only it can give back stood still for half a minute, again and again."""
    with ExitStack() as held:
        for _ in range(40):
            session = held.enter_context(store.read())
            assert session.execute(text("SELECT 1")).scalar() == 1


def test_with_nothing_told_nothing_waits(store: Store) -> None:
    with store.read() as session:
        assert set(standing.deliveries(session).values()) == {0}
        assert standing.undecided(session) == (0, None)
