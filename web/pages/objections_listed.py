"""`/objections`: which objections run, and how did the others end? Narrowed, sorted, paged, exported in its address."""

from collections.abc import Iterable, Sequence
from typing import Any

from litestar import Response, get

from registry.catalogue.listing import SHELVES, Turning
from registry.reports.cells import Cell, Word
from registry.reviews.objections_known import listed_as_known
from registry.tables import Objection
from registry.terms import ObjectionState, Right
from web.deps import AtDesk, Desk
from web.pages.listings import Listing, ListQuery, Sliced, filed, on_shelf, shown, sort_of
from web.pages.lists import MOST_IN_A_FILE, asked_of, choice, labelled, one_of
from web.pages.objections import told_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

SORTS = {"due": "deadline_on", "newest": "-updated_at", "oldest": "updated_at"}
COLUMNS = ("id", "controller", "service", "objected_to", "objection_state", "due_on", "effective_on", "decided_on_day")


class ObjectionsQuery(ListQuery, frozen=True, kw_only=True):
    """`state` as it stands on the day; `controller` by its id."""

    state: str | None = None
    controller: str | None = None


@get("/objections", needs=Right.READ, query=ObjectionsQuery, sync_to_thread=True)
def objections(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """The objections that are asked for, the earliest last day first; or those as a file."""
    listing = _listing(visit, desk, view)
    if (file := filed(visit, view, listing)) is not None:
        return file
    found = shown(visit, listing)
    told = [told_of(one, view, visit.moment.on) for one in found.part.shown]
    return page("objections.html", visit, found=found, told=told, names=view.names())


def _listing(visit: Visit, desk: Desk, view: View) -> Listing[Objection]:
    def rows(some: Sequence[Objection]) -> Iterable[dict[str, Cell]]:
        return (_row(one, view, visit) for one in some)

    ours = [(one.id, one.name) for one in view.controllers()]
    return Listing(
        of="objections",
        found=_found(visit, desk),
        columns=COLUMNS,
        rows=rows,
        sorts=tuple(SORTS),
        choices=[
            choice(visit, "state", "objections.state", labelled(visit, "objection_state", ObjectionState)),
            *([choice(visit, "controller", "reviews.controller", ours)] if len(ours) > 1 else []),
        ],
    )


def _found(visit: Visit, desk: Desk) -> Sliced[Objection]:
    """Those that are asked for; as they were known, where an instant is named."""
    asked: dict[str, Any] = asked_of(visit, "q", "controller")
    if (state := one_of(visit, "state", ObjectionState)) is not None:
        asked["state"] = ObjectionState(state)
    sort = SORTS[sort_of(visit, tuple(SORTS))]
    if visit.moment.known_at is None:
        return on_shelf(desk, SHELVES["objections"], visit.moment, asked, sort)
    return listed_as_known(desk.session, visit.moment, asked, Turning(sort, MOST_IN_A_FILE)).items


def _row(one: Objection, view: View, visit: Visit) -> dict[str, Cell]:
    told = told_of(one, view, visit.moment.on)
    controller = told.engagement.controller_id if told.engagement is not None else None
    return {
        "id": one.id,
        "controller": view.names().get(controller, controller) if controller else None,
        "service": told.service,
        "objected_to": told.names or None,
        "objection_state": Word("objection_state", told.state),
        "due_on": one.deadline_on,
        "effective_on": one.effective_on,
        "decided_on_day": one.decided_at.date() if one.decided_at else (),
    }
