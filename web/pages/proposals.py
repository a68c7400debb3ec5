"""`/proposals/{id}`: one proposal. Quote left, proposal right; a person decides with a reason."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from graphs.text import plain
from registry.errors import BadInput, Conflict
from registry.reviews import applying, inbox
from registry.reviews.applying import Decision
from registry.tables import Proposal, now
from registry.terms import ProposalState, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.forms import require_own_form, said
from web.pages.lists import asked_of
from web.pages.people import names_of_people
from web.pages.rendering import page
from web.pages.stated import LISTED, NOT_NAMED, editable_of, written
from web.pages.telling import Flip, alike, flip
from web.pages.views import Seen, View, Visited
from web.pages.visiting import SearchQuery, Visit

LONGEST_REASON = 2_000
STATES = {"accept": ProposalState.ACCEPTED, "edit": ProposalState.EDITED, "reject": ProposalState.REJECTED}
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a decision was not taken: a message of the page, and what the registry said, if it said anything."""

    message: str
    said: str | None = None


@get("/proposals/{proposal_id:str}", needs=Right.READ, query=SearchQuery, sync_to_thread=True)
def proposal(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, proposal_id: FromPath[str]
) -> Response[str]:
    """One proposal: undecided with what accepting it would turn, decided with what it turned."""
    return _shown(visit, desk, view, proposal_id, in_place="HX-Request" in request.headers)


@post(
    "/proposals/{proposal_id:str}/decisions",
    needs=Right.DECIDE,
    query=SearchQuery,
    sync_to_thread=True,
    status_code=303,
)
def decide(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, proposal_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Take a decision and show what it turned; without a reason, or when it cannot be applied, show why."""
    require_own_form(request)
    trouble = _decide(pen, proposal_id, data)
    if trouble is not None:
        return _shown(visit, desk, view, proposal_id, trouble)
    return Redirect(visit.link(f"/proposals/{proposal_id}", **asked_of(visit, "q")), status_code=303)


def _decide(pen: Pen, proposal_id: str, form: dict[str, Any]) -> Trouble | None:
    reason = plain(said(form, "reason"), LONGEST_REASON)
    state = STATES.get(said(form, "decision"))
    if state is None:
        return Trouble("proposal.no_decision")
    if not reason:
        return Trouble("proposal.no_reason")
    try:
        with pen.write() as session:
            edits = _edits(inbox.one(session, proposal_id).proposal, form)
            if state is ProposalState.EDITED and not edits:
                return Trouble("proposal.no_edit")
            decision = Decision(state, reason, pen.actor, edits if state is ProposalState.EDITED else None)
            applying.decide(session, proposal_id, decision, law=pen.law, on=pen.today, at=now())
    except Conflict as error:
        return Trouble("proposal.conflict", str(error))
    except BadInput as error:
        return Trouble("proposal.bad_edit", str(error))
    return None


def _edits(proposal: Proposal, form: dict[str, Any]) -> dict[str, Any]:
    """The fields whose text differs from what was found. Lists are parted by commas; an empty text is unknown."""
    edits: dict[str, Any] = {}
    for name in editable_of(proposal):
        text = plain(said(form, name), LONGEST_REASON)
        if name in form and text != plain(written(name, proposal.value), LONGEST_REASON):
            edits[name] = _several(text) if name in LISTED else text or None
    return edits


def _several(text: str) -> list[str | None] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [None if part == NOT_NAMED else part for part in parts] or None


def _shown(
    visit: Visit, desk: Desk, view: View, proposal_id: str, trouble: Trouble | None = None, *, in_place: bool = False
) -> Response[str]:
    """`in_place`: a list takes the outcome and how many wait out of the page, and the focus goes to the outcome."""
    asked = inbox.one(desk.session, proposal_id)
    waits = asked.proposal.state is ProposalState.PROPOSED
    return page(
        "proposal.html",
        replace(visit, path=f"/proposals/{proposal_id}"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        asked=asked,
        waits=waits,
        flips=alike(_foreseen(desk, view, asked) if waits else map(flip, asked.proposal.flips or [])),
        services=view.register.services,
        names=view.names(),
        people=names_of_people(desk, visit, [asked.proposal.decided_by]),
        trouble=trouble,
        in_place=in_place,
        waiting=inbox.waiting(desk.session, visit.moment, visit.query.get("q"), limit=1)[0] if in_place else 0,
    )


def _foreseen(desk: Desk, view: View, asked: inbox.Asked) -> list[Flip]:
    return [flip(turn.as_json()) for turn in inbox.foreseen(desk.session, asked.proposal, view.register, view.law)]
