"""The six steps of a transfer impact assessment: what is missing before a person may conclude, and the day of review.

EDPB Recommendations 01/2020. Nothing here concludes: a conclusion is a named person's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry.terms import AssessmentOutcome, AssessmentState, AssessmentStep, ReviewTrigger

MONTHS = {"US": 12}  # between a conclusion and its review, where nobody says another day
MONTHS_ELSEWHERE = 24
MOST_MONTHS = 36

OPENED_BY: Mapping[ReviewTrigger, frozenset[AssessmentStep]] = {
    ReviewTrigger.IMPORTER: frozenset({AssessmentStep.MAP, AssessmentStep.LAW_AND_PRACTICE}),
    ReviewTrigger.SUB_PROCESSOR: frozenset({AssessmentStep.MAP}),
    ReviewTrigger.DATA_CATEGORY: frozenset({AssessmentStep.MAP, AssessmentStep.MEASURES}),
    ReviewTrigger.MODULE: frozenset({AssessmentStep.TOOL}),
    ReviewTrigger.LAW_RECORD: frozenset({AssessmentStep.LAW_AND_PRACTICE, AssessmentStep.MEASURES}),
    ReviewTrigger.REVIEW_DAY: frozenset({AssessmentStep.LAW_AND_PRACTICE}),
}
"""Which steps must be looked at again for what came about. The step of review is always one of them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as far as it was taken."""

    finding: str
    has_sources: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a conclusion waits for. `what`: `finding`, `sources`, `look_again`, or `requires` of the conclusion."""

    step: AssessmentStep
    what: str


def lacking(
    steps: Mapping[AssessmentStep, Taken],
    outcome: AssessmentOutcome | None = None,
    requires: Collection[str] | None = None,
) -> tuple[Lack, ...]:
    """What is missing, in the order of the steps. Law and practice need a source; `effective_with_measures` says which.

    Without an `outcome` only the steps are looked at.
    """
    found = [lack for step in AssessmentStep for lack in _lacking(step, steps.get(step))]
    if outcome is AssessmentOutcome.EFFECTIVE_WITH_MEASURES and not requires:
        found.append(Lack(AssessmentStep.MEASURES, "requires"))
    return tuple(found)


def _lacking(step: AssessmentStep, taken: Taken | None) -> tuple[Lack, ...]:
    if taken is None or not taken.finding.strip():
        return (Lack(step, "finding"),)
    if taken.is_open:
        return (Lack(step, "look_again"),)
    if step is AssessmentStep.LAW_AND_PRACTICE and not taken.has_sources:
        return (Lack(step, "sources"),)
    return ()


def review_day(concluded_on: date, destination: str) -> date:
    """The day of review where nobody says another: 12 months for the United States, 24 for others."""
    return months_after(concluded_on, MONTHS.get(destination, MONTHS_ELSEWHERE))


def last_review_day(concluded_on: date) -> date:
    """The latest day a review may be put off to."""
    return months_after(concluded_on, MOST_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the month's last where it has no such day."""
    first = _month_after(day.replace(day=1), months)
    last = _month_after(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _month_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def state_of(*, concluded: bool, reopened: bool, due: bool) -> AssessmentState:
    """Where an assessment stands."""
    if not concluded:
        return AssessmentState.OPEN
    if reopened:
        return AssessmentState.REOPENED
    return AssessmentState.DUE if due else AssessmentState.CONCLUDED


def reopened_steps(triggers: Collection[ReviewTrigger]) -> frozenset[AssessmentStep]:
    """The steps to look at again; all of them where nothing came about and a person reopens it all the same."""
    if not triggers:
        return frozenset(AssessmentStep)
    return frozenset({AssessmentStep.REVIEW}).union(*(OPENED_BY[one] for one in triggers))
