"""`/read/{id}`: a reading that was kept, the one decision on what it proposes, and what that built and turned."""

from dataclasses import replace
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from graphs.text import plain
from registry.errors import BadInput, Conflict, NotFound
from registry.reviews import applying, filed
from registry.reviews.applying import Decision
from registry.reviews.filed import Kept
from registry.tables import now
from registry.terms import ProposalState, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.forms import require_own_form, said, several
from web.pages.people import names_of_people
from web.pages.read_kept import PARTIES, by_sort, decided_last, of_document, read_again
from web.pages.read_shown import own_title, shown_reading
from web.pages.rendering import page
from web.pages.telling import alike, flip
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

LONGEST_REASON = 2_000
STATES = {"accept": ProposalState.ACCEPTED, "reject": ProposalState.REJECTED}
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
Trouble = tuple[str, str | None]


@get("/read/{kept_id:str}", needs=Right.READ, sync_to_thread=True)
def kept_reading(visit: Visited, desk: AtDesk, view: Seen, kept_id: FromPath[str]) -> Response[str]:
    """A reading under the id of its version, or the newest under that of its document."""
    return _shown(visit, desk, view, filed.kept(desk.session, kept_id))


@post("/read/{kept_id:str}/decisions", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def decide_reading(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, kept_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Decide the marked proposals together, whole or not at all."""
    require_own_form(request)
    kept = filed.kept(desk.session, kept_id)
    trouble = _decide(pen, kept, data)
    if trouble is not None:
        return _shown(visit, desk, view, kept, trouble)
    return Redirect(visit.link(f"/read/{kept.version.id}/built"), status_code=303)


@get("/read/{kept_id:str}/built", needs=Right.READ, sync_to_thread=True)
def built(visit: Visited, desk: AtDesk, view: Seen, kept_id: FromPath[str]) -> Response[str]:
    """What the last decision on the document built, and which verdicts it turned."""
    kept = filed.kept(desk.session, kept_id)
    every = of_document(desk, kept)
    decided = decided_last(every)
    if not decided:
        raise NotFound("Nothing of this document has been decided.")
    flips = {repr(turn): turn for one in decided for turn in one.flips or []}
    return page(
        "read_built.html",
        visit,
        kept=kept,
        name=kept.document.title or own_title(read_again(desk, kept)),
        subject=_subject(view, kept),
        is_controller=kept.document.subject_id in view.register.organisations,
        decided=decided,
        people=names_of_people(desk, visit, (one.decided_by for one in decided)),
        sorts=by_sort(decided),
        parties=PARTIES,
        state=decided[0].state,
        left=sum(one.state is ProposalState.PROPOSED for one in every),
        flips=alike(flip(turn) for turn in flips.values()),
    )


def _shown(visit: Visit, desk: Desk, view: View, kept: Kept, trouble: Trouble | None = None) -> Response[str]:
    path = f"/read/{kept.version.id}"
    reading = read_again(desk, kept)
    return shown_reading(
        replace(visit, path=path), desk, reading,
        title=kept.document.title, kept=kept, subject=_subject(view, kept), trouble=trouble,
        is_controllers=kept.document.subject_id in view.register.organisations,
    )  # fmt: skip


def _subject(view: View, kept: Kept) -> str:
    """The name of whose document it is; its id on a day when nobody of that name is in the register."""
    identity = kept.document.subject_id
    row = view.register.organisations.get(identity) or view.register.services.get(identity)
    return str(row.name) if row is not None else identity


def _decide(pen: Pen, kept: Kept, form: dict[str, Any]) -> Trouble | None:
    reason = plain(said(form, "reason"), LONGEST_REASON)
    state, wanted = STATES.get(said(form, "decision")), several(form, "proposal")
    if state is None:
        return "proposal.no_decision", None
    if not wanted:
        return "read.none_marked", None
    if not reason:
        return "proposal.no_reason", None
    try:
        with pen.write() as session:
            known = {one.id for one in filed.proposed(session, kept.document.id)}
            if not known.issuperset(wanted):
                raise BadInput("A proposal that is marked is not of this document.", field="proposal")
            decision = Decision(state, reason, pen.actor)
            applying.decide_all(session, wanted, decision, law=pen.law, on=pen.today, at=now())
    except Conflict as error:
        return "proposal.conflict", str(error)
    except BadInput as error:
        return "read.not_applied", str(error)
    return None
