"""`/changes/{id}`: what changed, and does it matter to us?"""

from dataclasses import replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry.catalogue.reading import Row
from registry.errors import BadInput
from registry.reviews import inbox
from registry.reviews.inbox import Told
from registry.reviews.objections import clocks_of
from registry.terms import ProposalState, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages import change_decisions
from web.pages.change_text import Stretch, page_of
from web.pages.change_texts import Lacking, laid_out, quotes_of
from web.pages.forms import require_own_form
from web.pages.objections import told_of
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.telling import line, what
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

FOUND_ON_A_PAGE = 20
LONGEST_QUOTE = 700
LISTED = 20  # of the organisations concerned, of the engagements, of the proposals
DIGITS = 6
C = TypeVar("C", bound=StrEnum)


class Shape(StrEnum):
    """How both texts are shown."""

    INLINE = "inline"
    SIDE = "side"


class ChangeQuery(PageQuery, frozen=True, kw_only=True):
    """`view`: in one text or side by side; `text`: edits alone or all of it, `page` by page; `found`: a page of what
    was found."""

    view: Shape | None = None
    text: Stretch | None = None
    page: str | None = None
    found: str | None = None


@get("/changes/{change_id:str}", needs=Right.READ, query=ChangeQuery, sync_to_thread=True)
def change(visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, change_id: FromPath[str]) -> Response[str]:
    """Kinds, severity, quotes before and after, who is concerned, what it proposes; then both texts."""
    return _shown(visit, desk, view, pen, change_id)


@post("/changes/{change_id:str}/decisions", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def decide_change(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, change_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Accept or reject what it proposes, or say that nothing needs to be done, with a reason."""
    require_own_form(request)
    trouble = change_decisions.decide(pen, change_id, data)
    if trouble is not None:
        return _shown(visit, desk, view, pen, change_id, trouble=trouble)
    return Redirect(f"{visit.link(f'/changes/{change_id}')}#decide", status_code=303)


def _shown(
    visit: Visit, desk: Desk, view: View, pen: Pen, change_id: str, *, trouble: Trouble | None = None
) -> Response[str]:
    told = inbox.told(desk.session, change_id)
    found = len(told.change.changes)
    first = (_number(visit, "found", last=max(1, -(-found // FOUND_ON_A_PAGE))) - 1) * FOUND_ON_A_PAGE
    visit = replace(visit, path=f"/changes/{change_id}")
    running = clocks_of(desk.session, change_id)
    return page(
        "change.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        told=told,
        service=view.register.services.get(told.change.service_id),
        concerned=[(alert, line(alert, view.register, visit.wording)) for alert in told.alerts if alert.controller_id],
        undecided=[one for one in told.alerts if one.decision is None],
        proposals=sorted(told.proposals, key=lambda one: one.state is not ProposalState.PROPOSED),
        waiting=[one for one in told.proposals if one.state is ProposalState.PROPOSED],
        clocks=[told_of(row, view, visit.moment.on) for row in running],
        objectable=_objectable(told, view, {row.engagement_id for row in running}) if visit.is_today else [],
        what=what,
        found=found,
        first=first,
        each=FOUND_ON_A_PAGE,
        listed=LISTED,
        longest=LONGEST_QUOTE,
        trouble=trouble,
        **_text(visit, desk, pen, told),
    )


def _text(visit: Visit, desk: Desk, pen: Pen, told: Told) -> dict[str, Any]:
    """Both texts as the address asks for them."""
    shape, stretch = _one_of(Shape, visit, "view", Shape.INLINE), _one_of(Stretch, visit, "text", Stretch.EDITS)
    asked = {"shape": shape, "stretch": stretch, "shapes": list(Shape), "stretches": list(Stretch)}
    laid = laid_out(desk, pen, told.change)
    if isinstance(laid, Lacking):
        return asked | {"text": None, "lacking": laid}
    text = page_of(laid.rows, stretch, _number(visit, "page"), quotes_of(told.change))
    return asked | {"text": text, "is_whole": laid.is_whole, "lacking": None}


def _one_of(kind: type[C], visit: Visit, name: str, usual: C) -> C:
    """A word of the address. Raises BadInput for one that is none of ours."""
    asked = visit.query.get(name, usual)
    if asked not in set(kind):
        raise BadInput(f"“{asked}” is no {name} here; one of {', '.join(kind)}.", field=name)
    return kind(asked)


def _number(visit: Visit, name: str, last: int | None = None) -> int:
    """A page of the address, from 1. Raises BadInput for what is no such number."""
    asked = visit.query.get(name, "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > DIGITS or int(asked) < 1:
        raise BadInput(f"{name} is a number from 1.", field=name)
    return int(asked) if last is None else min(int(asked), last)


def _objectable(told: Told, view: View, running: set[str]) -> list[Row]:
    """Engagements that the change concerns and that have no clock: one can be started."""
    named = (one for alert in told.alerts for one in alert.body.get("engagements") or [])
    known = view.register.engagements
    return [known[one] for one in dict.fromkeys(named) if one in known and one not in running]
