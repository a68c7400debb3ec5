"""`/changes`: what changed, whomever it concerns? Narrowed, sorted, paged and exported in its address."""

from typing import Any

from litestar import Response, get

from registry.reports.cells import Cell, Word, several
from registry.reports.sheets import FORMATS
from registry.reviews.changes import Order, Wanted, counted, listed
from registry.tables import Change
from registry.terms import ChangeKind, Right, Severity
from web.deps import AtDesk
from web.pages.lists import (
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
from web.pages.rendering import page
from web.pages.telling import what
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

FILTERS = ("q", "kind", "severity", "whose", "sort")
COLUMNS = ("id", "seen_on", "service", "severity", "change_kinds", "changes")
MATERIAL = tuple(one for one in ChangeKind if one.is_material)


class ChangesQuery(PageQuery, frozen=True, kw_only=True):
    """`whose`: `ours` alone, those that a controller of ours was told of; `format`: what is asked for, as a file."""

    q: str | None = None
    kind: str | None = None
    severity: str | None = None
    whose: str | None = None
    sort: str | None = None
    page: str | None = None
    format: str | None = None


@get("/changes", needs=Right.READ, query=ChangesQuery, sync_to_thread=True)
def changes(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """The changes of substance that were asked for, the newest first; or those as a file."""
    wanted = _wanted(visit)
    total = counted(desk.session, visit.moment, wanted)
    if (format_ := format_of(visit)) is not None:
        require_few(total)
        found = listed(desk.session, visit.moment, wanted)
        rows = (row_of(one, view, visit) for one in found)
        return file_of(sheet_of("changes", COLUMNS, rows, view), format_, visit, "changes")
    number = page_number(visit, total)
    shown = listed(desk.session, visit.moment, wanted, first=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE)
    return page(
        "changes.html",
        visit,
        part=Part(shown, total, number),
        asked=asked_of(visit, *FILTERS),
        choices=_choices(visit),
        services=view.register.services,
        what=what,
        formats=FORMATS,
    )


def _wanted(visit: Visit) -> Wanted:
    """What the address asks for. Raises BadInput for a word that is none of ours."""
    kind, severity = one_of(visit, "kind", MATERIAL), one_of(visit, "severity", Severity)
    return Wanted(
        words=visit.query.get("q"),
        kind=ChangeKind(kind) if kind else None,
        severity=Severity(severity) if severity else None,
        ours=one_of(visit, "whose", ("ours",)) is not None,
        order=Order(one_of(visit, "sort", Order) or Order.NEWEST),
    )


def _choices(visit: Visit) -> list[Choice]:
    return [
        choice(visit, "kind", "changes.what", labelled(visit, "change_kind", MATERIAL)),
        choice(visit, "severity", "changes.severity", labelled(visit, "severity", Severity)),
        choice(visit, "whose", "changes.whose", [("ours", visit.wording("changes.ours"))]),
        order(visit, {one: f"changes.sort_{one}" for one in Order}),
    ]


def row_of(one: Change, view: View, visit: Visit) -> dict[str, Cell]:
    """A change as a line of a file."""
    service = view.register.services.get(one.service_id)
    return {
        "id": one.id,
        "seen_on": one.recorded_at.date(),
        "service": service.name if service is not None else one.service_id,
        "severity": Word("severity", one.severity) if one.severity else None,
        "change_kinds": several(one.kinds, "change_kind"),
        "changes": tuple(what(change, visit.wording) for change in one.changes),
    }
