"""The outbox: each alert goes to each channel at least once, under one id, however often a server is down.

Deliveries are written in the transaction of the alert's first look; a failed one is tried again with growing pauses
and given up after a week, visibly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
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
    undelivered: int


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
    """Send what is due. Nothing is held while a server is waited for, and each outcome is kept at once: a crash
    repeats at most the one delivery under way, under the same id. A target that fails is left alone until next time."""
    ways = {(channel.name, channel.target): channel for channel in channels}
    down: set[str] = set()
    delivered = 0
    waiting = _due(store, at)
    for delivery_id, way in waiting:
        channel = ways.get(way)
        if channel is None:
            _put_off(store, delivery_id, at)
        elif channel.target not in down:
            if _attempt(store, delivery_id, channel, at):
                delivered += 1
            else:
                down.add(channel.target)
    return Sent(delivered, len(waiting) - delivered)


def next_due(session: Session) -> datetime | None:
    """When the next delivery is due, or None when nothing waits."""
    statement = select(sa.func.min(col(Delivery.due_at))).where(Delivery.state == DeliveryState.WAITING)
    return session.exec(statement).one()


def _due(store: Store, at: datetime) -> list[tuple[str, tuple[str, str]]]:
    """Deliveries that are due with their channel and target, the longest waiting first."""
    with store.read() as session:
        statement = select(Delivery.id, Delivery.channel, Delivery.target).where(
            Delivery.state == DeliveryState.WAITING, col(Delivery.due_at) <= at
        )
        found = session.exec(statement.order_by(col(Delivery.due_at), col(Delivery.id)).limit(1_000)).all()
    return [(delivery_id, (channel, target)) for delivery_id, channel, target in found]


def _attempt(store: Store, delivery_id: str, channel: Channel, at: datetime) -> bool:
    with store.read() as session:
        alert = session.get_one(Alert, session.get_one(Delivery, delivery_id).alert_id)
    trouble = None
    try:
        channel.send(alert)
    except ChannelFailed as error:
        trouble = str(error)[:500]
    with store.write(ACTOR) as session:
        _note(session.get_one(Delivery, delivery_id), trouble, at)
    return trouble is None


def _note(delivery: Delivery, trouble: str | None, at: datetime) -> None:
    delivery.attempts += 1
    delivery.trouble = trouble
    if trouble is None:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, at
        return
    delivery.due_at = at + min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 12), LONGEST_PAUSE)
    if delivery.attempts >= GIVE_UP_AFTER:
        delivery.state = DeliveryState.GIVEN_UP


def _put_off(store: Store, delivery_id: str, at: datetime) -> None:
    """Its channel is not configured now; it may be again."""
    with store.write(ACTOR) as session:
        delivery = session.get_one(Delivery, delivery_id)
        delivery.due_at, delivery.trouble = at + LONGEST_PAUSE, "this channel is not configured"
