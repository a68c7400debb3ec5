"""`/reviews/{id}`: one review with its checklist, advice and decision; and what is done to several at once."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.errors import BadInput, Conflict, NotFound
from registry.reviews import checklist, kept, reviewing, workflow
from registry.reviews.entries import Entry
from registry.reviews.naming import Engaged, engaged
from registry.reviews.since import since
from registry.store import Session
from registry.tables import ReviewAnswer
from registry.terms import ChecklistPart, ChecklistState, DpoAdvice, ReviewDecision, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.forms import require_own_form, several
from web.pages.lists import asked_of
from web.pages.people import names_of_people
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.review_forms import DEEDS, SEVERAL, deed_of, opening_of
from web.pages.reviews_listed import FILTERS, BoardQuery, board_of
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit


@dataclass(frozen=True, slots=True)
class Checked:
    """A row of the checklist with the answer beside it. `shown` None: not known."""

    entry: Entry
    answer: ReviewAnswer | None

    @property
    def shown(self) -> ChecklistState | None:
        """What a person said; else what the register says."""
        return self.answer.state if self.answer is not None else self.entry.state


@post("/reviews", needs=Right.DECIDE, query=BoardQuery, sync_to_thread=True, status_code=303)
def do_several(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Open, assign, advise or decide everything that is ticked, all or none."""
    require_own_form(request)
    trouble = _done(pen, data, several(data, "review"), SEVERAL)
    if trouble is not None:
        return board_of(visit, desk, view, trouble)
    return Redirect(visit.link("/reviews", **asked_of(visit, *FILTERS)), status_code=303)


@get("/reviews/{review_id:str}", needs=Right.READ, sync_to_thread=True)
def review_page(visit: Visited, desk: AtDesk, view: Seen, review_id: FromPath[str]) -> Response[str]:
    """One review: why it is open, what came about since, advice, decision, conditions, checklist, every step."""
    return _shown(visit, desk, view, review_id)


@post("/reviews/{review_id:str}", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def do_one(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, review_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Open it again, assign, answer a row, decide, or say that a condition is met."""
    require_own_form(request)
    kept.one(desk.session, review_id, visit.moment)
    trouble = _done(pen, data, [review_id], DEEDS)
    if trouble is not None:
        return _shown(visit, desk, view, review_id, trouble)
    return Redirect(visit.link(f"/reviews/{review_id}"), status_code=303)


def _done(pen: Pen, form: dict[str, Any], reviews: list[str], deeds: frozenset[str]) -> Trouble | None:
    """Do what the pressed button says. What cannot be is told, and nothing is done."""
    try:
        name, deed = deed_of(form, deeds)
        if name == "advise":
            pen.require(Right.ADVISE)
        with pen.write() as session:
            if name == "open":
                reviewing.open_reviews(
                    session, _engagements(session, form, reviews), opening_of(form), deed.acting(pen)
                )
            else:
                deed.do(session, reviews, pen, lambda: read_register(session, Moment(pen.today)))
    except Conflict as error:
        return Trouble("reviews.conflict", str(error))
    except (BadInput, NotFound) as error:
        field = getattr(error, "field", None) or ""
        return Trouble(_WORDED.get(str(field), "reviews.bad"), str(error))
    return None


_WORDED = {
    "reason": "reviews.bad_reason",
    "override_reason": "reviews.bad_override_reason",
    "still_valid": "reviews.bad_still_valid",
    "conditions": "reviews.bad_conditions",
    "advice": "reviews.bad_advice",
    "owner": "reviews.bad_owner",
    "because": "reviews.bad_because",
    "next_due_on": "reviews.bad_next_due_on",
    "reviews": "reviews.bad_reviews",
}


def _engagements(session: Session, form: dict[str, Any], reviews: list[str]) -> list[str]:
    """The engagements that are ticked, or that of the review whose page it is."""
    rows = kept.standing_rows(session, reviews)
    return [*several(form, "engagement"), *(row.engagement_id for row in rows.values())]


def _shown(visit: Visit, desk: Desk, view: View, identity: str, trouble: Trouble | None = None) -> Response[str]:
    moment = visit.moment
    row = kept.one(desk.session, identity, moment)
    history = kept.history(desk.session, identity, moment)
    conditions = kept.conditions(desk.session, [identity], moment).get(identity, [])
    checked = _checked(desk, view.register, row.id, row.engagement_id, view)
    actors = {one.step_by for one in history} | {row.owner, row.advised_by, row.decided_by}
    actors |= {one.answer.answered_by for one in checked if one.answer is not None}
    actors |= {name for one in conditions for name in (one.set_by, one.met_by)}
    return page(
        "review.html",
        replace(visit, path=f"/reviews/{identity}"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        row=row,
        of=_named(desk, row.engagement_id, moment),
        state=workflow.state_of(is_open=row.is_open, due_on=row.due_on, on=moment.on),
        has_ended=kept.has_ended(row),
        parts_of={part: [one for one in checked if one.entry.part is part] for part in ChecklistPart},
        states=list(ChecklistState),
        conditions=conditions,
        causes=kept.causes(desk.session, identity, moment),
        since=since(desk.session, row, moment),
        history=list(reversed(history)),
        people=names_of_people(desk, visit, actors),
        decisions=list(ReviewDecision),
        advices=list(DpoAdvice),
        renews=row.decision in workflow.APPROVALS,
        may_write=visit.decides_today and not kept.has_ended(row),
        trouble=trouble,
    )


def _checked(desk: Desk, register: Register, review_id: str, engagement_id: str, view: View) -> list[Checked]:
    if engagement_id not in register.engagements:
        return []
    answers = kept.answers(desk.session, review_id, register.moment)
    entries = checklist.fill(desk.session, register, view.law, engagement_id)
    return [Checked(entry, answers.get(entry.item)) for entry in entries]


def _named(desk: Desk, engagement_id: str, moment: Moment) -> Engaged | None:
    return engaged(desk.session, [engagement_id], moment).get(engagement_id)
