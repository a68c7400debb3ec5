"""What the machines propose, and a person's decision."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, structs, to_builtins

from registry.catalogue.reading import Row
from registry.commands import decide as deciding
from registry.commands import proposals as proposing
from registry.errors import NotFound
from registry.reviews import applying
from registry.reviews import proposals as kept
from registry.reviews.applying import Decision
from registry.tables import now
from registry.terms import ProposalState, Right
from web.api.lists import answered
from web.api.matching import require_match
from web.api.paging import Identity, ListQuery, Page, Timed, Words
from web.api.shapes import watched as shapes
from web.api.shapes.base import known, single
from web.deps import AtDesk, WithPen

_STATES = {
    shapes.Choice.ACCEPT: ProposalState.ACCEPTED,
    shapes.Choice.EDIT: ProposalState.EDITED,
    shapes.Choice.REJECT: ProposalState.REJECTED,
}


class ProposalsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`subject` is the service or controller a proposal speaks of. With `known_at` what waited then, and as it did."""

    q: Words | None = None
    state: ProposalState | None = None
    subject: Identity | None = None
    change: Identity | None = None


@get("/proposals", needs=Right.READ, query=ProposalsQuery, sync_to_thread=False)
def proposals(desk: AtDesk, asked: NamedDependency[ProposalsQuery]) -> Page[shapes.Proposal]:
    """List proposals, the newest first."""
    return answered("proposals", desk, asked, partial(_as_known, known_at=asked.known_at))


@get("/proposals/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=False)
def proposal(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.Proposal]:
    """Read one proposal with its quote."""
    moment = asked.moment(desk.today)
    row = kept.one(desk.session, identity)
    if moment.known_at is not None and row.proposed_at > moment.known_at:
        raise NotFound(f"There was no proposal {identity} by {moment.known_at.isoformat()}.", named=identity)
    return single(request, _as_known(row, moment.known_at))


@post(
    "/proposals/{identity:str}/decisions",
    needs=Right.DECIDE,
    if_match=True,
    body=shapes.Decision,
    status_code=200,
    sync_to_thread=True,
)
def decide(
    request: Request[Any, Any, Any],
    pen: WithPen,
    identity: FromPath[str],
    given: NamedDependency[shapes.Decision],
) -> shapes.Decided:
    """Decide a proposal: the register, the claim and the audit change together, and what depends is judged again."""
    with pen.write() as session:
        require_match(request, lambda: _proposal(kept.one(session, identity)))
        decided = applying.decide(session, identity, _decision(given, pen.actor), law=pen.law, on=pen.today, at=now())
        return shapes.Decided(**deciding.shape(decided))


@post("/proposals/decisions", needs=Right.DECIDE, body=shapes.Decisions, status_code=200, sync_to_thread=True)
def decide_several(pen: WithPen, given: NamedDependency[shapes.Decisions]) -> shapes.DecidedTogether:
    """Accept or reject several proposals, all or none, with one judging at the end."""
    with pen.write() as session:
        decision = Decision(_STATES[given.decision], given.reason, pen.actor)
        done = applying.decide_all(session, given.proposals, decision, law=pen.law, on=pen.today, at=now())
        return shapes.DecidedTogether(**deciding.shape_all(done))


def _decision(given: shapes.Decision, by: str) -> Decision:
    edits: dict[str, Any] | None = None if given.set is UNSET else to_builtins(given.set)
    return Decision(_STATES[given.decision], given.reason, by, edits)


def _as_known(row: Row, known_at: datetime | None) -> shapes.Proposal:
    """A proposal as it stood at the instant of knowledge: one decided later waited then."""
    told = _proposal(row)
    if known_at is None or row.decided_at is None or row.decided_at <= known_at:
        return told
    return structs.replace(told, state=ProposalState.PROPOSED, **dict.fromkeys(_LATER, UNSET))


_LATER = ("decided_at", "decided_by", "reason", "edited_value", "flips", "superseded_by")


def _proposal(row: Row) -> shapes.Proposal:
    later = {
        "decided_at": known(row.decided_at),
        "decided_by": known(row.decided_by),
        "reason": known(row.reason),
        "edited_value": known(row.edited_value),
        "flips": known(row.flips),
        "superseded_by": known(row.superseded_by),
    }
    return shapes.Proposal(**(proposing.shape(row) | later))


ROUTES = [proposals, proposal, decide, decide_several]
