"""Pruning: bytes that bear nothing out are let go after a time, by one rule, and only where a person has set that time.

Kept for ever are the bytes of every version, those a proposal quotes (decided or waiting), those a person filed by
hand, and the last ones of each source. What is left are captures that made no version (the same text in other bytes,
bad captures). Their rows stay: that day, bytes of this hash were seen. No file goes that was written within the last
day: a row may be about to be written that names it. What no row names stays: another register may lie in this place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.archive import Archive
from crawlers.kept import folder_of
from registry import watching
from registry.keeping.whole_files import LEFT, sweep
from registry.settings import Settings
from registry.store import Store


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, and how many bytes it took."""

    files: int
    freed: int


def prune_as_set(settings: Settings, store: Store) -> Pruned | None:
    """What the settings ask for; None where they ask for nothing: then every byte is kept. What a killed process left
    half-written goes in any case."""
    for folder in (one for one in (settings.snapshots, folder_of(settings)) if isinstance(one, Path)):
        sweep(folder.glob("*"), datetime.now(UTC) - LEFT)  # by the clock that dated the files
    if settings.prune_after_days is None:
        return None
    return prune(store, Archive(settings.snapshots), settings.now() - timedelta(days=settings.prune_after_days))


def prune(store: Store, archive: Archive, before: datetime) -> Pruned:
    """Let go of what was captured before an instant and bears nothing out. A crash half-way loses nothing: who rests
    on a file that goes is packed anew first, and the rest goes at the next time."""
    with store.read() as session:
        bearing_nothing = list(watching.bearing_nothing(session, before))
    standing = archive.standing(bearing_nothing)
    loose = [sha256 for sha256 in bearing_nothing if sha256 in standing]
    if not loose:
        return Pruned(0, 0)
    _rebase_on_kept(archive, loose)
    with store.read() as session:  # somebody may have filed the same bytes meanwhile: a bucket takes its time
        still = watching.bearing_nothing(session, before)
    young = datetime.now(UTC) - LEFT
    gone = [size for one in sorted({*loose} & {*still}) if (size := archive.drop(one, young)) is not None]
    return Pruned(len(gone), sum(gone))


def _rebase_on_kept(archive: Archive, loose: Iterable[str]) -> None:
    """Let each kept file that rests on a loose one rest on the nearest kept one behind it."""
    going = set(loose)
    before = dict(archive.names())
    for sha256, predecessor in before.items():
        if sha256 in going or predecessor not in going:
            continue
        while predecessor in going:
            predecessor = before[predecessor]
        archive.rebase(sha256, predecessor)
