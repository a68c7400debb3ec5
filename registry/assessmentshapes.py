"""A transfer impact assessment as a portfolio keeps it: `[[assessment]]` with its steps and conclusions."""

from dataclasses import dataclass
from datetime import date

from registry.terms import AssessmentOutcome, AssessmentStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a finding was read, with the source's day."""

    title: str
    dated: date
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The closed answers of a step: yes, no or unclear, and the scenarios of Annex 2 that the measures serve."""

    problematic_law: str | None = None
    applied_in_practice: str | None = None
    safeguards_and_redress: str | None = None
    scenarios: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the six steps. `is_open`: to be looked at again since the assessment was reopened."""

    step: AssessmentStep
    finding: str
    filled_on: date
    filled_by: str
    answers: Answers | None = None
    sources: tuple[Source, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a named person concluded. `facts` and `steps`: what it was concluded on, as JSON, as an export wrote it."""

    concluded_on: date
    concluded_by: str
    outcome: AssessmentOutcome
    reasons: str
    review_due_on: date | None = None
    requires: tuple[str, ...] = ()
    relies_on: tuple[str, ...] = ()
    facts: str | None = None
    steps: str | None = None
    law: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The assessment of an importer in a country, for every transfer there."""

    importer: str
    destination: str
    started_on: date
    started_by: str
    reopened_on: date | None = None
    reopened_by: str | None = None
    reopened_because: str | None = None
    step: tuple[Step, ...] = ()
    conclusion: tuple[Conclusion, ...] = ()
