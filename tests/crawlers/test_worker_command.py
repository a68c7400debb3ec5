"""`onward worker` as a person starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from stores import PostgreSQL

from registry import jobqueue
from registry.store import open_store
from registry.tables import Source
from registry.terms import DocumentKind

ROOT = Path(__file__).resolve().parents[2]
NOTHING = "# nothing is watched\n"


@pytest.fixture
def database(postgresql: PostgreSQL, migrated_database: str) -> Iterator[str]:
    name = postgresql.create(template=migrated_database)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture
def declarations(tmp_path: Path) -> Path:
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "none.toml").write_text(NOTHING, encoding="utf-8")
    return folder


def worker(folder: Path, url: str, *more: str) -> subprocess.Popen[str]:
    said = os.environ | {"ONWARD_VAR": str(folder), "ONWARD_DATABASE_URL": url}
    words = [sys.executable, "-m", "app", "worker", *more]
    return subprocess.Popen(words, cwd=ROOT, env=said, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def refusal(folder: Path, url: str, *more: str) -> str:
    with worker(folder, url, *more) as process:
        said = process.communicate(timeout=120)[1]
    assert process.returncode == 2
    return said


def test_on_a_file_it_refuses_and_says_what_to_do(tmp_path: Path, migrated_file: Path) -> None:
    said = refusal(tmp_path, f"sqlite:///{migrated_file}")
    assert "needs PostgreSQL" in said
    assert "onward watch" in said
    assert "onward migrate --to postgresql://" in said


def test_where_the_snapshots_of_others_are_not_seen_it_refuses(
    database: str, tmp_path: Path, declarations: Path
) -> None:
    row = {
        "id": "src_one", "document_id": "doc_one", "service_id": "svc_one", "kind": DocumentKind.NOTICE,
        "url": "http://127.0.0.1:1/", "host": "127.0.0.1", "due_at": datetime(2126, 1, 1, tzinfo=UTC),
        "paused": False, "failures": 0, "body_sha256": "0" * 64,
    }  # fmt: skip
    with closing(open_store(database)) as store, store.write("test") as session:
        session.execute(sa.insert(Source), [row])
    assert "ONWARD_SNAPSHOTS" in refusal(tmp_path, database, "--declarations", str(declarations))


@pytest.mark.parametrize("number", ["0", "1001"])
def test_a_number_of_hosts_that_cannot_be_is_refused(tmp_path: Path, number: str) -> None:
    assert "--hosts-at-once" in refusal(tmp_path, "postgresql://127.0.0.1:1/none", "--hosts-at-once", number)


def test_it_works_until_it_is_told_to_stop(database: str, tmp_path: Path, declarations: Path) -> None:
    with (
        worker(tmp_path, database, "--declarations", str(declarations)) as process,
        closing(open_store(database)) as store,
    ):
        until_registered(store.engine)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=120)[1]
        with store.engine.connect() as connection:
            left = connection.exec_driver_sql(f"SELECT count(*) FROM {jobqueue.SCHEMA}.procrastinate_workers").scalar()
    assert (process.returncode, left) == (0, 0)
    assert said.splitlines()[-1] == "Stopped."


def until_registered(engine: sa.Engine) -> None:
    """Wait for the two ends of the queue that a worker has: the office and the hosts."""
    over_at = time.monotonic() + 120
    while registered(engine) < 2:
        assert time.monotonic() < over_at
        time.sleep(0.2)


def registered(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("procrastinate_workers", schema=jobqueue.SCHEMA):
            return 0
        counted = connection.exec_driver_sql(f"SELECT count(*) FROM {jobqueue.SCHEMA}.procrastinate_workers")
        return int(counted.scalar_one())
