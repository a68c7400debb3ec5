"""People who are told: subscriptions, alerts and a clock for the tests of digests, mutes and escalation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import col, select

from registry.alerts import muting, outbox, sending, subscribing
from registry.alerts.muting import Muting
from registry.alerts.outbox import Channel, Sent
from registry.alerts.subscribing import Asked
from registry.alerts.ways import Office
from registry.guard import Guard
from registry.store import Store
from registry.tables import Alert, Delivery, Mute, Subscription
from registry.terms import ChannelKind, DeliveryState, Event, Severity
from tests.servers.mail_server import MailServer

LOOPBACK = Guard.of(("127.0.0.0/8",))
WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)
_NUMBERS = count(1)


def alert(**values: Any) -> Alert:
    """An alert; high, of no organisation and no service, unless it says otherwise."""
    number = next(_NUMBERS)
    usual: dict[str, Any] = {
        "id": f"alr_{number:04d}",
        "fingerprint": f"{number}",
        "event": Event.SUBPROCESSOR_ADDED,
        "severity": Severity.HIGH,
        "title": f"[HIGH] Molnet: number {number}",
        "body": {"link": f"/changes/chg_{number}"},
        "created_at": WEDNESDAY,
    }
    return Alert(**(usual | values))


@dataclass(slots=True)
class Told:
    """A register, a mail server and a clock that a test moves."""

    store: Store
    mail: MailServer
    now: datetime = WEDNESDAY
    channels: list[Channel] = field(default_factory=list)
    escalation_to: tuple[str, ...] = ()
    escalate_after: tuple[int, ...] = (3, 7)

    @property
    def office(self) -> Office:
        """What is needed to send."""
        return Office(
            self.mail.address, "onward@example.org", "https://onward.example.org", LOOPBACK,
            self.escalation_to, self.escalate_after,
        )  # fmt: skip

    def subscribe(self, address: str = "dpo@example.org", **values: Any) -> Subscription:
        """Somebody who wants to be told, by mail unless it says otherwise."""
        asked = {"person": address, "channel": ChannelKind.MAIL, "target": address} | values
        with self.store.write("test") as session:
            made = subscribing.subscribe(session, Asked(**asked), LOOPBACK, by="test", at=self.now)
            session.refresh(made)
            session.expunge(made)
        return made

    def mute(self, until: date, **values: Any) -> Mute:
        """Silence."""
        with self.store.write("test") as session:
            made = muting.mute(
                session, Muting(until, "known to us", **values), by="test", on=self.now.date(), at=self.now
            )
            session.refresh(made)
            session.expunge(made)
        return made

    def happen(self, *alerts: Alert) -> None:
        """Alerts come about now."""
        for one in alerts:
            one.created_at = self.now
        with self.store.write("test") as session:
            session.add_all(alerts)
            session.flush()
            outbox.enqueue(session, alerts, self.channels, self.now)

    def send(self, after: timedelta = timedelta()) -> Sent:
        """Let time pass, then send what is to be sent."""
        self.now += after
        return sending.send(self.store, self.channels, self.office, self.now)

    def until(self, at: datetime) -> Sent:
        """Send at an instant."""
        return self.send(at - self.now)

    def subjects(self, address: str | None = None) -> list[str]:
        """The subjects of the mails that came, of one receiver."""
        return [str(one["Subject"]) for one in self.mail.mails if address in (None, one["To"])]

    def delivery_of(self, row: Subscription) -> Delivery:
        """A delivery to a subscription."""
        return Delivery(
            id="dlv_1", subscription_id=row.id, channel=row.channel, target=row.target, state=DeliveryState.WAITING,
            due_at=self.now,
        )  # fmt: skip

    def log(self) -> list[Delivery]:
        """The log of deliveries, in its order."""
        with self.store.read() as session:
            ordered = select(Delivery).order_by(col(Delivery.queued_at), col(Delivery.position), col(Delivery.id))
            return list(session.exec(ordered))


@contextmanager
def telling(store: Store) -> Iterator[Told]:
    """A register with a mail server of its own."""
    with MailServer() as mail:
        yield Told(store, mail)
