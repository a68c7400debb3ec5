"""The law as frozen, dated records, and a law book that holds them.

Every interval is `valid_from` .. `valid_until`, where `valid_until` is the first day it no longer holds and None
means no end is known. A day that was not read in a source carries its own grade: the `grades` of a record map a field
name to how that field was seen; a field not named there has the record's own `grade`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from registry.law.records import AppealStep as AppealStep
from registry.law.records import Authority as Authority
from registry.law.records import Case as Case
from registry.law.records import Clock as Clock
from registry.law.records import Counted as Counted
from registry.law.records import DatedName as DatedName
from registry.law.records import Instrument as Instrument
from registry.law.records import Note as Note
from registry.law.records import NoteKind as NoteKind
from registry.law.records import Record as Record
from registry.law.records import Sum as Sum
from registry.law.records import Treaty as Treaty
from registry.law.records import nothing
from registry.terms import Framework, Grade, Module, Sector


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
    oj: str = ""
    notified_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The Commission's look at a decision in force."""

    dated: date
    report: str = ""
    outcome: str = ""
    grade: Grade | None = None


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
    first_valid_until: date | None = None  # the end it was adopted with, before amendments
    legal_basis: str = ""
    notified_as: str = ""  # C(year) number
    celex: str = ""
    conditions: tuple[str, ...] = ()  # what an importer must be for the decision to reach it, in short
    exclusions: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()


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
    parties: str = ""
    repealed_by: str = ""
    oj: str = ""
    notified_as: str = ""
    celex: str = ""
    contents: Mapping[str, str] = field(default_factory=nothing)  # number of a clause or annex -> what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge(Record):
    """A third country's own certification bridge; counts only for onward hops from `exporter`."""

    framework: Framework
    exporter: str
    code: str
    act: str
    valid_from: date
    valid_until: date | None


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
    treaties: tuple[Treaty, ...] = ()
    clocks: tuple[Clock, ...] = ()

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
            clauses=tuple(replace(c, repealed_on=on, relied_until=on) if c.act == act else c for c in self.clauses),
        )
