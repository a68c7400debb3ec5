"""`/search`: where does this word stand? Names, other names, descriptions, and passages that were read."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from markupsafe import Markup

from graphs.text import plain
from registry.catalogue import search as searching
from registry.catalogue.search import MOST, Found
from registry.errors import BadInput
from registry.reports.cells import Cell, Word
from registry.reports.sheets import FORMATS
from registry.terms import Right, SearchKind
from web.deps import AtDesk
from web.pages.lists import asked_of, file_of, format_of, part_of, sheet_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery

LONGEST, EACH = 200, 50
SHEET = ("id", "name", "sort", "found_in", "organisation")


class SearchingQuery(PageQuery, frozen=True, kw_only=True):
    """The words, and which sort of thing."""

    q: str | None = None
    kind: str | None = None
    page: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing that was found, the page that tells of it (None: there is none), and whose it is in words."""

    found: Found
    path: str | None
    beside: str | None

    @property
    def excerpt(self) -> Markup:
        """The words it was found by, those that were asked for marked. Every piece is escaped."""
        return Markup("").join(
            _spaced(piece.text, Markup("<mark>{}</mark>" if piece.hit else "{}")) for piece in self.found.excerpt
        )


def _spaced(text: str, within: Markup) -> Markup:
    """A piece cleaned as every text of a page is, with the spaces at its ends, which cleaning takes away."""
    before, after = (" " if sign.isspace() else "" for sign in (text[:1], text[-1:]))
    return Markup("{}{}{}").format(before, within.format(plain(text)), after)


@get("/search", needs=Right.READ, query=SearchingQuery, sync_to_thread=True)
def search(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """What the words lead to, the best first."""
    words, kind = visit.query.get("q", "").strip(), visit.query.get("kind") or None
    if len(words) > LONGEST:
        raise BadInput(f"At most {LONGEST} characters are searched for.", field="q")
    if kind is not None and kind not in [one.value for one in SearchKind]:
        raise BadInput("There is no such sort of thing.", field="kind")
    wanted = SearchKind(kind) if kind else None
    most = EACH if "page" not in visit.query and "format" not in visit.query else MOST
    found = searching.find(desk.session, words, kind=wanted, limit=most + 1) if words else []
    if (format_ := format_of(visit)) is not None:
        rows = (_row(_shown(one, view)) for one in found)
        return file_of(sheet_of("search", SHEET, rows, view), format_, visit, "search")
    part = part_of(found, visit, each=EACH)
    return page(
        "search.html",
        visit,
        words=words,
        kind=kind,
        kinds=list(SearchKind),
        part=part,
        found=[_shown(one, view) for one in part.shown],
        is_whole=len(found) <= most,
        is_cut=searching.may_be_cut(len(found)),
        asked=asked_of(visit, "q", "kind"),
        formats=FORMATS,
    )


def _row(one: Shown) -> dict[str, Cell]:
    return {
        "id": one.found.id,
        "name": one.found.title,
        "sort": Word("search_kind", one.found.kind),
        "found_in": Word("found_in", one.found.where),
        "organisation": one.beside or (),
    }


def _shown(one: Found, view: View) -> Shown:
    match one.kind:
        case SearchKind.SERVICE:
            organisation = view.register.organisations.get(one.part_of or "")
            return Shown(one, f"/services/{one.id}", organisation.name if organisation else None)
        case SearchKind.ORGANISATION:
            return Shown(one, _of_organisation(one.id, view), None)
        case SearchKind.AGREEMENT:
            return Shown(one, f"/agreements/{one.id}", None)
        case SearchKind.ENGAGEMENT | SearchKind.ACTIVITY:
            organisation = view.register.organisations.get(one.part_of or "")
            return Shown(one, f"/controllers/{one.part_of}", organisation.name if organisation else None)
        case SearchKind.DOCUMENT | SearchKind.SUB_PROCESSOR:
            return _of_service(one, view)


def _of_organisation(identity: str, view: View) -> str | None:
    """A controller's own page, else that of the one service it offers, else its services."""
    organisation = view.register.organisations.get(identity)
    if organisation is not None and organisation.is_controller:
        return f"/controllers/{identity}"
    offered = view.register.services_of.get(identity, [])
    return f"/services/{offered[0].id}" if offered else None


def _of_service(one: Found, view: View) -> Shown:
    service = view.register.services.get(one.part_of or "")
    if service is not None:
        return Shown(one, f"/services/{service.id}", service.name)
    organisation = view.register.organisations.get(one.part_of or "")
    is_ours = organisation is not None and organisation.is_controller
    return Shown(one, f"/controllers/{one.part_of}" if is_ours else None, organisation.name if organisation else None)
