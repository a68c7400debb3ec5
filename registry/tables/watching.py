"""Watched sources, what was captured, what was read, and what changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import CaptureState, DocumentKind, Severity, SourceState


class Source(Table, table=True):
    """A watched address. Operational state: written by the round, not part of the audited register."""

    # Who is due is asked without end: whoever is paused must not stand in the way, however many there are.
    __table_args__ = (sa.Index("ix_source_paused_due_at", "paused", "due_at", "id"),)

    id: str = Field(primary_key=True, max_length=80)
    document_id: str = Field(index=True, max_length=80)
    service_id: str = Field(index=True, max_length=80)
    kind: DocumentKind = Field(sa_type=word(DocumentKind))
    url: str
    host: str = Field(index=True)
    state: SourceState | None = Field(default=None, sa_type=word(SourceState), description="None: never checked")
    paused: bool = False
    every_days: int | None = Field(default=None, description="days between two looks; None: by the kind of document")
    due_at: datetime = Field(sa_type=INSTANT)
    checked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    verified_at: datetime | None = Field(default=None, sa_type=INSTANT)
    changed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = Field(default=None, description="the address the validators came from")
    body_sha256: str | None = Field(default=None, max_length=64)
    version_id: str | None = Field(default=None, max_length=80, description="the last good version")
    failures: int = 0
    trouble: str | None = Field(default=None, description="what went wrong at the last check")
    troubled_at: datetime | None = Field(default=None, sa_type=INSTANT, description="when the present trouble began")


class Snapshot(Table, table=True):
    """Bytes as captured; they lie in the archive under their SHA-256."""

    id: str = Field(primary_key=True, max_length=80)
    source_id: str = Field(index=True, max_length=80)
    sha256: str = Field(index=True, max_length=64)
    fetched_at: datetime = Field(sa_type=INSTANT)
    size: int
    content_type: str | None = None
    final_url: str
    by_hand: bool = False


class Reading(Table, table=True):
    """What one set of readers found in one version."""

    id: str = Field(primary_key=True, max_length=80)
    version_id: str = Field(index=True, max_length=80)
    reader: int
    found: dict[str, Any] = Field(sa_type=JSON)
    recorded_at: datetime = Field(sa_type=INSTANT)


class Change(Table, table=True):
    """What a new version is beside the last good one."""

    id: str = Field(primary_key=True, max_length=80)
    source_id: str = Field(index=True, max_length=80)
    document_id: str = Field(index=True, max_length=80)
    service_id: str = Field(index=True, max_length=80)
    from_version_id: str | None = Field(default=None, max_length=80)
    to_version_id: str = Field(max_length=80)
    state: CaptureState = Field(sa_type=word(CaptureState))
    material: bool
    kinds: list[str] = Field(sa_type=JSON)
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    severity: Severity | None = Field(default=None, sa_type=word(Severity))
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)
