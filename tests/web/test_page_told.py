"""`/settings/alerts`: who is told, with a test of the channel, mutes and the log, as a browser's forms send them."""

from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
PATH = "/settings/alerts"
ASKED = {"channel": "mail", "target": "jurist@lagret.example", "least_severity": "medium", "pace": "daily",
         "language": "sv", "event": "law.changed"}  # fmt: skip


def send(client: Client, path: str, **fields: str) -> Any:
    origin = {"Origin": str(client.base_url).rstrip("/")}
    return client.post(path, data=fields, headers=origin, follow_redirects=False)


def test_it_says_who_is_told_what_is_muted_and_what_went_where(reader: Client) -> None:
    text = reader.get(f"{PATH}?lang=sv").text
    for words in ("dpo@lagret.example", "Daglig sammanställning", "Lagret AB", "The service is being left."):
        assert words in text
    assert "webhook: the receiver answered 503" in text
    assert "whsec_" not in text
    assert 'href="/settings/alerts"' in reader.get("/settings").text


def test_a_subscription_is_made_tried_and_ended(client: Client) -> None:
    assert send(client, PATH, **ASKED).status_code == 303
    (made,) = client.get("/api/v1/subscriptions?person=jurist@lagret.example").json()["items"]
    assert (made["pace"], made["language"], made["events"]) == ("daily", "sv", ["law.changed"])
    tried = send(client, f"{PATH}/{made['id']}/test")
    assert "this channel is not configured" in tried.text
    assert send(client, f"{PATH}/{made['id']}/end").status_code == 303
    assert client.get("/api/v1/subscriptions?person=jurist@lagret.example").json()["total"] == 0


def test_what_cannot_be_told_is_said_and_the_form_keeps_what_was_written(client: Client) -> None:
    answer = send(client, PATH, **(ASKED | {"channel": "webhook", "target": "http://10.0.0.1/hook"}))
    assert answer.status_code == 422
    assert 'value="http://10.0.0.1/hook"' in answer.text


def test_the_secret_of_a_webhook_is_shown_once(client: Client) -> None:
    answer = send(client, PATH, **(ASKED | {"channel": "webhook", "target": "https://hooks.example/onward"}))
    assert answer.text.count("whsec_") == 1
    assert "whsec_" not in client.get(PATH).text


def test_something_is_muted_until_a_day_and_told_again(client: Client) -> None:
    fields = {"event": "review.due", "until": "2026-12-24", "reason": "We review <b>all</b> in January."}
    assert send(client, f"{PATH}/mutes", **fields).status_code == 303
    assert "We review &lt;b&gt;all&lt;/b&gt; in January." in client.get(PATH).text
    again = send(client, f"{PATH}/mutes", **fields)
    assert (again.status_code, "muted already" in again.text) == (422, True)
    assert send(client, f"{PATH}/mutes/mut_brev/end").status_code == 303
    assert send(client, f"{PATH}/mutes", **(fields | {"until": "soon"})).status_code == 422


def test_a_delivery_goes_again(client: Client) -> None:
    assert send(client, f"{PATH}/deliveries/dlv_done/again").status_code == 303
    assert client.get("/api/v1/deliveries?state=waiting").json()["total"] == 2


def test_a_form_of_another_site_is_not_taken(client: Client) -> None:
    assert client.post(PATH, data=ASKED, headers={"Origin": "https://evil.example"}).status_code == 403
