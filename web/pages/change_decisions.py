"""What a person does about a change: takes over what it proposes, rejects it, or says that nothing needs to be done."""

from typing import Any

from registry.alerts import handling
from registry.errors import Conflict
from registry.reviews import inbox
from registry.store import Session
from registry.tables import now
from registry.terms import AlertDecision
from web.deps import Pen
from web.pages.forms import said
from web.pages.marked import attempted, decide_marked, reason_of
from web.pages.proposals import Trouble

DISMISS = "dismiss"


def decide(pen: Pen, change_id: str, form: dict[str, Any]) -> Trouble | None:
    """Do it, whole or not at all; or why it was not done."""
    if said(form, "decision") != DISMISS:
        return decide_marked(
            pen, form, lambda session: inbox.told(session, change_id).proposals, undecided="change.no_decision"
        )
    reason = reason_of(form)
    if not reason:
        return Trouble("proposal.no_reason")
    return attempted(pen, lambda session: _dismiss(session, change_id, reason, pen))


def _dismiss(session: Session, change_id: str, reason: str, pen: Pen) -> None:
    """Every alert about it that nobody has decided, of the organisations that this person sees."""
    waiting = [one for one in inbox.told(session, change_id).alerts if one.decision is None]
    if not waiting:
        raise Conflict("Nobody waits for a decision about this change any more.", existing=change_id)
    for one in waiting:
        handling.decide(session, one.id, AlertDecision.DISMISSED, reason, by=pen.actor, at=now())
