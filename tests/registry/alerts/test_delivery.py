"""Alerts reach a real mail server and a signed webhook at least once, under one id, and carry nothing hostile."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlmodel import select
from standardwebhooks import Webhook

from registry import settings as environment
from registry.alerts import outbox, writing
from registry.alerts.channels import MailChannel, WebhookChannel, channels_of
from registry.alerts.outbox import Channel
from registry.alerts.told import Told, of_alert
from registry.errors import BadInput
from registry.guard import Guard
from registry.store import Store
from registry.tables import Alert, Delivery
from registry.terms import DeliveryState, Event, Severity
from tests.servers.mail_server import MailServer
from tests.servers.webhook_receiver import WebhookReceiver

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECRET, OLDER = "whsec_" + "QUJD" * 8, "whsec_" + "REVG" * 8
LOOPBACK = Guard.of(("127.0.0.0/8",))
CHANGE = {
    "kind": "new_recipient_or_subprocessor",
    "before": None,
    "after": "Nordmoln, Inc. Backups United States",
    "subject": "Nordmoln, Inc.",
    "countries": ["US"],
}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as running:
        yield running


def alert(**values: Any) -> Alert:
    usual: dict[str, Any] = {
        "id": "alr_1",
        "fingerprint": "1",
        "event": Event.SUBPROCESSOR_ADDED,
        "severity": Severity.HIGH,
        "title": "[HIGH] GitHub: sub-processor added: Nordmoln, Inc. (US), 2 of your engagements",
        "body": {
            "changes": [CHANGE],
            "why": ["It leaves the EEA."],
            "depends": ["GitHub"],
            "due": "objection_day",
            "link": "/changes/chg_1",
        },
        "change_id": "chg_1",
        "deadline_on": date(2026, 12, 22),
        "created_at": AT,
    }
    return Alert(**(usual | values))


def by_mail(server: str) -> MailChannel:
    return MailChannel(server, "onward@example.org", "dpo@example.org", "https://onward.example.org")


def by_webhook(target: str, *secrets: str, guard: Guard = LOOPBACK) -> WebhookChannel:
    return WebhookChannel(target, secrets or (SECRET,), guard)


def plain(message: EmailMessage) -> str:
    """The text that everybody can read."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def written(store: Store, channels: list[Channel], *alerts: Alert) -> None:
    with store.write("test") as session:
        session.add_all(alerts)
        session.flush()
        outbox.enqueue(session, alerts, channels, AT)


def deliveries(store: Store) -> list[Delivery]:
    with store.read() as session:
        return list(session.exec(select(Delivery)))


def test_a_mail_says_what_changed_why_it_matters_by_when_and_where_to_decide(store: Store, mail: MailServer) -> None:
    channels: list[Channel] = [by_mail(mail.address)]
    written(store, channels, alert())
    assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=1, undelivered=0)
    (message,) = mail.mails
    assert message["Subject"] == "[HIGH] GitHub: sub-processor added: Nordmoln, Inc. (US), 2 of your engagements"
    assert message["Message-ID"] == "<alr_1@onward>"
    assert message["To"] == "dpo@example.org"
    text = plain(message)
    assert "> Nordmoln, Inc. Backups United States" in text
    assert "Why it matters: It leaves the EEA." in text
    assert "Deadline: 2026-12-22 (last day to object)" in text
    assert text.count("https://") == 1
    assert "Decide: https://onward.example.org/changes/chg_1" in text


def test_a_mail_server_that_was_down_gets_the_same_mail_later(store: Store, mail: MailServer) -> None:
    channels: list[Channel] = [by_mail(mail.address)]
    written(store, channels, alert())
    mail.refuses = True
    assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=0, undelivered=1)
    assert "451" in (deliveries(store)[0].trouble or "")
    mail.refuses = False
    assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=0, undelivered=0)
    assert outbox.deliver(store, channels, AT + timedelta(minutes=2)).delivered == 1
    assert [one["Message-ID"] for one in mail.mails] == ["<alr_1@onward>"]
    assert outbox.deliver(store, channels, AT + timedelta(days=1)) == outbox.Sent(0, 0)


def test_a_webhook_is_signed_and_its_receiver_can_tell(store: Store, receiver: WebhookReceiver) -> None:
    channels: list[Channel] = [by_webhook(receiver.url())]
    written(store, channels, alert())
    assert outbox.deliver(store, channels, AT).delivered == 1
    (request,) = receiver.seen
    verified = Webhook(SECRET).verify(request.body, dict(request.headers))
    assert verified["type"] == "vendor.subprocessor_added"
    assert verified["data"]["id"] == request.headers["webhook-id"] == "alr_1"
    assert verified["data"]["changes"] == [CHANGE]


def test_every_retry_carries_the_same_id(store: Store, receiver: WebhookReceiver) -> None:
    channels: list[Channel] = [by_webhook(receiver.url())]
    written(store, channels, alert())
    receiver.status = 500
    assert outbox.deliver(store, channels, AT).undelivered == 1
    receiver.status = 204
    assert outbox.deliver(store, channels, AT + timedelta(hours=1)).delivered == 1
    assert [request.headers["webhook-id"] for request in receiver.seen] == ["alr_1", "alr_1"]


def test_both_secrets_verify_while_one_takes_over_from_the_other(store: Store, receiver: WebhookReceiver) -> None:
    channels: list[Channel] = [by_webhook(receiver.url(), SECRET, OLDER)]
    written(store, channels, alert())
    outbox.deliver(store, channels, AT)
    for secret in (SECRET, OLDER):
        assert json.loads(receiver.seen[0].body) == Webhook(secret).verify(
            receiver.seen[0].body, dict(receiver.seen[0].headers)
        )


