"""`/objections/{id}`: by when must we object, what do we decide, and what came of it?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry import dayfiles
from registry.alerts.clocks import UNDECIDED
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Page, Turning, listed
from registry.catalogue.reading import Row, read_register
from registry.errors import BadInput, Conflict
from registry.reports.letters import no_response, objection_letter
from registry.reviews import objections as deeds
from registry.reviews import taskwork
from registry.reviews.objections import DECISIONS, ENDS, Noticed
from registry.store import Session
from registry.tables import Objection, now
from registry.terms import CountedFrom, NoticeCame, ObjectionState, PeriodOf, PeriodUnit, Right
from web.api.objections import unsaid
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.forms import require_own_form, said
from web.pages.objection_forms import CONDITIONS, day_of, deciding_of, end_of, noticed_of
from web.pages.people import names_of_people
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

TASKS_SHOWN = 50
SILENCE = 5  # days after which a list that changed with no notice is a finding


@dataclass(frozen=True, slots=True)
class Told:
    """An objection as the page shows it on its day."""

    row: Objection
    state: ObjectionState
    names: str
    service: str
    engagement: Row | None
    left: int | None  # days to the conservative day, on the day that is shown
    is_finding: bool


@get("/objections/{objection_id:str}", needs=Right.READ, sync_to_thread=True)
def objection(visit: Visited, desk: AtDesk, view: Seen, objection_id: FromPath[str]) -> Response[str]:
    """The clock, the notice, the decision, the letter, the tasks and every step."""
    return _shown(_At(visit, desk, view, objection_id))


@post("/objections", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def open_objection(request: Request[Any, Any, Any], visit: Visited, pen: WithPen, *, data: Form) -> Response[Any]:
    """Start the clock of a change for one engagement, or lead to the one that runs."""
    require_own_form(request)
    try:
        with pen.write() as session:
            register = read_register(session, Moment(pen.today))
            named = (said(data, "engagement"), said(data, "change") or None)
            identity = deeds.record(session, register, *named, Noticed(), by=pen.actor, at=now()).id
    except Conflict as running:
        identity = running.existing or ""
    return Redirect(visit.link(f"/objections/{identity}"), status_code=303)


@post("/objections/{objection_id:str}/notice", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def note_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, objection_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Note how and when the notice came."""

    def deed(session: Session) -> object:
        noticed = noticed_of(data, list(deeds.one(session, objection_id).periods or []))
        return deeds.note(session, objection_id, noticed, by=pen.actor, on=pen.today, at=now())

    return _done(request, _At(visit, desk, view, objection_id), pen, deed, data, place="notice")


