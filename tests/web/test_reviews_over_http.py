"""Reviews over HTTP: what is refused and how, several at once, and that a review is told as it stood then."""

from datetime import UTC, datetime
from typing import Any

import pytest
from page_visits import Client

DECISION = {"decision": "approved", "reason": "The remarks are answered."}
DECIDE = "/api/v1/reviews/rvw_lagring/decisions"


def fields(answer: Any) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


def test_two_who_decide_the_same_review_are_told_apart(client: Client) -> None:
    first = client.get("/api/v1/reviews/rvw_lagring")
    etag = {"If-Match": first.headers["etag"]}
    assert client.post(DECIDE, json=DECISION, headers=etag).status_code == 200
    assert client.post(DECIDE, json=DECISION, headers=etag).status_code == 412
    late = client.post(DECIDE, json=DECISION)
    assert (late.status_code, late.json()["existing"]) == (409, "rvw_lagring")
    assert client.get("/api/v1/reviews/rvw_lagring", headers={"If-None-Match": etag["If-Match"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("rvw_lagring/decisions", {"decision": "approved", "reason": " "}, "reason"),
        ("rvw_lagring/decisions", {"decision": "approved_with_conditions", "reason": "Yes."}, "conditions"),
        ("rvw_lagring/decisions", DECISION | {"next_due_on": "2040-01-01"}, "next_due_on"),
        ("rvw_lagring/decisions", DECISION | {"still_valid": "As before."}, "still_valid"),
        ("rvw_lagring/decisions", {"decision": "fine", "reason": "Yes."}, "decision"),
        ("rvw_lagring/advice", {"dpo_advice": "advises_against"}, "advice"),
        ("rvw_lagring/answers", {"answers": [{"item": "Cx", "state": "met"}]}, "answers.0.item"),
        ("rvw_lagring/assignments", {"owner": "Bo", "due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(client: Client, address: str, body: Any, field: str) -> None:
    answer = client.post(f"/api/v1/reviews/{address}", json=body)
    assert (answer.status_code, fields(answer)) == (422, [field])


def test_what_overrides_nothing_is_refused_over_http(client: Client) -> None:
    overriding = DECISION | {"override_reason": "It ends in December."}
    client.post("/api/v1/reviews/rvw_lagring/advice", json={"dpo_advice": "supports", "advice": ""})
    followed = client.post(DECIDE, json=overriding)
    assert (followed.status_code, fields(followed)) == (422, ["override_reason"])
    assert "On file is the advice “supports”" in followed.json()["detail"]
    assert client.get("/api/v1/reviews/rvw_lagring").json()["is_open"] is True


def test_a_decision_against_the_advice_says_why_over_http_too(client: Client) -> None:
    against = {"dpo_advice": "advises_against", "advice": "No assessment is on file."}
    client.post("/api/v1/reviews/rvw_lagring/advice", json=against)
    refused = client.post(DECIDE, json=DECISION)
    assert (refused.status_code, fields(refused)) == (422, ["override_reason"])
    done = client.post(DECIDE, json=DECISION | {"override_reason": "It ends in December."})
    assert (done.json()["dpo_advice"], done.json()["override_reason"]) == ("advises_against", "It ends in December.")


def test_several_are_decided_whole_or_not_at_all(client: Client) -> None:
    several = {"reviews": ["rvw_lagring", "rvw_brev", "rvw_none"], **DECISION}
    refused = client.post("/api/v1/reviews/decisions", json=several)
    assert (refused.status_code, fields(refused)) == (422, ["reviews.rvw_brev", "reviews.rvw_none"])
    assert client.get("/api/v1/reviews/rvw_lagring").json()["is_open"] is True


def test_an_open_review_is_not_opened_twice_and_an_unknown_one_not_found(client: Client) -> None:
    again = {"engagements": ["eng_lagring"], "because": "Look again."}
    answer = client.post("/api/v1/reviews", json=again)
    assert (answer.status_code, answer.json()["existing"]) == (409, "rvw_lagring")
    unknown = client.post("/api/v1/reviews", json=again | {"engagements": ["eng_none"]})
    assert (unknown.status_code, fields(unknown)) == (422, ["engagements[0]"])
    assert client.get("/api/v1/reviews/rvw_none").status_code == 404
    assert client.post("/api/v1/reviews/rvw_none/decisions", json=DECISION).status_code == 404


def test_the_list_is_filtered_by_the_state_of_the_day(reader: Client) -> None:
    def ids(**asked: Any) -> list[str]:
        return [one["id"] for one in reader.get("/api/v1/reviews", params=asked).json()["items"]]

    assert ids() == ["rvw_lagring", "rvw_brev"]
    assert ids(state="in_progress") == ["rvw_lagring"]
    assert ids(state="overdue", on="2026-12-02") == ["rvw_lagring"]
    assert ids(state="due_soon", on="2027-09-20") == ["rvw_brev"]
    assert ids(due_within=9) == ["rvw_lagring"]
    assert ids(service="svc_brev") == ids(decision="approved_with_conditions") == ["rvw_brev"]
    assert ids(known_at="2026-10-02T00:00:00Z") == ["rvw_brev"]


def test_a_review_is_told_as_it_stood_at_an_instant(client: Client) -> None:
    before = client.get("/api/v1/reviews/rvw_lagring").json()
    instant = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    client.post(DECIDE, json=DECISION)
    assert client.get("/api/v1/reviews/rvw_lagring").json()["is_open"] is False
    assert client.get("/api/v1/reviews/rvw_lagring", params={"known_at": instant}).json() == before
