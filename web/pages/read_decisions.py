"""`/read/{id}`: a reading that was kept, the one decision on what it proposes, and what that built and turned."""

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry.errors import NotFound
from registry.reviews import filed
from registry.reviews.filed import Kept
from registry.terms import ProposalState, Right
from web.deps import AtDesk, Desk, WithPen
from web.pages.forms import require_own_form
from web.pages.marked import decide_marked
from web.pages.people import names_of_people
from web.pages.proposals import Form, Trouble
from web.pages.read_kept import PARTIES, by_sort, decided_last, of_document, read_again
from web.pages.read_shown import own_title, shown_reading
from web.pages.rendering import page
from web.pages.telling import alike, flip
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit


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
    trouble = decide_marked(
        pen, data, lambda session: filed.proposed(session, kept.document.id), undecided="proposal.no_decision"
    )
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
