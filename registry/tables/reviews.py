"""Proposals, and the clocks and tasks around engagements."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import Deed, ProposalState


class Proposal(Table, table=True):
    """A claim found by a machine plus the deed it asks for. The finding stays as found; an edit stands beside it."""

    id: str = Field(primary_key=True, max_length=80)
    fingerprint: str = Field(unique=True, max_length=64, description="hash of subject, field, value and document")
    subject_id: str = Field(index=True, max_length=80)
    field: str
    deed: Deed = Field(sa_type=word(Deed))
    value: dict[str, Any] = Field(sa_type=JSON)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    document_id: str = Field(index=True, max_length=80)
    change_id: str | None = Field(default=None, index=True, max_length=80)
    version_id: str | None = Field(default=None, max_length=80)
    snapshot_sha256: str = Field(max_length=64)
    quote: str
    start: int
    end: int
    state: ProposalState = Field(sa_type=word(ProposalState), index=True)
    proposed_at: datetime = Field(sa_type=INSTANT, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_by: str | None = None
    reason: str | None = None
    edited_value: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    flips: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    superseded_by: str | None = Field(default=None, max_length=80)


class Objection(Table, table=True):
    """The clock that starts when a new sub-processor is announced (Art. 28(2))."""

    id: str = Field(primary_key=True, max_length=80)
    engagement_id: str = Field(index=True, max_length=80)
    change_id: str | None = Field(default=None, max_length=80)
    state: str
    notice_came: str | None = Field(default=None, description="mail, portal, page only")
    sent_on: date | None = None
    received_on: date | None = None
    effective_on: date | None = None
    deadline_on: date | None = Field(default=None, index=True)
    opened_at: datetime = Field(sa_type=INSTANT)


class Task(Table, table=True):
    """Something a person is to do by a day."""

    id: str = Field(primary_key=True, max_length=80)
    subject_id: str = Field(index=True, max_length=80)
    title: str
    due_on: date | None = Field(default=None, index=True)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    opened_at: datetime = Field(sa_type=INSTANT)
