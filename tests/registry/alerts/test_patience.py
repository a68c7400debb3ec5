"""A server that is down loses nothing and turns nothing round; what is refused for good steps aside; silence is seen;
what nobody decides goes upwards."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from registry.alerts import handling, logged, outbox, trying
from registry.alerts.patience import GIVE_UP_AFTER, LONGEST_PAUSE, pause
from registry.errors import Conflict, NotFound
from registry.store import Store
from registry.tables import Alert, Proposal
from registry.terms import AlertDecision, ChannelKind, Deed, DeliveryState, Event, ProposalState, Severity
from tests.registry.alerts.test_delivery import SECRET, plain
from tests.registry.alerts.told_people import WEDNESDAY, Told, alert, telling
from tests.servers.webhook_receiver import WebhookReceiver

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with telling(store) as begun:
        yield begun


def test_a_mail_server_that_is_down_for_a_day_gets_everything_in_order(told: Told) -> None:
    told.subscribe(heartbeat=False)
    told.mail.refuses = True
    titles = [f"[HIGH] Molnet: number {number}" for number in range(24)]
    for title in titles:
        told.happen(alert(title=title))
        assert told.send(HOUR).delivered == 0
    told.mail.refuses = False
    told.send(2 * LONGEST_PAUSE)
    assert told.subjects() == titles
    assert {one.state for one in told.log()} == {DeliveryState.DELIVERED}


def test_a_clock_that_ran_ahead_and_was_set_back_holds_up_nothing(told: Told) -> None:
    told.subscribe(heartbeat=False)
    told.mail.refuses = True
    told.happen(alert(title="[HIGH] Molnet: one"))
    assert told.send(10 * DAY).delivered == 0
    told.mail.refuses = False
    assert told.send(-10 * DAY).delivered == 1
    told.mail.refuses = True
    told.happen(alert(title="[HIGH] Molnet: two"))
    told.send()
    told.mail.refuses = False
    assert told.send(-timedelta(minutes=1)).delivered == 0  # an hour set back in autumn is waited for


def test_a_receiver_that_is_down_holds_up_nobody_else(told: Told) -> None:
    told.subscribe(heartbeat=False)
    with WebhookReceiver(status=503) as receiver:
        told.subscribe(channel=ChannelKind.WEBHOOK, target=receiver.url(), secrets=(SECRET,))
        told.happen(alert(), alert())
        assert (told.send().delivered, len(receiver.seen)) == (2, 1)


def test_pauses_grow_to_an_hour_and_no_two_deliveries_pause_alike() -> None:
    pauses = [pause("dlv_1", attempts) for attempts in range(1, 20)]
    assert timedelta(seconds=45) <= pauses[0] <= timedelta(seconds=75)
    assert all(LONGEST_PAUSE * 0.75 <= one <= LONGEST_PAUSE * 1.25 for one in pauses[7:])
    assert pause("dlv_1", 3) == pause("dlv_1", 3) != pause("dlv_2", 3)
    assert pause("dlv_1", 10_000) <= LONGEST_PAUSE * 1.25


def test_after_two_weeks_it_is_given_up_visibly_and_the_next_has_its_turn(told: Told) -> None:
    told.subscribe(heartbeat=False)
    told.mail.refuses = True
    told.happen(alert(title="[HIGH] first"))
    told.send(HOUR)
    told.happen(alert(title="[HIGH] second"))
    told.send(GIVE_UP_AFTER - DAY)
    told.send(DAY + 2 * HOUR)
    assert [one.state for one in told.log()] == [DeliveryState.GIVEN_UP, DeliveryState.GIVEN_UP]
    told.mail.refuses = False
    with told.store.write("test") as session:
        logged.again(session, told.log()[0].id, told.now)
    told.send()
    assert told.subjects() == ["[HIGH] first"]


def test_an_address_that_is_refused_for_good_ends_there_and_blocks_nothing(told: Told) -> None:
    told.subscribe("gone@example.org", heartbeat=False)
    told.mail.unknown = {"gone@example.org"}
    told.happen(alert(), alert())
    assert told.send().undelivered == 2
    assert [(one.state, one.attempts) for one in told.log()] == [(DeliveryState.REFUSED, 1)] * 2
    assert "550" in (told.log()[0].trouble or "")
    assert told.send(DAY).undelivered == 0


def test_a_webhook_that_says_gone_is_refused_for_good(told: Told) -> None:
    with WebhookReceiver(status=410) as receiver:
        told.subscribe(channel=ChannelKind.WEBHOOK, target=receiver.url(), secrets=(SECRET,))
        told.happen(alert())
        told.send()
        assert told.log()[0].state is DeliveryState.REFUSED


def test_a_delivery_goes_again_under_the_same_id(told: Told) -> None:
    with WebhookReceiver() as receiver:
        told.subscribe(channel=ChannelKind.WEBHOOK, target=receiver.url(), secrets=(SECRET,))
        told.happen(alert())
        told.send()
        (delivery,) = told.log()
        with told.store.write("test") as session:
            logged.again(session, delivery.id, told.now)
            with pytest.raises(Conflict, match="waits already"):
                logged.again(session, delivery.id, told.now)
        told.send()
        assert [one.headers["webhook-id"] for one in receiver.seen] == [delivery.alert_id] * 2
    with pytest.raises(NotFound), told.store.write("test") as session:
        logged.again(session, "dlv_none", told.now)


def test_what_is_muted_is_written_down_with_its_reason_and_told_again_after_the_day(told: Told) -> None:
    told.subscribe(heartbeat=False)
    mute = told.mute(date(2026, 11, 20), event=Event.LAW_CHANGED)
    told.happen(alert(event=Event.LAW_CHANGED))
    told.send(DAY)
    (kept,) = told.log()
    assert (kept.state, kept.trouble) == (DeliveryState.MUTED, f"{mute.id}: known to us")
    assert told.subjects() == []
    told.send(DAY)
    told.happen(alert(event=Event.LAW_CHANGED, title="[HIGH] after the mute"))
    told.send()
    assert told.subjects() == ["[HIGH] after the mute"]


def test_a_test_is_marked_and_stands_in_the_log_alone(told: Told) -> None:
    subscription = told.subscribe(language="sv")
    fired = trying.fire(told.store, told.office, subscription, by="test", at=told.now)
    assert (fired.state, fired.alert_id, fired.digest_id) == (DeliveryState.DELIVERED, None, None)
    assert told.subjects() == ["[TEST] Ett test av kanalen"]
    told.mail.refuses = True
    failed = trying.fire(told.store, told.office, subscription, by="test", at=told.now)
    assert failed.state is DeliveryState.GIVEN_UP
    assert "451" in (failed.trouble or "")
    with told.store.read() as session:
        assert session.get(Alert, fired.id) is None
        assert outbox.next_due(session) is None


def escalating(told: Told, **values: object) -> Alert:
    told.escalation_to = ("chief@example.org",)
    told.happen(alert(id="alr_late", title="[HIGH] Molnet: late", change_id="chg_1", **values))
    return alert()


def steps(told: Told) -> list[str]:
    found = []
    for _ in range(12):
        before = len(told.subjects("chief@example.org"))
        told.send(DAY)
        found += told.subjects("chief@example.org")[before:]
    return found


def test_what_nobody_decides_goes_upwards_once_for_each_step(told: Told) -> None:
    escalating(told)
    assert steps(told) == [f"Undecided for {days} days: [HIGH] Molnet: late" for days in (3, 7)]
    ids = [str(mail["Message-ID"]) for mail in told.mail.mails]
    assert ids == ["<alr_late.step1@onward>", "<alr_late.step2@onward>"]


def test_a_server_that_was_off_tells_of_the_last_step_alone(told: Told) -> None:
    escalating(told)
    told.send(DAY * 9)
    told.send(DAY)
    assert told.subjects() == ["Undecided for 9 days: [HIGH] Molnet: late"]


def test_who_decided_an_alert_is_told_by_name_or_not_at_all(told: Told) -> None:
    escalating(told)
    with told.store.write("test") as session:
        handling.decide(session, "alr_late", AlertDecision.ACTED, "done", by="usr_1234", at=told.now)
    with told.store.write("test") as session, pytest.raises(Conflict) as refused:
        handling.decide(session, "alr_late", AlertDecision.ACTED, "done", by="usr_1234", at=told.now)
    assert str(refused.value) == "This alert was decided already."


def test_what_is_not_grave_stays_where_it_is(told: Told) -> None:
    escalating(told, severity=Severity.MEDIUM)
    assert steps(told) == []


def test_what_a_person_decided_does_not_go_upwards(told: Told) -> None:
    escalating(told)
    with told.store.write("test") as session:
        decided = AlertDecision.DISMISSED
        handling.decide(session, "alr_late", decided, "not our region", by="test", at=told.now)
        with pytest.raises(Conflict):
            handling.decide(session, "alr_late", decided, "again", by="test", at=told.now)
    assert steps(told) == []


@pytest.mark.parametrize(
    ("state", "goes_up"), [(ProposalState.ACCEPTED, False), (ProposalState.REJECTED, False), ("proposed", True)]
)
def test_a_change_whose_proposals_are_decided_is_decided(told: Told, state: str, goes_up: bool) -> None:
    escalating(told)
    with told.store.write("test") as session:
        session.add(
            Proposal(
                id="prp_1", fingerprint="f", subject_id="svc_a", field="sub_processor", deed=Deed.ADD, value={},
                document_id="doc_a", change_id="chg_1", snapshot_sha256="0" * 64, quote="q", start=0, end=1,
                state=ProposalState(state), proposed_at=WEDNESDAY,
            )
        )  # fmt: skip
    assert bool(steps(told)) is goes_up


def test_a_mail_holds_html_in_which_everything_from_outside_is_text(told: Told) -> None:
    told.subscribe("dpo@example.org", language="sv")
    evil = '<script src="https://evil.example/x.js"></script>\r\nBcc: all@example.org\r\n\r\n"><img src=x onerror=y>'
    body = {
        "changes": [{"kind": "new_recipient_or_subprocessor", "subject": evil, "before": evil, "after": evil}],
        "said": {"sv": {"title": f"[HÖG] {evil}", "why": [evil]}},
        "depends": [evil],
        "link": "/changes/chg_1",
    }
    told.happen(alert(title=f"[HIGH] {evil}", body=body))
    told.send()
    (mail,) = told.mail.mails
    part = mail.get_body(("html",))
    assert part is not None
    html = part.get_content()
    assert (html.count("<script"), html.count("<img"), html.count("<a href=")) == (0, 0, 1)
    assert 'lang="sv"' in html
    assert mail["Bcc"] is None
    assert b"\r\nBcc:" not in told.mail.raw[0]
    assert str(mail["Subject"]).startswith("[HÖG] <script")
    assert "Ta ställning: https://onward.example.org/changes/chg_1" in plain(mail)
