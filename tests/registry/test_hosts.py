"""Whose turn it is at a host, among processes on one PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from stores import PostgreSQL

from registry import hosts
from registry.hosts import RobotsKept, Turns
from registry.store import Store, open_store
from registry.tables import Host

ADA = "a.example"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def server(postgresql: PostgreSQL, migrated_database: str) -> Iterator[Store]:
    name = postgresql.create(template=migrated_database)
    store = open_store(postgresql.url(name))
    yield store
    store.close()
    postgresql.drop(name)


def process(store: Store, name: str, *, held: float = 600.0, rest: float = 0.0) -> Turns:
    return Turns(store, name, held=held, rest=rest)


def test_a_host_is_held_by_one_process_at_a_time(server: Store) -> None:
    one, two = process(server, "one"), process(server, "two")
    assert one.take(ADA) == 0.0
    assert two.take(ADA) is None
    assert one.take(ADA) == 0.0
    assert two.take("other.example") == 0.0
    one.release(ADA, 0.0)
    assert two.take(ADA) == 0.0


def test_who_lets_go_says_for_how_long_the_host_is_to_be_left_alone(server: Store) -> None:
    one, two = process(server, "one"), process(server, "two")
    one.take(ADA)
    one.release(ADA, 500.0)
    assert two.take(ADA) == pytest.approx(500.0, abs=60.0)


def test_a_host_that_asked_to_be_left_alone_is_so_whoever_asks_and_though_the_asker_died(server: Store) -> None:
    one, two = process(server, "one", held=0.0), process(server, "two")
    one.take(ADA)
    one.hold(ADA, 900.0)
    one.hold(ADA, 5.0)
    assert two.take(ADA) == pytest.approx(900.0, abs=60.0)


def test_a_process_that_says_nothing_any_more_loses_its_host_which_rests_before_the_next(server: Store) -> None:
    one, two = process(server, "one", held=0.0), process(server, "two", rest=300.0)
    one.take(ADA)
    assert two.take(ADA) == pytest.approx(300.0, abs=60.0)
    assert one.renew([ADA]) == set()
    one.release(ADA, 5_000.0)
    two.release(ADA, 0.0)
    assert one.take(ADA) == pytest.approx(300.0, abs=60.0)


def test_a_process_that_says_so_keeps_its_hosts(server: Store) -> None:
    one = process(server, "one")
    for name in (ADA, "b.example"):
        one.take(name)
    assert one.renew([ADA, "b.example", "c.example"]) == {ADA, "b.example"}
    assert one.renew([]) == set()


def test_what_robots_txt_said_is_remembered_for_all_until_it_has_aged(store: Store) -> None:
    origin, later = "https://a.example", NOW + timedelta(hours=1)
    answered = RobotsKept("User-agent: *\nDisallow: /x\n", None, None, None, None, later)
    failed = RobotsKept(None, "bad_status", "answers 500", 500, NOW, later)
    assert hosts.robots(store, origin, NOW) is None
    for kept in (answered, failed):
        hosts.keep_robots(store, origin, kept)
        assert hosts.robots(store, origin, NOW) == kept
    assert hosts.robots(store, origin, later) is None
    hosts.keep_robots(store, "https://" + "a" * 400 + ".example", answered)


def test_hosts_that_nobody_asks_are_forgotten(server: Store) -> None:
    one = process(server, "one")
    for name in (ADA, "held.example", "left.example"):
        one.take(name)
    one.release(ADA, 0.0)
    one.release("left.example", 90_000_000.0)
    hosts.forget(server, datetime.now(UTC) + timedelta(days=1))
    with server.read() as session:
        assert set(session.execute(sa.select(Host.name)).scalars()) == {"held.example", "left.example"}
