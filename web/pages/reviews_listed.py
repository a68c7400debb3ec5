"""`/reviews`: what is due? A board by state, overdue first; narrowed, sorted, paged and exported in its address."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from litestar import Response, get

from registry.catalogue.listing import Turning
from registry.catalogue.reading import Row
from registry.reports.cells import Cell, Word, word
from registry.reports.sheets import FORMATS
from registry.reviews import kept, workflow
from registry.reviews.naming import Engaged, engaged
from registry.reviews.unreviewed import unreviewed
from registry.terms import DpoAdvice, ReviewDecision, ReviewState, Right
from web.deps import AtDesk, Desk
from web.pages.lists import (
    MOST_IN_A_FILE,
    ON_A_PAGE,
    Choice,
    Part,
    asked_of,
    choice,
    file_of,
    format_of,
    labelled,
    one_of,
    order,
    page_number,
    require_few,
    sheet_of,
)
from web.pages.people import names_of_people
from web.pages.proposals import Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

ORDER = (ReviewState.OVERDUE, ReviewState.IN_PROGRESS, ReviewState.DUE_SOON, ReviewState.UP_TO_DATE)
SHOWN = 50  # of each state, where none is asked for
FILTERS = ("q", "state", "controller", "owner", "service", "sort")
COLUMNS = ("id", "controller", "service", "review", "review_due", "owner", "dpo_advice", "decision", "decided_on_day")
SORTS = {"due": "due_on", "latest": "-due_on", "updated": "-updated_at"}


class BoardQuery(PageQuery, frozen=True, kw_only=True):
    """Which reviews are shown; the filters stay in the address. `page`: of one state; `format`: the same as a file."""

    q: str | None = None
    state: str | None = None
    controller: str | None = None
    owner: str | None = None
    service: str | None = None
    sort: str | None = None
    page: str | None = None
    fresh: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board: how many reviews stand in it, and those that are shown."""

    state: ReviewState
    count: int
    rows: list[Row]


@get("/reviews", needs=Right.READ, query=BoardQuery, sync_to_thread=True)
def board(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """Reviews by state, the overdue first; then engagements that nobody has reviewed. Or the reviews as a file."""
    if (format_ := format_of(visit)) is not None:
        return _file(visit, desk, view, format_)
    return board_of(visit, desk, view)


def board_of(visit: Visit, desk: Desk, view: View, trouble: Trouble | None = None) -> Response[Any]:
    """The board, and what of the last form could not be done."""
    asked = asked_of(visit, *FILTERS)
    narrowed = {name: value for name, value in asked.items() if name not in ("state", "sort")}
    wanted = one_of(visit, "state", ReviewState)
    counts = kept.counted(desk.session, visit.moment, narrowed)
    part = _part(visit, desk, narrowed, wanted, counts[ReviewState(wanted)]) if wanted else None
    columns = [
        Column(state, counts[state], _first(desk, visit, narrowed, state) if part is None else list(part.shown))
        for state in ORDER
        if wanted in (None, state.value)
    ]
    fresh = _never_reviewed(visit, desk, narrowed)
    rows = [row for column in columns for row in column.rows]
    return page(
        "reviews.html",
        replace(visit, path="/reviews"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        columns=columns,
        part=part,
        counts=counts,
        order=ORDER,
        choices=_choices(visit, view),
        formats=FORMATS,
        engaged=engaged(desk.session, [row.engagement_id for row in rows] + [*fresh.shown], visit.moment),
        fresh=fresh,
        several=len(view.controllers()) > 1,
        asked=asked,
        people=names_of_people(desk, visit, [row.owner for row in rows]),
        decisions=list(ReviewDecision),
        advices=list(DpoAdvice),
        trouble=trouble,
    )


def _never_reviewed(visit: Visit, desk: Desk, asked: dict[str, str]) -> Part[str]:
    """Engagements without a review, narrowed as the reviews are; none where a state or an owner is asked for, for they
    have neither."""
    if "owner" in asked or "state" in visit.query:
        return Part([], 0, 1, SHOWN, "fresh")

    def between(first: int, limit: int) -> tuple[int, list[str]]:
        mine, service = asked.get("controller"), asked.get("service")
        words = asked.get("q")
        return unreviewed(desk.session, visit.moment, mine, words=words, service_id=service, first=first, limit=limit)

    total, first = between(0, SHOWN)
    number = page_number(visit, total, SHOWN, "fresh")
    return Part(first if number == 1 else between((number - 1) * SHOWN, SHOWN)[1], total, number, SHOWN, "fresh")


def _choices(visit: Visit, view: View) -> list[Choice]:
    ours = [(one.id, one.name) for one in view.controllers()]
    return [
        choice(visit, "state", "reviews.state", labelled(visit, "review_state", ORDER)),
        *([choice(visit, "controller", "reviews.controller", ours)] if len(ours) > 1 else []),
        order(visit, {one: f"reviews.sort_{one}" for one in SORTS}),
    ]


def _sort(visit: Visit) -> str:
    return SORTS[one_of(visit, "sort", SORTS) or "due"]


def _first(desk: Desk, visit: Visit, narrowed: dict[str, str], state: ReviewState) -> list[Row]:
    asked = narrowed | {"state": state}
    return list(kept.listed(desk.session, visit.moment, asked, Turning(_sort(visit), SHOWN)).items)


def _part(visit: Visit, desk: Desk, narrowed: dict[str, str], state: str, total: int) -> Part[Row]:
    """The page of one state that the address asks for."""
    number = page_number(visit, total)
    turning = Turning(_sort(visit), ON_A_PAGE, first=(number - 1) * ON_A_PAGE)
    found = kept.listed(desk.session, visit.moment, narrowed | {"state": ReviewState(state)}, turning)
    return Part(list(found.items), total, number)


def _file(visit: Visit, desk: Desk, view: View, format_: str) -> Response[Any]:
    state = one_of(visit, "state", ReviewState)
    asked: dict[str, Any] = {name: value for name, value in asked_of(visit, *FILTERS).items() if name != "sort"}
    asked |= {"state": ReviewState(state)} if state else {}
    listed = kept.listed(desk.session, visit.moment, asked, Turning(_sort(visit), MOST_IN_A_FILE))
    require_few(listed.total)
    found = listed.items
    named = engaged(desk.session, [row.engagement_id for row in found], visit.moment)
    people = names_of_people(desk, visit, [row.owner for row in found])
    rows = (_row(row, named.get(row.engagement_id), people, visit) for row in found)
    return file_of(sheet_of("reviews", COLUMNS, rows, view), format_, visit, "reviews")


def _row(row: Row, of: Engaged | None, people: dict[str, str], visit: Visit) -> dict[str, Cell]:
    state = workflow.state_of(is_open=row.is_open, due_on=row.due_on, on=visit.moment.on)
    return {
        "id": row.id,
        "controller": of.controller if of else None,
        "service": of.name if of else row.engagement_id,
        "review": Word("review_state", state),
        "review_due": row.due_on,
        "owner": people.get(row.owner, row.owner) if row.owner else None,
        "dpo_advice": word(row.dpo_advice, "dpo_advice"),
        "decision": word(row.decision, "review_decision"),
        "decided_on_day": row.decided_at.date() if row.decided_at else None,
    }
