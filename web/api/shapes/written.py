"""What people send to enter something: one shape for each noun. What is not known is left out."""

from datetime import date
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from registry.organisationshapes import CertificationState
from registry.terms import (
    Coverage,
    DocumentKind,
    Framework,
    Grade,
    Layer,
    LegalBasis,
    Manner,
    Module,
    OnwardTerms,
    OrganisationKind,
    ReceivedUnder,
    Role,
    SafeguardKind,
    SeenIn,
)
from web.api.paging import Country, Identity
from web.api.shapes.base import Shape

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]
Prose: TypeAlias = Annotated[str, Meta(min_length=1, max_length=4000)]
Lines: TypeAlias = Annotated[list[Line], Meta(max_length=200)]
Days: TypeAlias = Annotated[int, Meta(ge=0, le=3650)]


class New(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every new thing may say: how long it holds, where it comes from, and how that was seen."""

    valid_from: date | UnsetType = UNSET
    valid_until: date | UnsetType = UNSET
    source: Line | UnsetType = UNSET
    grade: Grade | UnsetType = UNSET


class NewOrganisation(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A legal person, a group or a public body. `is_controller`: it is one of ours."""

    name: Line
    kind: OrganisationKind
    country: Country | UnsetType = UNSET
    registration: Line | UnsetType = UNSET
    parent: Identity | UnsetType = UNSET
    relation: Line | UnsetType = UNSET
    is_controller: bool | UnsetType = UNSET
    public_powers: bool | UnsetType = UNSET
    contact: dict[str, Any] | UnsetType = UNSET
    known_absent: Lines | UnsetType = UNSET


class NewService(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organisation offers."""

    organisation: Identity
    name: Line
    category: Line | UnsetType = UNSET
    data_categories: Lines | UnsetType = UNSET
    purposes: Lines | UnsetType = UNSET
    notice_days: Days | UnsetType = UNSET
    objection_days: Days | UnsetType = UNSET


class NewDocument(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document of a service or of a controller: where it lies, or what it is called."""

    kind: DocumentKind
    service: Identity | UnsetType = UNSET
    controller: Identity | UnsetType = UNSET
    url: Annotated[str, Meta(min_length=1, max_length=300)] | UnsetType = UNSET
    title: Line | UnsetType = UNSET
    dated: date | UnsetType = UNSET


class NewLocation(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place where a service processes."""

    service: Identity
    manner: Manner
    country: Country | UnsetType = UNSET
    as_written: Line | UnsetType = UNSET
    choice: bool | UnsetType = UNSET
    open_ended: bool | UnsetType = UNSET


class NewCertification(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A legal person's place on a framework's list, as it was seen."""

    organisation: Identity
    framework: Framework
    state: CertificationState
    covers: list[Coverage] | UnsetType = UNSET
    seen_in: SeenIn | UnsetType = UNSET
    checked_on: date | UnsetType = UNSET
    recertify_by: date | UnsetType = UNSET
    register_id: Line | UnsetType = UNSET
    register_name: Line | UnsetType = UNSET


class NewActivity(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A processing activity of one of our controllers (Art. 30(1))."""

    controller: Identity
    key: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")]
    name: Line | UnsetType = UNSET
    purposes: Lines | UnsetType = UNSET
    legal_basis: list[LegalBasis] | UnsetType = UNSET
    data_subjects: Lines | UnsetType = UNSET
    data_categories: Lines | UnsetType = UNSET
    special_basis: Lines | UnsetType = UNSET
    national_provision: Prose | UnsetType = UNSET
    balanced_on: date | UnsetType = UNSET
    retention: Prose | UnsetType = UNSET
    security: Lines | UnsetType = UNSET
    systems: Lines | UnsetType = UNSET
    owner: Line | UnsetType = UNSET
    unit: Line | UnsetType = UNSET
    notice: Prose | UnsetType = UNSET
    reviewed_on: date | UnsetType = UNSET


class NewEngagement(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of our controllers and a service. `key` tells two engagements of the same service apart."""

    controller: Identity
    service: Identity
    name_as_written: Line
    key: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")] | UnsetType = UNSET
    contracting_party: Identity | UnsetType = UNSET
    role: dict[Layer, Role | None] | UnsetType = UNSET
    decided_by: Line | UnsetType = UNSET
    activities: Annotated[list[Identity], Meta(max_length=200)] | UnsetType = UNSET
    data_categories: Lines | UnsetType = UNSET
    hr_data: bool | UnsetType = UNSET
    automated: bool | UnsetType = UNSET
    systematic: bool | UnsetType = UNSET


class NewJointControl(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody with whom one of our controllers acts jointly (Art. 26)."""

    controller: Identity
    other: Identity
    activities: Annotated[list[Identity], Meta(max_length=200)] | UnsetType = UNSET
    arrangement: Prose | UnsetType = UNSET
    essence_available: bool | UnsetType = UNSET


class NewSubprocessor(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sub-processor known to this controller alone, behind the service of an engagement or behind `parent_row`."""

    engagement: Identity
    service: Identity
    name_as_written: Line
    parent_row: Identity | UnsetType = UNSET
    organisation: Identity | UnsetType = UNSET
    named_service: Identity | UnsetType = UNSET
    contracting_party: Identity | UnsetType = UNSET
    purpose: Prose | UnsetType = UNSET
    places: Lines | UnsetType = UNSET
    seat: Country | UnsetType = UNSET
    role: Role | UnsetType = UNSET


class NewTransfer(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One destination and manner of a hop, as the controller keeps it: `hop` is the engagement, or a sub-processor."""

    engagement: Identity
    hop: Identity
    destination: Country
    manner: Manner
    exporter: dict[str, Any] | UnsetType = UNSET
    importer: dict[str, Any] | UnsetType = UNSET
    access_from: list[Country] | UnsetType = UNSET
    same_legal_entity: bool | UnsetType = UNSET
    hr_data: bool | UnsetType = UNSET
    automated: bool | UnsetType = UNSET
    systematic: bool | UnsetType = UNSET
    received_under: ReceivedUnder | UnsetType = UNSET
    onward_terms: OnwardTerms | UnsetType = UNSET
    known_absent: Lines | UnsetType = UNSET


class NewSafeguard(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appropriate safeguard of a transfer on file (Art. 46)."""

    transfer: Identity
    kind: SafeguardKind
    act: Line | UnsetType = UNSET
    modules: list[Module] | UnsetType = UNSET
    signed_on: date | UnsetType = UNSET
    signed_by: Line | UnsetType = UNSET
    annexes_complete: bool | UnsetType = UNSET
    combined_with_eu_data: bool | UnsetType = UNSET
    processing_unchanged: bool | UnsetType = UNSET
    type: Line | UnsetType = UNSET
    covers_importer: bool | UnsetType = UNSET
    approved_on: date | UnsetType = UNSET
    authorised_on: date | UnsetType = UNSET
    known_absent: Lines | UnsetType = UNSET


class NewMeasure(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplementary measure of a transfer on file."""

    transfer: Identity
    kind: Line
    implemented_on: date | UnsetType = UNSET
    known_absent: Lines | UnsetType = UNSET


class NewDerogation(New, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A derogation of Art. 49 relied on for a transfer on file."""

    transfer: Identity
    article: Line
    conditions: dict[str, Any] | UnsetType = UNSET
    documentation: Prose | UnsetType = UNSET
    known_absent: Lines | UnsetType = UNSET
