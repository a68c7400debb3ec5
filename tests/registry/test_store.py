"""The database: no update is lost, one state is seen, nothing half is left, and its errors are ours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from stores import PostgreSQL

from registry.errors import BadInput, Conflict, StoreError
from registry.store import Store, open_store
from registry.tables import Activity, Organisation, Subscription, Transfer
from registry.terms import ChannelKind, Grade, Manner, OrganisationKind, Origin, Pace, Severity

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCED = {"source": "file", "grade": Grade.PRIMARY, "recorded_at": AT, "origin": Origin.IMPORT}


def organisation(key: str = "one", **more: object) -> Organisation:
    fixed: dict[str, object] = {"id": f"org_{key}", "kind": OrganisationKind.GROUP, "name": key}
    return Organisation(**(SOURCED | fixed | more))


def only(session: Session) -> Organisation:
    return session.exec(select(Organisation)).one()


def put(store: Store, *rows: Organisation | Activity | Transfer | Subscription) -> None:
    with store.write("test") as session:
        session.add_all(rows)


def test_no_update_that_read_before_it_wrote_is_lost(store: Store) -> None:
    put(store, organisation(position=0))

    def count(_number: int) -> None:
        with store.write("test") as session:
            row = only(session)
            row.position = (row.position or 0) + 1
            session.add(row)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(150)))
    with store.read() as session:
        assert only(session).position == 150


def test_a_writer_waits_until_the_one_before_is_through(store: Store) -> None:
    put(store, organisation())
    inside, let_go = Event(), Event()
    seen: list[str] = []

    def first() -> None:
        with store.write("first") as session:
            only(session).name = "first"
            inside.set()
            assert let_go.wait(20)

    def second() -> None:
        with store.write("second") as session:
            seen.append(only(session).name)

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first)
        assert inside.wait(20)
        two = threads.submit(second)
        with store.read() as session:  # readers wait for nobody
            assert only(session).name == "one"
        assert not two.done()
        let_go.set()
        one.result(20)
        two.result(20)
    assert seen == ["first"]


def test_a_reader_sees_one_state_however_long_it_reads(store: Store) -> None:
    put(store, organisation())
    with store.read() as session:
        assert len(session.exec(select(Organisation.id)).all()) == 1
        put(store, organisation("two"))
        assert len(session.exec(select(Organisation.id)).all()) == 1
    with store.read() as session:
        assert len(session.exec(select(Organisation.id)).all()) == 2


def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    def fail() -> None:
        with store.write("test") as session:
            session.add(organisation())
            session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with store.read() as session:
        assert session.exec(select(Organisation)).all() == []


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="without time zone"):
        put(store, organisation(recorded_at=datetime(2026, 3, 2, 12)))


def test_an_instant_comes_back_aware_and_in_utc(store: Store) -> None:
    stockholm = timezone(timedelta(hours=2))
    put(store, organisation(recorded_at=datetime(2026, 7, 1, 1, 30, 0, 123456, tzinfo=stockholm)))
    with store.read() as session:
        found = only(session).recorded_at
        assert found == datetime(2026, 6, 30, 23, 30, 0, 123456, tzinfo=UTC)
        assert found.tzinfo is UTC
        assert session.exec(select(Organisation).where(col(Organisation.recorded_at) <= AT)).all() == []


def test_unknown_absent_and_empty_stay_three_things(store: Store) -> None:
    unknown = Activity(id="act_1", controller_id="org_one", key="a", **SOURCED)
    empty = Activity(id="act_2", controller_id="org_one", key="b", purposes=[], **SOURCED)
    absent = Transfer(
        id="trf_1", engagement_id="eng_1", hop_id="eng_1", manner=Manner.STORAGE, known_absent=["derogation"], **SOURCED
    )
    put(store, unknown, empty, absent)
    with store.read() as session:
        assert [row.purposes for row in session.exec(select(Activity).order_by(col(Activity.id)))] == [None, []]
        nulls = select(Activity.id).where(col(Activity.purposes).is_(None))
        assert session.exec(nulls).all() == ["act_1"]  # SQL NULL, not the JSON word
        transfer = session.exec(select(Transfer)).one()
        assert (transfer.known_absent, transfer.destination) == (["derogation"], None)


def test_an_empty_database_is_told_and_migrated_once(empty_url: str) -> None:
    store = open_store(empty_url)
    with pytest.raises(StoreError, match=r"(is empty\.|There is no database at .*\.) Run `onward load`"):
        store.require_current()
    store.migrate()
    store.require_current()
    put(store, organisation())
    store.migrate()
    with store.read() as session:
        assert only(session).id == "org_one"
    store.close()


def test_a_database_newer_than_the_code_is_left_alone(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_2031'"))
    for deed in (store.migrate, store.require_current):
        with pytest.raises(StoreError, match=r"has schema from_2031; .* A newer Onward wrote it") as refused:
            deed()
        assert str(store.engine.url.database) in str(refused.value)


def test_a_query_without_a_schema_is_a_store_error(empty_url: str) -> None:
    store = open_store(empty_url)
    with pytest.raises(StoreError, match="The database did not answer"), store.read() as session:
        session.exec(select(Organisation)).all()
    store.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="Cannot make the folder of"):
        open_store(f"sqlite:///{tmp_path}/file/deeper/onward.db")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "onward.db").write_bytes(b"a letter, not a database " * 100)
    with pytest.raises(StoreError, match="file is no database"):
        open_store(f"sqlite:///{tmp_path}/onward.db").require_current()


@pytest.mark.parametrize(
    "url", ["", "sqlite", "postgres://a/b", "mysql://a/b", "postgresql://a:port/b", "postgresql://[::1/b"]
)
def test_a_wrong_address_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///… or postgresql://…"):
        open_store(url)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreError, match="The database did not answer") as caught:
        open_store("postgresql://onward:granberg@127.0.0.1:1/onward").require_current()
    assert "granberg" not in str(caught.value)


def test_other_drivers_in_the_address_change_nothing(tmp_path: Path) -> None:
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/onward.db")
    store.migrate()
    store.close()


@pytest.mark.parametrize("text", ["half \ud800", "\udfff"])
def test_half_a_character_is_refused_in_text_and_in_json(store: Store, text: str) -> None:
    for row in (organisation(name=text), organisation(contact={"dpo": text}), organisation(contact={text: 1})):
        with pytest.raises(BadInput, match="cannot hold"):
            put(store, row)


def test_a_number_too_large_is_our_error(store: Store) -> None:
    with pytest.raises(BadInput, match="cannot hold"):
        put(store, organisation(position=2**70))


def test_a_nul_is_refused_where_the_database_cannot_hold_it(postgresql: PostgreSQL, migrated_database: str) -> None:
    name = postgresql.create(template=migrated_database)
    store = open_store(postgresql.url(name))
    with pytest.raises(BadInput, match="cannot hold"):
        put(store, organisation(name="a\x00b"))
    store.close()
    postgresql.drop(name)


def test_a_row_that_stands_already_is_a_conflict(store: Store) -> None:
    def telling() -> Subscription:
        return Subscription(
            id="sub_1", person="a", channel=ChannelKind.MAIL, target="a", least_severity=Severity.LOW,
            pace=Pace.IMMEDIATE, language="sv", heartbeat=False, created_at=AT, created_by="test",
        )  # fmt: skip

    put(store, telling())
    with pytest.raises(Conflict, match="Read it again"):
        put(store, telling())


def test_a_restarted_server_is_reached_again(postgresql: PostgreSQL, migrated_database: str) -> None:
    """A restart closes every connection that waits in the pool; the next question opens another."""
    name = postgresql.create(template=migrated_database)
    store = open_store(postgresql.url(name))
    put(store, organisation(valid_from=date(2026, 1, 1)))
    closed = sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name")
    owner = sa.create_engine(
        sa.make_url(postgresql.url(name)).set(drivername="postgresql+psycopg", database="postgres")
    )
    with owner.connect() as connection:
        assert connection.execute(closed, {"name": name}).scalars().all() == [True]
    owner.dispose()
    with store.read() as session:
        assert only(session).valid_from == date(2026, 1, 1)
    store.close()
    postgresql.drop(name)


def test_a_reader_cannot_write_on_a_server(postgresql: PostgreSQL, migrated_database: str) -> None:
    name = postgresql.create(template=migrated_database)
    store = open_store(postgresql.url(name))
    with store.read() as session:
        session.add(organisation())
        with pytest.raises(StoreError, match="read-only"):
            session.flush()
    put(store, organisation())  # the same connection, from the pool
    store.close()
    postgresql.drop(name)
