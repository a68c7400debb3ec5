"""`/services`: which services does the catalogue know? Narrowed, sorted, paged and exported in its address."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get

from registry.catalogue.dossier import services_named
from registry.catalogue.reading import Row
from registry.reports.cells import Cell, word
from registry.reports.sheets import FORMATS
from registry.terms import Right
from web.deps import AtDesk
from web.pages.lists import Choice, asked_of, choice, file_of, format_of, one_of, order, part_of, sheet_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

FILTERS = ("q", "category", "whose", "sort")
COLUMNS = ("id", "service", "organisation", "category", "in_use", "source")
SORTS = ("use", "name", "organisation", "category")


class ServicesQuery(PageQuery, frozen=True, kw_only=True):
    """`whose`: `ours` alone, those that a controller of ours uses; `format`: exactly what is shown, as a file."""

    q: str | None = None
    category: str | None = None
    whose: str | None = None
    sort: str | None = None
    page: str | None = None
    format: str | None = None


@get("/services", needs=Right.READ, query=ServicesQuery, sync_to_thread=True)
def services(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """The services that were asked for, those in use first; or those as a file."""
    ours = {engagement.service_id for engagement in view.register.engagements.values()}
    categories = sorted({one.category for one in view.register.services.values() if one.category})
    category, whose = one_of(visit, "category", categories), one_of(visit, "whose", ("ours",))
    found = [
        one
        for one in services_named(desk.session, view.register, visit.query.get("q", ""))
        if category in (None, one.category) and (whose is None or one.id in ours)
    ]
    found.sort(key=_sorts(view, ours)[one_of(visit, "sort", SORTS) or SORTS[0]])
    if (format_ := format_of(visit)) is not None:
        rows = (_row(one, view, ours) for one in found)
        return file_of(sheet_of("services", COLUMNS, rows, view), format_, visit, "services")
    return page(
        "services.html",
        visit,
        part=part_of(found, visit),
        asked=asked_of(visit, *FILTERS),
        choices=_choices(visit, categories),
        ours=ours,
        organisations=view.register.organisations,
        formats=FORMATS,
    )


def _choices(visit: Visit, categories: list[str]) -> list[Choice]:
    say = visit.wording
    return [
        choice(visit, "category", "services.category", [(one, say.said("category", one)) for one in categories]),
        choice(visit, "whose", "services.used", [("ours", say("services.used_by_us"))]),
        order(visit, {one: f"services.sort_{one}" for one in SORTS}),
    ]


def _sorts(view: View, ours: set[str]) -> Mapping[str, Callable[[Row], Any]]:
    """By name within each: they come sorted by name, and sorting keeps that."""
    return {
        "use": lambda one: one.id not in ours,
        "name": lambda one: one.name.casefold(),
        "organisation": lambda one: (_organisation(one, view) or "\uffff").casefold(),
        "category": lambda one: one.category or "\uffff",
    }


def _organisation(one: Row, view: View) -> str | None:
    behind = view.register.organisations.get(one.organisation_id or "")
    return behind.name if behind is not None else None


def _row(one: Row, view: View, ours: set[str]) -> dict[str, Cell]:
    return {
        "id": one.id,
        "service": one.name,
        "organisation": _organisation(one, view),
        "category": word(one.category, "category"),
        "in_use": one.id in ours,
        "source": one.source,
    }
