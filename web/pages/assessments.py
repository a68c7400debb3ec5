"""`/assessments/{id}`: one assessment with its six steps and its forms, from its start to its conclusion."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry import assessmentfiles
from registry.catalogue import assessing, assessments
from registry.catalogue.answered import QUESTIONS, YES_OR_NO
from registry.catalogue.assessments import Assessed
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict, Unfinished
from registry.law.assessing import last_review_day, review_day
from registry.reports import assessed as telling
from registry.reports.assessment_report import shown_law
from registry.reviews.rejudging import judge_again
from registry.store import Session
from registry.tables import now
from registry.terms import AssessmentOutcome, AssessmentStep, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.assessment_forms import concluding_of, filling_of
from web.pages.assessments_listed import list_of
from web.pages.forms import require_own_form, said
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

FREE_ROWS = 2  # for sources, beside those there are


@post("/assessments", needs=Right.EDIT, sync_to_thread=True, status_code=303)
def start_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Start an assessment and lead to it."""
    require_own_form(request)

    def deed(session: Session) -> str:
        register = read_register(session, Moment(pen.today))
        names = [said(data, name) for name in ("controller", "importer", "destination")]
        return assessing.start(session, register, *names, by=said(data, "by"), at=now()).id

    identity, trouble = _done(pen, deed)
    if trouble is not None:
        return list_of(visit, desk, view, trouble)
    return Redirect(visit.link(f"/assessments/{identity}"), status_code=303)


@get("/assessments/{assessment_id:str}", needs=Right.READ, sync_to_thread=True)
def assessment_page(visit: Visited, desk: AtDesk, view: Seen, assessment_id: FromPath[str]) -> Response[str]:
    """One assessment: what came about, the conclusion, six steps, the register's facts."""
    return _shown(visit, desk, view, assessment_id)


@post("/assessments/{assessment_id:str}/steps", needs=Right.EDIT, sync_to_thread=True, status_code=303)
def step_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, assessment_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Fill a step, and go on at the next."""
    require_own_form(request)

    def deed(session: Session) -> str:
        assessing.fill(session, assessment_id, filling_of(data), on=pen.today, at=now())
        return assessment_id

    _, trouble = _done(pen, deed)
    return _answered(visit, desk, view, assessment_id, trouble, form=data, place=said(data, "step"))


@post("/assessments/{assessment_id:str}/conclusions", needs=Right.EDIT, sync_to_thread=True, status_code=303)
def conclude_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, assessment_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """A named person concludes; what is missing is told."""
    require_own_form(request)

    def deed(session: Session) -> str:
        assessing.conclude(session, assessment_id, concluding_of(data), law=pen.law, on=pen.today, at=now())
        return assessment_id

    _, trouble = _done(pen, deed)
    return _answered(visit, desk, view, assessment_id, trouble, form=data, place="stands")


@post("/assessments/{assessment_id:str}/reopenings", needs=Right.EDIT, sync_to_thread=True, status_code=303)
def reopen_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, assessment_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Work on it anew."""
    require_own_form(request)

    def deed(session: Session) -> str:
        because, by = said(data, "because"), said(data, "by")
        assessing.reopen(session, assessment_id, because, by=by, law=pen.law, on=pen.today, at=now())
        return assessment_id

    _, trouble = _done(pen, deed)
    return _answered(visit, desk, view, assessment_id, trouble, form=data, place="steps")


def _done(pen: Pen, deed: Callable[[Session], str]) -> tuple[str, Trouble | None]:
    """Do a deed and judge again, or say why it was refused."""
    try:
        with pen.write() as session:
            identity = deed(session)
            judge_again(session, pen.law, pen.today, pen.settings.now())
    except Unfinished:
        return "", Trouble("assessment.unfinished")
    except Conflict as error:
        return "", Trouble("assessment.conflict", str(error))
    except BadInput as error:
        return "", Trouble(_WORDED.get(error.field or "", "assessment.bad"), str(error))
    return identity, None


_WORDED = {
    "finding": "assessment.bad_finding",
    "reasons": "assessment.bad_reasons",
    "review_due_on": "assessment.bad_review_due_on",
    "started_by": "assessment.bad_by",
    "filled_by": "assessment.bad_by",
    "reopened_by": "assessment.bad_by",
    "concluded_by": "assessment.bad_concluded_by",
}


def _answered(
    visit: Visit, desk: Desk, view: View, identity: str, trouble: Trouble | None, *, form: dict[str, Any], place: str
) -> Response[Any]:
    if trouble is not None:
        return _shown(visit, desk, view, identity, trouble=trouble, given=form)
    anchor = place if place in {*AssessmentStep, "stands", "steps"} else "steps"
    return Redirect(f"{visit.link(f'/assessments/{identity}')}#{anchor}", status_code=303)


def _shown(
    visit: Visit,
    desk: Desk,
    view: View,
    identity: str,
    *,
    trouble: Trouble | None = None,
    given: dict[str, Any] | None = None,
) -> Response[str]:
    one = assessments.one_assessed(desk.session, view.register, view.law, identity)
    guide = assessmentfiles.load()
    day = visit.moment.on
    return page(
        "assessment.html",
        replace(visit, path=f"/assessments/{identity}"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        one=one,
        row=one.row,
        controller=view.register.organisations[one.row.controller_id],
        steps=list(AssessmentStep),
        lacking={lack.step: lack.what for lack in one.lacking},
        history=[row for row in _history(desk, identity, visit.moment) if row.row != _row(one)],
        law=shown_law(one.facts, one.conclusion.relies_on if one.conclusion else ()),
        acts=_acts(one),
        measures=guide.measures,
        scenarios=guide.scenarios,
        asks=guide.questions,
        questions=QUESTIONS,
        answers=YES_OR_NO,
        outcomes=list(AssessmentOutcome),
        may_write=visit.edits_today and (one.conclusion is None or one.is_reopened),
        usual=review_day(day, one.row.destination),
        last=last_review_day(day),
        free_rows=FREE_ROWS,
        given=given or {},
        why=lambda due: telling.why_due(due, visit.language),
        told=lambda fact, value: telling.value(fact, value, visit.language),
        category=lambda name: telling.category(name, visit.language),
        trouble=trouble,
    )


def _history(desk: Desk, identity: str, moment: Moment) -> list[Any]:
    return list(assessments.history(desk.session, identity, moment))


def _row(one: Assessed) -> int | None:
    return one.conclusion.row if one.conclusion else None


def _acts(one: Assessed) -> list[tuple[str, str]]:
    """What a conclusion can rest on: decisions about the country and sets of clauses that hold on the day."""
    records = one.facts["law"].items()
    standing = [(key, record) for key, record in records if record["state"].get("standing") == "in_force"]
    return [(key, record["name"]) for key, record in standing if record["kind"] in {"decision", "clauses"}]
