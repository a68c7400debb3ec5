"""Subscriptions, mutes, deliveries and tests of a channel over HTTP: asked for by people, refused with words."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from world_asked import asking

from registry import settings as environment
from registry.settings import Settings
from tests.servers.mail_server import MailServer

Client = TestClient[Litestar]
MAIL: dict[str, Any] = {"channel": "mail", "target": "jurist@lagret.example"}
HOOK: dict[str, Any] = {"channel": "webhook", "target": "https://hooks.example/onward"}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"channel": "mail"}, 422, "target"),
        ({"channel": "fax", "target": "x"}, 422, "channel"),
        (MAIL | {"target": "nobody"}, 422, "target"),
        (MAIL | {"controllers": ["org_none"]}, 422, "controllers"),
        (MAIL | {"controllers": []}, 422, "controllers"),
        (MAIL | {"language": "de"}, 422, "language"),
        (MAIL | {"least_severity": "none"}, 422, "least_severity"),
        (MAIL | {"nonsense": 1}, 422, "nonsense"),
        (HOOK | {"target": "http://127.0.0.1:8765/hook"}, 422, "target"),
        (HOOK | {"target": "http://192.168.1.1/hook"}, 422, "target"),
        (HOOK | {"target": "http://metadata.internal/hook"}, 422, "target"),
        (HOOK | {"target": "http://hooks.example/onward"}, 422, "target"),
        (HOOK | {"secrets": ["secret"]}, 422, "secrets"),
        (HOOK | {"pace": "daily"}, 422, "pace"),
        ({"channel": "slack", "target": "file:///etc/passwd"}, 422, "target"),
    ],
)
def test_what_cannot_be_told_is_refused_naming_the_field(
    client: Client, body: dict[str, Any], status: int, field: str
) -> None:
    answer = client.post("/api/v1/subscriptions", json=body)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (status, [field])


def test_a_webhook_gets_a_secret_that_is_told_once(client: Client) -> None:
    made = client.post("/api/v1/subscriptions", json=HOOK).json()
    assert made["secret"].startswith("whsec_")
    read = client.get(f"/api/v1/subscriptions/{made['subscription']['id']}")
    assert (read.json()["secrets"], made["secret"] in read.text) == (1, False)
    everything = "".join(client.get(f"/api/v1/{name}").text for name in ("subscriptions", "deliveries"))
    assert made["secret"] not in everything


def test_the_same_twice_names_the_one_that_is_there(client: Client) -> None:
    first = client.post("/api/v1/subscriptions", json=MAIL).json()["subscription"]["id"]
    again = client.post("/api/v1/subscriptions", json=MAIL)
    assert (again.status_code, again.json()["existing"]) == (409, first)


def test_a_change_is_refused_when_somebody_was_there_before(client: Client) -> None:
    address = "/api/v1/subscriptions/sbn_dpo"
    etag = client.get(address).headers["etag"]
    assert client.patch(address, json={"pace": "weekly"}, headers={"If-Match": etag}).json()["pace"] == "weekly"
    assert client.patch(address, json={"pace": "daily"}, headers={"If-Match": etag}).status_code == 412
    assert client.post(f"{address}/end", headers={"If-Match": etag}).status_code == 412
    assert client.post(f"{address}/end").status_code == 200
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"until": "2026-11-22", "reason": "r", "service": "svc_brev"}, "until"),
        ({"until": "2028-02-29", "reason": "r", "service": "svc_brev"}, "until"),
        ({"until": "2026-12-01", "reason": " ", "service": "svc_brev"}, "reason"),
        ({"until": "2026-12-01", "reason": "r"}, "service"),
        ({"until": "2026-12-01", "reason": "r", "service": "svc_none"}, "service"),
        ({"until": "2026-12-01", "reason": "r", "kind": "gossip"}, "kind"),
    ],
)
def test_silence_has_an_object_a_reason_and_an_end(client: Client, body: dict[str, Any], field: str) -> None:
    answer = client.post("/api/v1/mutes", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_the_same_is_muted_once(client: Client) -> None:
    body = {"until": "2026-12-24", "reason": "Known.", "service": "svc_lagring", "kind": "location_or_country_change"}
    first = client.post("/api/v1/mutes", json=body).json()["id"]
    again = client.post("/api/v1/mutes", json=body | {"until": "2027-01-24", "reason": "Still known."})
    assert (again.status_code, again.json()["existing"]) == (409, first)
    assert "2026-12-24" in again.json()["detail"]
    assert client.post("/api/v1/mutes", json=body | {"controller": "org_lagret"}).status_code == 200
    assert client.post(f"/api/v1/mutes/{first}/end").status_code == 200
    assert client.post("/api/v1/mutes", json=body).status_code == 200


def test_a_trial_without_a_mail_server_names_the_setting(client: Client) -> None:
    tried = client.post("/api/v1/channels/test", json={"subscription": "sbn_dpo"}).json()
    assert tried["state"] == "given_up"
    assert "ONWARD_MAIL_SERVER" in tried["trouble"]


def test_a_mute_that_was_ended_is_gone(client: Client) -> None:
    assert client.post("/api/v1/mutes/mut_brev/end").status_code == 200
    assert client.get("/api/v1/mutes").json()["total"] == 0
    assert client.post("/api/v1/mutes/mut_brev/end").status_code == 404


def test_a_mute_was_known_from_when_it_was_wanted_until_it_was_ended(client: Client) -> None:
    wanted = client.get("/api/v1/mutes/mut_brev").json()["created_at"]
    early = (datetime.fromisoformat(wanted) - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    assert client.post("/api/v1/mutes/mut_brev/end").status_code == 200
    told = [client.get("/api/v1/mutes", params={"known_at": at}).json()["total"] for at in (early, wanted)]
    assert told == [0, 1]


def test_an_alert_is_decided_once_and_stands_as_it_was_known(client: Client) -> None:
    address, decided = "/api/v1/alerts/alr_norrsken", {"decision": "dismissed", "reason": "Not our region."}
    assert client.post(f"{address}/decisions", json=decided).json()["decision"] == "dismissed"
    assert client.post(f"{address}/decisions", json=decided).status_code == 409
    told = {flag: client.get(f"/api/v1/alerts?decided={flag}").json()["items"] for flag in ("true", "false")}
    assert [[one["id"] for one in told[flag]] for flag in ("true", "false")] == [["alr_norrsken"], ["alr_plain"]]
    then = client.get("/api/v1/alerts?known_at=2026-11-02T00:00:00Z").json()["items"]
    assert [one.get("decision") for one in then] == [None, None]


def test_a_delivery_goes_again_once(client: Client) -> None:
    assert client.post("/api/v1/deliveries/dlv_done/redeliveries").json()["state"] == "waiting"
    assert client.post("/api/v1/deliveries/dlv_done/redeliveries").status_code == 409
    assert client.post("/api/v1/deliveries/dlv_none/redeliveries").status_code == 404


def test_what_the_settings_name_is_shown_tried_and_not_changed(settings: Settings, tmp_path: Path) -> None:
    with MailServer() as mail:
        named = environment.read(
            {
                "ONWARD_VAR": str(tmp_path), "ONWARD_DATABASE_URL": settings.database_url,
                "ONWARD_MAIL_SERVER": mail.address, "ONWARD_MAIL_TO": "chief@lagret.example",
            }
        )  # fmt: skip
        with asking(named) as client:
            (one,) = [one for one in client.get("/api/v1/subscriptions").json()["items"] if one["set_by"] == "settings"]
            fired = client.post("/api/v1/channels/test", json={"subscription": one["id"]}).json()
            assert (fired["state"], [str(mail["Subject"]) for mail in mail.mails]) == (
                "delivered", ["[TEST] A test of this channel"]
            )  # fmt: skip
            assert client.patch(f"/api/v1/subscriptions/{one['id']}", json={"pace": "daily"}).status_code == 404
            assert client.get("/api/v1/alerts").json()["total"] == 2
            assert client.get(f"/api/v1/deliveries/{fired['id']}").json()["state"] == "delivered"
            assert client.post(f"/api/v1/deliveries/{fired['id']}/redeliveries").status_code == 409
