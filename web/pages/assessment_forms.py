"""What the forms of an assessment say: a step with its sources, and a conclusion."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.catalogue.answered import QUESTIONS
from registry.catalogue.assessing import Concluding, Filling
from registry.errors import BadInput
from registry.terms import AssessmentOutcome, AssessmentStep
from web.pages.forms import said, several

MOST_ROWS = 50


def filling_of(form: Mapping[str, Any]) -> Filling:
    """A step as the form has it. Raises BadInput for a step that is none."""
    step = _step(said(form, "step"))
    answers: dict[str, Any] = {name: said(form, name) for name in QUESTIONS.get(step, ()) if said(form, name)}
    if step is AssessmentStep.MEASURES and several(form, "scenarios"):
        answers["scenarios"] = several(form, "scenarios")
    return Filling(step, said(form, "finding"), said(form, "by"), answers, _sources(form))


def concluding_of(form: Mapping[str, Any]) -> Concluding:
    """A conclusion as the form has it. Raises BadInput without an outcome, or for a day that is none."""
    outcome = said(form, "outcome")
    if outcome not in set(AssessmentOutcome):
        raise BadInput("Choose what you conclude.", field="outcome")
    return Concluding(
        outcome=AssessmentOutcome(outcome),
        by=said(form, "by"),
        reasons=said(form, "reasons"),
        requires=several(form, "requires"),
        relies_on=several(form, "relies_on"),
        review_due_on=_day(said(form, "review_due_on")),
    )


def _step(text: str) -> AssessmentStep:
    if text not in set(AssessmentStep):
        raise BadInput(f"“{text[:80]}” is none of the six steps.", field="step")
    return AssessmentStep(text)


def _sources(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that say something: a title, a day, an address."""
    found = []
    for number in range(MOST_ROWS):
        row = {name: said(form, f"source_{name}_{number}").strip() for name in ("title", "dated", "url")}
        if any(row.values()):
            found.append(row)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text[:80]}” is no day.", field="review_due_on") from error
