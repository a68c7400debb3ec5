"""A PostgreSQL behind a proxy that stands still in the middle of a question: told, bounded, whole or not at all."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from servers.hanging import Between
from sqlmodel import select
from stores import PostgreSQL

from registry import audit, patience
from registry.errors import StoreAway
from registry.store import Store, open_store
from registry.tables import Organisation
from registry.terms import Grade, OrganisationKind, Origin


@pytest.fixture
def between(postgresql: PostgreSQL, migrated_database: str) -> Iterator[tuple[Between, str]]:
    """The proxy, and the address of a database behind it."""
    name = postgresql.create(migrated_database)
    home = sa.make_url(postgresql.url(name))
    folder = home.query.get("host")
    to = f"{folder}/.s.PGSQL.{home.port or 5432}" if folder else (str(home.host), int(home.port or 5432))
    with Between(to=to) as proxy:
        through = home.set(host="127.0.0.1", port=proxy.port, query={"connect_timeout": "2"})
        yield proxy, through.render_as_string(hide_password=False)
    postgresql.drop(name)


@pytest.fixture
def store(between: tuple[Between, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(patience.PatientConnection, "silence", 0.5)
    store = open_store(between[1])
    yield store
    store.close()


def organisation(key: str) -> Organisation:
    return Organisation(
        id=f"org_{key}", kind=OrganisationKind.GROUP, name=key, source="file", grade=Grade.PRIMARY,
        recorded_at=audit.now(), origin=Origin.IMPORT,
    )  # fmt: skip


def kept(store: Store) -> list[str]:
    with store.read() as session:
        assert audit.verify(session) is None
        return list(session.exec(select(Organisation.id)))


def test_a_question_that_is_not_answered_is_given_up_and_the_next_one_is_asked(
    store: Store, between: tuple[Between, str]
) -> None:
    proxy, _ = between
    assert kept(store) == []
    proxy.stalls = True
    with pytest.raises(StoreAway, match="The database did not answer"):
        kept(store)
    proxy.stalls = False
    assert kept(store) == []


def test_silence_amid_a_question_is_told_as_such(store: Store, between: tuple[Between, str]) -> None:
    proxy, _ = between
    proxy.stalls_at = b"once upon"
    with store.read() as session, pytest.raises(StoreAway, match="it has said nothing for"):
        session.execute(sa.text("SELECT 'once upon a time'"))


def test_an_answer_that_takes_long_and_keeps_coming_is_waited_for(store: Store) -> None:
    slowly = sa.text("SELECT pg_sleep(0.3), repeat('x', 100000) FROM generate_series(1, 5)")
    with store.read() as session:
        assert len(session.execute(slowly).all()) == 5


@pytest.mark.parametrize("word", [b"INSERT INTO organisation", b"INSERT INTO audit", b"COMMIT"])
def test_a_write_that_silence_cut_off_is_whole_or_not_there_and_works_again(
    store: Store, between: tuple[Between, str], word: bytes
) -> None:
    proxy, _ = between
    with store.write("test") as session:
        session.add(organisation("before"))
    proxy.stalls_at = word
    with pytest.raises(StoreAway), store.write("test") as session:
        session.add(organisation("cut"))
    proxy.stalls_at, proxy.stalls = None, False
    assert kept(store) == ["org_before"]  # what asked for it never came through
    with store.write("test") as session:  # and nobody holds the writers' lock any more
        session.add(organisation("cut"))
    assert sorted(kept(store)) == ["org_before", "org_cut"]


def test_a_database_that_goes_silent_is_not_asked_twice_on_one_connection(
    store: Store, between: tuple[Between, str]
) -> None:
    proxy, _ = between
    with store.read() as session:
        driver = session.connection().connection.driver_connection
        proxy.stalls = True
        with pytest.raises(StoreAway):
            session.execute(sa.text("SELECT 1"))
        assert isinstance(driver, psycopg.Connection)
        assert driver.closed


def test_a_step_of_the_schema_is_waited_for_and_others_are_not_afterwards(store: Store) -> None:
    store.migrate()
    with store.read() as session:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, patience.PatientConnection)
        assert driver.silence is not None


def test_the_server_is_told_to_let_go_of_machines_that_are_gone(store: Store) -> None:
    asked = "SELECT source FROM pg_settings WHERE name LIKE 'tcp_keepalives_%' OR name = 'tcp_user_timeout'"
    with store.read() as session:
        assert session.execute(sa.text(asked)).scalars().all() == ["session"] * 4
