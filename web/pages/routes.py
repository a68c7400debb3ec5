"""All pages under one roof: what they are given, which parameters they take, how they say what is wrong."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from web import problems
from web.pages import (
    agreements,
    assessments,
    assessments_listed,
    assets,
    changes,
    changes_listed,
    clocks,
    controllers,
    diagrams,
    engagements,
    entering,
    gaps,
    help,
    inbox,
    law,
    notices,
    objections,
    objections_listed,
    proposals,
    read,
    read_decisions,
    registers,
    reviews,
    reviews_listed,
    robot,
    search,
    services,
    services_listed,
    settings,
    tasks_listed,
    today,
    told,
    transfers,
    whatif,
    whatif_tasks,
)
from web.pages.rendering import page
from web.pages.views import provide_view
from web.pages.visiting import PageQuery, provide_visit, visit_of
from web.problems import Problem
from web.signing import SignInNeeded

TOLD = ("Retry-After", "WWW-Authenticate")  # headers of a refusal that hold for a page too
WORDED = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


def wrong(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A page that says what happened and what to do; the status is the one the API would answer with. Who has not
    signed in is led to where one does."""
    if isinstance(error, SignInNeeded) and request.method == "GET":
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return Redirect(f"/login?{urlencode({'next': asked})}", status_code=303)
    answered = problems.answer(request, error)
    problem = msgspec.json.decode(answered.content, type=Problem)
    status = HTTPStatus(problem.status)
    visit = visit_of(request, request.app.state.settings.on(), with_day=False)
    shown = page("problem.html", visit, status=status, problem=problem, worded=status in WORDED, name=status.value)
    shown.headers.update({name: value for name, value in answered.headers.items() if name in TOLD})
    return shown


PAGES = Router(
    "/",
    route_handlers=[
        today.today,
        controllers.controller,
        controllers.diagram,
        controllers.chains,
        controllers.thumbnail,
        diagrams.diagram,
        diagrams.world,
        search.search,
        engagements.engagements,
        help.help_page,
        services_listed.services,
        *services.PAGES,
        agreements.agreement,
        changes_listed.changes,
        changes.change,
        changes.decide_change,
        clocks.clocks,
        clocks.begin_clock,
        clocks.end_clock,
        objections_listed.objections,
        tasks_listed.tasks,
        objections.objection,
        objections.open_objection,
        objections.note_page,
        objections.decide_page,
        objections.answer_page,
        objections.close_page,
        objections.task_page,
        inbox.proposals,
        inbox.to_proposals,
        inbox.decide_together,
        proposals.proposal,
        proposals.decide,
        read.read,
        read.read_sent,
        read_decisions.kept_reading,
        read_decisions.decide_reading,
        read_decisions.built,
        reviews_listed.board,
        reviews.do_several,
        reviews.review_page,
        reviews.do_one,
        assessments_listed.assessments_page,
        assessments.start_page,
        assessments.assessment_page,
        assessments.step_page,
        assessments.conclude_page,
        assessments.reopen_page,
        law.law,
        notices.written_for,
        gaps.gaps,
        gaps.gaps_sent,
        registers.registers,
        transfers.transfers,
        whatif.what_if,
        whatif_tasks.make_tasks,
        robot.robot,
        entering.login_page,
        entering.login,
        entering.logout,
        entering.welcome_page,
        entering.welcome,
        entering.provider,
        entering.callback,
        *settings.PAGES,
        *told.PAGES,
    ],
    dependencies={
        "visit": Provide(provide_visit, sync_to_thread=False),
        "view": Provide(provide_view, sync_to_thread=True),
    },
    exception_handlers={HTTPException: wrong, Exception: wrong},
    opt={"query": PageQuery},
    include_in_schema=False,
)

ROUTES: list[ControllerRouterHandler] = [PAGES, assets.static]
