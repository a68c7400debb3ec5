"""The drill: a backup taken while a round is under way, restored elsewhere, and the round finished there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from stores import PostgreSQL

from tests.crash.deeds import DEEDS, backup_of
from tests.crash.harness import Harness, harness
from tests.crash.running import ROOT
from tests.crash.sameness import said, unlike
from tests.crash.soundness import require_sound
from tests.crash.trying import prepare

WATCH = next(one for one in DEEDS if one.name == "round")


@pytest.fixture(scope="module")
def ground(postgresql: PostgreSQL) -> Iterator[Harness]:
    with harness(postgresql) as made:
        yield made


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_backed_up_amid_a_round_is_restored_and_the_round_finished_there(ground: Harness, kind: str) -> None:
    prepared = prepare(ground, WATCH, kind)
    place, drill = prepared.place.copy(), ground.places.new("postgresql" if kind == "sqlite" else "sqlite")
    ground.world.receiver.seen.clear()
    asked = len(ground.world.site.seen)
    environ = {**os.environ, **ground.environ(place, WATCH.day), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "app.py"), *WATCH.words(ground, place)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as round_under_way:
        while round_under_way.poll() is None and len(ground.world.site.seen) < asked + 8:
            time.sleep(0.005)
        ground.must(place, WATCH.day, "backup", "-o", str(backup_of(place)))
        assert round_under_way.wait(120) == 0
    told = {one.headers["webhook-id"] for one in ground.world.receiver.seen}
    ground.must(drill, WATCH.day, "restore", str(backup_of(place)))
    require_sound(drill, drill.var / "snapshots")
    assert WATCH.run(ground, drill).code == 0
    require_sound(drill, drill.var / "snapshots")
    for finished in (place, drill):
        with finished.store() as store:
            assert unlike(prepared.after, said(store)) == []
    assert len(told) == sum(prepared.after["alert"].values())
    place.remove()
    drill.remove()
