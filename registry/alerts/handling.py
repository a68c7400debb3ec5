"""What a person made of an alert: acted on it, or dismissed it, and why. Decided once."""

from datetime import datetime

from registry.errors import BadInput, Conflict, NotFound
from registry.store import Session
from registry.tables import Alert
from registry.terms import AlertDecision


def one(session: Session, identity: str) -> Alert:
    """An alert by id. Raises NotFound."""
    alert = session.get(Alert, identity)
    if alert is None:
        raise NotFound(f"There is no alert {identity}.")
    return alert


def decide(
    session: Session, identity: str, decision: AlertDecision, reason: str, *, by: str, at: datetime
) -> Alert:  # fmt: skip
    """Decide an alert. Raises NotFound, BadInput without a reason, Conflict for one that was decided."""
    alert = one(session, identity)
    if not reason.strip():
        raise BadInput("Say why.", field="reason")
    if alert.decision is not None:
        raise Conflict(f"Alert {identity} was decided by {alert.decided_by}.", existing=identity)
    alert.decision, alert.reason, alert.decided_by, alert.decided_at = decision, reason.strip(), by, at
    session.add(alert)
    session.flush()
    return alert
