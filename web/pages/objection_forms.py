"""What the forms of an objection say: a notice, a decision with its conditions, an answer, an end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.alerts.periods_on_file import Kept
from registry.errors import BadInput
from registry.reviews.objections import Deciding, Noticed
from registry.terms import CountedFrom, NoticeCame, ObjectionState, PeriodOf, PeriodUnit
from web.pages.forms import said

CONDITIONS = 3  # rows of the form


def noticed_of(form: Mapping[str, Any], kept: list[Kept]) -> Noticed:
    """A notice as the form has it. A period that is written goes before those of its sort on file. Raises BadInput."""
    came = said(form, "notice_came")
    if came and came not in set(NoticeCame):
        raise BadInput("Choose how it came.", field="notice_came")
    period = _period(form)
    others = [one for one in kept if period is not None and one["of"] != period["of"]]
    return Noticed(
        came=NoticeCame(came) if came else None,
        periods=None if period is None else [*others, period],
        sent_on=day_of(form, "sent_on"),
        received_on=day_of(form, "received_on"),
        effective_on=day_of(form, "effective_on"),
    )


def deciding_of(form: Mapping[str, Any]) -> Deciding:
    """A decision as the form has it. Conditions that say nothing are left out. Raises BadInput."""
    decision = said(form, "decision")
    if decision not in set(ObjectionState):
        raise BadInput("Choose what you decide.", field="decision")
    conditions = [
        {"text": said(form, f"condition_{number}"), "due_on": day_of(form, f"condition_due_{number}")}
        for number in range(CONDITIONS)
        if said(form, f"condition_{number}").strip()
    ]
    return Deciding(state=ObjectionState(decision), reason=said(form, "reason"), conditions=conditions)


def end_of(form: Mapping[str, Any]) -> ObjectionState:
    """How it ended. Raises BadInput."""
    if said(form, "outcome") not in set(ObjectionState):
        raise BadInput("Choose how it ended.", field="outcome")
    return ObjectionState(said(form, "outcome"))


def day_of(form: Mapping[str, Any], name: str) -> date | None:
    """A day of the form; None where it is left empty. Raises BadInput."""
    text = said(form, name).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text[:80]}” is no day.", field=name) from error


def _period(form: Mapping[str, Any]) -> Kept | None:
    """The period that is written; None where no days are."""
    days = said(form, "period_days").strip()
    if not days:
        return None
    if not days.isascii() or not days.isdigit() or len(days) > 4:
        raise BadInput(f"“{days[:80]}” is no number of days.", field="period_days")
    of, unit, start = (said(form, f"period_{name}") for name in ("of", "unit", "counted_from"))
    if of not in set(PeriodOf) or unit not in {"", *PeriodUnit} or start not in {"", *CountedFrom}:
        raise BadInput("Choose the paper, the unit and the day it counts from.", field="period_of")
    holidays = said(form, "period_holidays").strip().upper()
    return {
        "of": of, "days": int(days), "unit": unit or None, "counted_from": start or None, "holidays": holidays or None,
        "rolls": None, "clause": said(form, "period_clause").strip() or None, "field": "objection_days",
        "source": said(form, "period_source").strip(),
    }  # fmt: skip
