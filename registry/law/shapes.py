"""The facts of one transfer as frozen shapes: every fact is `MISSING` (unknown), None (known to be absent) or a value.

Lists are known to be absent when they are empty, and a question of yes or no when it is False.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Final

from registry.terms import (
    AssessmentOutcome,
    Coverage,
    Framework,
    Module,
    OnwardTerms,
    Party,
    ReceivedUnder,
    Role,
    SafeguardKind,
    Sector,
    SeenIn,
)


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING

Day = date | Missing | None
Answered = bool | Missing


class Unseen(StrEnum):
    """A certification that a register does not list, or that only memory knows: it is none."""

    NOT_LISTED = "not_listed"
    MEMORY = "memory"


class BcrType(StrEnum):
    """Whether binding corporate rules were approved for a group as controller or as processor."""

    CONTROLLER = "bcr-c"
    PROCESSOR = "bcr-p"


class DerogationArticle(StrEnum):
    """The derogations of Art. 49."""

    CONSENT = "49(1)(a)"
    CONTRACT = "49(1)(b)"
    CONTRACT_IN_INTEREST = "49(1)(c)"
    PUBLIC_INTEREST = "49(1)(d)"
    LEGAL_CLAIMS = "49(1)(e)"
    VITAL_INTERESTS = "49(1)(f)"
    PUBLIC_REGISTER = "49(1)(g)"
    COMPELLING_INTERESTS = "49(1) second subparagraph"


class Condition(StrEnum):
    """What must be true before a derogation of Art. 49 can be relied on."""

    EXPLICIT = "explicit"
    INFORMED_OF_RISKS = "informed_of_risks"
    NECESSARY = "necessary"
    PUBLIC_INTEREST_IN_LAW = "public_interest_in_law"
    INCAPABLE_OF_CONSENT = "incapable_of_consent"
    PUBLIC_REGISTER = "public_register"
    NOT_REPETITIVE = "not_repetitive"
    LIMITED_NUMBER = "limited_number"
    SAFEGUARDS_PROVIDED = "safeguards_provided"
    AUTHORITY_INFORMED = "authority_informed"
    DATA_SUBJECT_INFORMED = "data_subject_informed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A certification of this very legal person. A `valid_from` of None never began."""

    framework: Framework | Missing = MISSING
    valid_from: Day = MISSING
    valid_until: Day = MISSING
    covers: frozenset[Coverage] | Missing = MISSING
    seen_in: SeenIn | Unseen | Missing | None = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """One safeguard of Art. 46 on file. `act` and `modules` are for standard clauses, `type` for BCR."""

    kind: SafeguardKind | Missing = MISSING
    act: str | Missing = MISSING
    modules: frozenset[Module] | Missing = MISSING
    signed_on: Day = MISSING
    annexes_complete: Answered = MISSING
    combined_with_eu_data: Answered = MISSING
    processing_unchanged: Answered = MISSING
    type: BcrType | Missing = MISSING
    covers_importer: Answered = MISSING
    approved_on: Day = MISSING
    authorised_on: Day = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A transfer impact assessment, concluded by a person. `relies_on` names acts it takes to be in force."""

    concluded_on: Day = MISSING
    outcome: AssessmentOutcome | Missing | None = MISSING
    review_due_on: Day = MISSING
    requires: tuple[str, ...] | Missing = MISSING
    relies_on: tuple[str, ...] | Missing = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A supplementary measure. `implemented_on` None: agreed, not implemented."""

    kind: str | Missing = MISSING
    implemented_on: Day = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Derogation:
    """A derogation of Art. 49 that is relied on. A condition neither `met` nor `unmet` is unknown."""

    article: DerogationArticle | Missing = MISSING
    met: frozenset[Condition] = frozenset()
    unmet: frozenset[Condition] = frozenset()
    chosen_by_controller: Answered = MISSING

    def condition(self, condition: Condition) -> Answered:
        """Whether a condition is met."""
        return condition in self.met if condition in self.met | self.unmet else MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """Who sends. Outside the EEA but itself under the GDPR, it is judged as one inside."""

    country: str | Missing = MISSING
    role: Role | Missing = MISSING
    public_powers: Answered = MISSING
    subject_to_gdpr: Answered = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Who gets: the contracting legal person."""

    name: str | Missing | None = MISSING
    country: str | Missing = MISSING
    role: Role | Missing = MISSING
    sector: Sector | Missing | None = MISSING
    subject_to_gdpr: Answered = MISSING
    parent_country: str | Missing | None = MISSING
    certifications: tuple[Certification, ...] | Missing = MISSING
    pipeda: Answered = MISSING
    is_own_controller: Answered = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One transfer: one destination and one manner of one hop. `destination` None: no place but the importer's."""

    id: str | None = None
    exporter: Exporter = field(default=Exporter())
    importer: Importer = field(default=Importer())
    destination: str | Missing | None = MISSING
    access_from: tuple[str, ...] | Missing = MISSING
    same_legal_entity: Answered = MISSING
    hr_data: Answered = MISSING
    automated: Answered = MISSING
    systematic: Answered = MISSING
    received_under: ReceivedUnder | Missing | None = MISSING
    onward_terms: OnwardTerms | Missing | None = MISSING
    safeguards: tuple[Safeguard, ...] | Missing = MISSING
    assessment: Assessment | Missing | None = MISSING
    measures: tuple[Measure, ...] | Missing = MISSING
    derogation: Derogation | Missing | None = MISSING


def party_of(role: Role | Missing) -> Party | Missing:
    """The side a role stands for in clauses and rules. `recipient` says nothing: the role is missing."""
    match role:
        case Role.CONTROLLER | Role.JOINT_CONTROLLER | Role.INDEPENDENT_CONTROLLER | Role.AUTHORITY:
            return Party.CONTROLLER
        case Role.PROCESSOR | Role.SUB_PROCESSOR:
            return Party.PROCESSOR
        case Role.RECIPIENT | Role.NOT_A_RECIPIENT | Missing.MISSING:
            return MISSING
