"""Digests: one mail for each reader with everything that waits, and a sign of life when nothing did."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from registry.alerts import subscribing
from registry.alerts.digests import last_moment
from registry.store import Store
from registry.tables import Source
from registry.terms import ChannelKind, DeliveryState, DocumentKind, Event, Pace, Severity, SourceState
from tests.registry.alerts.test_delivery import SECRET, plain
from tests.registry.alerts.told_people import LOOPBACK, WEDNESDAY, Told, alert, telling
from tests.servers.webhook_receiver import WebhookReceiver

MONDAY = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with telling(store) as begun:
        yield begun


@pytest.mark.parametrize(
    ("pace", "at", "expected"),
    [
        (Pace.DAILY, "2026-11-18T06:00", "2026-11-18T06:00"),
        (Pace.DAILY, "2026-11-18T05:59", "2026-11-17T06:00"),
        (Pace.WEEKLY, "2026-11-23T06:00", "2026-11-23T06:00"),
        (Pace.WEEKLY, "2026-11-23T05:59", "2026-11-16T06:00"),
        (Pace.WEEKLY, "2026-11-22T23:59", "2026-11-16T06:00"),
        (Pace.WEEKLY, "2024-02-29T12:00", "2024-02-26T06:00"),
    ],
)
def test_digests_have_their_moments(pace: Pace, at: str, expected: str) -> None:
    assert last_moment(pace, datetime.fromisoformat(f"{at}+00:00")) == datetime.fromisoformat(f"{expected}+00:00")


def watch(told: Told) -> None:
    states = [SourceState.VERIFIED] * 3 + [SourceState.BLOCKED] * 2 + [SourceState.UNREACHABLE]
    with told.store.write("test") as session:
        for number, state in enumerate(states):
            session.add(
                Source(
                    id=f"src_{number}", document_id=f"doc_{number}", service_id="svc_a", kind=DocumentKind.NOTICE,
                    url="https://molnet.example/", host="molnet.example", every_days=1, due_at=WEDNESDAY, state=state,
                )
            )  # fmt: skip


def test_low_severity_comes_on_monday_with_the_state_of_the_watch(told: Told) -> None:
    watch(told)
    told.subscribe()
    told.send()
    told.happen(alert(severity=Severity.LOW, title="[LOW] Molnet: a name alone"))
    assert told.send(DAY).delivered == 0
    assert told.until(MONDAY).delivered == 1
    (mail,) = told.mail.mails
    assert mail["Subject"] == ("Onward: Weekly digest, 1 alert (1 low); 3 sources verified, 1 unreachable, 2 blocked")
    assert "[LOW] Molnet: a name alone" in plain(mail)
    assert told.send(DAY).delivered == 0


def test_when_nothing_happened_the_sign_of_life_comes_all_the_same(told: Told) -> None:
    watch(told)
    told.subscribe(language="sv")
    told.subscribe("quiet@example.org", heartbeat=False)
    told.send()
    assert [told.until(MONDAY + WEEK * number).delivered for number in range(3)] == [1, 1, 1]
    assert told.subjects("quiet@example.org") == []
    assert set(told.subjects()) == {
        "Onward: Veckosammanställning, inget att rapportera; "
        "3 källor kontrollerade och oförändrade, 1 gick inte att nå, 2 nekade åtkomst"
    }


def test_everything_that_waits_stands_in_one_mail_the_gravest_first(told: Told) -> None:
    told.subscribe(pace=Pace.DAILY)
    told.subscribe(pace=Pace.WEEKLY, services=None, events=None, least_severity=Severity.HIGH, person="the same reader")
    told.send()
    told.happen(
        alert(severity=Severity.LOW, title="[LOW] a"),
        alert(severity=Severity.CRITICAL, title="[CRITICAL] b"),
        alert(severity=Severity.MEDIUM, title="[MEDIUM] c"),
    )
    assert told.until(MONDAY).delivered == 1
    lines = [line for line in plain(told.mail.mails[0]).splitlines() if line.startswith("[")]
    assert lines == ["[CRITICAL] b", "[MEDIUM] c", "[LOW] a"]
    assert "3 alerts (1 critical, 1 medium, 1 low)" in told.subjects()[0]


def test_the_daily_digest_leaves_low_severity_to_the_weekly_one(told: Told) -> None:
    told.subscribe(pace=Pace.DAILY)
    told.send()
    told.happen(alert(severity=Severity.LOW, title="[LOW] a"), alert(title="[HIGH] b"))
    told.send(DAY)
    told.until(MONDAY)
    texts = [plain(mail) for mail in told.mail.mails]
    assert ["[HIGH] b" in text for text in texts] == [True, False]
    assert ["[LOW] a" in text for text in texts] == [False, True]


def test_a_server_that_was_off_on_monday_sends_the_digest_once_when_it_is_back(told: Told) -> None:
    told.subscribe()
    told.send()
    told.happen(alert(severity=Severity.LOW))
    told.until(MONDAY + timedelta(days=3))
    told.send(timedelta(hours=1))
    assert len(told.mail.mails) == 1


def test_who_changes_the_language_loses_nothing_that_waited(told: Told) -> None:
    made = told.subscribe()
    told.send()
    told.happen(alert(severity=Severity.LOW, title="[LOW] Molnet: waited since Wednesday"))
    told.send(3 * DAY)
    with told.store.write("test") as session:
        subscribing.change(session, made.id, {"language": "sv"}, LOOPBACK)
    assert told.send().delivered == 0
    assert told.until(MONDAY).delivered == 1
    assert "waited since Wednesday" in plain(told.mail.mails[0])
    assert told.subjects()[0].startswith("Onward: Veckosammanställning, 1 ")
    assert told.until(MONDAY + DAY).delivered == 0


def test_what_was_told_at_once_is_not_told_again(told: Told) -> None:
    told.subscribe()
    told.send()
    told.happen(alert(title="[HIGH] b"))
    told.send()
    told.until(MONDAY)
    assert "[HIGH] b" not in plain(told.mail.mails[1])


def test_a_digest_that_failed_is_tried_again_under_its_own_id(told: Told) -> None:
    told.subscribe()
    told.send()
    told.mail.refuses = True
    assert told.until(MONDAY).undelivered == 1
    told.mail.refuses = False
    told.send(timedelta(minutes=5))
    (mail,) = told.mail.mails
    (delivery,) = told.log()
    assert mail["Message-ID"] == f"<{delivery.digest_id}@onward>"
    assert delivery.attempts == 2


def test_what_was_muted_is_counted_in_the_digest_and_told_nowhere(told: Told) -> None:
    told.subscribe()
    told.send()
    told.mute(MONDAY.date() + DAY, event=Event.LAW_CHANGED)
    told.happen(alert(event=Event.LAW_CHANGED, title="[HIGH] a"), alert(event=Event.LAW_CHANGED, title="[HIGH] b"))
    told.until(MONDAY)
    (mail,) = told.mail.mails
    assert "2 alerts were muted, see the delivery log." in plain(mail)
    assert "[HIGH]" not in plain(mail)


def test_a_machine_gets_a_heartbeat_and_no_digest(told: Told) -> None:
    with WebhookReceiver() as receiver:
        told.subscribe(channel=ChannelKind.WEBHOOK, target=receiver.url(), secrets=(SECRET,))
        told.send()
        told.happen(alert(severity=Severity.LOW))
        told.send()
        told.until(MONDAY)
        assert ['"type": "heartbeat"' in one.body for one in receiver.seen] == [False, True]
    assert {one.state for one in told.log()} == {DeliveryState.DELIVERED}
