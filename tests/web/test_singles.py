"""One thing: its ETag, 304, the day asked about, and writes that are refused when it changed meanwhile."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
ENGAGEMENT = "/api/v1/engagements/eng_lagring"
REJECT = {"decision": "reject", "reason": "It is another company."}


@pytest.mark.parametrize(
    "address",
    [
        "organisations/org_molnet", "services/svc_lagring", "sub-processors/sub_brevia", "activities/act_orders",
        "engagements/eng_lagring", "agreements/agr_lagring", "transfers/trf_lagring", "verdicts/vdt_0001", "law/art-45",
        "sources/src_lista", "changes/chg_lista", "proposals/prp_norrsken", "alerts/alr_plain",
        "subscriptions/sbn_dpo", "mutes/mut_brev", "deliveries/dlv_done",
    ],
)  # fmt: skip
def test_a_thing_the_caller_has_already_is_not_sent_again(reader: Client, address: str) -> None:
    first = reader.get(f"/api/v1/{address}")
    etag = first.headers["etag"]
    again = reader.get(f"/api/v1/{address}", headers={"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert reader.get(f"/api/v1/{address}", headers={"If-None-Match": '"other"'}).content == first.content


def test_a_thing_is_read_as_of_its_day(reader: Client) -> None:
    assert reader.get(f"{ENGAGEMENT}?on=2024-01-01").status_code == 200
    assert reader.get(f"{ENGAGEMENT}?on=2023-12-31").status_code == 404
    assert reader.get(f"{ENGAGEMENT}?known_at=2026-10-31T12:00:00Z").status_code == 404


def test_the_law_as_known_before_any_was_loaded_is_not_made_up(reader: Client) -> None:
    answer = reader.get("/api/v1/transfers?known_at=2001-01-01T00:00:00Z")
    assert answer.status_code == 404
    assert "law book" in answer.json()["detail"]


def decide(client: Client, body: dict[str, Any], **headers: str) -> Any:
    return client.post("/api/v1/proposals/prp_norrsken/decisions", json=body, headers=headers)


def test_a_decision_changes_the_register_and_says_what_turned(client: Client) -> None:
    answer = decide(client, {"decision": "accept", "reason": "It stands on the list."})
    assert answer.status_code == 200
    assert [flip["after"] for flip in answer.json()["flips"]] == ["unknown"]
    rows = client.get("/api/v1/sub-processors?q=norrsken").json()["items"]
    assert [(row["name_as_written"], row["places"], row["origin"]) for row in rows] == [
        ("Norrsken Ltd", ["GB"], "person")
    ]
    kept = client.get("/api/v1/proposals/prp_norrsken").json()
    assert (kept["state"], kept["decided_by"]) == ("accepted", "local user")
    assert client.get("/api/v1/transfers?q=norrsken").json()["total"] == 1


def test_an_edit_stands_beside_what_was_found(client: Client) -> None:
    edit = {"decision": "edit", "reason": "The seat is Sweden.", "set": {"seat": "SE", "places": ["SE"]}}
    assert decide(client, edit).status_code == 200
    kept = client.get("/api/v1/proposals/prp_norrsken").json()
    assert (kept["value"]["seat"], kept["edited_value"]["seat"]) == ("GB", "SE")


def test_a_proposal_is_decided_once(client: Client) -> None:
    assert decide(client, REJECT).status_code == 200
    again = decide(client, REJECT)
    assert again.status_code == 409
    assert again.json()["existing"] == "prp_norrsken"


def test_a_decision_on_an_older_reading_is_refused(client: Client) -> None:
    etag = client.get("/api/v1/proposals/prp_norrsken").headers["etag"]
    stale = decide(client, REJECT, **{"If-Match": '"another"'})
    assert stale.status_code == 412
    assert decide(client, REJECT, **{"If-Match": etag}).status_code == 200
    assert decide(client, REJECT, **{"If-Match": etag}).status_code == 412


def end(client: Client, day: str, **headers: str) -> Any:
    return client.post(f"{ENGAGEMENT}/end", json={"on": day}, headers=headers)


def test_an_engagement_that_ends_takes_its_transfers_with_it(client: Client) -> None:
    before = client.get("/api/v1/verdicts?engagement=eng_lagring").json()["total"]
    answer = end(client, "2026-11-22")
    assert answer.status_code == 200
    assert answer.json()["valid_until"] == "2026-11-22"
    assert len(answer.json()["flips"]) == before > 0
    assert client.get(ENGAGEMENT).status_code == 404
    assert client.get(f"{ENGAGEMENT}?on=2026-11-21").status_code == 200
    assert client.get("/api/v1/verdicts?engagement=eng_lagring").json()["total"] == 0


def test_an_engagement_that_ends_later_stands_until_then(client: Client) -> None:
    assert end(client, "2026-12-31").json()["flips"] == []
    assert client.get(ENGAGEMENT).json()["valid_until"] == "2026-12-31"
    again = end(client, "2027-01-31")
    assert (again.status_code, again.json()["existing"]) == (409, "eng_lagring")


def test_an_engagement_that_changed_since_it_was_read_is_not_ended(client: Client) -> None:
    etag = client.get(ENGAGEMENT).headers["etag"]
    assert end(client, "2026-12-31", **{"If-Match": '"another"'}).status_code == 412
    assert end(client, "2026-12-31", **{"If-Match": etag}).status_code == 200


PORTFOLIO = """[organisation]
name = "Butiken AB"
country = "SE"
[[engagement]]
service = "Molnet Lagring"
valid_from = 2025-01-01
source = {document = "privacy notice", dated = 2025-01-01}
"""


@pytest.mark.parametrize(("query", "expected"), [("?dry_run=true", 0), ("", 1), ("?dry_run=false", 1)])
def test_a_portfolio_is_imported_unless_it_is_rehearsed(client: Client, query: str, expected: int) -> None:
    headers = {"Content-Type": "application/toml; charset=utf-8"}
    answer = client.post(f"/api/v1/imports{query}", content=PORTFOLIO, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["rehearsed"] is (expected == 0)
    assert answer.json()["added"] > 0
    assert client.get("/api/v1/organisations?q=Butiken").json()["total"] == expected
