"""What whoever runs Onward is told: readiness that tells the truth, figures, and a log without anybody's data."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import signed_in
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families
from signed_in import OURS, Client

from crawlers.pulse import Pulse
from registry import logs
from registry.settings import Settings
from registry.store import Store, open_store
from registry.terms import AccountRole, Right
from web.serving import application


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "onward.db"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{place}")
    opened.migrate()
    signed_in.fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def outside(store: Store, place: Path) -> Iterator[Client]:
    """Somebody who has not signed in."""
    with signed_in.asking(signed_in.settings_of(place)) as client:
        yield client


@pytest.fixture
def bearer(store: Store) -> dict[str, str]:
    admin = signed_in.id_of(store, "admin@company.example")
    return {"Authorization": f"Bearer {signed_in.token(store, admin, [Right.OPERATE])}"}


def figures(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    found = [one for family in text_string_to_metric_families(text) for one in family.samples]
    return {(one.name, frozenset(one.labels.items())): one.value for one in found}


def value(text: str, name: str, **labels: str) -> float:
    return figures(text)[name, frozenset(labels.items())]


def test_a_stranger_is_told_that_it_is_ready_and_nothing_more(outside: Client, bearer: dict[str, str]) -> None:
    assert outside.get("/ready").json() == {"status": "ready"}
    told = outside.get("/ready", headers=bearer).json()
    assert told["sources"]["changed"] == 1
    assert told["free_bytes"] > 0


def test_a_stranger_is_not_told_where_the_database_stands(outside: Client, place: Path) -> None:
    for one in place.parent.glob("onward.db*"):
        one.unlink()
    place.mkdir()
    outside.app.state.store.close()
    answer = outside.get("/ready")
    assert answer.status_code == 503
    assert str(place) not in answer.text
    assert answer.json()["detail"].startswith("Database: ")
    assert outside.get("/health").status_code == 200


def test_a_disk_that_takes_nothing_is_not_ready(outside: Client, store: Store) -> None:
    outside.app.state.settings.var.with_name("gone")
    outside.app.state.disk._folder = outside.app.state.settings.var / "gone"
    answer = outside.get("/ready")
    assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (503, "Disk")


def beside(settings: Settings, pulse: Pulse) -> TestClient:  # type: ignore[type-arg]
    return TestClient(application(settings, pulse=pulse), base_url="http://127.0.0.1:8765")


def test_a_watch_that_has_ended_is_not_ready(store: Store, place: Path, bearer: dict[str, str]) -> None:
    pulse = Pulse(is_alive=True)
    with beside(signed_in.settings_of(place), pulse) as client:
        assert client.get("/ready", headers=bearer).json()["watch"] == {
            "alive": True, "rounds": 0, "last_round_at": None
        }  # fmt: skip
        pulse.beat(datetime(2026, 11, 22, 9, tzinfo=UTC), {"checked": 3, "changed": 1})
        assert client.get("/ready", headers=bearer).json()["watch"]["last_round_at"] == "2026-11-22T09:00:00Z"
        pulse.is_alive = False
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (503, "Watch")


def test_the_figures_take_a_right_that_reads_nothing_else(outside: Client, bearer: dict[str, str]) -> None:
    assert outside.get("/metrics").status_code == 401
    assert outside.get("/metrics", headers=bearer).status_code == 200
    assert outside.get("/api/v1/services", headers=bearer).status_code == 403


def test_a_reader_is_not_shown_the_figures(outside: Client, store: Store) -> None:
    reader = signed_in.add(store, "rut@company.example", AccountRole.READER)
    outside.cookies.set(signed_in.COOKIE, signed_in.sign_in(store, reader))
    assert outside.get("/metrics").status_code == 403


def test_requests_are_counted_under_the_template_of_their_address(outside: Client, bearer: dict[str, str]) -> None:
    outside.get("/api/v1/services/svc_needle")
    outside.get("/needle@company.example")
    outside.request("NEEDLE", "/health")
    told = outside.get("/metrics", headers=bearer).text
    assert value(
        told, "onward_requests_total", method="GET", route="/api/v1/services/{identity}", status="401"
    ) == 1  # fmt: skip
    assert value(told, "onward_requests_total", method="GET", route="none", status="404") == 1
    assert "needle" not in told.lower()
    assert value(told, "onward_request_seconds_count", route="none") >= 1


def test_the_figures_tell_of_the_register_and_of_the_watch(store: Store, place: Path, bearer: dict[str, str]) -> None:
    pulse = Pulse(is_alive=True)
    pulse.beat(datetime(2026, 11, 22, 9, tzinfo=UTC), {"checked": 3, "changed": 1, "unreachable": 2})
    with beside(signed_in.settings_of(place), pulse) as client:
        told = client.get("/metrics", headers=bearer).text
    assert value(told, "onward_rounds_total") == 1
    assert value(told, "onward_fetches_total", outcome="unreachable") == 2
    assert value(told, "onward_watch_alive") == 1
    assert value(told, "onward_sources", state="changed") == 1
    assert value(told, "onward_alerts_undecided") > 0
    assert value(told, "onward_alerts_oldest_undecided_seconds") > 0
    assert value(told, "onward_database_bytes") > 100_000
    assert "onward_deliveries" in told


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says from here on."""
    root, ours = logging.getLogger(), logging.getLogger("onward")
    before = (root.handlers[:], root.level, ours.level)
    stream = io.StringIO()
    logs.begin(signed_in.settings_of(Path("x.db"), ONWARD_LOG_FORM="json", ONWARD_LOG_LEVEL="debug"), stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])


def test_a_run_writes_nobodys_data(outside: Client, store: Store, written: io.StringIO) -> None:
    secret = signed_in.sign_in(store, signed_in.id_of(store, "admin@company.example"))
    admin = {"Cookie": f"{signed_in.COOKIE}={secret}"} | OURS
    outside.get("/search?q=Needle", headers=admin)
    outside.get("/api/v1/search?q=Needle", headers=admin)
    outside.get("/needle@company.example/Needle", headers=admin)
    outside.get("/feeds/changes.atom?token=onw_Needle")
    outside.get("/api/v1/services", headers={"Authorization": "Bearer onw_Needle"})
    outside.post("/login", data={"email": "needle@company.example", "password": "Needle needle"}, headers=OURS)
    body = {"email": "needle@company.example", "name": "Needle Needlesson", "role": "reader"}
    assert outside.post("/api/v1/users", json=body, headers=admin).status_code == 200
    outside.post("/read", data={"text": "Needle", "name": "Needle"}, headers=admin)
    outside.app.state.laws = None
    assert outside.get("/law?on=2026-11-22", headers=admin).status_code == 500
    told = written.getvalue()
    assert len(told.splitlines()) >= 10
    assert '"event": "unforeseen"' in told
    assert "needle" not in told.lower()
    assert secret not in told
    assert "admin@" not in told
