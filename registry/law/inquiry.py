"""One question to the law: the facts, the law book, the day, and what is assumed of missing keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar, cast

from registry.law.lawindex import LawIndex, act_number
from registry.law.shapes import MISSING, Facts, Missing, party_of
from registry.law.telling import telling_values
from registry.law.verdicts import Reason
from registry.terms import Flag, Party, Verdict

T = TypeVar("T")

NO_FLAGS: frozenset[Flag] = frozenset()


class MissingKey(Exception):
    """A rule met a missing key that matters. Never leaves the rules: each telling value is tried instead."""

    def __init__(self, path: str, telling: tuple[object, ...]) -> None:
        super().__init__(path)
        self.path = path
        self.telling = telling


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the rules are asked. `assumed` holds a value for each missing key that is being tried, by its path.

    `without` are numbers of acts to be left out of the law, and of assessments that rely on them, for `fallback`.
    """

    facts: Facts
    law: LawIndex
    on: date
    assumed: Mapping[str, object] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def ask(self, path: str, fact: T | Missing, telling: tuple[T, ...] | None = None) -> T:
        """The fact; if it is missing, what is assumed of it, or else MissingKey."""
        known = self.peek(path, fact)
        if isinstance(known, Missing):
            raise MissingKey(path, telling_values(path) if telling is None else telling)
        return known

    def peek(self, path: str, fact: T | Missing) -> T | Missing:
        """The fact, or what is assumed of it, or `MISSING`: for what never changes a verdict."""
        return fact if not isinstance(fact, Missing) else cast("T | Missing", self.assumed.get(path, MISSING))

    def supposing(self, path: str, value: object) -> "Inquiry":
        """The same question with one more key assumed."""
        return replace(self, assumed={**self.assumed, path: value})

    def leaves_out(self, act: str) -> bool:
        """Whether an act is left out of the law."""
        return act_number(act) in self.without

    def exporter_party(self) -> Party:
        """The side the exporter stands for."""
        return self.ask("exporter.role", party_of(self.facts.exporter.role))

    def importer_party(self) -> Party:
        """The side the importer stands for."""
        return self.ask("importer.role", party_of(self.facts.importer.role))


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
