"""Organisations, services and lists of sub-processors as the API tells them."""

from typing import Any

from msgspec import UNSET, UnsetType

from registry.terms import Coverage, DocumentKind, Framework, Grade, Manner, OrganisationKind, Role, SeenIn
from web.api.shapes.base import Dated, Shape, Text


class Organisation(Dated, frozen=True, kw_only=True):
    """A legal person, a group, a public body, or a name nobody knows more about."""

    name: str
    kind: OrganisationKind
    country: Text = UNSET
    registration: Text = UNSET
    parent: Text = UNSET
    relation: Text = UNSET
    is_controller: bool
    public_powers: bool | UnsetType = UNSET
    invented: bool


class Name(Dated, frozen=True, kw_only=True):
    """A name people write for it. `kind`: own, spelling, or what else the name is."""

    name: str
    kind: Text = UNSET
    note: Text = UNSET


class Certification(Dated, frozen=True, kw_only=True):
    """A legal person's place on a framework's list."""

    organisation: str
    framework: Framework
    state: str
    covers: list[Coverage] | UnsetType = UNSET
    seen_in: SeenIn | UnsetType = UNSET
    checked_on: Text = UNSET
    recertify_by: Text = UNSET


class OrganisationWhole(Organisation, frozen=True, kw_only=True):
    """An organisation with its names, its legal persons, what it offers, and its certifications."""

    contact: dict[str, Any] | UnsetType = UNSET
    known_absent: list[str] | UnsetType = UNSET
    detail: dict[str, Any] | UnsetType = UNSET
    names: list[Name]
    legal_persons: list[Organisation]
    services: list["Service"]
    certifications: list[Certification]


class Service(Dated, frozen=True, kw_only=True):
    """What an organisation offers and a controller engages."""

    name: str
    organisation: str
    category: Text = UNSET
    data_categories: list[str] | UnsetType = UNSET
    purposes: list[str] | UnsetType = UNSET
    notice_days: int | UnsetType = UNSET
    objection_days: int | UnsetType = UNSET


class Document(Dated, frozen=True, kw_only=True):
    """A notice, agreement, list or certificate."""

    kind: DocumentKind
    url: Text = UNSET
    title: Text = UNSET
    dated: Text = UNSET


class Location(Dated, frozen=True, kw_only=True):
    """A place where documents say the service processes. Without a country only the words stand."""

    manner: Manner
    country: Text = UNSET
    as_written: Text = UNSET
    choice: bool
    open_ended: bool


class Claim(Shape, frozen=True, kw_only=True):
    """What a document or source says, in its words: never decided, only superseded."""

    id: str
    field: str
    value: Any
    source: str
    grade: Grade
    document: Text = UNSET
    quote: Text = UNSET
    valid_from: Text = UNSET
    valid_until: Text = UNSET
    updated_at: Text = UNSET


class SubprocessorList(Dated, frozen=True, kw_only=True):
    """A list as read: of which day, and whether all of it was read (only then does it prove a removal)."""

    complete: bool
    document: Text = UNSET
    url: Text = UNSET
    dated: Text = UNSET
    notice_days: int | UnsetType = UNSET


class ServiceWhole(Service, frozen=True, kw_only=True):
    """A service with its names, documents, places, claims and lists of sub-processors."""

    detection: dict[str, Any] | UnsetType = UNSET
    detail: dict[str, Any] | UnsetType = UNSET
    names: list[Name]
    documents: list[Document]
    locations: list[Location]
    claims: list[Claim]
    subprocessor_lists: list[SubprocessorList]


class Subprocessor(Dated, frozen=True, kw_only=True):
    """One row of a list, or (with `engagement`) one that stands on file for that engagement alone."""

    service: str
    name_as_written: str
    organisation: Text = UNSET
    named_service: Text = UNSET
    purpose: Text = UNSET
    places: list[str] | UnsetType = UNSET
    seat: Text = UNSET
    role: Role | UnsetType = UNSET
    scope: Text = UNSET
    document: Text = UNSET
    list: Text = UNSET
    engagement: Text = UNSET
    contracting_party: Text = UNSET
