"""Vendor reviews: one for each engagement, for ever; every step of it is a row, and none is ever overwritten."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import ChecklistState, DpoAdvice, ReviewCause, ReviewDecision, ReviewRisk, ReviewStep

_LIVE = sa.text("retired_at IS NULL")


def _live(name: str, *columns: str, unique: bool = False) -> sa.Index:
    """An index over the rows that stand."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=_LIVE, postgresql_where=_LIVE)


class Review(Table, table=True):
    """A review after one step. The row that is not retired says where it stands: an engagement has one, never two.

    `due_on` is the day of the next decision: its own while the review is open, that of the next review afterwards.
    Where it stands on a day follows from `is_open` and `due_on` (`registry.reviews.workflow`) and is never stored.
    """

    __table_args__ = (
        _live("ux_review_engagement", "engagement_id", unique=True),
        _live("ux_review_id", "id", unique=True),
        # What is due is asked of all, of a controller and of a person; the state of each is counted in the first alone.
        _live("ix_review_due", "due_on", "id", "is_open"),
        _live("ix_review_controller_due", "controller_id", "due_on", "id", "is_open"),
        _live("ix_review_owner_due", "owner", "due_on", "id", "is_open"),
    )

    row: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True, max_length=80)
    engagement_id: str = Field(index=True, max_length=80)
    controller_id: str = Field(index=True, max_length=80)
    step: ReviewStep = Field(sa_type=word(ReviewStep))
    step_by: str
    step_note: str | None = None
    recorded_at: datetime = Field(sa_type=INSTANT, index=True)
    retired_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_open: bool
    opened_at: datetime = Field(sa_type=INSTANT)
    owner: str | None = None
    due_on: date
    dpo_advice: DpoAdvice | None = Field(default=None, sa_type=word(DpoAdvice))
    advised_by: str | None = None
    advised_at: datetime | None = Field(default=None, sa_type=INSTANT)
    advice: str | None = Field(default=None, description="the advice in the officer's words")
    decision: ReviewDecision | None = Field(default=None, sa_type=word(ReviewDecision))
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reason: str | None = None
    override_reason: str | None = Field(default=None, description="why it is decided otherwise than advised")
    still_valid: str | None = Field(default=None, description="why an earlier approval holds still")
    risk: ReviewRisk | None = Field(default=None, sa_type=word(ReviewRisk))


class ReviewAnswer(Table, table=True):
    """What a person says of one row of a checklist, beside what the register said then."""

    __tablename__ = "review_answer"
    __table_args__ = (_live("ux_review_answer_item", "review_id", "item", unique=True),)

    row: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=80)
    review_id: str = Field(index=True, max_length=80)
    item: str = Field(max_length=250)
    state: ChecklistState = Field(sa_type=word(ChecklistState))
    evidence: str | None = None
    link: str | None = None
    machine: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what the register said then")
    answered_by: str
    recorded_at: datetime = Field(sa_type=INSTANT)
    retired_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ReviewCondition(Table, table=True):
    """Something an approval was made to depend on, with a day of its own."""

    __tablename__ = "review_condition"
    __table_args__ = (_live("ux_review_condition_id", "id", unique=True), _live("ix_review_condition_due", "due_on"))

    row: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=80)
    review_id: str = Field(index=True, max_length=80)
    controller_id: str = Field(max_length=80)
    text: str
    due_on: date
    set_by: str
    met_at: datetime | None = Field(default=None, sa_type=INSTANT)
    met_by: str | None = None
    met_note: str | None = None
    recorded_at: datetime = Field(sa_type=INSTANT)
    retired_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ReviewCauseRow(Table, table=True):
    """What opened a review or was told of it. The same thing is one cause of an engagement's review, for ever."""

    __tablename__ = "review_cause"
    __table_args__ = (sa.UniqueConstraint("engagement_id", "kind", "key", name="uq_review_cause"),)

    id: str = Field(primary_key=True, max_length=80)
    review_id: str = Field(index=True, max_length=80)
    engagement_id: str = Field(max_length=80)
    kind: ReviewCause = Field(sa_type=word(ReviewCause))
    key: str = Field(max_length=250, description="the change, the verdict, the agreement and its day")
    told: dict[str, Any] = Field(sa_type=JSON)
    alert_id: str | None = Field(default=None, max_length=80)
    found_at: datetime = Field(sa_type=INSTANT)
