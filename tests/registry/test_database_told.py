"""What a database tells of itself: its size and its clock, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

from registry.alerts import standing
from registry.store import Store


def test_a_database_tells_its_size(store: Store) -> None:
    assert store.size() > 100_000


def test_a_database_tells_its_clock(store: Store) -> None:
    before = datetime.now(UTC)
    told = store.clock()
    assert before - timedelta(milliseconds=5) <= told <= datetime.now(UTC) + timedelta(milliseconds=5)


def test_with_nothing_told_nothing_waits(store: Store) -> None:
    with store.read() as session:
        assert set(standing.deliveries(session).values()) == {0}
        assert standing.undecided(session) == (0, None)
