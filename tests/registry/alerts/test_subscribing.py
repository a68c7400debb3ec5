"""Subscriptions: what cannot be delivered to is refused with words, what opens a channel is told to nobody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from registry.alerts import logged, subscribing
from registry.alerts.chatting import room
from registry.alerts.wishing import wishes_of
from registry.errors import BadInput, Conflict, NotFound
from registry.guard import Guard
from registry.store import Store
from registry.tables import Audit, Organisation, Service, Subscription, User
from registry.terms import ChannelKind, DeliveryState, Event, Grade, OrganisationKind, Origin, Pace, Severity
from tests.registry.alerts.test_delivery import SECRET, plain
from tests.registry.alerts.told_people import WEDNESDAY, Told, alert, telling

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
USUAL: dict[str, Any] = {
    "recorded_at": WEDNESDAY, "origin": Origin.IMPORT, "source": "file", "grade": Grade.PRIMARY
}  # fmt: skip


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with store.write("test") as session:
        kind = OrganisationKind.LEGAL_PERSON
        session.add(Organisation(id="org_a", kind=kind, name="A AB", country="SE", is_controller=True, **USUAL))
        session.add(Service(id="svc_a", organisation_id="org_a", name="A", **USUAL))
    with telling(store) as begun:
        yield begun


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("target", {"target": "not an address"}),
        ("target", {"target": "dpo@example.org\r\nBcc: all@example.org"}),
        ("target", {"target": "dpo@example.org,all@example.org"}),
        ("target", {"target": "Name <dpo@example.org>"}),
        ("person", {"person": " "}),
        ("least_severity", {"least_severity": Severity.NONE}),
        ("language", {"language": "de"}),
        ("controllers", {"controllers": ("org_none",)}),
        ("controllers", {"controllers": ()}),
        ("services", {"services": ("svc_none",)}),
        ("events", {"events": ()}),
        ("pace", {"channel": ChannelKind.WEBHOOK, "target": "https://example.org/", "pace": Pace.DAILY}),
        ("secrets", {"channel": ChannelKind.WEBHOOK, "target": "https://example.org/", "secrets": ("plain",)}),
        ("secrets", {"channel": ChannelKind.WEBHOOK, "target": "https://example.org/", "secrets": (SECRET,) * 5}),
        ("target", {"channel": ChannelKind.SLACK, "target": "https://hooks.slack.com/services/A/B/C"}),
    ],
)
def test_what_cannot_be_is_refused_naming_the_field(told: Told, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        told.subscribe(**values)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/hook",
        "http://10.1.2.3/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/hook",
        "http://2130706433/hook",
        "http://localhost:8765/hook",
        "http://intranet/hook",
        "http://wiki.corp/hook",
        "ftp://example.org/hook",
        "https://user:secret@example.org/hook",
        "https://example.org:22/hook",
    ],
)
def test_a_webhook_inside_the_network_is_refused_when_it_is_asked_for(told: Told, target: str) -> None:
    asked = subscribing.Asked("it", ChannelKind.WEBHOOK, target, secrets=(SECRET,))
    with told.store.write("test") as session, pytest.raises(BadInput) as refused:
        subscribing.subscribe(session, asked, Guard(), by="test", at=WEDNESDAY)
    assert refused.value.field == "target"


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("http://hooks.example/onward", ()),
        ("HTTP://hooks.example/onward", ()),
        ("http://hooks.example/onward", ("10.1.0.0/16",)),
        ("http://93.184.215.14/onward", ("10.1.0.0/16",)),
        ("http://10.2.0.1/onward", ("10.1.0.0/16",)),
        ("http://[2606:2800:220:1::1]/onward", ("fd00:1::/32",)),
    ],
)
def test_a_webhook_outside_ones_own_network_is_sealed(told: Told, target: str, allowed: tuple[str, ...]) -> None:
    asked = subscribing.Asked("it", ChannelKind.WEBHOOK, target, secrets=(SECRET,))
    with told.store.write("test") as session, pytest.raises(BadInput) as refused:
        subscribing.subscribe(session, asked, Guard.of(allowed), by="test", at=WEDNESDAY)
    assert refused.value.field == "target"
    assert "https" in str(refused.value) or "not a public address" in str(refused.value)


@pytest.mark.parametrize("target", ["http://10.1.2.3:9000/in", "http://[fd00:1::7]/in", "http://n8n:5678/in"])
def test_an_address_of_an_allowed_network_may_be_told_in_the_clear(told: Told, target: str) -> None:
    asked = subscribing.Asked("it", ChannelKind.WEBHOOK, target, secrets=(SECRET,))
    with told.store.write("test") as session:
        made = subscribing.subscribe(session, asked, Guard.of(("10.1.0.0/16", "fd00:1::/32")), by="test", at=WEDNESDAY)
        assert made.target == target


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.SLACK, "mailto://user:password@example.org"),
        (ChannelKind.SLACK, "json://127.0.0.1/"),
        (ChannelKind.SLACK, f"{SLACK}?format=html"),
        (ChannelKind.SLACK, f"{SLACK}/#channel"),
        (ChannelKind.SLACK, "slack://T1JJ3T3L2/A1BRTD4JD/..%2F.."),
        (ChannelKind.DISCORD, SLACK),
        (ChannelKind.DISCORD, "discord://4174216298/token?avatar_url=http://10.0.0.1/"),
        (ChannelKind.MSTEAMS, "msteams://evil.example/a/b"),
        (ChannelKind.MSTEAMS, "msteams://logic.azure.com.evil.example/a/b"),
        (ChannelKind.MSTEAMS, "msteams://prod-12.westeurope.logic.azure.com:8080/a/b"),
        (ChannelKind.MSTEAMS, "msteams://prod-12.westeurope.logic.azure.com/a/b?template=/etc/passwd"),
        (ChannelKind.MAIL, SLACK),
    ],
)
def test_a_chat_is_one_of_three_and_its_host_its_own(kind: ChannelKind, address: str) -> None:
    with pytest.raises(BadInput, match=r"no address of|is no chat"):
        room(kind, address)


def test_a_room_is_shown_without_what_opens_it() -> None:
    found = room(ChannelKind.SLACK, SLACK)
    assert found.target.startswith("slack:")
    assert not any(token in found.target for token in SLACK.split("/")[2:])
    assert found.hidden(f"error at {SLACK}").count("…") == 3
    teams = room(ChannelKind.MSTEAMS, "msteams://prod-12.westeurope.logic.azure.com:443/643e69f8/KCi2cOsa")
    assert teams.opened == "workflows://prod-12.westeurope.logic.azure.com/643e69f8/KCi2cOsa"


def test_what_signs_or_opens_is_not_in_the_chain_of_writes(told: Told) -> None:
    told.subscribe(channel=ChannelKind.WEBHOOK, target="https://example.org/hook", secrets=(SECRET,))
    told.subscribe(channel=ChannelKind.SLACK, target=SLACK)
    with told.store.read() as session:
        chain = json.dumps([one.content for one in session.exec(select(Audit))])
        kept = [one.secrets for one in session.exec(select(Subscription).order_by(Subscription.channel))]
    assert sorted(kept) == [[SLACK], [SECRET]]
    assert SECRET not in chain
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in chain


def test_a_webhook_without_a_secret_gets_one(told: Told) -> None:
    made = told.subscribe(channel=ChannelKind.WEBHOOK, target="https://example.org/hook")
    assert [secret[:6] for secret in made.secrets or []] == ["whsec_"]


def test_the_same_subscription_is_made_once(told: Told) -> None:
    first = told.subscribe(controllers=("org_a",))
    with pytest.raises(Conflict) as refused:
        told.subscribe(controllers=("org_a",), least_severity=Severity.HIGH)
    assert refused.value.existing == first.id
    told.subscribe(services=("svc_a",))


def test_a_subscription_is_changed_and_ended(told: Told) -> None:
    made = told.subscribe(controllers=("org_a",), events=(Event.LAW_CHANGED,))
    with told.store.write("test") as session:
        changed = subscribing.change(session, made.id, {"pace": Pace.DAILY, "controllers": None}, Guard())
        assert (changed.pace, changed.controllers, changed.events) == (Pace.DAILY, None, ["law.changed"])
        subscribing.end(session, made.id, WEDNESDAY)
        with pytest.raises(NotFound):
            subscribing.change(session, made.id, {"pace": Pace.WEEKLY}, Guard())


def test_a_chat_keeps_what_opens_it_when_something_else_changes(told: Told) -> None:
    made = told.subscribe(channel=ChannelKind.SLACK, target=SLACK)
    with told.store.write("test") as session:
        changed = subscribing.change(session, made.id, {"language": "sv"}, Guard())
        assert (changed.secrets, changed.target, changed.language) == ([SLACK], made.target, "sv")


def person(told: Told, **values: Any) -> None:
    usual = {"id": "usr_1", "email": "dpo@example.org", "name": "D", "role": "reader", "created_at": WEDNESDAY}
    with told.store.write("test") as session:
        session.add(User(**(usual | values)))


@pytest.mark.parametrize("named", ["usr_1", "DPO@example.org"])
def test_who_may_see_one_organisation_is_told_of_that_one(told: Told, named: str) -> None:
    told.subscribe(person=named)
    person(told, controllers=["org_a"])
    with told.store.read() as session:
        assert [one.sees for one in wishes_of(session, [])] == [frozenset({"org_a"})]


def narrowed(told: Told, *controllers: str) -> None:
    with told.store.write("test") as session:
        session.get_one(User, "usr_1").controllers = list(controllers)


def test_what_waits_is_judged_again_when_it_is_sent(told: Told) -> None:
    told.subscribe(person="usr_1", heartbeat=False)
    person(told, controllers=["org_a", "org_b"])
    told.mail.refuses = True
    told.happen(alert(controller_id="org_a", title="[HIGH] a"), alert(controller_id="org_b", title="[HIGH] b"))
    assert told.send().delivered == 0
    narrowed(told, "org_b")
    told.mail.refuses = False
    told.send(timedelta(hours=3))
    assert told.subjects() == ["[HIGH] b"]
    first, second = told.log()
    assert (first.state, first.trouble) == (DeliveryState.GIVEN_UP, "whoever is told here may not see this any more")
    assert second.state is DeliveryState.DELIVERED


def test_another_who_may_see_it_at_the_same_place_is_told_still(told: Told) -> None:
    told.subscribe(person="usr_1", target="team@example.org")
    person(told, controllers=["org_a"])
    told.mail.refuses = True
    told.happen(alert(controller_id="org_a", title="[HIGH] a"))
    told.send()
    told.subscribe("chief@example.org", target="team@example.org")
    narrowed(told, "org_b")
    told.mail.refuses = False
    told.send(timedelta(hours=3))
    assert "[HIGH] a" in told.subjects()


def test_a_digest_that_waits_leaves_out_what_may_not_be_seen_any_more(told: Told) -> None:
    told.subscribe(person="usr_1", heartbeat=False)
    person(told, controllers=["org_a", "org_b"])
    told.send()
    for name in ("a", "b"):
        told.happen(alert(severity=Severity.LOW, controller_id=f"org_{name}", title=f"[LOW] {name}"))
    told.mail.refuses = True
    told.until(datetime(2026, 11, 23, 7, tzinfo=UTC))
    narrowed(told, "org_b")
    told.mail.refuses = False
    told.send(timedelta(hours=3))
    (mail,) = told.mail.mails
    assert "[LOW] b" in plain(mail)
    assert "[LOW] a" not in plain(mail)
    with told.store.write("test") as session:
        logged.again(session, told.log()[0].id, told.now)
    narrowed(told, "org_c")
    told.send()
    assert len(told.mail.mails) == 1
    assert told.log()[0].state is DeliveryState.GIVEN_UP


def test_who_has_left_is_told_nothing(told: Told) -> None:
    told.subscribe(person="usr_1")
    person(told, ended_at=WEDNESDAY)
    with told.store.read() as session:
        assert wishes_of(session, []) == []