@post("/objections/{objection_id:str}/decision", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def decide_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, objection_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """A person objects, accepts, or sets conditions."""

    def deed(session: Session) -> object:
        return deeds.decide(session, objection_id, deciding_of(data), by=pen.actor, on=pen.today, at=now())

    return _done(request, _At(visit, desk, view, objection_id), pen, deed, data, place="decision")


@post("/objections/{objection_id:str}/answer", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def answer_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, objection_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Take down what the processor answered."""

    def deed(session: Session) -> object:
        answered_on = day_of(data, "answered_on") or pen.today
        return deeds.answer(
            session, objection_id, said(data, "answer"), answered_on, by=pen.actor, on=pen.today, at=now()
        )

    return _done(request, _At(visit, desk, view, objection_id), pen, deed, data, place="answer")


@post("/objections/{objection_id:str}/outcome", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def close_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, objection_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Say how it ended."""

    def deed(session: Session) -> object:
        return deeds.close(session, objection_id, end_of(data), said(data, "ended"), by=pen.actor, at=now())

    return _done(request, _At(visit, desk, view, objection_id), pen, deed, data, place="answer")


@post("/objections/{objection_id:str}/tasks", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def task_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, objection_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Have one of its tasks done."""

    def deed(session: Session) -> object:
        return taskwork.done(session, said(data, "task"), said(data, "note") or None, by=pen.actor, at=now())

    return _done(request, _At(visit, desk, view, objection_id), pen, deed, data, place="tasks")


@dataclass(frozen=True, slots=True)
class _At:
    """Where a visitor is: one objection on a day."""

    visit: Visit
    desk: Desk
    view: View
    identity: str


def _done(
    request: Request[Any, Any, Any], at: _At, pen: Pen, deed: Callable[[Session], object], form: dict[str, Any],
    *, place: str,
) -> Response[Any]:  # fmt: skip
    """Do a deed and lead back, or say why it was refused and keep what was written."""
    require_own_form(request)
    try:
        with pen.write() as session:
            deed(session)
    except Conflict as error:
        return _shown(at, Trouble("objection.conflict", str(error)), form)
    except BadInput as error:
        return _shown(at, Trouble("objection.bad", str(error)), form)
    return Redirect(f"{at.visit.link(f'/objections/{at.identity}')}#{place}", status_code=303)


def _shown(at: _At, trouble: Trouble | None = None, given: dict[str, Any] | None = None) -> Response[str]:
    visit, desk, view, identity = at.visit, at.desk, at.view, at.identity
    row = deeds.one(desk.session, identity)
    on = visit.moment.on
    told = told_of(row, view, on)
    letter = objection_letter(view.register, view.law, row, visit.language)
    steps, tasks = deeds.steps(desk.session, identity), _tasks(at)
    named = {row.decided_by, *(one.step_by for one in steps), *(one.owner for one in tasks.items)}
    return page(
        "objection.html",
        replace(visit, path=f"/objections/{identity}"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        one=told,
        row=row,
        lapsed=no_response(row, visit.language, on) if told.state is ObjectionState.NO_RESPONSE else None,
        unsaid=unsaid(row),
        controller=view.register.organisations.get(told.engagement.controller_id) if told.engagement else None,
        letter=letter,
        tasks=tasks.items,
        all_tasks=tasks.total,
        steps=steps,
        people=names_of_people(desk, visit, named),
        rules=dayfiles.load().rules.values(),
        is_waiting=visit.is_today and row.state in UNDECIDED,
        may_decide=visit.decides_today and row.state in UNDECIDED,
        may_answer=visit.decides_today and told.state in deeds.DECIDED,
        may_close=visit.decides_today and row.state is ObjectionState.VENDOR_ANSWERED,
        may_note=visit.decides_today and row.state not in ENDS,
        came=list(NoticeCame),
        decisions=DECISIONS,
        ends=ENDS,
        papers=list(PeriodOf),
        units=list(PeriodUnit),
        starts=[CountedFrom.SENT, CountedFrom.RECEIVED],
        conditions=CONDITIONS,
        given=given or {},
        trouble=trouble,
    )


def _tasks(at: _At) -> Page[Row]:
    """The tasks of the objection, the earliest due first, and how many there are."""
    asked = {"objection": at.identity}
    return listed(at.desk.session, "tasks", at.visit.moment, asked, Turning("due_on", TASKS_SHOWN))


def told_of(row: Objection, view: View, on: date) -> Told:
    """An objection on a day, with the names a page shows."""
    engagement = view.register.engagements.get(row.engagement_id)
    service = view.register.services.get(row.service_id or (engagement.service_id if engagement is not None else ""))
    silent = row.notice_came is None and row.seen_on is not None and (on - row.seen_on).days >= SILENCE
    return Told(
        row=row,
        state=deeds.standing(row, on),
        names=", ".join(str(one["name"]) for one in row.named or [] if one.get("name")),
        service=service.name if service is not None else row.engagement_id,
        engagement=engagement,
        left=(row.deadline_on - on).days if row.deadline_on is not None else None,
        is_finding=silent or row.notice_came is NoticeCame.PAGE_ONLY,
    )
