"""Trying a channel: a message marked as a test goes out at once, once, and stands in the log of deliveries, not among
alerts.
"""

from collections.abc import Sequence
from datetime import datetime

from registry.alerts import subscribing
from registry.alerts.outbox import Channel, ChannelFailed, not_configured, note, told_of
from registry.alerts.ways import Office
from registry.errors import NotFound
from registry.store import Session, Store
from registry.tables import Delivery, Subscription, new_id
from registry.terms import ChannelKind, DeliveryState


def fire(store: Store, office: Office, subscription: Subscription, *, by: str, at: datetime) -> Delivery:
    """Send a test to where a subscription leads; the delivery as it is kept."""
    delivery = _delivery(subscription.channel, subscription.target, subscription.language, at)
    delivery.subscription_id = subscription.id
    return _fired(store, office.way(subscription), delivery, by=by, at=at)


def fire_named(store: Store, named: Sequence[Channel], which: str, *, by: str, at: datetime) -> Delivery:
    """Send a test over a channel that the settings name. Raises NotFound."""
    channel = next((one for one in named if subscribing.id_of_named(one) == which), None)
    if channel is None:
        raise NotFound(f"There is no subscription {which}.", named=which)
    return _fired(store, channel, _delivery(channel.name, channel.target, channel.language, at), by=by, at=at)


def _delivery(channel: ChannelKind, target: str, language: str, at: datetime) -> Delivery:
    return Delivery(
        id=new_id("tst"), language=language, channel=channel, target=target, state=DeliveryState.WAITING,
        queued_at=at, due_at=at,
    )  # fmt: skip


def _fired(store: Store, channel: Channel | None, delivery: Delivery, *, by: str, at: datetime) -> Delivery:
    """Nothing is held while the receiver is waited for. A test that failed is not tried again."""
    with store.read() as session:
        failure = _try(session, channel, delivery)
    if note(delivery, failure, at) is DeliveryState.WAITING:
        delivery.state = DeliveryState.GIVEN_UP
    with store.write(by) as session:
        session.add(delivery)
        session.flush()
        session.refresh(delivery)
        session.expunge(delivery)
    return delivery


def _try(session: Session, channel: Channel | None, delivery: Delivery) -> ChannelFailed | None:
    if channel is None:
        return ChannelFailed(not_configured(delivery.channel))
    try:
        channel.send(told_of(session, delivery))
    except ChannelFailed as error:
        return error
    return None
