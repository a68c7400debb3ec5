"""Transfer impact assessments as the API takes and tells them."""

from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from registry.terms import AssessmentOutcome, AssessmentState, AssessmentStep, ReviewTrigger
from web.api.shapes.base import Shape, Text
from web.api.shapes.engagements import Flip

Person = Annotated[str, Meta(min_length=1, max_length=200, description="a person's name; no machine assesses")]
Prose = Annotated[str, Meta(min_length=1, max_length=20_000)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]
Country = Annotated[str, Meta(pattern="^([A-Z]{2}|EPO)$", description="ISO 3166-1 alpha-2, or EPO")]


class Due(Shape, frozen=True, kw_only=True):
    """One reason for a review: what came about, with the value then and now (null: it was not there)."""

    trigger: ReviewTrigger
    subject: str
    fact: str
    before: Any
    after: Any
    en: str
    sv: str


class AssessmentListed(Shape, frozen=True, kw_only=True):
    """An assessment in a list; `transfers` counts those that rest on it on the day."""

    id: str
    controller: str
    importer: str
    destination: str
    state: AssessmentState
    started_on: str
    started_by: str
    transfers: int
    due: list[Due]
    outcome: AssessmentOutcome | UnsetType = UNSET
    concluded_on: Text = UNSET
    concluded_by: Text = UNSET
    review_due_on: Text = UNSET


class StepSource(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a finding was read: `dated` is the source's own day, or the one it was read."""

    title: Annotated[str, Meta(min_length=1, max_length=2_000)]
    dated: date
    url: Annotated[str, Meta(max_length=2_000)] | UnsetType = UNSET


class Step(Shape, frozen=True, kw_only=True):
    """One of the six steps. Without a finding nobody has filled it; `is_open`: to be looked at again."""

    step: AssessmentStep
    asks: str
    finding: Text = UNSET
    answers: dict[str, Any] | UnsetType = UNSET
    sources: list[StepSource] | UnsetType = UNSET
    filled_on: Text = UNSET
    filled_by: Text = UNSET
    is_open: bool | UnsetType = UNSET


class Lack(Shape, frozen=True, kw_only=True):
    """What a conclusion waits for."""

    step: AssessmentStep
    what: str


class Concluded(Shape, frozen=True, kw_only=True):
    """A conclusion that stands or stood."""

    concluded_on: str
    concluded_by: str
    outcome: AssessmentOutcome
    reasons: str
    review_due_on: str
    requires: list[str]
    relies_on: list[str]
    facts_kept: bool
    law: Text = UNSET


class Reopened(Shape, frozen=True, kw_only=True):
    """Who reopened it, when and why."""

    on: str
    by: str
    because: str


class AssessmentWhole(AssessmentListed, frozen=True, kw_only=True):
    """An assessment with its steps, the register's facts with their sources, and its conclusions, newest first.

    `transfers` are the keys of those that rest on it.
    """

    transfers: list[str]  # type: ignore[assignment]
    steps: list[Step]
    lacking: list[Lack]
    facts: dict[str, Any]
    conclusions: list[Concluded]
    reopened: Reopened | UnsetType = UNSET


class AssessmentWritten(AssessmentWhole, frozen=True, kw_only=True):
    """An assessment after a deed, and the verdicts the deed turned."""

    flips: list[Flip]


class Starting(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name; `importer` the legal person by name; `destination` the country assessed."""

    controller: Word
    importer: Word
    destination: Country
    started_by: Person


class Filling(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written under a step."""

    step: AssessmentStep
    finding: Prose
    filled_by: Person
    answers: dict[str, str | list[str]] | UnsetType = UNSET
    sources: Annotated[list[StepSource], Meta(max_length=50)] | UnsetType = UNSET


class Concluding(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `review_due_on` the usual day; without `concluded_on` today."""

    outcome: AssessmentOutcome
    concluded_by: Person
    reasons: Prose
    requires: Annotated[list[Word], Meta(max_length=100)] | UnsetType = UNSET
    relies_on: Annotated[list[Word], Meta(max_length=100)] | UnsetType = UNSET
    review_due_on: date | None = None
    concluded_on: date | None = None


class Reopening(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is worked on anew."""

    because: Prose
    reopened_by: Person
