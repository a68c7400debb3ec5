"""Transfer impact assessments: read on a day, and what a person does with one. No machine concludes."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, UnsetType, to_builtins

from registry.answers import dumps
from registry.catalogue import assessing, assessments
from registry.catalogue.assessments import Assessed
from registry.catalogue.dated import Moment
from registry.catalogue.listing import sliced
from registry.catalogue.reading import read_register
from registry.glossary import Language
from registry.reports import assessed as telling
from registry.reports.assessment_report import markdown
from registry.reviews.rejudging import judge_again
from registry.store import Session
from registry.tables import now
from registry.terms import AssessmentState, Right
from web.api.asking import shaped
from web.api.matching import require_match
from web.api.naming import named
from web.api.paging import Country, ListQuery, Page, Timed, Words, page
from web.api.shapes import assessments as shapes
from web.api.shapes.base import single
from web.deps import AtDesk, Desk, Pen, WithPen

T = TypeVar("T")
ORDERS = ("importer",)


class AssessmentsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name; `country` is the one whose law is assessed; `q` finds words in the importer's
    name."""

    default_sort: ClassVar[str] = "importer"

    q: Words | None = None
    controller: Words | None = None
    country: Country | None = None
    state: AssessmentState | None = None


class ReportFormat(StrEnum):
    """What a report is answered as."""

    MARKDOWN = "md"
    JSON = "json"


class ReportQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lang` is the language of the report."""

    format: ReportFormat = ReportFormat.MARKDOWN
    lang: Language = Language.EN


@get("/assessments", needs=Right.READ, query=AssessmentsQuery, sync_to_thread=True)
def transfer_assessments(
    desk: AtDesk, asked: NamedDependency[AssessmentsQuery]
) -> Page[shapes.AssessmentListed]:  # fmt: skip
    """List transfer impact assessments with what makes each due for review."""
    turning = asked.turning(*ORDERS)
    moment = asked.moment(desk.today)
    register = desk.register(moment)
    controller = register.controller(asked.controller).id if asked.controller else None
    found = assessments.of_controller(desk.session, register, desk.law(moment), controller)
    return page(sliced([one for one in found if _is_asked(one, asked)], turning, _place), _listed, turning)


@get("/assessments/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=True)
def transfer_assessment(
    request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str], asked: NamedDependency[Timed]
) -> Response[shapes.AssessmentWhole]:
    """Read one assessment: six steps, facts with sources, conclusions, what is missing and what came about."""
    return single(request, shaped(_told(desk, identity, asked.moment(desk.today)), shapes.AssessmentWhole))


@get(
    "/assessments/{identity:str}/report",
    needs=Right.READ,
    query=ReportQuery,
    answers={"json": "application/json", "md": "text/markdown"},
    sync_to_thread=True,
)
def assessment_report(desk: AtDesk, identity: FromPath[str], asked: NamedDependency[ReportQuery]) -> Response[bytes]:
    """Write the report of one assessment, with its sources."""
    moment = asked.moment(desk.today)
    if asked.format is ReportFormat.JSON:
        return Response(dumps(_told(desk, identity, moment)).encode(), media_type="application/json")
    return Response(report(desk, identity, moment, asked.lang), media_type="text/markdown; charset=utf-8")


@post("/assessments", needs=Right.EDIT, body=shapes.Starting, status_code=200, sync_to_thread=True)
def start_assessment(pen: WithPen, given: NamedDependency[shapes.Starting]) -> shapes.AssessmentWritten:
    """Start the one assessment of an importer in a country; 409 names the one that was started already."""

    def deed(session: Session) -> str:
        register = read_register(session, Moment(pen.today))
        controller = named(register.controller, given.controller, "controller")
        return assessing.start(
            session, register, controller, given.importer, given.destination, by=given.started_by, at=now()
        ).id

    return _done(pen, deed)


@post(
    "/assessments/{identity:str}/steps",
    needs=Right.EDIT,
    if_match=True,
    body=shapes.Filling,
    status_code=200,
    sync_to_thread=True,
)
def fill_step(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Filling]
) -> shapes.AssessmentWritten:
    """Fill one of the six steps."""

    def deed(session: Session) -> str:
        require_match(request, lambda: shaped(_standing(session, pen, identity), shapes.AssessmentWhole))
        sources = [to_builtins(one) for one in _listed_in(given.sources)]
        answers = {} if given.answers is UNSET else dict(given.answers)
        filling = assessing.Filling(given.step, given.finding, given.filled_by, answers, sources)
        assessing.fill(session, identity, filling, on=pen.today, at=now())
        return identity

    return _done(pen, deed)


@post(
    "/assessments/{identity:str}/conclusions", needs=Right.EDIT,
    if_match=True, body=shapes.Concluding, status_code=200, sync_to_thread=True,
)  # fmt: skip
def conclude_assessment(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Concluding]
) -> shapes.AssessmentWritten:
    """Conclude as a named person; refused (422) with everything that is missing. What depends is judged again."""

    def deed(session: Session) -> str:
        require_match(request, lambda: shaped(_standing(session, pen, identity), shapes.AssessmentWhole))
        concluding = assessing.Concluding(
            given.outcome,
            given.concluded_by,
            given.reasons,
            _listed_in(given.requires),
            _listed_in(given.relies_on),
            given.review_due_on,
        )
        day = assessing.day_of(given.concluded_on, pen.today)
        assessing.conclude(session, identity, concluding, law=pen.law, on=day, at=now())
        return identity

    return _done(pen, deed)


@post(
    "/assessments/{identity:str}/reopenings", needs=Right.EDIT,
    if_match=True, body=shapes.Reopening, status_code=200, sync_to_thread=True,
)  # fmt: skip
def reopen_assessment(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Reopening]
) -> shapes.AssessmentWritten:
    """Work on a concluded assessment anew; its conclusion stands meanwhile."""

    def deed(session: Session) -> str:
        require_match(request, lambda: shaped(_standing(session, pen, identity), shapes.AssessmentWhole))
        by = given.reopened_by
        assessing.reopen(session, identity, given.because, by=by, law=pen.law, on=pen.today, at=now())
        return identity

    return _done(pen, deed)


def report(desk: Desk, identity: str, moment: Moment, language: Language) -> bytes:
    """The report of one assessment as Markdown."""
    register = desk.register(moment)
    one = assessments.one_assessed(desk.session, register, desk.law(moment), identity)
    controller = register.organisations[one.row.controller_id].name
    return markdown(one, assessments.history(desk.session, identity, moment), controller, language).encode()


def _told(desk: Desk, identity: str, moment: Moment) -> dict[str, Any]:
    one = assessments.one_assessed(desk.session, desk.register(moment), desk.law(moment), identity)
    return telling.whole(one, assessments.history(desk.session, identity, moment))


def _done(pen: Pen, deed: Callable[[Session], str]) -> shapes.AssessmentWritten:
    """Do a deed, judge again, and tell the assessment as it stands now."""
    with pen.write() as session:
        identity = deed(session)
        turns = judge_again(session, pen.law, pen.today, pen.settings.now())
        told = _standing(session, pen, identity) | {"flips": [turn.as_json() for turn in turns]}
    return shaped(told, shapes.AssessmentWritten)


def _standing(session: Session, pen: Pen, identity: str) -> dict[str, Any]:
    register = read_register(session, Moment(pen.today))
    one = assessments.one_assessed(session, register, pen.law, identity)
    return telling.whole(one, assessments.history(session, identity, register.moment))


def _listed_in(values: list[T] | UnsetType) -> list[T]:
    """What was sent; nothing where the key was left out."""
    return [] if isinstance(values, UnsetType) else values


def _is_asked(one: Assessed, asked: AssessmentsQuery) -> bool:
    wanted = asked.filters()
    words = str(wanted.pop("q", "")).casefold()
    wanted.pop("controller", None)  # an id or a name, which was found before
    known = {"country": one.row.destination, "state": one.state}
    return words in one.row.importer.casefold() and wanted.items() <= known.items()


def _place(one: Assessed) -> tuple[str, str]:
    return one.row.importer, one.row.id


def _listed(one: Assessed) -> shapes.AssessmentListed:
    return shaped(telling.summary(one), shapes.AssessmentListed)


ROUTES = [
    transfer_assessments, transfer_assessment, assessment_report, start_assessment, fill_step, conclude_assessment,
    reopen_assessment,
]  # fmt: skip
