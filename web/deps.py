"""What handlers are given: a session, the law of an instant, the register of a moment, today."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from litestar.datastructures import State
from litestar.di import Provide
from sqlmodel import Session

from registry import audit, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.loading import law_known_at
from registry.catalogue.reading import Register, read_register
from registry.errors import NotFound
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.store import Store
from registry.tables import LawBookRow

KEPT = 4  # registers and older law books held in memory
ACTOR = "local user"  # who writes over HTTP until there are accounts


@dataclass(frozen=True, slots=True)
class Laws:
    """The law book that is installed, and those that were loaded earlier."""

    current: LawBook
    _older: dict[str, LawBook] = field(default_factory=dict)

    def known_at(self, session: Session, known_at: datetime | None) -> LawBook:
        """The law book as it was known at an instant (None: now). Raises NotFound when none was loaded by then."""
        if known_at is None:
            return self.current
        sha256 = law_known_at(session, known_at)
        if sha256 is None:
            raise NotFound(f"No law book had been loaded by {known_at.isoformat()}.")
        if sha256 == self.current.sha256:
            return self.current
        if sha256 not in self._older:
            while len(self._older) >= KEPT:
                self._older.pop(next(iter(self._older)), None)
            self._older[sha256] = _reread(session.get_one(LawBookRow, sha256))
        return self._older[sha256]


def _reread(row: LawBookRow) -> LawBook:
    """A law book from the files that were kept."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in row.files.items():
            (Path(folder) / Path(name).name).write_bytes(text.encode())
        return lawfiles.load(Path(folder))


@dataclass(frozen=True, slots=True)
class Registers:
    """Registers read before. One is good as long as nothing was written since: the audit chain's head says so."""

    _kept: dict[tuple[Moment, str], Register] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def at(self, session: Session, moment: Moment) -> Register:
        """The register of a moment."""
        key = (moment, audit.head(session))
        with self._lock:
            found = self._kept.get(key)
        if found is not None:
            return found
        register = read_register(session, moment)
        with self._lock:
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = register
        return register


def provide_session(state: State) -> Iterator[Session]:
    """A session that only reads, for as long as the request is answered."""
    store: Store = state.store
    with store.read() as session:
        yield session


def provide_store(state: State) -> Store:
    """The open database."""
    store: Store = state.store
    return store


def provide_settings(state: State) -> Settings:
    """What the environment says."""
    settings: Settings = state.settings
    return settings


def provide_today(state: State) -> date:
    """The day questions are asked for when nobody names one."""
    settings: Settings = state.settings
    return settings.on()


def provide_laws(state: State) -> Laws:
    """The law books."""
    laws: Laws = state.laws
    return laws


def provide_registers(state: State) -> Registers:
    """Registers read before."""
    registers: Registers = state.registers
    return registers


DEPENDENCIES = {
    "session": Provide(provide_session),
    "store": Provide(provide_store, sync_to_thread=False),
    "settings": Provide(provide_settings, sync_to_thread=False),
    "today": Provide(provide_today, sync_to_thread=False),
    "laws": Provide(provide_laws, sync_to_thread=False),
    "registers": Provide(provide_registers, sync_to_thread=False),
}
