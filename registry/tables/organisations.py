"""Organisations, their dated names and their certifications."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import JSON, Dated, word
from registry.terms import Coverage, Framework, OrganisationKind, SeenIn


class Organisation(Dated, table=True):
    """A legal person, a group, a public body, or a name nobody knows more about."""

    __table_args__ = (sa.Index("ix_organisation_name", "name", "id"),)

    kind: OrganisationKind = Field(sa_type=word(OrganisationKind))
    name: str
    country: str | None = Field(default=None, max_length=8)
    registration: str | None = None
    parent_id: str | None = Field(default=None, index=True, max_length=80)
    relation: str | None = Field(default=None, description="to the parent: eu_contracting, affiliate, …")
    contact: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    known_absent: list[str] | None = Field(default=None, sa_type=JSON, description="dpo, representative, …: has none")
    is_controller: bool = False
    public_powers: bool | None = None
    invented: bool = False
    position: int | None = Field(default=None, description="its place among its siblings in the curated data")
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")


class Name(Dated, table=True):
    """A name people write for an organisation or a service; it resolves to a product or group, never to an importer."""

    subject_id: str = Field(index=True, max_length=80)
    name: str
    folded: str = Field(index=True, description="the name as it is compared")
    kind: str | None = Field(default=None, description="own, spelling; else the words of NameKind: former, product, …")
    note: str | None = None
    position: int | None = None


class Certification(Dated, table=True):
    """A legal person's place on a framework's list."""

    organisation_id: str = Field(index=True, max_length=80)
    framework: Framework = Field(sa_type=word(Framework))
    covers: list[Coverage] | None = Field(default=None, sa_type=JSON, description="None: not known")
    seen_in: SeenIn | None = Field(default=None, sa_type=word(SeenIn))
    state: str = Field(description="listed, claimed, not_listed, … as the source says")
    checked_on: date | None = None
    recertify_by: date | None = None
    register_id: str | None = None
    register_name: str | None = None
    position: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")
