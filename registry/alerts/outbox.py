"""The outbox: each alert goes to each receiver at least once, under one id, however often a server is down.

Deliveries are written in the transaction of what they tell. What goes to one place goes in the order it was written:
while the first cannot be delivered the others wait behind it, and it is tried again with growing pauses for two weeks.
What a receiver refuses for good steps aside, visibly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Protocol

from sqlmodel import Session, col, select

from registry.alerts import headmail
from registry.alerts.addressing import Matter, addressed
from registry.alerts.patience import PUT_OFF, is_due, is_over, pause
from registry.alerts.told import Gathered, Told, of_alert
from registry.alerts.wishing import Named, sight_at, silences_in_force, wishes_of
from registry.law.severity import Case
from registry.store import Store
from registry.tables import Alert, Delivery, Digest, new_id
from registry.terms import ChannelKind, DeliveryState, Pace, ReviewCause

ACTOR = "outbox"
# Of what was told by itself.
_ECHOES = frozenset(ReviewCause) - {ReviewCause.ASKED, ReviewCause.DAY_NEARS}
_FOR_DIGEST = frozenset({Case.LAW_APPEAL.value, Case.LAW_OPINION.value, Case.LAW_LETTER.value})
_NOT_CONFIGURED = "this channel is not configured"
_WANTING = {
    ChannelKind.MAIL: "mail takes ONWARD_MAIL_SERVER, and this address a subscription or a place in ONWARD_MAIL_TO",
    ChannelKind.WEBHOOK: "name this address in ONWARD_WEBHOOK_URL, with ONWARD_WEBHOOK_SECRETS, or subscribe it",
}
NOT_TO_BE_SEEN = "whoever is told here may not see this any more"

Place = tuple[str, str]  # channel and target


class ChannelFailed(Exception):
    """A channel could not deliver; the words are kept in the delivery log. `is_final`: it never will."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class Channel(Protocol):
    """A way out for alerts."""

    @property
    def name(self) -> ChannelKind:
        """The word of the channel in the delivery log."""
        ...

    @property
    def target(self) -> str:
        """Where it leads: an address, without anything that opens it."""
        ...

    @property
    def language(self) -> str:
        """The language it is spoken to in, when a subscription does not say."""
        ...

    def send(self, told: Told) -> None:
        """Deliver one message, or raise ChannelFailed."""
        ...


class Ways(Protocol):
    """Channels that are made for a delivery: those of subscriptions and of escalation."""

    def of(self, session: Session, delivery: Delivery) -> Channel | None:
        """The channel of a delivery, or None when there is none any more."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What one pass of the outbox did."""

    delivered: int
    undelivered: int


def matter_of(alert: Alert) -> Matter:
    """What subscriptions choose an alert by. Opinions on the law, and reviews made due by what was told by itself, are
    for the digest: one change is one mail."""
    kinds = frozenset(str(kind) for kind in alert.body.get("kinds") or [])
    waits = alert.body.get("case") in _FOR_DIGEST or alert.body.get("review_cause") in _ECHOES
    return Matter(alert.severity, alert.event, alert.controller_id, alert.service_id, kinds, waits)


def enqueue(session: Session, alerts: Iterable[Alert], channels: Sequence[Channel], at: datetime) -> None:
    """Put alerts on their way to everybody who wants them at once. What is muted is written down as such; what waits
    for a digest is found again when that is made."""
    told = list(alerts)
    if not told:
        return
    wishes, silences, position = wishes_of(session, channels), silences_in_force(session, at.date()), count()
    for alert in told:
        for one in addressed(matter_of(alert), wishes, silences):
            if one.muted is None and one.pace is not Pace.IMMEDIATE:
                continue
            session.add(
                Delivery(
                    id=new_id("dlv"), alert_id=alert.id, subscription_id=one.wish.subscription_id,
                    language=one.wish.language, channel=one.wish.channel, target=one.wish.target,
                    state=DeliveryState.MUTED if one.muted else DeliveryState.WAITING, queued_at=at,
                    position=next(position), due_at=at,
                    trouble=f"{one.muted.id}: {one.muted.reason}"[:500] if one.muted else None,
                )
            )  # fmt: skip


def deliver(store: Store, channels: Sequence[Channel], at: datetime, ways: Ways | None = None) -> Sent:
    """Send what is due. Nothing is held while a server is waited for, and each outcome is kept at once: a crash
    repeats at most the one delivery under way, under the same id. A place that fails is left alone until next time."""
    work = _Pass(store, {(one.name.value, one.target): one for one in channels}, ways, at)
    for delivery_id, place, due_at in _waiting(store):
        if place not in work.closed:
            work.take(delivery_id, place, due_at)
        elif place in work.down:
            work.undelivered += 1
    return Sent(work.delivered, work.undelivered)


def next_due(session: Session) -> datetime | None:
    """When the next delivery is due, or None when nothing waits: the first of each place, as the others wait for it."""
    statement = select(Delivery.channel, Delivery.target, Delivery.due_at).where(
        Delivery.state == DeliveryState.WAITING
    )
    ordered = statement.order_by(col(Delivery.queued_at).desc(), col(Delivery.position).desc(), col(Delivery.id).desc())
    firsts = {(channel, target): due_at for channel, target, due_at in session.exec(ordered)}
    return min(firsts.values(), default=None)


def _waiting(store: Store) -> list[tuple[str, Place, datetime]]:
    """Deliveries that wait, with their place, in the order they were written."""
    with store.read() as session:
        statement = select(Delivery.id, Delivery.channel, Delivery.target, Delivery.due_at).where(
            Delivery.state == DeliveryState.WAITING
        )
        found = session.exec(
            statement.order_by(col(Delivery.queued_at), col(Delivery.position), col(Delivery.id))
        ).all()
    return [(identity, (str(channel), target), due_at) for identity, channel, target, due_at in found]


