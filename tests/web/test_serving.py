"""The process: health that tells the truth, a real server that starts, answers and stops."""

import asyncio
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import live_server
import pytest
from litestar import Litestar, Request, get
from litestar.concurrency import set_asyncio_executor
from litestar.testing import TestClient
from sqlalchemy import event
from sqlmodel import select
from world_asked import asking, settings_for

from app import main
from registry.answers import Exit
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Agreement, Version
from web.commands.serve import answer_apart, settle
from web.serving import application

Client = TestClient[Litestar]
ROOT = Path(__file__).resolve().parents[2]


def test_the_process_says_that_it_answers(reader: Client) -> None:
    assert reader.get("/health").json() == {"status": "ok"}


def test_ready_tells_the_law_and_how_many_sources_are_in_each_state(reader: Client) -> None:
    told = reader.get("/ready").json()
    assert told["status"] == "ready"
    assert told["sources"] == {
        "verified": 0, "changed": 1, "unreachable": 0, "blocked": 0, "paused": 0, "never_checked": 0
    }  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{64}", told["law"])


def test_the_sources_are_counted_now_and_then_however_often_somebody_asks(settings: Settings) -> None:
    asked: list[str] = []
    with asking(settings) as client:
        engine = client.app.state.store.engine
        event.listen(engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        answers = [client.get("/ready").json()["sources"] for _ in range(5)]
    assert all(one == answers[0] for one in answers)
    assert len([one for one in asked if "count(" in one.lower() and "FROM source" in one]) == 1


def test_a_database_without_tables_is_not_ready(empty_url: str, tmp_path: Path) -> None:
    with asking(settings_for(empty_url, tmp_path)) as client:
        answer = client.get("/ready")
        assert client.get("/health").status_code == 200
    assert answer.status_code == 503
    assert "onward load" in answer.json()["detail"]


def test_a_database_that_somebody_took_away_is_not_ready(migrated_file: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "onward.db")
    with asking(settings_for(f"sqlite:///{tmp_path / 'onward.db'}", tmp_path)) as client:
        assert client.get("/ready").status_code == 200
        for file in tmp_path.glob("onward.db*"):
            file.unlink()
        answer = client.get("/ready")
        assert client.get("/health").status_code == 200
    assert (answer.status_code, "Database" in answer.json()["detail"]) == (503, True)
    assert not list(tmp_path.glob("onward.db*"))


def test_a_list_of_a_database_without_tables_is_a_problem_too(empty_url: str, tmp_path: Path) -> None:
    with asking(settings_for(empty_url, tmp_path)) as client:
        answer = client.get("/api/v1/organisations")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_program_that_is_not_there_is_not_named_by_its_place(settings: Settings) -> None:
    with asking(replace(settings, dot="/nowhere/bin/dot")) as client:
        answer = client.get("/api/v1/flows?format=svg")
    assert answer.status_code == 503
    assert "onward doctor" in answer.json()["detail"]
    assert "nowhere" not in answer.text


@get("/who")
async def who(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else "nobody"


def test_who_asks_is_who_is_connected_whatever_a_header_says() -> None:
    with live_server.serving(Litestar([who])) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/who", headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.text == "127.0.0.1"


@pytest.fixture
def environ(migrated_file: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a process over a database of its own."""
    shutil.copy(migrated_file, tmp_path / "onward.db")
    return {**os.environ, "ONWARD_VAR": str(tmp_path), "ONWARD_PORT": "0", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def serving(environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`onward serve` as a process, and its address."""
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--no-watch"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield process, found[0]
        process.kill()


def test_the_server_says_its_address_answers_and_stops_when_told(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, address = serving
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        assert client.get("/health").json() == {"status": "ok"}
        assert client.get("/api/v1/services").json() == {"items": [], "next_cursor": None, "total": 0}
        assert client.get("/health", headers={"Host": "evil.example"}).status_code == 403
        assert "server" not in client.get("/health").headers
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) in {0, -signal.SIGTERM}


def test_a_server_whose_day_is_fixed_says_so_at_its_start(environ: dict[str, str]) -> None:
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--no-watch"]
    fixed = environ | {"ONWARD_TODAY": "2027-01-15"}
    with subprocess.Popen(command, env=fixed, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        told = next(line for line in lines if "ONWARD_TODAY" in line)
        process.kill()
    assert "fixed at 2027-01-15" in told
    assert "this machine's clock" in told


def test_under_a_fixed_day_what_is_handed_in_is_of_that_day_and_what_is_entered_of_the_clock(
    settings: Settings,
) -> None:
    began = datetime.now(UTC)
    with asking(replace(settings, today=date(2027, 1, 15))) as client:
        read = client.post("/api/v1/readings", json={"text": "We use Mailgun.", "service": "Molnet Lagring"}).json()
        agreement = client.post("/api/v1/agreements", json={"engagement": "eng_brev", "kind": "dpa"})
        assert agreement.status_code == 201, agreement.text
    store = open_store(settings.database_url)
    with store.read() as session:
        version = session.exec(select(Version).where(Version.id == read["version_id"])).one()
        row = session.exec(select(Agreement).where(Agreement.id == agreement.json()["id"])).one()
    store.close()
    assert version.recorded_at is not None
    assert version.recorded_at.date() == date(2027, 1, 15)
    assert began <= row.recorded_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "not loopback"),
        (["--port", "70000"], "0 to 65535"),
        (["--host", "127.0.0.1", "--port", "1"], "onward load"),
    ],
)
def test_the_server_does_not_start_where_it_must_not(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    assert main(["serve", *words]) == Exit.USAGE
    assert said in capsys.readouterr().err


def test_a_taken_port_is_told(
    environ: dict[str, str], serving: tuple[subprocess.Popen[str], str], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("ONWARD_VAR", environ["ONWARD_VAR"])
    assert main(["serve", "--port", serving[1].rsplit(":", 1)[1].strip("/")]) == Exit.USAGE
    assert "Cannot listen" in capsys.readouterr().err


def test_what_stays_until_the_end_is_not_looked_through_again() -> None:
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() - before > 10_000
        assert gc.get_freeze_count() > 10 * len(gc.get_objects(generation=2))
    finally:
        gc.unfreeze()


@pytest.fixture
def threads_apart() -> Iterator[None]:
    answer_apart()
    yield
    set_asyncio_executor(None)


@pytest.mark.usefixtures("threads_apart")
def test_answers_wait_for_no_name_server(settings: Settings) -> None:
    silence = threading.Event()

    @asynccontextmanager
    async def waiting(_app: Litestar) -> AsyncIterator[None]:
        for _ in range(64):  # more than the event loop has threads
            asyncio.get_running_loop().run_in_executor(None, silence.wait)
        yield

    with live_server.serving(application(settings, beside=[waiting])) as port:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=20)
        finally:
            silence.set()
    assert answer.status_code == 200
