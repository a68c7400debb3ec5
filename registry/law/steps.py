"""What missing keys leave open, explored by steps: the ways multiply in groups, not one by one.

Tried plainly, the values of all missing keys multiply: two for this key, three for that, a hundred for a contract of
which nothing is known. They need not, because a rule sees little of what another rule read: whether clauses fit comes
down to a few ways they can stand, however many keys that took. So a `step` (a rule marked so) is explored on its own,
once, and its outcomes are then tried like the values of one more missing key. What a rule makes of them is remembered
by the keys it really read, and told again where these are alike: in the same question, or in another (remembering.py).

Nothing is guessed: a run that passed over a missing key is repeated as soon as that key is assumed. What comes out is
what trying everything gives: the same findings in the same order (tests/law/test_forking.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from registry.law.inquiry import Call, Finding, Inquiry, MissingKey, OpenStep, Settled
from registry.law.remembering import Fork, Memory, Place, Remembered, Way

MOST_RUNS = 5_000  # a transfer of which nothing is known takes about 800, two safeguards without details 3,400
MOST_ASSUMED = 40


class TooMuch(Exception):
    """More runs than any transfer of sense needs."""


class _Asked:
    """Takes note of one run."""

    __slots__ = ("_exploration", "passed", "read")

    def __init__(self, exploration: "Exploration", read: set[str]) -> None:
        self._exploration = exploration
        self.read = read
        self.passed: set[str] = set()

    def call(self, rule: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Call:
        """The one call of a rule with these arguments."""
        return self._exploration.memory.call(rule, args, tuple(named.items()))

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
    """One question, explored. It may need so many runs of the rules, whether they are remembered or made now."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._left = MOST_RUNS
        self._parts: list[Remembered] = []  # of the way that is being looked for

    def explored(self, rule: Callable[[Inquiry], Finding], q: Inquiry) -> Way:
        """Where the rule leads. Raises TooMuch, and for the same question always, whatever is remembered."""
        way = self.way(self.memory.call(rule, (), ()), self.memory.begun(q), set())
        (whole,) = self._parts
        if whole.is_more_than(MOST_RUNS):
            raise TooMuch
        return way

    def way(self, call: Call, q: Inquiry, read: set[str]) -> Way:
        """Where a call leads. The keys that this hangs on are added to `read`."""
        return self._once((call, *q.settled.values()), q, read, lambda mine: self._run(call, q, mine))

    def _once(self, place: Place, q: Inquiry, read: set[str], look: Callable[[set[str]], Way]) -> Way:
        """The way found from this place before, where the keys it hung on are alike; else look for it."""
        found = self.memory.find(place, q.assumed)
        if found is None:
            mine: set[str] = set()
            outer, self._parts = self._parts, []
            way = look(mine)
            ran = isinstance(place[0], Call)
            parts = tuple(dict.fromkeys(self._parts))
            at_most = ran + sum(part.at_most for part in parts)
            found = Remembered(way, tuple(sorted(mine)), parts, ran, at_most)
            self._parts = outer
            self.memory.keep(place, q.assumed, found)
        self._parts.append(found)
        read.update(found.keys)
        return found.way

    def _run(self, call: Call, q: Inquiry, read: set[str]) -> Way:
        self._left -= 1
        if self._left < 0 or q.tried > MOST_ASSUMED:
            raise TooMuch
        asked = _Asked(self, read)
        try:
            outcome = call.rule(q.noting(asked), *call.args, **dict(call.named))
        except MissingKey as missing:
            path, telling = missing.path, missing.telling
        except OpenStep as step:
            behind = (call, step.call, asked.passed_over(q))  # before the step's own keys are among those read
            read |= step.read
            return self._after(step.way, behind, q, read)
        else:
            return self.memory.end(outcome, asked.passed_over(q))
        taken = [self.memory.taken(path, value) for value in telling]
        return self.memory.fork(path, tuple((one, self.way(call, q.supposing(path, one), read)) for one in taken))

    def _after(self, inner: Way, behind: "_Behind", q: Inquiry, read: set[str]) -> Way:
        """The call's way on behind each outcome of a step."""
        call, step, _ = behind
        if isinstance(inner, Settled):
            return self.way(call, q.settling(step, inner), read)
        place = (inner, *behind, *q.settled.values())
        return self._once(place, q, read, lambda mine: self._after_fork(inner, behind, q, mine))

    def _after_fork(self, inner: Fork, behind: "_Behind", q: Inquiry, read: set[str]) -> Way:
        call, _, passed = behind
        ways = []
        for value, way in inner.ways:
            then = q.supposing(inner.path, value)
            if inner.path in passed or len(then.settled) < len(q.settled):
                ways.append((value, self.way(call, then, read)))  # somebody passed over this key: ask again
            else:
                ways.append((value, self._after(way, behind, then, read)))
        return self.memory.fork(inner.path, tuple(ways))


_Behind = tuple[Call, Call, frozenset[str]]  # the call that asked for a step, the step, keys passed over until then
