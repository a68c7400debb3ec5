"""Vendor reviews as the API takes and tells them."""

from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from registry.reviews.since import Sort
from registry.terms import (
    ChecklistPart,
    ChecklistState,
    DpoAdvice,
    ReviewCause,
    ReviewDecision,
    ReviewRisk,
    ReviewState,
    ReviewStep,
)
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape, Text

Prose = Annotated[str, Meta(min_length=1, max_length=20_000)]
Item = Annotated[str, Meta(min_length=1, max_length=250)]
Several = Annotated[list[Identity], Meta(min_length=1, max_length=1_000)]


class ReviewListed(Shape, frozen=True, kw_only=True):
    """A review in a list. `state` follows from the day; `due_on` is the day of the next decision."""

    id: str
    engagement: str
    name: Text = UNSET
    service: Text = UNSET
    controller: str
    state: ReviewState
    is_open: bool
    due_on: str
    opened_at: str
    updated_at: str
    owner: Text = UNSET
    dpo_advice: DpoAdvice | UnsetType = UNSET
    decision: ReviewDecision | UnsetType = UNSET
    decided_at: Text = UNSET
    decided_by: Text = UNSET
    risk: ReviewRisk | UnsetType = UNSET


class Answered(Shape, frozen=True, kw_only=True):
    """What a person says of a row, beside what the register said then (`machine`)."""

    state: ChecklistState
    answered_by: str
    answered_at: str
    evidence: Text = UNSET
    link: Text = UNSET
    machine: dict[str, Any] | UnsetType = UNSET


class ChecklistRow(Shape, frozen=True, kw_only=True):
    """A row as the register fills it. Without a `state` nothing is known of it."""

    item: str
    part: ChecklistPart
    state: ChecklistState | UnsetType = UNSET
    article: Text = UNSET
    weight: Text = UNSET
    about: Text = UNSET
    told: Text = UNSET
    source: Text = UNSET
    quote: Text = UNSET
    reason: Text = UNSET
    link: Text = UNSET
    dated: Text = UNSET
    answer: Answered | UnsetType = UNSET


class Condition(Shape, frozen=True, kw_only=True):
    """Something an approval depends on. Without `met_at` nobody has met it."""

    id: str
    text: str
    due_on: str
    set_by: str
    met_at: Text = UNSET
    met_by: Text = UNSET
    met_note: Text = UNSET


class Cause(Shape, frozen=True, kw_only=True):
    """What opened the review or came about while it was open."""

    kind: ReviewCause
    found_at: str
    told: dict[str, Any]
    alert: Text = UNSET


class Step(Shape, frozen=True, kw_only=True):
    """One step of the review's history."""

    step: ReviewStep
    at: str
    by: str
    note: Text = UNSET
    due_on: str
    owner: Text = UNSET
    dpo_advice: DpoAdvice | UnsetType = UNSET
    decision: ReviewDecision | UnsetType = UNSET


class CameAbout(Shape, frozen=True, kw_only=True):
    """Something that came about since the last decision."""

    sort: Sort
    at: str
    about: str
    before: Text = UNSET
    after: Text = UNSET
    link: Text = UNSET


class ReviewWhole(ReviewListed, frozen=True, kw_only=True):
    """A review with its checklist, its conditions, what caused it, what came about since it was decided, and every
    step. The officer's advice stands apart from the decision."""

    advice: Text = UNSET
    advised_by: Text = UNSET
    advised_at: Text = UNSET
    reason: Text = UNSET
    override_reason: Text = UNSET
    still_valid: Text = UNSET
    checklist: list[ChecklistRow]
    conditions: list[Condition]
    causes: list[Cause]
    since: list[CameAbout]
    history: list[Step]


class ReviewsWritten(Shape, frozen=True, kw_only=True):
    """Reviews after a deed that was done to all of them."""

    reviews: list[ReviewListed]


class Opening(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`engagements` are ids; a review that was decided is opened again. Without `due_on` it is due in 30 days."""

    engagements: Several
    because: Prose
    owner: Words | None = None
    due_on: date | None = None


class Assigning(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose work a review is; with `due_on`, by when an open one is to be decided."""

    owner: Words
    due_on: date | None = None


class AssigningSeveral(Assigning, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same for several reviews, all or none."""

    reviews: Several


class Answering(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of one row; where it differs from the register, with evidence or a link."""

    item: Item
    state: ChecklistState
    evidence: Annotated[str, Meta(max_length=20_000)] = ""
    link: Annotated[str, Meta(max_length=2_000)] = ""


class Answers(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers to rows of the checklist, all or none."""

    answers: Annotated[list[Answering], Meta(min_length=1, max_length=300)]


class Advising(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data protection officer's advice; remarks and objections are put in words."""

    dpo_advice: DpoAdvice
    advice: Annotated[str, Meta(max_length=20_000)] = ""


class AdvisingSeveral(Advising, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same for several reviews, all or none."""

    reviews: Several


class NewCondition(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be done, and by when."""

    text: Prose
    due_on: date


class Deciding(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`override_reason` where the officer advised otherwise; `still_valid` where it was approved before; conditions
    with `approved_with_conditions` alone. Without `next_due_on`: 12, 24 or 36 months on."""

    decision: ReviewDecision
    reason: Prose
    override_reason: Annotated[str, Meta(max_length=20_000)] = ""
    still_valid: Annotated[str, Meta(max_length=20_000)] = ""
    conditions: Annotated[list[NewCondition], Meta(max_length=50)] | UnsetType = UNSET
    next_due_on: date | None = None


class DecidingSeveral(Deciding, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same for several reviews, all or none."""

    reviews: Several


class MeetingCondition(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which condition is met, and by what that is seen."""

    condition: Identity
    note: Prose
