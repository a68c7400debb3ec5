"""What nobody decides goes upwards: a critical or high alert that waits for so many days is mailed to whom the settings
name, once for each number of days.

Decided is an alert on which a person said what became of it, one whose proposals all are, or one about whose change an
objection was decided.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.alerts.addressing import silenced
from registry.alerts.clocks import UNDECIDED
from registry.alerts.outbox import ACTOR, matter_of
from registry.alerts.ways import Office
from registry.alerts.wishing import silences_in_force
from registry.store import Store
from registry.tables import Alert, Delivery, Objection, Proposal, new_id
from registry.terms import ChannelKind, DeliveryState, ProposalState, Severity

GRAVE = (Severity.CRITICAL, Severity.HIGH)
OLDEST = timedelta(days=30)  # beyond the last step: what is older was escalated, or is how things stand


def escalate(store: Store, office: Office, at: datetime) -> int:
    """Put what is undecided on its way upwards. Returns how many mails."""
    steps = office.escalate_after
    if not office.escalation_to or not steps:
        return 0
    with store.read() as session:
        if not list(_late(session, steps, at)):
            return 0
    with store.write(ACTOR) as session:
        late = list(_late(session, steps, at))
        session.add_all(
            Delivery(
                id=new_id("dlv"), alert_id=alert.id, step=step, language=office.language, channel=ChannelKind.MAIL,
                target=address, state=DeliveryState.WAITING, queued_at=at, position=position, due_at=at,
            )
            for position, (alert, step) in enumerate(late)
            for address in office.escalation_to
        )  # fmt: skip
        return len(late) * len(office.escalation_to)


def _late(session: Session, steps: Sequence[int], at: datetime) -> Iterator[tuple[Alert, int]]:
    """Undecided alerts with the step they reached and nobody was told of. Of several missed steps the last counts."""
    oldest = at - timedelta(days=steps[-1]) - OLDEST
    grave = select(Alert).where(
        col(Alert.severity).in_(GRAVE), col(Alert.decision).is_(None),
        col(Alert.created_at) <= at - timedelta(days=steps[0]), col(Alert.created_at) > oldest,
    )  # fmt: skip
    silences = silences_in_force(session, at.date())
    for alert in session.exec(grave.order_by(col(Alert.created_at), col(Alert.id))):
        step = sum(at - alert.created_at >= timedelta(days=days) for days in steps)
        is_new = step > _told(session, alert) and not is_decided(session, alert)
        if is_new and silenced(matter_of(alert), silences) is None:
            yield alert, step


def _told(session: Session, alert: Alert) -> int:
    """The last step that was told."""
    highest = select(sa.func.max(col(Delivery.step))).where(Delivery.alert_id == alert.id)
    return session.exec(highest).one() or 0


def is_decided(session: Session, alert: Alert) -> bool:
    """Whether a person has decided what the alert is about."""
    if alert.decision is not None:
        return True
    if alert.change_id is None:
        return False
    states = set(session.exec(select(Proposal.state).where(Proposal.change_id == alert.change_id)))
    if states and ProposalState.PROPOSED not in states:
        return True
    objections = session.exec(select(Objection.state).where(Objection.change_id == alert.change_id)).all()
    return bool(objections) and not any(state in UNDECIDED for state in objections)
