"""Documents, their versions, and what they claim."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Dated, Sourced, Table, word
from registry.terms import DocumentKind, Origin

_SHARED = sa.text("services IS NOT NULL")


class Document(Dated, table=True):
    """A notice, agreement, list or certificate of a service or of a controller."""

    __table_args__ = (sa.Index("ix_document_shared", "id", sqlite_where=_SHARED, postgresql_where=_SHARED),)

    service_id: str | None = Field(default=None, index=True, max_length=80)
    controller_id: str | None = Field(default=None, index=True, max_length=80)
    organisation_id: str | None = Field(default=None, index=True, max_length=80)
    services: list[str] | None = Field(default=None, sa_type=JSON, description="every service it is of, when several")
    kind: DocumentKind = Field(sa_type=word(DocumentKind))
    url: str | None = None
    title: str | None = None
    dated: date | None = None
    position: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")


class Version(Table, table=True):
    """A text of a document: one snapshot read by one extractor and one set of readers. Written once."""

    id: str = Field(primary_key=True, max_length=80)
    document_id: str = Field(index=True, max_length=80)
    snapshot_id: str = Field(index=True, max_length=80)
    text_sha256: str = Field(index=True, max_length=64)
    declared_on: date | None = Field(default=None, description="from which day the watch declaration holds")
    extractor: int
    reader: int
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)


class HandedIn(Table, table=True):
    """A document that a person handed in, as they described it. Its Document row is made when somebody accepts what it
    says; until then only this names it."""

    __tablename__ = "handed_in"

    id: str = Field(primary_key=True, max_length=80, description="the id of the document")
    subject_id: str = Field(index=True, max_length=80, description="the controller or service it is of")
    kind: DocumentKind = Field(sa_type=word(DocumentKind))
    title: str | None = None
    url: str | None = None
    handed_at: datetime = Field(sa_type=INSTANT)


class Claim(Sourced, table=True):
    """What a document or source says: (subject, field, value, validity), in its words. Only ever superseded."""

    id: str = Field(primary_key=True, max_length=80)
    subject_id: str = Field(index=True, max_length=80)
    field: str = Field(index=True)
    value: Any = Field(default=None, sa_type=JSON)
    valid_from: date | None = None
    valid_until: date | None = None
    document_id: str | None = Field(default=None, max_length=80)
    version_id: str | None = Field(default=None, max_length=80)
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)
    superseded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    superseded_by: str | None = Field(default=None, description="`data`: left the curated data; else a person's deed")
    origin: Origin | None = Field(default=None, sa_type=word(Origin), description="None: found by a reader")
    position: int | None = None


class CitedSource(Table, table=True):
    """A source that curated records cite: what it is, and under which licence facts were taken from it."""

    __tablename__ = "cited_source"

    id: str = Field(primary_key=True, max_length=80)
    key: str = Field(index=True)
    what: str
    licence: str | None = None
    url: str | None = None
    dated: date | None = None
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)
    superseded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    superseded_by: str | None = None
