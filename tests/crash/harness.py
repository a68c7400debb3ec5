"""What every trial works with: the world, the process that runs commands, and places to run them in."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.places import Place, Places, Server
from tests.crash.running import Ended, Point, Stem
from tests.crash.world import SECRET, World, world


@dataclass(frozen=True, slots=True)
class Harness:
    """The harness of one run of the tests."""

    folder: Path
    world: World
    stem: Stem
    places: Places
    sources: dict[str, Place] = field(default_factory=dict)  # registers that are only read, by kind of database

    def environ(self, place: Place, day: str) -> Mapping[str, str]:
        """The settings of a command over a place."""
        (place.var / "tmp").mkdir(exist_ok=True)
        return {
            "TMPDIR": str(place.var / "tmp"),
            "ONWARD_VAR": str(place.var),
            "ONWARD_DATABASE_URL": place.url,
            "ONWARD_TODAY": day,
            "ONWARD_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ONWARD_WEBHOOK_URL": self.world.receiver.url(),
            "ONWARD_WEBHOOK_SECRETS": SECRET,
        }

    def run(self, place: Place, day: str, words: Sequence[str], point: Point | None = None) -> Ended:
        """A command over a place, killed at a point or not."""
        return self.stem.run(words, self.environ(place, day), point)

    def must(self, place: Place, day: str, *words: str) -> Ended:
        """A command that comes to its end."""
        ended = self.run(place, day, words)
        assert ended.code == 0, f"onward {' '.join(words)}: {ended.code}, {ended.said}"
        return ended


def in_memory() -> str | None:
    """A folder that is never written to a disk, where there is one: a killed process leaves the same in it, and
    hundreds of databases are copied without waiting."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None


@contextmanager
def harness(server: Server) -> Iterator[Harness]:
    """The harness over a PostgreSQL server; its folder goes with it."""
    with tempfile.TemporaryDirectory(prefix="onward-crash-", dir=in_memory()) as name:
        folder = Path(name)
        with world(folder) as made, Stem(folder) as stem:
            yield Harness(folder, made, stem, Places(folder, server))
