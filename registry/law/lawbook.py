"""The law as frozen, dated records, and a law book that holds them.

Every interval is `valid_from` .. `valid_until`, where `valid_until` is the first day it no longer holds and None
means no end is known. A day that was not read in a source carries its own grade: the `grades` of a record map a field
name to how that field was seen; a field not named there has the record's own `grade`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from registry.terms import Framework, Grade, Module, Sector

NO_GRADES: Mapping[str, Grade] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record of law carries. `id` is what a reason's `record` names; `source` an address or a citation."""

    id: str
    grade: Grade
    source: tuple[str, ...]
    grades: Mapping[str, Grade] = field(default=NO_GRADES)

    def graded(self, name: str) -> Grade:
        """How the field `name` was seen."""
        return self.grades.get(name, self.grade)


class Area(StrEnum):
    """Why a territory counts as inside: not outside the EEA for Chapter V."""

    EU = "eu"
    EEA_EFTA = "eea_efta"
    TRANSITION = "transition"  # Withdrawal Agreement Art. 127
    BRIDGE = "bridge"  # TCA Art. FINPROV.10A, later 782


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """A country or territory inside the EEA for some time. Outermost regions and Åland stand by their own codes."""

    code: str
    area: Area
    valid_from: date
    valid_until: date | None


class CaseState(StrEnum):
    """Where a court case stands on its last known day."""

    PENDING = "pending"
    DISMISSED = "dismissed"
    ANNULLED = "annulled"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtCase(Record):
    """A case against an act. Pending from `filed_on` until `decided_on` (None: still pending)."""

    docket: str
    filed_on: date
    decided_on: date | None
    state: CaseState
    against_act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Record):
    """An act that changed a decision: what it did, and the end the decision had before and has since."""

    act: str
    adopted_on: date
    effect: str
    valid_until_after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyDecision(Record):
    """An adequacy decision: Art. 25(6) of Directive 95/46 or GDPR Art. 45.

    `code` is an ISO country or `EPO`. `valid_from` is the day of effect where known, else of adoption.
    `annulled_on` is set when a court declared the act invalid; the decision then gives nothing from that day on, and
    past answers carry `later_annulled`. `general` is False where the decision reaches only special transfers
    (passenger names, law enforcement): it never gives footing to a general transfer.
    """

    code: str
    name: str
    act: str
    adopted_on: date
    valid_from: date
    valid_until: date | None
    annulled_on: date | None = None
    repealed_on: date | None = None
    general: bool = True
    sector: Sector | None = None  # only importers of this sector
    automated_only: bool = False  # IL, UY: automated processing, further automation counts
    framework: Framework | None = None  # only importers certified under it
    pipeda: bool = False  # CA: employee data only in federally regulated undertakings
    eea_incorporation_pending: bool = False
    scope: str = ""
    oj: str = ""
    amendments: tuple[Amendment, ...] = ()
    cases: tuple[CourtCase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseSet(Record):
    """A set of standard clauses of the Commission. `transfer_tool` is False for (EU) 2021/915 (Art. 28 only).

    A contract signed from `valid_from` and before `repealed_on` may be relied on before `relied_until` (the first day
    it may not) as long as the processing is unchanged. Both None: in force. `modules` are the role pairs it serves.
    """

    act: str
    adopted_on: date
    valid_from: date
    repealed_on: date | None
    relied_until: date | None
    modules: frozenset[Module]
    transfer_tool: bool = True
    only_importers_outside_gdpr: bool = False  # (EU) 2021/914 recital 7, Art. 1(1)
    cases: tuple[CourtCase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge(Record):
    """A third country's own certification bridge; counts only for onward hops from `exporter`."""

    framework: Framework
    exporter: str
    code: str
    act: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Record):
    """An article of Chapter V as an instrument: Art. 45, 46(2)-(3), 47, 48, 49 with its name."""

    article: str
    name: str
    name_sv: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedName:
    """A name and the time it was in use."""

    name: str
    valid_from: date | None
    valid_until: date | None
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Record):
    """A supervisory authority with its dated names."""

    country: str
    names: tuple[DatedName, ...]
    short: str
    website: str
    email: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """A decision or judgment about Chapter V or its neighbours, as a register's reader wants it."""

    docket: str
    body: str  # court or authority
    parties: str
    decided_on: date | None
    subject: str
    outcome: str
    countries: tuple[str, ...]
    vendors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """Guidance, a risk event, a report: shown in the timeline, never read by a rule."""

    title: str
    dated: date | None
    text: str


@dataclass(frozen=True, slots=True)
class LawBook:
    """All the law, frozen. `sha256` names the loaded bytes and stands in every verdict."""

    sha256: str
    memberships: tuple[Membership, ...]
    adequacy: tuple[AdequacyDecision, ...]
    clauses: tuple[ClauseSet, ...]
    bridges: tuple[Bridge, ...]
    instruments: tuple[Instrument, ...]
    authorities: tuple[Authority, ...]
    cases: tuple[Case, ...]
    notes: tuple[Note, ...]
    countries: frozenset[str]  # every ISO 3166-1 alpha-2 code, and EPO

    def without(self, *acts: str) -> "LawBook":
        """The law book as if these acts had never stood (for `fallback`)."""
        gone = set(acts)
        return replace(
            self,
            adequacy=tuple(d for d in self.adequacy if d.act not in gone),
            clauses=tuple(c for c in self.clauses if c.act not in gone),
        )

    def ended(self, act: str, on: date) -> "LawBook":
        """The law book as if `act` no longer held from `on` (for what-if)."""
        return replace(
            self,
            adequacy=tuple(replace(d, annulled_on=on, valid_until=on) if d.act == act else d for d in self.adequacy),
            clauses=tuple(
                replace(c, repealed_on=on, relied_until=on) if c.act == act else c for c in self.clauses
            ),
        )
