"""What the forms of reviews say: which button was pressed, and its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphs.text import plain
from registry.catalogue.reading import Register
from registry.errors import BadInput
from registry.reviews import answering, reviewing
from registry.reviews.answering import Answer
from registry.reviews.reviewing import Condition, Deciding, Opening
from registry.reviews.steps import Acting
from registry.store import Session
from registry.tables import now
from registry.terms import ChecklistState, DpoAdvice, ReviewDecision
from web.deps import Pen
from web.pages.forms import said

SEVERAL = frozenset({"open", "assign", "advise", "decide"})
DEEDS = SEVERAL | {"answer", "meet"}
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for."""

    name: str
    form: Mapping[str, Any]

    def acting(self, pen: Pen) -> Acting:
        """Who does it, now."""
        return Acting(pen.actor, now(), pen.today)

    def do(self, session: Session, reviews: list[str], pen: Pen, register: Callable[[], Register]) -> None:
        """Do it to these reviews. Raises BadInput naming the field that cannot be, and Conflict."""
        acting, form = self.acting(pen), self.form
        match self.name:
            case "assign":
                reviewing.assign(session, reviews, said(form, "owner"), acting, due_on=_day(form, "due_on"))
            case "advise":
                reviewing.advise(session, reviews, _advice(form), _text(form, "advice"), acting)
            case "decide":
                reviewing.decide(session, reviews, deciding_of(form), acting)
            case "answer":
                answer = Answer(said(form, "item"), _state(form), _text(form, "evidence"), said(form, "link").strip())
                answering.answer(session, reviews[0], [answer], acting, register=register(), law=pen.law)
            case "meet":
                reviewing.meet(session, reviews[0], said(form, "condition"), _text(form, "note"), acting)


def deed_of(form: Mapping[str, Any], deeds: frozenset[str]) -> tuple[str, Asked]:
    """The deed whose button was pressed. Raises BadInput for none of the page's."""
    name = said(form, "deed")
    if name not in deeds:
        raise BadInput("No button of this page says that.", field="deed")
    return name, Asked(name, form)


def opening_of(form: Mapping[str, Any]) -> Opening:
    """Why reviews are opened, and whose they are."""
    return Opening(_text(form, "because"), said(form, "owner").strip() or None, _day(form, "due_on"))


def deciding_of(form: Mapping[str, Any]) -> Deciding:
    """A decision; conditions are lines of a day and what must be done: `2027-01-31 Sign the annexes.`"""
    decision = said(form, "decision")
    if decision not in set(ReviewDecision):
        raise BadInput("Choose a decision.", field="decision")
    return Deciding(
        ReviewDecision(decision),
        _text(form, "reason"),
        _text(form, "override_reason"),
        _text(form, "still_valid"),
        [_condition(line) for line in said(form, "conditions").splitlines() if line.strip()],
        _day(form, "next_due_on"),
    )


def _condition(line: str) -> Condition:
    day, _, text = line.strip().partition(" ")
    try:
        return Condition(plain(text, LONGEST), date.fromisoformat(day))
    except ValueError as error:
        raise BadInput(
            f"“{line[:80]}” begins with no day; write 2027-01-31 and then what must be done.", field="conditions"
        ) from error


def _advice(form: Mapping[str, Any]) -> DpoAdvice:
    if said(form, "dpo_advice") not in set(DpoAdvice):
        raise BadInput("Choose what is advised.", field="advice")
    return DpoAdvice(said(form, "dpo_advice"))


def _state(form: Mapping[str, Any]) -> ChecklistState:
    if said(form, "state") not in set(ChecklistState):
        raise BadInput("Choose what is said of the row.", field="state")
    return ChecklistState(said(form, "state"))


def _text(form: Mapping[str, Any], name: str) -> str:
    return plain(said(form, name), LONGEST)


def _day(form: Mapping[str, Any], name: str) -> date | None:
    text = said(form, name).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text[:80]}” is no day; write YYYY-MM-DD.", field=name) from error
