"""The outbox: each alert goes to each channel at least once, under one id, however often a server is down.

Deliveries are written in the transaction of the alert's first look; a failed one is tried again with growing pauses
and given up after a week, visibly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from registry.store import Store
from registry.tables import Alert, Delivery, new_id
from registry.terms import DeliveryState, Severity

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP_AFTER = 40  # about a week of six-hour pauses
ACTOR = "outbox"


class ChannelFailed(Exception):
    """A channel could not deliver; the words are kept in the delivery log."""


class Channel(Protocol):
    """A way out for alerts."""

    @property
    def name(self) -> str:
        """The word of the channel in the delivery log."""
        ...

    @property
    def target(self) -> str:
        """Where it leads: an address."""
        ...

    def send(self, alert: Alert) -> None:
        """Deliver one alert, or raise ChannelFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What one pass of the outbox did."""

    delivered: int
    failed: int


def enqueue(session: Session, alerts: Iterable[Alert], channels: Sequence[Channel], at: datetime) -> None:
    """Put alerts on their way over every channel. Low ones wait for the digest."""
    session.add_all(
        Delivery(
            id=new_id("dlv"), alert_id=alert.id, channel=channel.name, target=channel.target,
            state=DeliveryState.WAITING, due_at=at,
        )
        for alert in alerts
        if alert.severity not in {Severity.LOW, Severity.NONE}
        for channel in channels
    )  # fmt: skip


def deliver(store: Store, channels: Sequence[Channel], at: datetime) -> Sent:
    """Send what is due. Each outcome is kept at once: a crash repeats at most the one delivery under way."""
    ways = {(channel.name, channel.target): channel for channel in channels}
    delivered = failed = 0
    for delivery_id in _due(store, at):
        with store.write(ACTOR) as session:
            delivery = session.get_one(Delivery, delivery_id)
            channel = ways.get((delivery.channel, delivery.target))
            if channel is None:
                continue
            if _attempt(session, delivery, channel, at):
                delivered += 1
            else:
                failed += 1
    return Sent(delivered, failed)


def _due(store: Store, at: datetime) -> list[str]:
    with store.read() as session:
        statement = select(Delivery.id).where(Delivery.state == DeliveryState.WAITING, col(Delivery.due_at) <= at)
        return list(session.exec(statement.order_by(col(Delivery.due_at), col(Delivery.id)).limit(1_000)))


def _attempt(session: Session, delivery: Delivery, channel: Channel, at: datetime) -> bool:
    alert = session.get_one(Alert, delivery.alert_id)
    delivery.attempts += 1
    session.add(delivery)
    try:
        channel.send(alert)
    except ChannelFailed as error:
        delivery.trouble = str(error)[:500]
        delivery.due_at = at + min(FIRST_PAUSE * 2 ** min(delivery.attempts, 12), LONGEST_PAUSE)
        if delivery.attempts >= GIVE_UP_AFTER:
            delivery.state = DeliveryState.GIVEN_UP
        return False
    delivery.state, delivery.delivered_at, delivery.trouble = DeliveryState.DELIVERED, at, None
    return True
