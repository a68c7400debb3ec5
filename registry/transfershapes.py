"""A transfer as a controller keeps it on file: the tables of `[[engagement.transfer]]` as frozen shapes.

None is *not known*; `known_absent` names the keys that are known to be absent, and an empty list says so of a list.
"""

from dataclasses import dataclass
from datetime import date

from registry.law.shapes import BcrType, DerogationArticle
from registry.terms import (
    AssessmentOutcome,
    Coverage,
    Flag,
    Framework,
    Manner,
    Module,
    OnwardTerms,
    ReceivedUnder,
    Role,
    SafeguardKind,
    Sector,
    SeenIn,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A table in which absence can be known."""

    known_absent: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter(Known):
    """Who sends, where the rule of the format does not say it."""

    country: str | None = None
    role: Role | None = None
    public_powers: bool | None = None
    subject_to_gdpr: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification(Known):
    """A certification as the controller saw it."""

    framework: Framework | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    covers: tuple[Coverage, ...] | None = None
    seen_in: SeenIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer(Known):
    """Who gets."""

    name: str | None = None
    country: str | None = None
    role: Role | None = None
    sector: Sector | None = None
    subject_to_gdpr: bool | None = None
    parent_country: str | None = None
    certifications: tuple[Certification, ...] | None = None
    pipeda: bool | None = None
    is_own_controller: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard(Known):
    """An appropriate safeguard on file (Art. 46)."""

    kind: SafeguardKind
    act: str | None = None
    modules: tuple[Module, ...] | None = None
    signed_on: date | None = None
    signed_by: str | None = None
    annexes_complete: bool | None = None
    combined_with_eu_data: bool | None = None
    processing_unchanged: bool | None = None
    type: BcrType | None = None
    covers_importer: bool | None = None
    approved_on: date | None = None
    authorised_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Known):
    """A transfer impact assessment."""

    concluded_on: date | None = None
    concluded_by: str | None = None
    outcome: AssessmentOutcome | None = None
    review_due_on: date | None = None
    requires: tuple[str, ...] | None = None
    relies_on: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Known):
    """A supplementary measure."""

    kind: str
    implemented_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derogation(Known):
    """A derogation of Art. 49 with its conditions."""

    article: DerogationArticle
    documentation: str | None = None
    explicit: bool | None = None
    informed_of_risks: bool | None = None
    necessary: bool | None = None
    public_interest_in_law: bool | None = None
    incapable_of_consent: bool | None = None
    public_register: bool | None = None
    not_repetitive: bool | None = None
    limited_number: bool | None = None
    safeguards_provided: bool | None = None
    authority_informed: bool | None = None
    data_subject_informed: bool | None = None
    chosen_by_controller: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Known):
    """One destination and one manner of one hop. The three `expected` keys are for tests and never imported."""

    manner: Manner
    destination: str | None = None
    exporter: Exporter | None = None
    importer: Importer | None = None
    access_from: tuple[str, ...] | None = None
    same_legal_entity: bool | None = None
    hr_data: bool | None = None
    automated: bool | None = None
    systematic: bool | None = None
    received_under: ReceivedUnder | None = None
    onward_terms: OnwardTerms | None = None
    safeguards: tuple[Safeguard, ...] | None = None
    assessment: Assessment | None = None
    measures: tuple[Measure, ...] | None = None
    derogation: Derogation | None = None
    expected: Verdict | None = None
    expected_fallback: Verdict | None = None
    expected_flags: tuple[Flag, ...] | None = None
