"""What missing keys leave open, explored by steps: the ways multiply in groups, not one by one.

Tried plainly, the values of all missing keys multiply: two for this key, three for that, a hundred for a contract of
which nothing is known. They need not, because a rule sees little of what another rule read: whether clauses fit comes
down to a few ways they can stand, however many keys that took. So a `step` (a rule marked so) is explored on its own,
once, and its outcomes are then tried like the values of one more missing key. What a rule makes of them is remembered
by the missing keys it really read, and told again where these are assumed alike.

Nothing is guessed: a run that passed over a missing key is repeated as soon as that key is assumed. What comes out is
what trying everything gives: the same findings in the same order (tests/law/test_forking.py).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.law.inquiry import Call, Inquiry, MissingKey, OpenStep, Settled

MOST_RUNS = 1_500  # a transfer of which nothing is known takes about 450
MOST_ASSUMED = 40


class TooMuch(Exception):
    """More runs than any transfer of sense needs."""


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A missing key, and the way on under each of its telling values."""

    path: str
    ways: tuple[tuple[object, "Way"], ...]


Way = Fork | Settled  # a way ends in an outcome; one and the same way may be shared by several forks


class _Remembered:
    """The ways found for one call, by what was assumed of the keys they read."""

    __slots__ = ("_by_keys",)

    def __init__(self) -> None:
        self._by_keys: dict[tuple[str, ...], dict[tuple[object, ...], Way]] = {}

    def find(self, assumed: Mapping[str, object]) -> tuple[Way, tuple[str, ...]] | None:
        for keys, ways in self._by_keys.items():
            way = ways.get(tuple(map(assumed.get, keys, keys)))
            if way is not None:
                return way, keys
        return None

    def keep(self, assumed: Mapping[str, object], keys: tuple[str, ...], way: Way) -> None:
        self._by_keys.setdefault(keys, {})[tuple(map(assumed.get, keys, keys))] = way


class _Asked:
    """Takes note of one run."""

    __slots__ = ("_exploration", "passed", "read")

    def __init__(self, exploration: "Exploration", read: set[str]) -> None:
        self._exploration = exploration
        self.read = read
        self.passed: set[str] = set()

    def settle(self, call: Call, q: Inquiry) -> Settled:
        """The one outcome of a step that hangs on no missing key."""
        read: set[str] = set()
        way = self._exploration.way(call, q.afresh(), read)
        if isinstance(way, Fork):
            raise OpenStep(call, way, read)
        self.read |= read
        return way

    def passed_over(self, q: Inquiry) -> frozenset[str]:
        """The keys that were missing and are not assumed either."""
        return frozenset(self.passed.union(key for key in self.read if key not in q.assumed))


class Exploration:
    """One question, explored: what is remembered of its steps, and how often a rule may still be tried."""

    def __init__(self) -> None:
        self._left = MOST_RUNS
        self._remembered: dict[tuple[Any, ...], _Remembered] = defaultdict(_Remembered)
        self._forks: dict[tuple[str, tuple[tuple[object, Way], ...]], Fork] = {}
        self._ends: dict[tuple[object, frozenset[str]], Settled] = {}

    def way(self, call: Call, q: Inquiry, read: set[str]) -> Way:
        """Where a call leads. The keys that this hangs on are added to `read`."""
        return self._once((call, *q.settled.values()), q, read, lambda mine: self._run(call, q, mine))

    def _once(self, place: tuple[Any, ...], q: Inquiry, read: set[str], look: Callable[[set[str]], Way]) -> Way:
        """The way found from this place before, where the keys it hung on are assumed alike; else look for it."""
        remembered = self._remembered[place]
        found = remembered.find(q.assumed)
        if found is not None:
            read.update(found[1])
            return found[0]
        mine: set[str] = set()
        way = look(mine)
        remembered.keep(q.assumed, tuple(sorted(mine)), way)
        read |= mine
        return way

    def _run(self, call: Call, q: Inquiry, read: set[str]) -> Way:
        self._left -= 1
        if self._left < 0 or len(q.assumed) > MOST_ASSUMED:
            raise TooMuch
        rule, args, named = call
        asked = _Asked(self, read)
        try:
            outcome = rule(q.noting(asked), *args, **dict(named))
        except MissingKey as missing:
            path, telling = missing.path, missing.telling
        except OpenStep as step:
            passed = asked.passed_over(q)
            read |= step.read
            return self._after(step.way, _Behind(call, step.call, passed), q, read)
        else:
            passed = asked.passed_over(q)
            return self._ends.setdefault((outcome, passed), Settled(outcome, passed))  # equal ends are one
        return self._fork(path, tuple((value, self.way(call, q.supposing(path, value), read)) for value in telling))

    def _after(self, inner: Way, behind: "_Behind", q: Inquiry, read: set[str]) -> Way:
        """The call's way on behind each outcome of a step."""
        if isinstance(inner, Settled):
            return self.way(behind.call, q.settling(behind.step, inner), read)
        place = (inner, behind, *q.settled.values())
        return self._once(place, q, read, lambda mine: self._after_fork(inner, behind, q, mine))

    def _after_fork(self, inner: Fork, behind: "_Behind", q: Inquiry, read: set[str]) -> Way:
        ways = []
        for value, way in inner.ways:
            then = q.supposing(inner.path, value)
            if inner.path in behind.passed or len(then.settled) < len(q.settled):
                ways.append((value, self.way(behind.call, then, read)))  # somebody passed over this key: ask again
            else:
                ways.append((value, self._after(way, behind, then, read)))
        return self._fork(inner.path, tuple(ways))

    def _fork(self, path: str, ways: tuple[tuple[object, Way], ...]) -> Way:
        return self._forks.setdefault((path, ways), Fork(path, ways))  # equal forks are one


@dataclass(frozen=True, slots=True)
class _Behind:
    """What goes on behind a step: the call that asked for it, and the keys it had passed over until then."""

    call: Call
    step: Call
    passed: frozenset[str]
