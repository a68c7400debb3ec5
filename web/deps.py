"""What handlers are given: a desk to answer questions from, a pen to do deeds with."""

from collections.abc import AsyncIterator, Callable, Collection, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from registry import repeats
from registry.accounts.persons import LOCAL, LOCAL_USER, Person, names_of
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register
from registry.errors import NotAllowed
from registry.judging import Judged, law_book_at
from registry.law.lawbook import LawBook
from registry.repeats import Claim
from registry.settings import Settings
from registry.store import Connection, Session, Store
from registry.terms import Right
from web.lasting import Reads, Registers

V = TypeVar("V")
CLAIM = "claim"  # where the guard leaves the key under which a write was sent
PERSON = "person"  # where the guard leaves who asks
ACTOR = LOCAL_USER


class Laws:
    """The law book that is installed, and those that were loaded earlier."""

    def __init__(self, current: LawBook) -> None:
        self.current = current

    def known_at(self, session: Session, known_at: datetime | None) -> LawBook:
        """The law book as it was known at an instant (None: now). Raises NotFound when none was loaded by then."""
        return law_book_at(session, known_at, self.current)


class Desk:
    """All that a question is answered from: a session that only reads, the law, registers read before, today."""

    def __init__(self, state: State, session: Session, person: Person = LOCAL) -> None:
        self.session = session
        self.person = person
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
        return self._registers.at(self.session, moment, self.person.controllers)

    def once(self, question: Hashable, make: Callable[[], V], reads: Collection[str] | None = None) -> V:
        """An answer made once for as long as nothing is written to the tables it is read from; None: to any.
        `question` holds all that it depends on beside them."""
        tables = None if reads is None else frozenset(reads)
        return self._registers.answer(self.session, question, Reads(tables, self.person.controllers), make)

    def judged(self, moment: Moment) -> list[Judged]:
        """Every hop of every controller at the moment, judged under the law of then."""
        return self._registers.judged(self.session, moment, self.law(moment), self.person.controllers)

    def name_of(self, actor: str) -> str:
        """The name of who wrote; the id itself where nobody of that id has a name."""
        return names_of(self.session, [actor]).get(actor, actor)


class Pen:
    """All that a deed is done with: the database to write to, the law that judges it, today, and who does it.

    An address that needs no more than to be read writes nothing, unless its handler asks for the right (`require`).
    """

    def __init__(
        self, state: State, person: Person = LOCAL, need: Right | None = None, claim: Claim | None = None
    ) -> None:
        self.store: Store = state.store
        self._claim = claim
        self.law: LawBook = state.laws.current
        self.settings: Settings = state.settings
        self.person = person
        self._may_write = person is LOCAL or need not in (None, Right.OPEN, Right.READ)

    @property
    def today(self) -> date:
        """The day a deed is done on."""
        return self.settings.on()

    @property
    def actor(self) -> str:
        """Who does it, as it is stored: an opaque id."""
        return self.person.actor

    def require(self, right: Right, *, for_all: bool = False) -> None:
        """Raises NotAllowed unless the person may do this; `for_all`, unless they may do it for all controllers."""
        self.person.require(right)
        if for_all:
            self.person.require_all_controllers()
        self._may_write = True

    def read(self) -> AbstractContextManager[Session]:
        """A session that only reads, and sees what the person sees."""
        return self.store.read(self.person.controllers)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One audited transaction, in the person's name and scope. Raises NotAllowed where only reading was needed,
        Conflict where the same was sent under the same key and is being done."""
        if not self._may_write:
            raise NotAllowed("This address was declared as one that only reads.")
        with self.store.write(self.actor, self.person.controllers) as session:
            self._take(session)
            yield session

    @contextmanager
    def operate(self) -> Iterator[Session]:
        """As `write`, past the scope: of a row that belongs to no controller and was just seen to be one's own."""
        with self.store.write(self.actor) as session:
            self._take(session)
            yield session

    def _take(self, session: Session) -> None:
        if self._claim is not None:
            repeats.take(session, self._claim)


def person_of(request: Request[Any, Any, Any]) -> Person:
    """Who asks, as the guard at the door has found out; before it has, somebody on this machine."""
    found: Person = request.scope.get("state", {}).get(PERSON, LOCAL)
    return found


async def provide_session(state: State, request: Request[Any, Any, Any]) -> AsyncIterator[Session]:
    """A session that only reads, and sees what the person sees, for as long as the request is answered. To open and to
    close one waits for nothing, so that no thread is needed for it."""
    store: Store = state.store
    with store.read(person_of(request).controllers) as session:
        yield session


def look(request: Request[Any, Any, Any]) -> AbstractContextManager[Connection]:
    """What a handler reads from that is asked so often that nothing is injected into it: Litestar begins a task for
    each of two dependencies, which takes longer than a short question. It sees what the person sees."""
    store: Store = request.app.state.store
    return store.look(person_of(request).controllers)


def today(request: Request[Any, Any, Any]) -> date:
    """The day questions are asked for when nobody names one."""
    settings: Settings = request.app.state.settings
    return settings.on()


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


def provide_desk(state: State, session: NamedDependency[Session], request: Request[Any, Any, Any]) -> Desk:
    """What a question is answered from."""
    return Desk(state, session, person_of(request))


def provide_pen(state: State, request: Request[Any, Any, Any]) -> Pen:
    """What a deed is done with."""
    claim: Claim | None = request.scope.get("state", {}).get(CLAIM)
    return Pen(state, person_of(request), request.route_handler.opt.get("needs"), claim)


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
