"""What a person made of an alert: acted on it, or dismissed it, and why. Decided once."""

from datetime import datetime

from registry.accounts.persons import called
from registry.errors import BadInput, Conflict, NotFound
from registry.store import Session
from registry.tables import Alert
from registry.terms import AlertDecision


def one(session: Session, identity: str) -> Alert:
    """An alert by id. Raises NotFound."""
    alert = session.get(Alert, identity)
    if alert is None:
        raise NotFound(f"There is no alert {identity}.", named=identity)
    return alert


def decide(
    session: Session, identity: str, decision: AlertDecision, reason: str, *, by: str, at: datetime
) -> Alert:  # fmt: skip
    """Decide an alert. Raises NotFound, BadInput without a reason, Conflict for one that was decided."""
    alert = one(session, identity)
    if not reason.strip():
        raise BadInput("Say why.", field="reason")
    if alert.decision is not None:
        name = called(session, [alert.decided_by])[alert.decided_by] if alert.decided_by else None
        raise Conflict(f"This alert was decided already{f' by {name}' if name else ''}.", existing=identity)
    alert.decision, alert.reason, alert.decided_by, alert.decided_at = decision, reason.strip(), by, at
    session.add(alert)
    session.flush()
    return alert
