"""Transfer impact assessments of a controller's own: the six steps, and what a named person concluded.

One assessment stands for an importer and a destination; every transfer there rests on the same. An assessment that came
with a transfer in a portfolio stands in `registry.tables.transfers` and covers that transfer alone.
"""

from datetime import date
from typing import Any

from sqlmodel import Field

from registry.tables.base import JSON, Dated, word
from registry.terms import AssessmentOutcome, AssessmentStep


class ImpactAssessment(Dated, table=True):
    """An assessment of one importer in one destination. Reopened, it is worked on anew while its conclusion stands."""

    __tablename__ = "impact_assessment"

    controller_id: str = Field(index=True, max_length=80)
    importer: str = Field(description="the legal person, by name")
    destination: str = Field(max_length=8, description="the country whose law is assessed")
    started_on: date
    started_by: str
    reopened_on: date | None = None
    reopened_by: str | None = None
    reopened_because: str | None = None


class AssessedStep(Dated, table=True):
    """What a person wrote under one of the six steps of Recommendations 01/2020."""

    __tablename__ = "assessed_step"

    assessment_id: str = Field(index=True, max_length=80)
    step: AssessmentStep = Field(sa_type=word(AssessmentStep))
    finding: str
    answers: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    sources: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    filled_on: date
    filled_by: str
    is_open: bool = Field(description="to be looked at again since the assessment was reopened")


class Conclusion(Dated, table=True):
    """What a named person concluded on a day, and the facts and steps it was concluded on."""

    assessment_id: str = Field(index=True, max_length=80)
    concluded_on: date
    concluded_by: str
    outcome: AssessmentOutcome = Field(sa_type=word(AssessmentOutcome))
    reasons: str
    review_due_on: date
    requires: list[str] = Field(sa_type=JSON)
    relies_on: list[str] = Field(sa_type=JSON)
    facts: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="None: not kept, from a file")
    steps: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    law: str | None = Field(default=None, max_length=64, description="sha256 of the law book")
