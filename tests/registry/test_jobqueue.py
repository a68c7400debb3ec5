"""The queue's own tables: made once, beside the register, in a schema of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from stores import PostgreSQL

from registry import jobqueue
from registry.errors import BadInput, StoreError
from registry.store import Store, open_store


@pytest.fixture
def server(postgresql: PostgreSQL) -> Iterator[Store]:
    name = postgresql.create()
    store = open_store(postgresql.url(name))
    yield store
    store.close()
    postgresql.drop(name)


def schemas_of_jobs(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        asked = sa.text("SELECT schemaname FROM pg_tables WHERE tablename = 'procrastinate_jobs'")
        return list(connection.execute(asked).scalars())


def said(store: Store, words: str) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql(words)


def test_the_queue_is_made_once_however_many_begin_at_once(server: Store) -> None:
    with ThreadPoolExecutor(4) as four:
        list(four.map(lambda _: jobqueue.prepare(server), range(4)))
    assert schemas_of_jobs(server) == [jobqueue.SCHEMA]


def test_a_queue_that_lacks_the_last_step_gets_it(server: Store) -> None:
    jobqueue.prepare(server)
    told = "procrastinate_trigger_function_status_events_update_v1"
    said(
        server,
        f"SET search_path TO {jobqueue.SCHEMA}; DROP FUNCTION {told} CASCADE; "
        f"COMMENT ON SCHEMA {jobqueue.SCHEMA} IS '03.04.00_01_pre_add_retry_failed_job_procedure.sql'",
    )
    jobqueue.prepare(server)
    with server.engine.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM pg_proc WHERE proname = '{told}'").scalar() == 1


def test_a_queue_of_a_later_version_is_refused(server: Store) -> None:
    jobqueue.prepare(server)
    said(server, f"COMMENT ON SCHEMA {jobqueue.SCHEMA} IS '99.00.00_01_later.sql'")
    with pytest.raises(StoreError, match="newer procrastinate"):
        jobqueue.prepare(server)


def test_a_schema_of_somebody_elses_is_left_alone(server: Store) -> None:
    said(server, f"CREATE SCHEMA {jobqueue.SCHEMA}")
    with pytest.raises(StoreError, match="was not made by Onward"):
        jobqueue.prepare(server)
    assert schemas_of_jobs(server) == []


def test_one_file_has_no_queue(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    with pytest.raises(BadInput, match="onward migrate --to postgresql"):
        jobqueue.connector(store)
    store.close()
