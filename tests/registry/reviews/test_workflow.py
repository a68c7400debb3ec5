"""The rules of a vendor review, situation by situation and for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import BadInput, Conflict
from registry.law.assessing import months_after
from registry.law.verdicts import for_people
from registry.reviews import workflow
from registry.reviews.workflow import Standing, Taken
from registry.terms import (
    DpoAdvice,
    ForPeople,
    ReviewDecision,
    ReviewRisk,
    ReviewState,
    ReviewStep,
    Severity,
    Verdict,
)

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2150, 1, 1))
OPEN = Standing(is_open=True, due_on=TODAY)
APPROVED = Standing(
    is_open=False, due_on=TODAY, decision=ReviewDecision.APPROVED, decided_on=date(2025, 11, 22), decided_by="Ada"
)


@pytest.mark.parametrize(
    ("is_open", "days", "state"),
    [
        (True, -1, ReviewState.OVERDUE),
        (True, 0, ReviewState.IN_PROGRESS),
        (True, 400, ReviewState.IN_PROGRESS),
        (False, -1, ReviewState.OVERDUE),
        (False, 0, ReviewState.DUE_SOON),
        (False, 30, ReviewState.DUE_SOON),
        (False, 31, ReviewState.UP_TO_DATE),
    ],
)
def test_a_state_follows_from_the_day(is_open: bool, days: int, state: ReviewState) -> None:
    assert workflow.state_of(is_open=is_open, due_on=TODAY + timedelta(days=days), on=TODAY) is state


@given(is_open=st.booleans(), due_on=DAYS, on=DAYS)
def test_a_state_never_gets_better_by_time_alone(is_open: bool, due_on: date, on: date) -> None:
    order = list(ReviewState)
    today, tomorrow = (
        workflow.state_of(is_open=is_open, due_on=due_on, on=day) for day in (on, on + timedelta(days=1))
    )
    assert order.index(tomorrow) >= order.index(today)
    assert (today is ReviewState.OVERDUE) == (due_on < on)


@pytest.mark.parametrize(
    ("decided_on", "risk", "due_on"),
    [
        (date(2026, 11, 22), ReviewRisk.HIGH, date(2027, 11, 22)),
        (date(2026, 11, 22), ReviewRisk.MEDIUM, date(2028, 11, 22)),
        (date(2026, 11, 22), ReviewRisk.LOW, date(2029, 11, 22)),
        (date(2028, 2, 29), ReviewRisk.HIGH, date(2029, 2, 28)),
        (date(2028, 2, 29), ReviewRisk.LOW, date(2031, 2, 28)),
        (date(2027, 2, 28), ReviewRisk.HIGH, date(2028, 2, 28)),
    ],
)
def test_the_next_review_is_due_by_risk_also_over_a_leap_day(decided_on: date, risk: ReviewRisk, due_on: date) -> None:
    assert workflow.next_due(decided_on, risk) == due_on


@given(decided_on=DAYS, risk=st.sampled_from(ReviewRisk), days=st.integers(-800, 1_500))
def test_the_next_review_lies_after_the_decision_and_within_three_years(
    decided_on: date, risk: ReviewRisk, days: int
) -> None:
    asked_on = decided_on + timedelta(days=days)
    if decided_on < asked_on <= months_after(decided_on, 36):
        assert workflow.checked_due(asked_on, decided_on, risk) == asked_on
        return
    with pytest.raises(BadInput) as refused:
        workflow.checked_due(asked_on, decided_on, risk)
    assert refused.value.field == "next_due_on"


@given(
    verdicts=st.frozensets(st.sampled_from(Verdict)), sensitive=st.booleans(), more=st.sampled_from(Verdict),
    decision=st.sampled_from(ReviewDecision),
)  # fmt: skip
def test_knowing_of_one_more_transfer_never_puts_a_review_off(
    verdicts: frozenset[Verdict], sensitive: bool, more: Verdict, decision: ReviewDecision
) -> None:
    order = [ReviewRisk.LOW, ReviewRisk.MEDIUM, ReviewRisk.HIGH]
    before = workflow.risk_of(verdicts, sensitive=sensitive, decision=decision)
    after = workflow.risk_of(verdicts | {more}, sensitive=sensitive, decision=decision)
    assert not verdicts or order.index(after) >= order.index(before)
    if for_people(more) is not ForPeople.VALID or sensitive:
        assert after is ReviewRisk.HIGH


def test_a_chain_of_which_nothing_is_known_is_reviewed_within_a_year() -> None:
    assert workflow.risk_of((), sensitive=False, decision=ReviewDecision.APPROVED) is ReviewRisk.HIGH


@pytest.mark.parametrize(
    ("severity", "found_on", "due_on"),
    [
        (Severity.CRITICAL, date(2026, 11, 22), date(2026, 11, 22)),
        (Severity.HIGH, date(2026, 11, 20), date(2026, 11, 27)),  # from a Friday
        (Severity.HIGH, date(2026, 11, 22), date(2026, 11, 27)),  # from a Sunday
        (Severity.MEDIUM, date(2026, 11, 22), date(2026, 12, 22)),
        (Severity.LOW, date(2028, 2, 1), date(2028, 3, 2)),
    ],
)
def test_a_reopened_review_is_due_by_how_grave_its_cause_is(severity: Severity, found_on: date, due_on: date) -> None:
    assert workflow.due_after(severity, found_on) == due_on


@pytest.mark.parametrize("advice", [None, *DpoAdvice])
@pytest.mark.parametrize("decision", ReviewDecision)
def test_a_decision_against_the_advice_says_why_and_no_other_does(
    advice: DpoAdvice | None, decision: ReviewDecision
) -> None:
    standing = Standing(is_open=True, due_on=TODAY, advice=advice)
    conditions = 1 if decision is ReviewDecision.APPROVED_WITH_CONDITIONS else 0
    against = (advice is DpoAdvice.ADVISES_AGAINST) is not (decision is ReviewDecision.REJECTED)
    with_why = Taken(decision, "Because.", override_reason="The officer's point is met by X.", conditions=conditions)
    without = Taken(decision, "Because.", conditions=conditions)
    fitting, wrong = (with_why, without) if advice is not None and against else (without, with_why)
    assert workflow.step_of(standing, fitting, "rvw_1", TODAY) is ReviewStep.DECIDED
    with pytest.raises(BadInput) as refused:
        workflow.step_of(standing, wrong, "rvw_1", TODAY)
    assert refused.value.field == "override_reason"


@pytest.mark.parametrize(
    ("taken", "field"),
    [
        (Taken(ReviewDecision.APPROVED, "  "), "reason"),
        (Taken(ReviewDecision.APPROVED_WITH_CONDITIONS, "Yes."), "conditions"),
        (Taken(ReviewDecision.APPROVED, "Yes.", conditions=1), "conditions"),
        (Taken(ReviewDecision.APPROVED, "Yes.", still_valid="As before."), "still_valid"),
    ],
)
def test_what_is_wanting_in_a_decision_is_named(taken: Taken, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        workflow.step_of(OPEN, taken, "rvw_1", TODAY)
    assert refused.value.field == field


def test_a_decided_review_is_approved_again_only_with_why_it_still_holds() -> None:
    again = Taken(ReviewDecision.APPROVED, "Looked again.", still_valid="Nothing but the price list changed.")
    assert workflow.step_of(APPROVED, again, "rvw_1", TODAY) is ReviewStep.RENEWED
    with pytest.raises(Conflict, match="decided already by Ada on 2025-11-22"):
        workflow.step_of(APPROVED, Taken(ReviewDecision.APPROVED, "Looked again."), "rvw_1", TODAY)
    with pytest.raises(Conflict):
        workflow.step_of(APPROVED, Taken(ReviewDecision.REJECTED, "No."), "rvw_1", TODAY)


def test_two_who_approve_again_on_one_day_do_not_both() -> None:
    renewed = Standing(is_open=False, due_on=TODAY, decision=ReviewDecision.APPROVED, decided_on=TODAY, decided_by="Bo")
    again = Taken(ReviewDecision.APPROVED, "Looked again.", still_valid="Nothing changed.")
    with pytest.raises(Conflict, match="by Bo"):
        workflow.step_of(renewed, again, "rvw_1", TODAY)


def test_conditions_that_are_not_met_are_not_forgotten_by_a_plain_approval() -> None:
    standing = Standing(is_open=True, due_on=TODAY, unmet=2)
    with pytest.raises(BadInput, match="not met yet") as refused:
        workflow.step_of(standing, Taken(ReviewDecision.APPROVED, "Yes."), "rvw_1", TODAY)
    assert refused.value.field == "decision"
    with_them = Taken(ReviewDecision.APPROVED_WITH_CONDITIONS, "Yes.")
    assert workflow.step_of(standing, with_them, "rvw_1", TODAY) is ReviewStep.DECIDED
    assert workflow.step_of(standing, Taken(ReviewDecision.REJECTED, "No."), "rvw_1", TODAY) is ReviewStep.DECIDED
