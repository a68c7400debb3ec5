"""One question to the law: the facts, the law book, the day, and what is assumed of missing keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from registry.law.lawindex import LawIndex, act_number
from registry.law.shapes import MISSING, Facts, Missing, party_of
from registry.law.telling import telling_values
from registry.law.verdicts import Reason
from registry.terms import Flag, Party, Verdict

T = TypeVar("T")
P = ParamSpec("P")

NO_FLAGS: frozenset[Flag] = frozenset()


Telling = Callable[["Inquiry"], tuple[T, ...]]  # the telling values of a key, where a rule has its own


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """What a key is taken to be: what is on file, or what is tried."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A rule and what it is called with."""

    rule: Callable[..., Any]
    args: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]


class MissingKey(Exception):
    """A rule met a missing key that matters. Never leaves the rules: each telling value is tried instead."""

    def __init__(self, path: str, telling: tuple[object, ...]) -> None:
        super().__init__(path)
        self.path = path
        self.telling = telling


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """An outcome that is being tried. `passed` are missing keys that were passed over: assumed, it may be another."""

    outcome: Any
    passed: frozenset[str]


class OpenStep(Exception):
    """A rule met a step whose outcome hangs on missing keys, and `read` these. Never leaves the rules."""

    def __init__(self, call: Call, way: Any, read: set[str]) -> None:
        super().__init__()
        self.call = call
        self.way = way
        self.read = read


class Asked(Protocol):
    """Takes note of one run of a rule: which keys it read, and what the steps it used had passed over."""

    read: set[str]
    passed: set[str]

    def call(self, rule: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Call:
        """The one call of a rule with these arguments."""

    def settle(self, call: Call, q: "Inquiry") -> Settled:
        """The one outcome of a step that hangs on no missing key."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the rules are asked. `assumed` holds what each missing key that is being tried is taken to be, by its path.

    `without` are numbers of acts to be left out of the law, and of assessments that rely on them, for `fallback`.
    `settled` holds the outcome of each step that is being tried, `asked` takes note of what is read, of what is missing
    and of what is on file: for that `assumed` holds the latter too (steps.py). `tried` is how many keys are tried.
    """

    facts: Facts
    law: LawIndex
    on: date
    assumed: Mapping[str, Taken] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    settled: Mapping[Call, Settled] = field(default_factory=dict)
    asked: Asked | None = None
    tried: int = 0

    def ask(self, path: str, fact: T | Missing, telling: "Telling[T] | None" = None) -> T:
        """The fact; if it is missing, what is assumed of it, or else MissingKey."""
        known = self.peek(path, fact)
        if isinstance(known, Missing):
            raise MissingKey(path, telling_values(path) if telling is None else telling(self))
        return known

    def peek(self, path: str, fact: T | Missing) -> T | Missing:
        """The fact, or what is assumed of it, or `MISSING`: for what never changes a verdict."""
        taken = self.assumed.get(path)
        if not isinstance(fact, Missing):
            if taken is not None and self.asked is not None:
                self.asked.read.add(path)
            return fact
        if self.asked is not None:
            self.asked.read.add(path)
        return MISSING if taken is None else cast("T", taken.value)

    def on_file(self, path: str, fact: T | Missing) -> T | Missing:
        """The fact as it is on file, whatever is assumed of it."""
        if self.asked is not None:
            self.asked.read.add(on_file(path))
        return fact

    def glance(self, rule: "Callable[[Inquiry], T]") -> T | None:
        """The outcome of a step, or None where it hangs on a missing key: for what never changes a verdict."""
        try:
            return rule(self)
        except MissingKey:
            return None
        except OpenStep as open_step:
            if self.asked is not None:
                self.asked.read |= open_step.read
            return None

    def supposing(self, path: str, value: Taken) -> "Inquiry":
        """The same question with one more key assumed; outcomes that had passed it over are open again."""
        settled = {call: end for call, end in self.settled.items() if path not in end.passed} if self.settled else {}
        assumed = {**self.assumed, path: value}
        return Inquiry(self.facts, self.law, self.on, assumed, self.without, settled, None, self.tried + 1)

    def settling(self, step: Call, end: Settled) -> "Inquiry":
        """The same question with the outcome of one more step."""
        settled = {**self.settled, step: end}
        return Inquiry(self.facts, self.law, self.on, self.assumed, self.without, settled, None, self.tried)

    def afresh(self) -> "Inquiry":
        """The same question with no step settled."""
        return Inquiry(self.facts, self.law, self.on, self.assumed, self.without, {}, None, self.tried)

    def noting(self, asked: Asked) -> "Inquiry":
        """The same question, with note taken of what is read."""
        return Inquiry(self.facts, self.law, self.on, self.assumed, self.without, self.settled, asked, self.tried)

    def leaves_out(self, act: str) -> bool:
        """Whether an act is left out of the law."""
        return act_number(act) in self.without

    def exporter_party(self) -> Party:
        """The side the exporter stands for."""
        return self.ask("exporter.role", party_of(self.facts.exporter.role))

    def importer_party(self) -> Party:
        """The side the importer stands for."""
        return self.ask("importer.role", party_of(self.facts.importer.role))


def on_file(path: str) -> str:
    """The path under which is noted that a rule looked whether a key is on file, whatever is tried of it."""
    return f"{path} on file"


def step(rule: Callable[Concatenate[Inquiry, P], T]) -> Callable[Concatenate[Inquiry, P], T]:
    """A rule of which the rules after it see the outcome alone: explored once, its outcomes are tried like values."""

    @wraps(rule)
    def asked(q: Inquiry, /, *args: P.args, **named: P.kwargs) -> T:
        if q.asked is None:
            return rule(q, *args, **named)
        call = q.asked.call(rule, args, named)
        end = q.settled.get(call) or q.asked.settle(call, q)
        q.asked.passed |= end.passed
        return cast("T", end.outcome)

    return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What a verdict stands on, so that it can be taken away: acts of law, a safeguard on file, terms, a derogation."""

    acts: frozenset[str] = frozenset()
    safeguard: int | None = None
    onward_terms: bool = False
    derogation: bool = False


NO_FOOTING = Footing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict under the assumptions of one inquiry. `wants` names keys that would settle an `unknown` of a rule."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    flags: frozenset[Flag] = NO_FLAGS
    footing: Footing = NO_FOOTING
    wants: frozenset[str] = field(default=frozenset())

    def flagged(self, flags: frozenset[Flag]) -> "Finding":
        """The finding with more flags."""
        return replace(self, flags=self.flags | flags) if flags else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one article gave: a finding or nothing; flags that stay; remarks that explain why it gave nothing."""

    finding: Finding | None = None
    flags: frozenset[Flag] = NO_FLAGS
    remarks: tuple[Reason, ...] = ()
