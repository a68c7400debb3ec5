"""Answers that last: each is good until something is written to a table that it was read from.

The chain of writes tells what was written since (`registry.commits`). Whoever asks while an answer is made waits for
it: after a write every reader asks for the same at once.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from registry import commits, scoping
from registry.catalogue.dated import Moment
from registry.catalogue.reading import TABLES, Held, Register, read_tables, register_of
from registry.commits import Place
from registry.judging import Judged, flows
from registry.law.lawbook import LawBook
from registry.store import Session

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Scope: TypeAlias = frozenset[str] | None  # the controllers whose rows are seen; None: all
REGISTERS, ANSWERS = 4, 48  # held in memory


@dataclass(frozen=True, slots=True)
class Reads:
    """The tables that an answer is read from (None: any), and the scope in which it is read."""

    tables: frozenset[str] | None
    scope: Scope = None

    def stands(self, written: Collection[str]) -> bool:
        """Whether the answer is the same after these tables were written to. What a scope lets be seen of one table
        hangs on others: to somebody with a scope only tables that no scope asks about make no difference."""
        if self.tables is None or not self.tables.isdisjoint(written):
            return not written
        return self.scope is None or scoping.WITHOUT.issuperset(written)


@dataclass(frozen=True, slots=True)
class _Answer(Generic[V]):
    """What was made of the database as it stood at a place of the chain."""

    place: Place
    value: V


class Lasting(Generic[K, V]):
    """Some answers, by what was asked; those that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[K, _Answer[V]] = {}
        self._lock = Lock()
        self._turns: WeakValueDictionary[K, Lock] = WeakValueDictionary()

    def answer(
        self, session: Session, question: K, reads: Reads, make: Callable[[V | None, Collection[str]], V]
    ) -> V:  # fmt: skip
        """What was made before, if it still stands. Else it is made from what was made before and the tables that were
        written to since; from nothing, where nobody knows what was written."""
        place = commits.place(session)
        found = self._found(question)
        if found is not None and found.place == place:
            return found.value
        with self._turn(question):
            found = self._found(question)
            if found is not None and found.place == place:
                return found.value
            value = _made(session, found, reads, make)
            self._keep(question, _Answer(place, value))
            return value

    def _found(self, question: K) -> _Answer[V] | None:
        with self._lock:
            found = self._held.pop(question, None)
            if found is not None:
                self._held[question] = found  # the last to be let go
            return found

    def _keep(self, question: K, made: _Answer[V]) -> None:
        """A session that began before a write does not take the place of what was read after it."""
        with self._lock:
            held = self._held.get(question)
            if held is not None and held.place.seq > made.place.seq:
                return
            self._held[question] = made
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]

    def _turn(self, question: K) -> Lock:
        with self._lock:
            return self._turns.setdefault(question, Lock())


def _made(
    session: Session, before: _Answer[V] | None, reads: Reads, make: Callable[[V | None, Collection[str]], V]
) -> V:  # fmt: skip
    written = None if before is None else commits.written_since(session, before.place)
    if before is None or written is None:
        return make(None, ())
    return before.value if reads.stands(written) else make(before.value, written)


class Registers:
    """Registers read before, their hops judged, and what was answered from them."""

    def __init__(self) -> None:
        self._read: Lasting[tuple[Moment, Scope], tuple[Held, Register]] = Lasting(REGISTERS)
        self._judged: Lasting[tuple[Moment, Scope, str], list[Judged]] = Lasting(REGISTERS)
        self._answers: Lasting[Hashable, Any] = Lasting(ANSWERS)

    def at(self, session: Session, moment: Moment, scope: Scope = None) -> Register:
        """The register of a moment, as far as the session's scope lets it be seen. Of one that was read before, only
        the tables that were written to are read again."""

        def make(before: tuple[Held, Register] | None, written: Collection[str]) -> tuple[Held, Register]:
            same = {} if before is None or scope is not None else before[0]
            held = read_tables(session, moment, {name: rows for name, rows in same.items() if name not in written})
            return held, register_of(moment, held)

        return self._read.answer(session, (moment, scope), Reads(TABLES, scope), make)[1]

    def judged(self, session: Session, moment: Moment, law: LawBook, scope: Scope = None) -> list[Judged]:
        """Every hop of every controller at a moment, judged under a law book."""
        return self._judged.answer(
            session,
            (moment, scope, law.sha256),
            Reads(TABLES, scope),
            lambda _before, _written: flows(self.at(session, moment, scope), law),
        )

    def answer(self, session: Session, question: Hashable, reads: Reads, make: Callable[[], V]) -> V:
        """Any answer. `question` holds all that it depends on beside what it reads."""
        found: V = self._answers.answer(session, (question, reads.scope), reads, lambda _before, _written: make())
        return found
