"""A mail server or a receiver of webhooks that hangs: told in bounded time, nothing lost, nothing told twice."""

import time
from collections.abc import Iterator
from itertools import repeat

import pytest
from servers.hanging import Script
from test_delivery import AT, alert, by_mail, by_webhook, deliveries, written

from registry.alerts import channels as ways_out
from registry.alerts import outbox
from registry.alerts.outbox import Channel
from registry.store import Store
from registry.terms import DeliveryState
from tests.servers.mail_server import MailServer

LATER = AT.replace(day=AT.day + 1)
GREETING = (b"220 mail.example\r\n", None, b"250 mail.example\r\n", None, b"250 ok\r\n", None, b"250 ok\r\n", None)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_out, "TIMEOUT", 0.3)
    monkeypatch.setattr(ways_out, "IN_ALL", 0.8)


def drip(beginning: bytes, letter: bytes) -> Iterator[bytes | None]:
    """Something said now and then, for ever, always sooner than a read is given up."""
    yield beginning
    for one in repeat(letter):
        time.sleep(0.1)
        yield one


MAIL = {
    "says nothing": lambda: iter(()),
    "drips a greeting": lambda: drip(b"220", b" "),
    "greets without end": lambda: drip(b"220-a\r\n", b"220-a\r\n"),
    "hangs after its greeting": lambda: iter(GREETING[:1]),
    "hangs where the mail would begin": lambda: iter(GREETING),
    "drips after the mail": lambda: drip_after_mail(),
}


def drip_after_mail() -> Iterator[bytes | None]:
    yield from (*GREETING, b"354 go on\r\n", None)
    yield from drip(b"250", b"-")


@pytest.mark.parametrize("how", MAIL)
def test_a_mail_server_that_hangs_is_given_up_and_the_mail_goes_out_later(store: Store, how: str) -> None:
    with Script(pieces=MAIL[how]) as hanging:
        channels: list[Channel] = [by_mail(f"127.0.0.1:{hanging.port}")]
        written(store, channels, alert(), alert(id="alr_2", fingerprint="2"))
        assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=0, undelivered=2)
        assert hanging.guests == 1  # the second waits behind the first
    first, second = sorted(deliveries(store), key=lambda one: one.attempts, reverse=True)
    assert (first.state, first.attempts, second.attempts) == (DeliveryState.WAITING, 1, 0)
    assert first.trouble is not None
    assert "mail server 127.0.0.1" in first.trouble
    with MailServer() as mended:
        assert outbox.deliver(store, [by_mail(mended.address)], LATER).delivered == 2
    assert [one["Message-ID"] for one in mended.mails] == ["<alr_1@onward>", "<alr_2@onward>"]


def test_a_mail_that_was_taken_is_not_sent_again_because_the_server_hangs_at_its_leave(store: Store) -> None:
    taken = (*GREETING, b"354 go on\r\n", None, b"250 taken\r\n")
    with Script(pieces=lambda: iter(taken)) as hanging:
        channels: list[Channel] = [by_mail(f"127.0.0.1:{hanging.port}")]
        written(store, channels, alert())
        assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=1, undelivered=0)
        assert outbox.deliver(store, channels, LATER) == outbox.Sent(delivered=0, undelivered=0)
        assert hanging.guests == 1
        assert hanging.heard.count(b"Message-ID: <alr_1@onward>") == 1


def heard(pieces: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """The same, once something was said."""
    yield None
    yield from pieces


HOOKS = {
    "says nothing": lambda: iter((None,)),
    "drips its head": lambda: heard(drip(b"HTTP/1.1 204 No", b"x")),
    "sends heads without end": lambda: heard(drip(b"HTTP/1.1 204 No Content\r\n", b"X-More: 1\r\n")),
}
TAKEN = {
    "drips its body": lambda: heard(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x")),
    "sends a body without end": lambda: iter((None, b"HTTP/1.1 200 OK\r\n\r\n", *repeat(b"x" * 65536, 2000))),
}


@pytest.mark.parametrize("how", HOOKS)
def test_a_receiver_that_hangs_is_given_up_and_gets_the_same_event_later(store: Store, how: str) -> None:
    with Script(pieces=HOOKS[how]) as hanging:
        channels: list[Channel] = [by_webhook(f"http://127.0.0.1:{hanging.port}/hook")]
        written(store, channels, alert())
        assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=0, undelivered=1)
        (waiting,) = deliveries(store)
        assert (waiting.state, waiting.attempts, hanging.guests) == (DeliveryState.WAITING, 1, 1)
        hanging.pieces = lambda: iter((None, b"HTTP/1.1 204 No Content\r\n\r\n"))
        assert outbox.deliver(store, channels, LATER) == outbox.Sent(delivered=1, undelivered=0)
        assert hanging.heard.lower().count(b"webhook-id: alr_1") == 2


@pytest.mark.parametrize("how", TAKEN)
def test_a_receiver_that_took_the_event_and_hangs_in_its_answer_has_taken_it(store: Store, how: str) -> None:
    with Script(pieces=TAKEN[how]) as hanging:
        channels: list[Channel] = [by_webhook(f"http://127.0.0.1:{hanging.port}/hook")]
        written(store, channels, alert())
        assert outbox.deliver(store, channels, AT) == outbox.Sent(delivered=1, undelivered=0)
        assert outbox.deliver(store, channels, LATER) == outbox.Sent(delivered=0, undelivered=0)
        assert hanging.guests == 1
