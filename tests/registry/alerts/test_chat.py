"""Chats through apprise, against a service of the test's own on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack

from registry.store import Store
from registry.terms import ChannelKind, DeliveryState
from tests.registry.alerts.test_delivery import CHANGE
from tests.registry.alerts.told_people import Told, alert, telling
from tests.servers.webhook_receiver import WebhookReceiver

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # apprise asks for it where it is
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with telling(store) as begun:
        yield begun


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebhookReceiver]:
    """What stands where the chats' own hosts stand."""
    with WebhookReceiver(status=200, answer="ok") as running:
        monkeypatch.setattr(NotifySlack, "webhook_url", running.url("/slack"))
        monkeypatch.setattr(NotifyDiscord, "notify_url", running.url("/discord"))
        yield running


def told_by(told: Told, kind: ChannelKind, address: str) -> None:
    told.subscribe(channel=kind, target=address, person="the team", heartbeat=False)
    told.happen(alert(id="alr_chat", title="[HIGH] Molnet: x", body={"changes": [CHANGE], "link": "/changes/chg_1"}))
    told.send()


@pytest.mark.parametrize(("kind", "address"), [(ChannelKind.SLACK, SLACK), (ChannelKind.DISCORD, DISCORD)])
def test_a_chat_is_told_what_a_mail_says_in_short(
    told: Told, service: WebhookReceiver, kind: ChannelKind, address: str
) -> None:
    told_by(told, kind, address)
    (request,) = service.seen
    said = json.dumps(json.loads(request.body), ensure_ascii=False)
    assert request.path.startswith(f"/{kind.value}/")
    for words in ("[HIGH] Molnet: x", "Nordmoln, Inc.", "https://onward.example.org/changes/chg_1", "alr_chat"):
        assert words in said
    (delivery,) = told.log()
    assert (delivery.state, delivery.target[: len(kind.value)]) == (DeliveryState.DELIVERED, kind.value)


@pytest.mark.parametrize(("kind", "address"), [(ChannelKind.SLACK, SLACK), (ChannelKind.DISCORD, DISCORD)])
def test_a_vendors_words_call_nobody_and_link_nowhere(
    told: Told, service: WebhookReceiver, kind: ChannelKind, address: str
) -> None:
    hostile = "@everyone <!channel> <@1234> @here [your bank](https://evil.example/x) <https://evil.example/y|bank>"
    change = CHANGE | {"subject": hostile, "after": hostile}
    told.subscribe(channel=kind, target=address, person="the team", heartbeat=False)
    told.happen(alert(title=f"[HIGH] {hostile}", body={"changes": [change], "depends": [hostile], "link": "/"}))
    told.send()
    said = json.dumps(json.loads(service.seen[0].body), ensure_ascii=False)
    assert "evil.example" in said
    for live in ("@everyone", "@here", "<!", "<@", "<h", "](", "&lt;!", "&lt;@", "&lt;h"):
        assert live not in said
    assert "https://onward.example.org/" in said


def test_a_chat_that_refuses_is_tried_again_and_its_address_is_not_told(told: Told, service: WebhookReceiver) -> None:
    service.status = 503
    told_by(told, ChannelKind.SLACK, SLACK)
    (delivery,) = told.log()
    assert delivery.state is DeliveryState.WAITING
    assert (delivery.trouble or "").startswith("slack: not taken.")
    assert not any(token in (delivery.trouble or "") for token in SLACK.split("/")[2:])
    service.status = 200
    assert told.send(timedelta(minutes=2)).delivered == 1


def test_a_chat_that_leads_elsewhere_is_not_followed(told: Told, service: WebhookReceiver) -> None:
    service.status, service.location = 302, service.url("/elsewhere")
    told_by(told, ChannelKind.DISCORD, DISCORD)
    assert [request.path.split("/")[1] for request in service.seen] == ["discord"]
    assert told.log()[0].state is DeliveryState.WAITING
