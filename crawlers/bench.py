"""What the checks of a round work with."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crawlers import watchlist
from crawlers.archive import Archive
from crawlers.gazetteer import Gazetteer
from crawlers.kept import Kept, folder_of
from crawlers.known import gazetteer
from crawlers.mind import Mind
from crawlers.watchlist import Declaration
from registry import lawfiles
from registry.alerts import channels
from registry.alerts.outbox import Channel
from registry.alerts.ways import Office
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.store import Store

ACTOR = "round"
MADE_BETWEEN_LOOKS = 50_000  # objects more than went: some ten megabytes at most wait to be looked through


@dataclass(frozen=True, slots=True)
class Bench:
    """Store, archive, law and names; the declarations in force, and the ways out for alerts: those that the settings
    name, and what is needed for everybody else's."""

    store: Store
    archive: Archive
    law: LawBook
    gazetteer: Gazetteer
    declarations: Mapping[str, Declaration]  # by the id of the document's row
    channels: Sequence[Channel]
    base_url: str
    office: Office = field(default_factory=Office)
    mind: Mind = field(default_factory=Mind)
    history: Mapping[str, Sequence[Declaration]] = field(
        default_factory=dict
    )  # where there are several, the earliest first
    kept: Kept | None = None  # last readings on disk; None: what changed is read beside what it was, read again


def bench_of(settings: Settings, store: Store, on: date, folder: Path | None = None) -> Bench:
    """The bench of a day. `folder` holds the declarations; None: those that come with Onward."""
    declared = watchlist.load(folder)
    return Bench(
        store=store,
        archive=Archive(settings.snapshots),
        law=lawfiles.load(),
        gazetteer=gazetteer(),
        declarations=declared.on(on),
        channels=channels.channels_of(settings),
        office=Office.of_settings(settings),
        base_url=settings.base_url,
        history=declared.history(on),
        kept=Kept(folder_of(settings)),
    )


class DailyBench:
    """The bench of each day of a process that runs for months: a declaration begins to hold on its day."""

    def __init__(self, settings: Settings, store: Store, folder: Path | None = None) -> None:
        self._settings = settings
        self._store = store
        self._folder = folder
        self._known: tuple[date, Bench] | None = None

    def of(self, on: date) -> Bench:
        """The bench of this day, laid once."""
        if self._known is None or self._known[0] != on:
            self._known = None  # yesterday's goes first
            self._known = (on, bench_of(self._settings, self._store, on, self._folder))
            settle()
        return self._known[1]


def settle() -> None:
    """Let the collector of garbage pass over what is loaded and stays, and come less often: law, catalogue and names
    are hundreds of thousands of objects, and looking through them for every few thousand that a page makes took an
    eighth of a round. For the edge of a process, once its bench is laid."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_LOOKS, 20, 20)
