"""The rules of a vendor review: where it stands on a day, what may be done with it, and when the next one is due.

Pure. A state is never stored: yesterday's review that is due soon is overdue tomorrow, and nobody wrote a thing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from registry.errors import BadInput, Conflict
from registry.law.assessing import months_after
from registry.law.periods import last_day
from registry.law.verdicts import for_people
from registry.terms import (
    DpoAdvice,
    ForPeople,
    PeriodUnit,
    ReviewDecision,
    ReviewRisk,
    ReviewState,
    ReviewStep,
    Severity,
    Verdict,
)

SOON = timedelta(days=30)
ASKED = timedelta(days=30)  # a review that somebody opens without naming a day
MONTHS = {ReviewRisk.HIGH: 12, ReviewRisk.MEDIUM: 24, ReviewRisk.LOW: 36}
MOST_MONTHS = 36
ENDING = timedelta(days=90)  # an agreement that ends within them is reason to look again
WORKING_DAYS = 5
APPROVALS = frozenset({ReviewDecision.APPROVED, ReviewDecision.APPROVED_WITH_CONDITIONS})
_TRANSFERRED = frozenset({Verdict.COVERED, Verdict.SAFEGUARDED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a review."""

    is_open: bool
    due_on: date
    decision: ReviewDecision | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    advice: DpoAdvice | None = None
    unmet: int = 0  # conditions of earlier decisions that nobody has met yet


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as it is asked for, with the reasons that the rules may want."""

    decision: ReviewDecision
    reason: str
    override_reason: str = ""
    still_valid: str = ""
    conditions: int = 0


def state_of(*, is_open: bool, due_on: date, on: date) -> ReviewState:
    """Where a review stands on a day. What is due by a day is overdue from the day after."""
    if due_on < on:
        return ReviewState.OVERDUE
    if is_open:
        return ReviewState.IN_PROGRESS
    return ReviewState.DUE_SOON if due_on <= on + SOON else ReviewState.UP_TO_DATE


def next_due(decided_on: date, risk: ReviewRisk) -> date:
    """The day of the next review where nobody names another: 12, 24 or 36 months on."""
    return months_after(decided_on, MONTHS[risk])


def checked_due(asked_on: date | None, decided_on: date, risk: ReviewRisk) -> date:
    """The day of the next review. Raises BadInput for one that is past or put off too long."""
    if asked_on is None:
        return next_due(decided_on, risk)
    last = months_after(decided_on, MOST_MONTHS)
    if not decided_on < asked_on <= last:
        raise BadInput(
            f"The next review is after {decided_on} and by {last}, {MOST_MONTHS} months at most.", field="next_due_on"
        )
    return asked_on


def risk_of(verdicts: Collection[Verdict], *, sensitive: bool, decision: ReviewDecision) -> ReviewRisk:
    """How long the next review may wait. What is not known to be in order is not put off: 12 months.

    `verdicts` are those of every transfer of the chain; none at all means that nobody knows where the data go.
    """
    if sensitive or decision is not ReviewDecision.APPROVED or not verdicts:
        return ReviewRisk.HIGH
    if any(for_people(one) is not ForPeople.VALID for one in verdicts):
        return ReviewRisk.HIGH
    return ReviewRisk.MEDIUM if _TRANSFERRED & set(verdicts) else ReviewRisk.LOW


def due_after(cause: Severity, found_on: date) -> date:
    """By when a reopened review is to be decided: the same day, five working days, or thirty days. A holiday makes it
    no longer, which errs on the early side."""
    match cause:
        case Severity.CRITICAL:
            return found_on
        case Severity.HIGH:
            return last_day(found_on, WORKING_DAYS, PeriodUnit.BUSINESS)
        case Severity.MEDIUM | Severity.LOW | Severity.NONE:
            return found_on + ASKED


def require_open(step: ReviewStep, standing: Standing, identity: str) -> None:
    """Raises Conflict where a step can be taken in an open review alone."""
    if not standing.is_open:
        raise Conflict(f"The review {identity} is {_decided(standing)}. Open it again first.", existing=identity)


def departs(advice: DpoAdvice | None, decision: ReviewDecision) -> bool:
    """Whether a decision goes another way than the advice: then it says why (Art. 38, 39)."""
    match advice:
        case None:
            return False
        case DpoAdvice.ADVISES_AGAINST:
            return decision in APPROVALS
        case DpoAdvice.SUPPORTS | DpoAdvice.SUPPORTS_WITH_REMARKS:
            return decision is ReviewDecision.REJECTED


def step_of(standing: Standing, taken: Taken, identity: str, on: date) -> ReviewStep:
    """Which step a decision is, decided or renewed. Raises BadInput naming the field that is wrong or wanting, and
    Conflict where somebody decided already."""
    renews = _renews(standing, taken)
    if not standing.is_open and not (renews and taken.still_valid.strip()):
        raise Conflict(f"The review {identity} is {_decided(standing)}.", existing=identity)
    if not standing.is_open and standing.decided_on is not None and standing.decided_on >= on:
        raise Conflict(f"The review {identity} is {_decided(standing)}.", existing=identity)
    if not taken.reason.strip():
        raise BadInput("A decision needs a reason: say why in a sentence.", field="reason")
    _check_override(standing, taken)
    if renews and not taken.still_valid.strip():
        raise BadInput("It was approved before; say why that still holds.", field="still_valid")
    if not renews and taken.still_valid.strip():
        raise BadInput("Nothing was approved before that could still hold; leave it out.", field="still_valid")
    _check_conditions(standing, taken)
    return ReviewStep.RENEWED if renews else ReviewStep.DECIDED


def _check_override(standing: Standing, taken: Taken) -> None:
    """Whoever reads that advice was overridden is to find that it was."""
    is_said = bool(taken.override_reason.strip())
    if departs(standing.advice, taken.decision) and not is_said:
        raise BadInput(
            "The data protection officer advised otherwise; say why it is decided differently.", field="override_reason"
        )
    if is_said and not departs(standing.advice, taken.decision):
        advice = "no advice" if standing.advice is None else f"the advice “{standing.advice.value}”"
        words = f"On file is {advice} of the data protection officer, which this does not override; leave it out."
        raise BadInput(words, field="override_reason")


def _renews(standing: Standing, taken: Taken) -> bool:
    return standing.decision in APPROVALS and taken.decision in APPROVALS


def _check_conditions(standing: Standing, taken: Taken) -> None:
    is_conditional = taken.decision is ReviewDecision.APPROVED_WITH_CONDITIONS
    if is_conditional and not taken.conditions + standing.unmet:
        raise BadInput("Name at least one condition, with its day.", field="conditions")
    if taken.conditions and not is_conditional:
        raise BadInput("Conditions go with “approved_with_conditions”, and only with it.", field="conditions")
    if standing.unmet and taken.decision is ReviewDecision.APPROVED:
        raise BadInput(
            f"Conditions of an earlier decision are not met yet ({standing.unmet}); approve with conditions, or see "
            "them met first.",
            field="decision",
        )


def _decided(standing: Standing) -> str:
    by = f" by {standing.decided_by}" if standing.decided_by else ""
    on = f" on {standing.decided_on}" if standing.decided_on else ""
    return f"decided already{by}{on}" if standing.decision else "closed"