@dataclass(slots=True)
class _Pass:
    """One pass. `closed`: places where nothing more is tried now; `down`: those of them that failed just now."""

    store: Store
    named: dict[Place, Channel]
    ways: Ways | None
    at: datetime
    delivered: int = 0
    undelivered: int = 0
    closed: set[Place] = field(default_factory=set)
    down: set[Place] = field(default_factory=set)

    def take(self, delivery_id: str, place: Place, due_at: datetime) -> None:
        """Try one delivery, unless it is not due; then nothing behind it is."""
        if not is_due(due_at, self.at):
            self.closed.add(place)
            return
        with self.store.read() as session:
            delivery = session.get_one(Delivery, delivery_id)
            channel = self._channel(session, delivery, place)
            told = still_told(session, delivery, list(self.named.values()))
        if channel is None:
            self._put_off(delivery_id, place)
        elif told is None:
            self._withhold(delivery_id)
        else:
            self._attempt(delivery_id, channel, told, place)

    def _channel(self, session: Session, delivery: Delivery, place: Place) -> Channel | None:
        found = self.ways.of(session, delivery) if self.ways is not None else None
        return found if found is not None else self.named.get(place)

    def _attempt(self, delivery_id: str, channel: Channel, told: Told, place: Place) -> None:
        failure = None
        try:
            channel.send(told)
        except ChannelFailed as error:
            failure = error
        with self.store.write(ACTOR) as session:
            state = note(session.get_one(Delivery, delivery_id), failure, self.at)
        if failure is None:
            self.delivered += 1
            return
        self.undelivered += 1
        if state is DeliveryState.WAITING:
            self.closed.add(place)
            self.down.add(place)

    def _withhold(self, delivery_id: str) -> None:
        with self.store.write(ACTOR) as session:
            delivery = session.get_one(Delivery, delivery_id)
            delivery.state, delivery.trouble = DeliveryState.GIVEN_UP, NOT_TO_BE_SEEN
        self.undelivered += 1

    def _put_off(self, delivery_id: str, place: Place) -> None:
        """Its channel is not configured now; it may be again."""
        with self.store.write(ACTOR) as session:
            delivery = session.get_one(Delivery, delivery_id)
            delivery.due_at, delivery.trouble = self.at + PUT_OFF, not_configured(delivery.channel)
            if is_over(delivery, self.at):
                delivery.state = DeliveryState.GIVEN_UP
            else:
                self.closed.add(place)
        self.undelivered += 1


def not_configured(channel: ChannelKind) -> str:
    """Why there is no way out over a channel, and what to set."""
    wanting = _WANTING.get(channel)
    return f"{_NOT_CONFIGURED}: {wanting}" if wanting else _NOT_CONFIGURED


def still_told(session: Session, delivery: Delivery, channels: Sequence[Named]) -> Told | None:
    """What a delivery says, of what whoever is told there may see now: a scope may have been narrowed while it waited.
    None: nothing of it."""
    told = told_of(session, delivery)
    if delivery.step or (told.alert is None and told.digest is None):
        return told  # upwards, and tests, go where an administrator says
    sights = sight_at(session, channels, delivery.channel, delivery.target)
    if told.alert is not None:
        return told if _is_seen(told.alert, sights) else None
    assert told.digest is not None
    seen = tuple(one for one in told.digest.alerts if _is_seen(one, sights))
    if not sights or (told.digest.alerts and not seen):
        return None
    return replace(told, digest=replace(told.digest, alerts=seen))


def _is_seen(alert: Alert, sights: Iterable[frozenset[str] | None]) -> bool:
    return any(sees is None or alert.controller_id in sees for sees in sights)


def told_of(session: Session, delivery: Delivery) -> Told:
    """What a delivery says. The id is that of what it tells, so each try carries the same."""
    if delivery.alert_id is not None:
        alert = session.get_one(Alert, delivery.alert_id)
        days = (delivery.queued_at - alert.created_at).days
        return of_alert(alert, delivery.language, step=delivery.step, days=days)
    if delivery.digest_id is None:
        return _of_neither(session, delivery)
    digest = session.get_one(Digest, delivery.digest_id)
    rows = {one.id: one for one in session.exec(select(Alert).where(col(Alert.id).in_(digest.alerts)))}
    alerts = tuple(rows[identity] for identity in digest.alerts if identity in rows)
    return Told(
        digest.id, digest.language, digest.created_at,
        digest=Gathered(digest.pace, alerts, digest.sources, digest.muted),
    )  # fmt: skip


def _of_neither(session: Session, delivery: Delivery) -> Told:
    head = headmail.head_of(session, delivery.id)
    identity = delivery.id if head is None else f"hed_{head.ended_on.isoformat()}"
    return Told(identity, delivery.language, delivery.queued_at, head=head)


def note(delivery: Delivery, failure: ChannelFailed | None, at: datetime) -> DeliveryState:
    """Keep how a try went; the state it is in now."""
    delivery.attempts += 1
    delivery.trouble = str(failure)[:500] if failure is not None else None
    if failure is None:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, at
        return delivery.state
    delivery.due_at = at + pause(delivery.id, delivery.attempts)
    if failure.is_final:
        delivery.state = DeliveryState.REFUSED
    elif is_over(delivery, at):
        delivery.state = DeliveryState.GIVEN_UP
    return delivery.state
