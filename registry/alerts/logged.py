"""The log of deliveries: one of them, and delivering it again under the same id."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from registry.alerts import headmail
from registry.errors import Conflict, NotFound
from registry.store import Session
from registry.tables import Alert, Delivery
from registry.terms import DeliveryState


def one(session: Session, identity: str) -> Delivery:
    """A delivery by id. Raises NotFound."""
    found = session.get(Delivery, identity)
    if found is None:
        raise NotFound(f"There is no delivery {identity}.", named=identity)
    return found


def alerts(session: Session, alert_ids: Collection[str]) -> dict[str, Alert]:
    """The alerts that deliveries are of."""
    return {one.id: one for one in session.exec(select(Alert).where(col(Alert.id).in_(alert_ids)))}


def again(session: Session, identity: str, at: datetime) -> Delivery:
    """Put a delivery on its way once more; its message keeps its id. Raises Conflict for one that waits, or a test."""
    delivery = one(session, identity)
    if delivery.alert_id is None and delivery.digest_id is None and not headmail.is_head(delivery.id):
        raise Conflict("A test is not delivered again; send another.", existing=identity)
    if delivery.state is DeliveryState.WAITING:
        raise Conflict(f"Delivery {identity} waits already.", existing=identity)
    delivery.state, delivery.trouble, delivery.delivered_at = DeliveryState.WAITING, None, None
    delivery.queued_at = delivery.due_at = at
    session.add(delivery)
    session.flush()
    return delivery
