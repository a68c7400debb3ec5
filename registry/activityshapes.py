"""A processing activity as a portfolio says it: every field that Art. 30(1) asks of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.terms import LegalBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The document a row was read from."""

    document: str
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactAssessment:
    """Whether an impact assessment is needed, and where it is (Art. 35, 36)."""

    needed: bool | None = None
    ref: str | None = None
    dated: date | None = None
    consulted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A processing activity (Art. 30(1))."""

    key: str
    purposes: tuple[str, ...]
    name: str | None = None
    name_sv: str | None = None
    purposes_sv: tuple[str, ...] | None = None
    legal_basis: tuple[LegalBasis, ...] | None = None
    legitimate_interest: str | None = None
    legitimate_interest_sv: str | None = None
    data_subjects: tuple[str, ...] | None = None
    data_subjects_sv: tuple[str, ...] | None = None
    data_categories: tuple[str, ...] | None = None
    special_basis: tuple[str, ...] | None = None
    national_provision: str | None = None
    balanced_on: date | None = None
    data_sources: tuple[str, ...] | None = None
    data_sources_sv: tuple[str, ...] | None = None
    profiling: bool | None = None
    retention: tuple[Mapping[str, str], ...] | None = None
    security: tuple[str, ...] | None = None
    systems: tuple[str, ...] | None = None
    owner: str | None = None
    unit: str | None = None
    dpia: ImpactAssessment | None = None
    notice: str | None = None
    reviewed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: Cited | None = None
