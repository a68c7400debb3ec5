"""`/proposals`: what do the machines propose? What waits, oldest first; several decided together, in place."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from registry.reviews import inbox
from registry.terms import Right
from web.deps import AtDesk, Desk, WithPen
from web.pages.forms import require_own_form, said, several
from web.pages.lists import Part, asked_of, page_number
from web.pages.marked import decide_marked
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

SHOWN = 25
TOGETHER = "together"  # the form of what is ticked, as scripts name it


class InboxQuery(PageQuery, frozen=True, kw_only=True):
    """`q`: words of the name of whom they are about."""

    q: str | None = None
    page: str | None = None


@get("/proposals", needs=Right.READ, query=InboxQuery, sync_to_thread=True)
def proposals(request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen) -> Response[str]:
    """What waits, oldest first, page by page; below it what people decided last."""
    return _shown(visit, desk, view, in_place=request.headers.get("HX-Trigger") == TOGETHER)


@post("/proposals", needs=Right.DECIDE, query=InboxQuery, sync_to_thread=True, status_code=303)
def decide_together(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Decide what is ticked, whole or not at all, and lead back to what waits then."""
    require_own_form(request)
    trouble = decide_marked(
        pen,
        data,
        lambda session: [inbox.one(session, one).proposal for one in several(data, "proposal")[: SHOWN + 1]],
        undecided="proposal.no_decision",
    )
    if trouble is not None:
        return _shown(visit, desk, view, trouble, data)
    return Redirect(visit.link("/proposals", **asked_of(visit, "q")), status_code=303)


@get("/inbox", needs=Right.READ, query=InboxQuery, status_code=HTTPStatus.PERMANENT_REDIRECT, sync_to_thread=True)
def to_proposals(visit: Visited) -> Redirect:
    """The same under another name."""
    return Redirect(visit.link("/proposals", **asked_of(visit, "q", "page", "lang")), status_code=308)


def _shown(
    visit: Visit, desk: Desk, view: View, trouble: Trouble | None = None, given: dict[str, Any] | None = None,
    *, in_place: bool = False,
) -> Response[str]:  # fmt: skip
    """`given`: the form that could not be followed; `in_place`: the focus goes to how many wait now."""
    words, form = visit.query.get("q"), given or {}
    waiting, oldest = inbox.waiting(desk.session, visit.moment, words, limit=SHOWN)
    number = page_number(visit, waiting, SHOWN)
    if number > 1:
        _, oldest = inbox.waiting(desk.session, visit.moment, words, first=(number - 1) * SHOWN, limit=SHOWN)
    return page(
        "proposals.html",
        replace(visit, path="/proposals"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        part=Part(oldest, waiting, number, SHOWN),
        asked=asked_of(visit, "q"),
        decided=inbox.decided(desk.session, visit.moment),
        services=view.register.services,
        names=view.names(),
        ticked=set(several(form, "proposal")),
        reason=said(form, "reason"),
        trouble=trouble,
        in_place=in_place,
    )
