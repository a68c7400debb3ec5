"""What handlers are given: a desk to answer questions from, a pen to do deeds with."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from registry import audit
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.judging import Judged, flows, law_book_at
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.store import Session, Store

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KEPT = 4  # registers held in memory
ACTOR = "local user"  # who writes over HTTP until there are accounts


class Laws:
    """The law book that is installed, and those that were loaded earlier."""

    def __init__(self, current: LawBook) -> None:
        self.current = current

    def known_at(self, session: Session, known_at: datetime | None) -> LawBook:
        """The law book as it was known at an instant (None: now). Raises NotFound when none was loaded by then."""
        return law_book_at(session, known_at, self.current)


class Registers:
    """Registers read before, and their hops judged. Good while nothing was written: the audit chain's head says so."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Moment, str], Register] = {}
        self._judged: dict[tuple[Moment, str, str], list[Judged]] = {}
        self._answers: dict[Hashable, Any] = {}
        self._lock = Lock()

    def at(self, session: Session, moment: Moment) -> Register:
        """The register of a moment."""
        return self._once(self._kept, (moment, audit.head(session)), lambda: read_register(session, moment))

    def judged(self, session: Session, moment: Moment, law: LawBook) -> list[Judged]:
        """Every hop of every controller at a moment, judged under a law book."""
        key = (moment, audit.head(session), law.sha256)
        return self._once(self._judged, key, lambda: flows(self.at(session, moment), law))

    def answer(self, session: Session, question: Hashable, make: Callable[[], V]) -> V:
        """Any answer that is good while nothing was written. `question` holds all that it depends on beside that."""
        found: V = self._once(self._answers, (question, audit.head(session)), make)
        return found

    def _once(self, kept: dict[K, V], key: K, make: Callable[[], V]) -> V:
        """What was made before for this key; else it is made, outside the lock, and the oldest is let go."""
        with self._lock:
            if key in kept:
                return kept[key]
        made = make()
        with self._lock:
            while len(kept) >= KEPT:
                kept.pop(next(iter(kept)))
            kept[key] = made
        return made


class Desk:
    """All that a question is answered from: a session that only reads, the law, registers read before, today."""

    def __init__(self, state: State, session: Session) -> None:
        self.session = session
        self.settings: Settings = state.settings
        self.laws: Laws = state.laws
        self._registers: Registers = state.registers

    @property
    def today(self) -> date:
        """The day questions are asked for when nobody names one."""
        return self.settings.on()

    def law(self, moment: Moment) -> LawBook:
        """The law book as known at the moment."""
        return self.laws.known_at(self.session, moment.known_at)

    def register(self, moment: Moment) -> Register:
        """The register at the moment."""
        return self._registers.at(self.session, moment)

    def once(self, question: Hashable, make: Callable[[], V]) -> V:
        """An answer made once for as long as nothing is written. `question` holds all that it depends on."""
        return self._registers.answer(self.session, question, make)

    def judged(self, moment: Moment) -> list[Judged]:
        """Every hop of every controller at the moment, judged under the law of then."""
        return self._registers.judged(self.session, moment, self.law(moment))


class Pen:
    """All that a deed is done with: the database to write to, the law that judges it, today."""

    def __init__(self, state: State) -> None:
        self.store: Store = state.store
        self.law: LawBook = state.laws.current
        self.settings: Settings = state.settings

    @property
    def today(self) -> date:
        """The day a deed is done on."""
        return self.settings.on()

    def write(self) -> AbstractContextManager[Session]:
        """One audited transaction."""
        return self.store.write(ACTOR)


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


def provide_laws(state: State) -> Laws:
    """The law books."""
    laws: Laws = state.laws
    return laws


def provide_registers(state: State) -> Registers:
    """Registers read before."""
    registers: Registers = state.registers
    return registers


def provide_desk(state: State, session: NamedDependency[Session]) -> Desk:
    """What a question is answered from."""
    return Desk(state, session)


def provide_pen(state: State) -> Pen:
    """What a deed is done with."""
    return Pen(state)


AtDesk: TypeAlias = NamedDependency[Desk]
WithPen: TypeAlias = NamedDependency[Pen]
DEPENDENCIES = {
    "session": Provide(provide_session),
    "store": Provide(provide_store, sync_to_thread=False),
    "settings": Provide(provide_settings, sync_to_thread=False),
    "laws": Provide(provide_laws, sync_to_thread=False),
    "registers": Provide(provide_registers, sync_to_thread=False),
    "desk": Provide(provide_desk, sync_to_thread=False),
    "pen": Provide(provide_pen, sync_to_thread=False),
}
"""Handlers of the API take the desk or the pen; pages, which put several things together, take the parts."""
