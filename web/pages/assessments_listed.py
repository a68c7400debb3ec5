"""`/assessments`: which transfers are assessed, which want it? Narrowed, sorted, paged and exported in its address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any

from litestar import Response, get

from registry.catalogue import assessments
from registry.catalogue.assessments import Assessed
from registry.catalogue.covering import country_assessed
from registry.cataloguenames import folded
from registry.reports import assessed as telling
from registry.reports.cells import Cell, Word
from registry.reports.sheets import FORMATS
from registry.terms import AssessmentState, Flag, Responsibility, Right
from web.deps import AtDesk, Desk
from web.pages.lists import (
    Choice,
    asked_of,
    choice,
    file_of,
    format_of,
    labelled,
    one_of,
    order,
    part_of,
    require_few,
    sheet_of,
)
from web.pages.proposals import Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

WANTED_SHOWN = 50
FILTERS = ("q", "state", "controller", "country", "sort")
COLUMNS = (
    "id", "controller", "importer", "destination", "assessment_state", "assessment_outcome", "decided_on_day",
    "assessment_review",
)  # fmt: skip
ORDER = (AssessmentState.DUE, AssessmentState.REOPENED, AssessmentState.OPEN, AssessmentState.CONCLUDED)
SORTS = ("state", "importer", "country", "review")


class AssessmentsQuery(PageQuery, frozen=True, kw_only=True):
    """`q`: words of the importer's name; `country`: whose law is assessed; `format`: what is asked for, as a file."""

    q: str | None = None
    state: str | None = None
    controller: str | None = None
    country: str | None = None
    sort: str | None = None
    page: str | None = None
    wanted: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An importer in a country to which a tool leads and nobody has assessed."""

    controller_id: str
    importer: str
    country: str
    paths: tuple[str, ...]


@get("/assessments", needs=Right.READ, query=AssessmentsQuery, sync_to_thread=True)
def assessments_page(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """Those due first; then what wants one, each with a form to start it. Or the assessments as a file."""
    if (format_ := format_of(visit)) is None:
        return list_of(visit, desk, view)
    every = assessments.of_controller(desk.session, view.register, view.law, None)
    found = _asked_for(visit, view, every)
    require_few(len(found))
    rows = (_row(one, view, visit) for one in found)
    return file_of(sheet_of("assessments", COLUMNS, rows, view), format_, visit, "assessments")


def list_of(visit: Visit, desk: Desk, view: View, trouble: Trouble | None = None) -> Response[Any]:
    """The list, and what of the last form could not be done."""
    every = assessments.of_controller(desk.session, view.register, view.law, None)
    wanted = _wanted(view, every)
    open_ones = [one for one in wanted if "state" not in visit.query and _is_asked(visit, one)]
    part = part_of(_asked_for(visit, view, every), visit)
    return page(
        "assessments.html",
        replace(visit, path="/assessments"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        part=part,
        wanted=part_of(open_ones, visit, each=WANTED_SHOWN, asks="wanted"),
        is_empty=not every and not wanted,
        asked=asked_of(visit, *FILTERS),
        choices=_choices(visit, view, {one.row.destination for one in every} | {one.country for one in wanted}),
        formats=FORMATS,
        names=view.names(),
        several=len(view.controllers()) > 1,
        why=lambda due: telling.why_due(due, visit.language),
        trouble=trouble,
    )


def _asked_for(visit: Visit, view: View, every: Iterable[Assessed]) -> list[Assessed]:
    """Those that the address asks for, in its order; by controller, importer and country within it."""
    state = one_of(visit, "state", AssessmentState)
    found = [
        one
        for one in every
        if state in (None, one.state)
        and _fits(visit, one.row.controller_id, one.row.importer, one.row.destination)
    ]  # fmt: skip
    return sorted(found, key=_sorts(visit)[one_of(visit, "sort", SORTS) or SORTS[0]])


def _is_asked(visit: Visit, one: Wanted) -> bool:
    return _fits(visit, one.controller_id, one.importer, one.country)


def _fits(visit: Visit, controller_id: str, importer: str, country: str) -> bool:
    asked = visit.query
    return (
        folded(asked.get("q", "")) in folded(importer)
        and asked.get("controller", controller_id) == controller_id
        and asked.get("country", country) == country
    )


def _sorts(visit: Visit) -> Mapping[str, Callable[[Assessed], Any]]:
    return {
        "state": lambda one: ORDER.index(one.state),
        "importer": lambda one: folded(one.row.importer),
        "country": lambda one: visit.wording.country(one.row.destination).casefold(),
        "review": lambda one: one.conclusion.review_due_on if one.conclusion else date.max,
    }


def _choices(visit: Visit, view: View, countries: Iterable[str]) -> list[Choice]:
    ours = [(one.id, one.name) for one in view.controllers()]
    places = sorted(((one, visit.wording.country(one)) for one in countries), key=lambda pair: pair[1].casefold())
    return [
        choice(visit, "state", "assessments.state", labelled(visit, "assessment_state", ORDER)),
        choice(visit, "country", "assessments.country", places),
        *([choice(visit, "controller", "reviews.controller", ours)] if len(ours) > 1 else []),
        order(visit, {one: f"assessments.sort_{one}" for one in SORTS}),
    ]


def _row(one: Assessed, view: View, visit: Visit) -> dict[str, Cell]:
    concluded = one.conclusion
    return {
        "id": one.row.id,
        "controller": view.names().get(one.row.controller_id, one.row.controller_id),
        "importer": one.row.importer,
        "destination": visit.wording.country(one.row.destination),
        "assessment_state": Word("assessment_state", one.state),
        "assessment_outcome": Word("assessment_outcome", concluded.outcome) if concluded else None,
        "decided_on_day": concluded.concluded_on if concluded else None,
        "assessment_review": concluded.review_due_on if concluded else None,
    }


def _wanted(view: View, found: Iterable[Assessed]) -> list[Wanted]:
    """Importers whose safeguard waits for an assessment, and who have none that was started."""
    started = {(one.row.controller_id, one.row.importer, one.row.destination) for one in found}
    paths: dict[tuple[str, str, str], list[str]] = {}
    for judged in (one for flows in view.flows.values() for one in flows):
        if judged.hop.responsibility is Responsibility.THEIRS:
            continue
        for crossing, answer in zip(judged.hop.crossings, judged.answers, strict=True):
            is_named = crossing.transfer_id is not None or judged.hop.importer.party is not None
            country = country_assessed(crossing.facts, view.register)
            if Flag.ASSESSMENT_DUE in answer.flags and crossing.importer and country and is_named:
                key = (judged.hop.controller_id, crossing.importer, country)
                paths.setdefault(key, []).append(" → ".join(judged.hop.path))
    return [
        Wanted(*key, paths=tuple(dict.fromkeys(paths[key]))) for key in sorted(paths) if key not in started
    ]  # fmt: skip
