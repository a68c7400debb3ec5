"""What every record of law carries, and the records that people read beside the law: no rule asks them.

`registry.law.lawbook` holds the records that rules read, and names these too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from registry.terms import Grade, TaskKind


def nothing() -> Mapping[str, Any]:
    """An empty mapping that nobody can fill: the default of fields that map."""
    return _NOTHING


_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record of law carries. `id` is what a reason's `record` names; `source` an address or a citation."""

    id: str
    grade: Grade
    source: tuple[str, ...]
    grades: Mapping[str, Grade] = field(default_factory=nothing)
    note: str = ""  # a remark for people, never read by a rule

    def graded(self, name: str) -> Grade:
        """How the field `name` was seen."""
        return self.grades.get(name, self.grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Record):
    """An article of Chapter V as an instrument: Art. 45, 46(2)-(3), 47, 48, 49 with its name."""

    article: str
    name: str
    name_sv: str
    dpv: str = ""  # the concept of the W3C Data Privacy Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedName:
    """A name and the time it was in use."""

    name: str
    valid_from: date | None
    valid_until: date | None
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Record):
    """A supervisory authority with its dated names. `country` is ISO, or `EU` for a body of the Union."""

    country: str
    names: tuple[DatedName, ...]
    short: str = ""
    website: str
    email: str = ""
    address: str = ""
    also_written: str = ""  # as a public list writes it
    role: str = ""  # whom it supervises, where that is not everybody in the country


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An amount of money, in whole units of its currency (ISO 4217)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealStep:
    """What one court did with a decision. `dated` is None where the day was not read."""

    court: str
    dated: date | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """A decision or judgment about Chapter V or its neighbours, as a register's reader wants it.

    The fined party is the exporter; a vendor is named because data went to it, not because it was blamed.
    """

    docket: str = ""
    body: str  # court or authority
    parties: str
    decided_on: date | None
    subject: str
    outcome: str
    countries: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    authority: str | None = None  # id of an Authority
    chapter_v: bool = True  # False: often listed with such cases, but decided on other articles
    ecli: str = ""
    published_on: date | None = None
    service: str = ""
    recipient: str = ""
    law: str = ""  # other than the GDPR
    articles: tuple[str, ...] = ()
    tool_relied_on: str = ""
    fine: Sum | None = None
    damages: Sum | None = None
    orders: tuple[str, ...] = ()
    appeal: tuple[AppealStep, ...] = ()
    appeal_state: str = ""


class NoteKind(StrEnum):
    """What sort of thing a note tells of."""

    GUIDANCE = "guidance"
    OPINION = "opinion"  # an Advocate General's in a case, or the Board's on a decision: on the acts it names
    STATUTE = "statute"
    RISK_EVENT = "risk_event"
    RULE = "rule"
    TERRITORY = "territory"
    NO_DECISION = "no_decision"  # a country people take for adequate
    FOREIGN_TOOL = "foreign_tool"  # a transfer tool of a third country's own law
    REGISTER = "register"
    TRAP = "trap"  # an error met in public tables
    OPEN_QUESTION = "open_question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """Guidance, a risk event, a report: shown in the timeline, never read by a rule."""

    title: str
    dated: date | None
    text: str
    kind: NoteKind = NoteKind.RULE
    points: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty(Record):
    """A treaty on data protection: no transfer tool, but weighed in an assessment. Maps go from country to day."""

    title: str
    opened_on: date
    in_force_on: date | None
    in_force: Mapping[str, date] = field(default_factory=nothing)
    ratified: Mapping[str, date] = field(default_factory=nothing)
    listed_without_day: tuple[str, ...] = ()
    only_signed: tuple[str, ...] = ()


class Counted(StrEnum):
    """How the time of a clock of the law is counted."""

    HOURS = "hours"
    MONTHS = "months"
    WITHOUT_UNDUE_DELAY = "without_undue_delay"  # the law names no number
    BEFORE_IT_BEGINS = "before_it_begins"  # on the day before the new purpose at the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Record):
    """A clock that the law starts. `extension_months`: what may be added by whoever says so in time."""

    kind: TaskKind
    article: str
    starts: str
    starts_sv: str
    counted: Counted
    hours: int | None
    months: int | None
    extension_months: int | None
    valid_from: date
    valid_until: date | None
