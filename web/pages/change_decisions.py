"""What a person does about a change: takes over what it proposes, rejects it, or says that nothing needs to be done."""

from typing import Any

from graphs.text import plain
from registry.alerts import handling
from registry.errors import BadInput, Conflict
from registry.reviews import applying, inbox
from registry.reviews.applying import Decision
from registry.store import Session
from registry.tables import now
from registry.terms import AlertDecision, ProposalState
from web.deps import Pen
from web.pages.forms import said, several
from web.pages.proposals import LONGEST_REASON, Trouble

STATES = {"accept": ProposalState.ACCEPTED, "reject": ProposalState.REJECTED}
DISMISS = "dismiss"


def decide(pen: Pen, change_id: str, form: dict[str, Any]) -> Trouble | None:
    """Do it, whole or not at all; or why it was not done."""
    reason = plain(said(form, "reason"), LONGEST_REASON)
    decision = said(form, "decision")
    if decision != DISMISS and decision not in STATES:
        return Trouble("change.no_decision")
    if not reason:
        return Trouble("proposal.no_reason")
    if decision != DISMISS and not several(form, "proposal"):
        return Trouble("read.none_marked")
    try:
        with pen.write() as session:
            if decision == DISMISS:
                _dismiss(session, change_id, reason, pen)
            else:
                _apply(
                    session, change_id, several(form, "proposal"), Decision(STATES[decision], reason, pen.actor), pen
                )
    except Conflict as error:
        return Trouble("proposal.conflict", str(error))
    except BadInput as error:
        return Trouble("read.not_applied", str(error))
    return None


def _apply(session: Session, change_id: str, wanted: list[str], decision: Decision, pen: Pen) -> None:
    known = {one.id for one in inbox.told(session, change_id).proposals}
    if not known.issuperset(wanted):
        raise BadInput("A proposal that is marked is not of this change.", field="proposal")
    applying.decide_all(session, wanted, decision, law=pen.law, on=pen.today, at=now())


def _dismiss(session: Session, change_id: str, reason: str, pen: Pen) -> None:
    """Every alert about it that nobody has decided, of the organisations that this person sees."""
    waiting = [one for one in inbox.told(session, change_id).alerts if one.decision is None]
    if not waiting:
        raise Conflict("Nobody waits for a decision about this change any more.", existing=change_id)
    for one in waiting:
        handling.decide(session, one.id, AlertDecision.DISMISSED, reason, by=pen.actor, at=now())
