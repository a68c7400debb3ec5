"""Proposals, and the clocks and tasks around engagements."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import CountedFrom, Deed, NoticeCame, ObjectionState, ProposalState, TaskKind


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
    """The clock that starts when a change of sub-processors is announced or seen, for one engagement (Art. 28(2)).

    The row holds how it stands; every step of it is an `ObjectionStep`. `no_response` is never stored: it is shown
    once the last day has passed and nobody decided.
    """

    __table_args__ = (sa.UniqueConstraint("engagement_id", "change_id", name="uq_objection_change"),)

    id: str = Field(primary_key=True, max_length=80)
    engagement_id: str = Field(index=True, max_length=80)
    service_id: str | None = Field(default=None, index=True, max_length=80, description="whose list changed")
    change_id: str | None = Field(default=None, index=True, max_length=80)
    state: ObjectionState = Field(sa_type=word(ObjectionState))
    named: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, description="kind, name, countries")
    notice_came: NoticeCame | None = Field(default=None, sa_type=word(NoticeCame))
    sent_on: date | None = None
    received_on: date | None = None
    seen_on: date | None = Field(default=None, description="the day the change was seen on a page")
    effective_on: date | None = Field(default=None, index=True)
    periods: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, description="with clause and source")
    deadline_on: date | None = Field(default=None, index=True, description="the conservative last day")
    contract_on: date | None = Field(default=None, description="the last day by the contract's own count")
    counted_from: CountedFrom | None = Field(default=None, sa_type=word(CountedFrom))
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reason: str | None = None
    conditions: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, description="text, due_on")
    answered_on: date | None = None
    answer: str | None = None
    outcome: str | None = Field(default=None, description="how it was resolved, or why the contract ended")
    opened_at: datetime = Field(sa_type=INSTANT)


class ObjectionStep(Table, table=True):
    """One step of an objection. Written once."""

    __tablename__ = "objection_step"

    id: str = Field(primary_key=True, max_length=80)
    objection_id: str = Field(index=True, max_length=80)
    state: ObjectionState = Field(sa_type=word(ObjectionState))
    told: dict[str, Any] = Field(sa_type=JSON, description="what was entered with it")
    step_by: str
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)


class Task(Table, table=True):
    """Something a person is to do by a day. `subject_id` is an engagement, a watched source, or a controller: the
    law started a clock of theirs."""

    id: str = Field(primary_key=True, max_length=80)
    subject_id: str = Field(index=True, max_length=80)
    kind: TaskKind | None = Field(
        default=None, sa_type=word(TaskKind), description="None: from before there were kinds"
    )
    title: str
    about: str | None = Field(default=None, description="the name or address the kind is of")
    objection_id: str | None = Field(default=None, index=True, max_length=80)
    fingerprint: str | None = Field(
        default=None, unique=True, max_length=64, description="the same task, once for ever"
    )
    owner: str | None = None
    due_on: date | None = Field(default=None, index=True)
    began_at: datetime | None = Field(
        default=None, sa_type=INSTANT, description="the instant from which the law counts; None: it does not"
    )
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_by: str | None = None
    note: str | None = Field(default=None, description="what was done, or why it was opened again")
    opened_at: datetime = Field(sa_type=INSTANT)
