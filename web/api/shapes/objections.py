"""Objections, tasks and deadlines as the API takes and tells them."""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from registry.terms import (
    CountedFrom,
    DeadlineKind,
    NoticeCame,
    ObjectionState,
    PeriodOf,
    PeriodUnit,
    TaskKind,
)
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape, Text

Prose = Annotated[str, Meta(min_length=1, max_length=20_000)]
Days = Annotated[int, Meta(ge=1, le=1_000)]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]


class Named(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a notice or change names, and where they process."""

    name: Words | None = None
    countries: Annotated[tuple[CountryCode, ...], Meta(max_length=300)] = ()
    kind: Annotated[str, Meta(max_length=80)] = "new_recipient_or_subprocessor"


class Period(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days within which to object, and where that stands. null: the paper does not say.

    `holidays` is the country whose public holidays are no business days; `rolls`: a last day on a weekend moves.
    """

    of: PeriodOf
    days: Days
    source: Annotated[str, Meta(min_length=1, max_length=2_000, description="the document or address it stands in")]
    unit: PeriodUnit | None = None
    counted_from: CountedFrom | None = None
    holidays: CountryCode | None = None
    rolls: bool | None = None
    clause: Words | None = None
    field: Annotated[str, Meta(max_length=40)] = "objection_days"


class Condition(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an acceptance depends on, and by when."""

    text: Prose
    due_on: date | None = None


class Step(Shape, frozen=True, kw_only=True):
    """One step: where it led, what was entered with it, who took it."""

    state: ObjectionState
    told: dict[str, Any]
    step_by: str
    recorded_at: str


class Objection(Shape, frozen=True, kw_only=True):
    """An objection on a day. `deadline_on` is the conservative last day, `contract_on` the contract's own.

    `counted_from` says from what the conservative day counts; `unsaid` names what the contract's own day waits for.
    """

    id: str
    engagement: str
    state: ObjectionState
    service: Text = UNSET
    change: Text = UNSET
    named: list[Named]
    notice_came: NoticeCame | UnsetType = UNSET
    sent_on: Text = UNSET
    received_on: Text = UNSET
    seen_on: Text = UNSET
    effective_on: Text = UNSET
    periods: list[Period]
    deadline_on: Text = UNSET
    contract_on: Text = UNSET
    counted_from: CountedFrom | UnsetType = UNSET
    unsaid: list[str]
    decided_by: Text = UNSET
    decided_at: Text = UNSET
    reason: Text = UNSET
    conditions: list[Condition]
    answered_on: Text = UNSET
    answer: Text = UNSET
    outcome: Text = UNSET
    opened_at: str
    said: dict[str, str] | UnsetType = UNSET


class ObjectionWhole(Objection, frozen=True, kw_only=True):
    """An objection with every step of it, the earliest first."""

    steps: list[Step]


class Notice(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How and when a notice came. What is left out stays as it is; `periods` replace those on file."""

    notice_came: NoticeCame | None = None
    sent_on: date | None = None
    received_on: date | None = None
    effective_on: date | None = None
    periods: Annotated[list[Period], Meta(max_length=20)] | None = None
    named: Annotated[tuple[Named, ...], Meta(max_length=300)] = ()


class Opening(Notice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clock started by hand, for an engagement and perhaps a change."""

    engagement: Identity
    change: Identity | None = None


class Decision(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`decision` is `objected`, `accepted` or `accepted_with_conditions`; conditions go with the last alone."""

    decision: ObjectionState
    reason: Prose
    conditions: Annotated[tuple[Condition, ...], Meta(max_length=50)] = ()


class Answer(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the processor answered, and when."""

    answer: Prose
    answered_on: date


class Outcome(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`outcome` is `resolved` or `terminated`."""

    outcome: ObjectionState
    reason: Prose


class Task(Shape, frozen=True, kw_only=True):
    """Something a person is to do. `subject` is an engagement, a watched source, or a controller whose clock the law
    started at `began_at`."""

    id: str
    subject: str
    title: str
    kind: TaskKind | UnsetType = UNSET
    about: Text = UNSET
    objection: Text = UNSET
    owner: Text = UNSET
    due_on: Text = UNSET
    began_at: Text = UNSET
    done_at: Text = UNSET
    done_by: Text = UNSET
    note: Text = UNSET
    opened_at: str


class TaskGiven(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task of one's own for an engagement."""

    engagement: Identity
    title: Words
    due_on: date | None = None
    owner: Words | None = None


class ClockBegun(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clock of the law. `kind` is `report_breach` (`began_at`: when we became aware), `answer_request` (when it
    came), `inform_persons` (when the data were obtained), `inform_of_purpose` (when it was decided), `processor_notice`
    (when the processor became aware) or `tell_persons_of_breach` (when we did): no day is told. `reference` is
    the matter's number elsewhere, and names nobody; `first_used_on`: when the persons are first written to, or the data
    first disclosed (Art. 14(3)), or the new purpose begins (Art. 13(3), 14(4)). `controller` is an id or a name."""

    controller: Words
    kind: TaskKind
    began_at: Annotated[datetime, Meta(tz=True)]
    reference: Words
    first_used_on: date | None = None
    owner: Words | None = None


class TaskDone(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done."""

    note: Annotated[str, Meta(max_length=2_000)] | None = None


class TaskReopened(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is open again."""

    because: Annotated[str, Meta(min_length=1, max_length=2_000)]


class TaskAssigned(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose it is and by when; null is nobody's, or no day."""

    owner: Words | None
    due_on: date | None


class Deadline(Shape, frozen=True, kw_only=True):
    """A day by which something is to be done. `en` and `sv` say what; `path` is the page where it is acted on."""

    id: str
    kind: DeadlineKind
    on: str
    overdue: bool
    en: str
    sv: str
    article: str
    source: str
    path: str
    controller: Text = UNSET
    subject: Text = UNSET
    change: Text = UNSET
