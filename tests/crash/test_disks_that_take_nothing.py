"""A disk that is full or read-only: told in one line with exit code 3, nothing half there, done once there is room."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from stores import PostgreSQL

from tests.crash.deeds import DEEDS, Deed
from tests.crash.disks import Disk, small_disk
from tests.crash.harness import Harness, harness
from tests.crash.places import Place
from tests.crash.sameness import said, unlike
from tests.crash.soundness import require_sound
from tests.crash.trying import prepare

WRITES = [one for one in DEEDS if one.name in {"first load", "load", "import", "round", "decide", "backup", "restore"}]
Trouble = Callable[[Disk], None]

FULL: tuple[Trouble, Trouble] = (Disk.fill, Disk.empty)
READ_ONLY: tuple[Trouble, Trouble] = (
    lambda disk: disk.lock(is_locked=True),
    lambda disk: disk.lock(is_locked=False),
)


@pytest.fixture(scope="module")
def ground(postgresql: PostgreSQL) -> Iterator[Harness]:
    with harness(postgresql) as made:
        yield made


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


def moved(place: Place, disk: Disk) -> Place:
    """The same place on that disk."""
    var = disk.folder / "var"
    copytree(place.var, var)
    (var / "tmp").mkdir(exist_ok=True)
    return replace(place, url=f"sqlite:///{var / 'onward.db'}", var=var)


@pytest.mark.parametrize(("happens", "passes"), [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("deed", WRITES, ids=lambda deed: deed.name.replace(" ", "-"))
def test_a_disk_that_takes_nothing_is_told_and_survived(
    ground: Harness, disk: Disk, deed: Deed, happens: Trouble, passes: Trouble
) -> None:
    prepared = prepare(ground, deed, "sqlite")
    place = moved(prepared.place, disk)
    words = deed.words(ground, place)
    happens(disk)
    ended = ground.run(place, deed.day, words)
    assert (ended.code, "Traceback" in ended.said) == (3, False), ended.said
    assert len(ended.said.strip().splitlines()) == 1
    passes(disk)
    require_sound(place, place.var / "snapshots")
    assert ground.run(place, deed.day, words).code == 0
    with place.store() as store:
        assert unlike(prepared.after, said(store)) == []
