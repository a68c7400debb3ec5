"""What is killed: each deed with what stands before it and the command that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from sqlmodel import select

from registry.tables import Proposal
from registry.terms import ProposalState
from tests.crash.harness import Harness
from tests.crash.places import Place
from tests.crash.running import Ended, Point
from tests.crash.world import FIRST_DAY, SECOND_DAY, THIRD_DAY
from tests.older_registers import leave

OLDER = "0010"  # a version that held all that is looked at, from before contents were sealed apart
Prepare = Callable[[Harness, Place], None]
Words = Callable[[Harness, Place], list[str]]


@dataclass(frozen=True, slots=True)
class Deed:
    """One command over a prepared place. `in_one`: it is done whole or not at all, never in between. `refused`: what it
    says, run again after it had come to its end. `tells`: alerts go out by it, all of them."""

    name: str
    prepare: Prepare
    words: Words
    day: str = SECOND_DAY
    in_one: bool = True
    refused: str = ""
    tells: bool = False
    over: Callable[[Harness, Place], Place] | None = None  # the register that is copied into the place

    def run(self, harness: Harness, place: Place, point: Point | None = None) -> Ended:
        """The command once, killed at a point or not."""
        works_in = place if self.over is None else self.over(harness, place)
        return harness.run(works_in, self.day, self.words(harness, place), point)

    def captured(self, harness: Harness, place: Place) -> Path:
        """Where the captured bytes lie: a move leaves them where they are."""
        return (place if self.over is None else self.over(harness, place)).var / "snapshots"


def _nothing(_: Harness, __: Place) -> None:
    """An empty place."""


def _loaded(harness: Harness, place: Place) -> None:
    harness.must(place, FIRST_DAY, "load", "--data", str(harness.world.data()), "--no-sample")


def _imported(harness: Harness, place: Place) -> None:
    _loaded(harness, place)
    harness.must(place, FIRST_DAY, "import", str(harness.world.portfolio()))


def _watched(harness: Harness, place: Place) -> None:
    """Every list was seen once; now some of them are others."""
    _imported(harness, place)
    harness.world.show(changed=False)
    harness.must(place, FIRST_DAY, *_round("daily")(harness, place))
    harness.world.show(changed=True)


def _told(harness: Harness, place: Place) -> None:
    """Changes were found, and their alerts wait: the receiver was down."""
    _watched(harness, place)
    harness.world.receiver.status = 503
    harness.must(place, SECOND_DAY, *_round("weekly")(harness, place))
    harness.world.receiver.status = 204


def _older(harness: Harness, place: Place) -> None:
    """The register of an older Onward, with everything that version could hold."""
    like = harness.places.new("sqlite")
    _told(harness, like)
    with like.store() as today, place.store() as older:
        leave(today, older, OLDER)
    copytree(like.var / "snapshots", place.var / "snapshots")
    like.remove()


def _round(frequency: str) -> Words:
    def words(harness: Harness, _: Place) -> list[str]:
        return ["round", "--declarations", str(harness.world.declarations(frequency)), "--json"]

    return words


def _load(*, edited: bool) -> Words:
    def words(harness: Harness, _: Place) -> list[str]:
        return ["load", "--data", str(harness.world.data(edited=edited)), "--no-sample", "--json"]

    return words


def _import(harness: Harness, _: Place) -> list[str]:
    return ["import", str(harness.world.portfolio()), "--json"]


def _decide(_: Harness, place: Place) -> list[str]:
    return ["decide", *waiting(place), "accept", "--reason", "Read the lists.", "--json"]


def waiting(place: Place) -> list[str]:
    """The proposals that were to be decided, whether or not they are by now."""
    undecided = (ProposalState.PROPOSED, ProposalState.ACCEPTED)
    with place.store() as store, store.read() as session:
        return sorted(one.id for one in session.exec(select(Proposal)) if one.state in undecided)


def _backup(_: Harness, place: Place) -> list[str]:
    return ["backup", "-o", str(backup_of(place)), "--json"]


def backup_of(place: Place) -> Path:
    """Where the backup of a place is written."""
    return place.var / "backup.zip"


def source_of(harness: Harness, place: Place) -> Place:
    """A register in the other kind of database, made once: it is only read."""
    kind = "postgresql" if place.url.startswith("sqlite") else "sqlite"
    if kind not in harness.sources:
        harness.sources[kind] = harness.places.new(kind)
        _told(harness, harness.sources[kind])
    return harness.sources[kind]


def _migrate(_: Harness, place: Place) -> list[str]:
    return ["migrate", "--to", place.url, "--json"]


def _restore(harness: Harness, place: Place) -> list[str]:
    source = source_of(harness, place)
    if not backup_of(source).exists():
        harness.must(source, SECOND_DAY, *_backup(harness, source))
    return ["restore", str(backup_of(source)), "--json"]


DEEDS = (
    Deed("first load", _nothing, _load(edited=False), in_one=False),
    Deed("load", _imported, _load(edited=True)),
    Deed("upgrade", _older, _load(edited=False), in_one=False),
    Deed("import", _loaded, _import),
    Deed("round", _watched, _round("daily"), in_one=False, tells=True),
    Deed("decide", _watched, _decide, refused="already"),
    Deed("outbox", _told, _round("weekly"), day=THIRD_DAY, in_one=False, tells=True),
    Deed("backup", _told, _backup),
    Deed("restore", _nothing, _restore, in_one=False, refused="not empty"),
    Deed("migrate", _nothing, _migrate, in_one=False, refused="not empty", over=source_of),
)
