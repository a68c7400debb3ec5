"""What exploring found, remembered under one law book and day for every question that comes down to the same.

A register asks about hundreds of transfers that differ in a place or a role, and most rules read neither. What a rule
made of the keys it read holds for every transfer where those are alike, known or tried: nothing else went into it.
So it can never be stale: other facts are other keys, and another law book or day has a memory of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from registry.law.inquiry import Call, Inquiry, Settled, Taken, on_file
from registry.law.shapes import Exporter, Facts, Importer, Missing, party_of

MOST_REMEMBERED = 100_000  # ways
_OF_EXPORTER = tuple(one.name for one in fields(Exporter) if one.name != "role")
_OF_IMPORTER = tuple(one.name for one in fields(Importer) if one.name not in {"name", "role"})  # no rule reads a name
_OF_TRANSFER = tuple(one.name for one in fields(Facts) if one.name not in {"id", "exporter", "importer"})


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A missing key, and the way on under each of its telling values."""

    path: str
    ways: tuple[tuple[Taken, "Way"], ...]


Way = Fork | Settled  # a way ends in an outcome; one and the same way may be shared by several forks
Place = tuple[Any, ...]  # what is looked for: a call or what is behind a step, and the steps settled before
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """A way, the keys it hung on, the ways it was made of, and whether finding it took a run of the rules."""

    way: Way
    keys: Keys
    parts: tuple["Remembered", ...]
    ran: bool
    at_most: int  # runs, were each part found anew wherever it stands

    def is_more_than(self, runs: int) -> bool:
        """Whether finding it from nothing takes more runs."""
        if self.at_most <= runs:
            return False
        seen: set[Remembered] = {self}
        found = [self]
        for one in found:
            found += (part for part in one.parts if part not in seen)
            seen.update(one.parts)
        return sum(one.ran for one in seen) > runs


@dataclass(slots=True)
class Memory:
    """What was found under one law book, day and set of acts left out. Equal things in it are one and the same."""

    told: dict[Way, Any] = field(default_factory=dict)  # what each way leaves open: kept by whoever tells it
    size: int = 0
    _found: dict[Place, dict[Keys, dict[tuple[Taken | None, ...], Remembered]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _calls: dict[tuple[Any, ...], Call] = field(default_factory=dict)
    _taken: dict[tuple[str, object], Taken] = field(default_factory=dict)
    _forks: dict[tuple[str, tuple[tuple[Taken, Way], ...]], Fork] = field(default_factory=dict)
    _ends: dict[tuple[object, frozenset[str]], Settled] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether it is time to forget."""
        return self.size > MOST_REMEMBERED

    def find(self, place: Place, assumed: Mapping[str, Taken]) -> Remembered | None:
        """What was found from a place, where the keys it hung on were alike. Another thread may be remembering."""
        for keys, found in tuple(self._found[place].items()):
            one = found.get(tuple(map(assumed.get, keys)))
            if one is not None:
                return one
        return None

    def keep(self, place: Place, assumed: Mapping[str, Taken], found: Remembered) -> None:
        """Remember what was found from a place."""
        self._found[place].setdefault(found.keys, {})[tuple(map(assumed.get, found.keys))] = found
        self.size += 1

    def begun(self, q: Inquiry) -> Inquiry:
        """The question with what is on file among what is assumed, so that it can be told what a rule read of it."""
        known = {path: self.taken(path, value) for path, value in _known(q.facts) if not isinstance(value, Missing)}
        return Inquiry(q.facts, q.law, q.on, known, q.without)

    def taken(self, path: str, value: object) -> Taken:
        """What a key is taken to be."""
        return self._taken.setdefault((path, value), Taken(value))

    def call(self, rule: Callable[..., Any], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> Call:
        """A rule and what it is called with."""
        return self._calls.setdefault((rule, args, named), Call(rule, args, named))

    def end(self, outcome: object, passed: frozenset[str]) -> Settled:
        """A way that ends."""
        return self._ends.setdefault((outcome, passed), Settled(outcome, passed))

    def fork(self, path: str, ways: tuple[tuple[Taken, Way], ...]) -> Fork:
        """A way that forks."""
        return self._forks.setdefault((path, ways), Fork(path, ways))


def _known(facts: Facts) -> Iterator[tuple[str, object]]:
    """Every key the rules ask for by its path, but those inside a list or an object: there the whole is read first."""
    exporter, importer = facts.exporter, facts.importer
    yield from (("exporter.role", party_of(exporter.role)), ("importer.role", party_of(importer.role)))
    yield from ((f"exporter.{name}", getattr(exporter, name)) for name in _OF_EXPORTER)
    yield from ((f"importer.{name}", getattr(importer, name)) for name in _OF_IMPORTER)
    yield from ((name, getattr(facts, name)) for name in _OF_TRANSFER)
    yield on_file("onward_terms"), facts.onward_terms