def test_a_redirect_is_not_followed(store: Store, receiver: WebhookReceiver) -> None:
    receiver.status, receiver.location = 302, receiver.url("/elsewhere")
    channels: list[Channel] = [by_webhook(receiver.url())]
    written(store, channels, alert())
    assert outbox.deliver(store, channels, AT).undelivered == 1
    assert [request.path for request in receiver.seen] == ["/hook"]
    assert deliveries(store)[0].trouble == "webhook: the receiver answered 302"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433"])
def test_an_address_inside_is_refused(store: Store, receiver: WebhookReceiver, host: str) -> None:
    target = receiver.url().replace("127.0.0.1", host)
    channels: list[Channel] = [by_webhook(target, guard=Guard())]
    written(store, channels, alert())
    assert outbox.deliver(store, channels, AT).undelivered == 1
    assert receiver.seen == []
    assert deliveries(store)[0].state is DeliveryState.WAITING


def test_a_receiver_that_is_down_is_asked_once_a_pass_and_gets_everything_later(store: Store) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    channels: list[Channel] = [by_webhook(f"http://127.0.0.1:{port}/hook")]
    written(store, channels, alert(), alert(id="alr_2", fingerprint="2"))
    assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=0, undelivered=2)
    assert sorted(one.attempts for one in deliveries(store)) == [0, 1]


class Crashed(BaseException):
    """The process ends here."""


def test_a_crash_after_sending_sends_again_under_the_same_id(store: Store, receiver: WebhookReceiver) -> None:
    channel = by_webhook(receiver.url())

    class Crashing:
        name, target, language = channel.name, channel.target, channel.language

        def send(self, told: Told) -> None:
            channel.send(told)
            raise Crashed

    written(store, [channel], alert())
    with pytest.raises(Crashed):
        outbox.deliver(store, [Crashing()], AT)
    assert deliveries(store)[0].state is DeliveryState.WAITING
    assert outbox.deliver(store, [channel], AT).delivered == 1
    assert [request.headers["webhook-id"] for request in receiver.seen] == ["alr_1", "alr_1"]


def test_low_alerts_wait_for_the_digest(store: Store, mail: MailServer) -> None:
    channels: list[Channel] = [by_mail(mail.address)]
    written(store, channels, alert(severity=Severity.LOW))
    assert deliveries(store) == []


def test_a_channel_that_is_no_longer_configured_waits_without_haste(store: Store, mail: MailServer) -> None:
    written(store, [by_mail(mail.address)], alert())
    assert outbox.deliver(store, [], AT).undelivered == 1
    (waiting,) = deliveries(store)
    assert waiting.due_at > AT + timedelta(hours=1)
    assert waiting.trouble == (
        "this channel is not configured: mail takes ONWARD_MAIL_SERVER, and this address a subscription or a place in"
        " ONWARD_MAIL_TO"
    )


@pytest.mark.parametrize(
    ("url", "guard", "why"),
    [
        ("http://example.org/hook", Guard(), "in the clear"),
        ("http://example.org/hook", LOOPBACK, "in the clear"),
        ("http://localhost:8765/hook", Guard.of(("10.1.0.0/16",)), "outside the networks"),
    ],
)
def test_what_is_not_sealed_leaves_ones_own_network_over_no_webhook(url: str, guard: Guard, why: str) -> None:
    channel = WebhookChannel(url, (SECRET,), guard)
    with pytest.raises(outbox.ChannelFailed, match=why):
        channel.send(of_alert(alert()))


NUL = "\x00"
HOSTILE = "Evil\r\nBcc: everybody@example.org\r\n\r\nDecide: https://evil.example\x1b[2J\u202egnp\x00"


def test_no_name_of_a_vendor_makes_a_header_or_a_line_of_ours(store: Store, mail: MailServer) -> None:
    change = CHANGE | {"subject": HOSTILE, "after": HOSTILE * 200}
    body = {"changes": [change], "depends": [HOSTILE], "link": "/changes/chg_1"}
    told = alert(title=f"[HIGH] {HOSTILE.replace(NUL, '')}", body=body)  # PostgreSQL keeps no NUL
    channels: list[Channel] = [by_mail(mail.address)]
    written(store, channels, told)
    assert outbox.deliver(store, channels, AT).delivered == 1
    (message,) = mail.mails
    assert message["Bcc"] is None
    assert b"\r\nBcc:" not in mail.raw[0]
    text = plain(message)
    assert [line for line in text.splitlines() if line.startswith("Decide:")] == [
        "Decide: https://onward.example.org/changes/chg_1"
    ]
    assert not any(unprintable in text for unprintable in ("\x1b", "\u202e", "\x00"))
    assert len(text) < 3_000


def test_a_mail_of_a_hundred_changes_stays_short() -> None:
    told = of_alert(alert(body={"changes": [CHANGE] * 100, "link": "/changes/chg_1"}))
    text = writing.text(told, "https://onward.example.org")
    assert text.count("Nordmoln, Inc. Backups") == 20
    assert "… and 80 more." in text


def test_settings_name_the_channels(mail: MailServer) -> None:
    found = environment.read(
        {
            "ONWARD_MAIL_SERVER": mail.address,
            "ONWARD_MAIL_TO": "dpo@example.org, legal@example.org",
            "ONWARD_WEBHOOK_URL": "https://example.org/hook",
            "ONWARD_WEBHOOK_SECRETS": SECRET,
        }
    )
    assert [channel.target for channel in channels_of(found)] == [
        "dpo@example.org",
        "legal@example.org",
        "https://example.org/hook",
    ]
    for secrets in ((), ("whsec_öö",)):
        with pytest.raises(BadInput, match=r"secret|SECRETS"):
            channels_of(replace(found, webhook_secrets=secrets))
