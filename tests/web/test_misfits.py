"""What does not fit is told with its field, what was given, and what is taken there."""

from typing import Any

import pytest
from page_visits import Client

DAY = "write a day of the calendar as YYYY-MM-DD."
ASKED = [
    ("reviews?state=foo", "state", "state is “foo”; write one of up_to_date, due_soon, in_progress, overdue."),
    ("reviews?on=2026-02-30", "on", f"on is “2026-02-30”; {DAY}"),
    ("reviews?on=soon", "on", f"on is “soon”; {DAY}"),
    ("reviews?limit=abc", "limit", "limit is “abc”; write a number."),
    ("reviews?limit=201", "limit", "limit is “201”; write a number from 1 to 200."),
    ("deadlines?until=2026-02-30", "until", f"until is “2026-02-30”; {DAY}"),
    ("registers/recipients?since=foo", "since", f"since is “foo”; {DAY}"),
    ("tasks?open=maybe", "open", "open is “maybe”; write true or false."),
    ("services?country=xx", "country", "country is “xx”; write a country as ISO 3166-1 alpha-2, or EPO."),
    ("checks?level=error&level=foo", "level[1]", "level[1] is “foo”; write one of error, warning, note."),
    (
        "transfers?known_at=2026-13-01T00:00:00Z", "known_at",
        "known_at is “2026-13-01T00:00:00Z”; write an instant with its time zone, such as 2026-11-22T12:00:00Z.",
    ),
    ("questions/difference", "earlier_on", f"earlier_on is wanting; {DAY}"),
    ("search?q=", "q", "q is “”; write text of 1 to 200 characters."),
]  # fmt: skip
DECIDED = {"decision": "approved", "reason": "It holds."}
SENT = [
    (
        DECIDED | {"decision": "foo"}, "decision",
        "decision is “foo”; write one of approved, approved_with_conditions, rejected.",
    ),
    (DECIDED | {"next_due_on": "2026-02-30"}, "next_due_on", f"next_due_on is “2026-02-30”; {DAY}"),
    (DECIDED | {"next_due_on": 5}, "next_due_on", f"next_due_on is 5; {DAY}"),
    (
        DECIDED | {"conditions": [{"text": "Sign."}]}, "conditions[0].due_on",
        f"conditions[0].due_on is wanting; {DAY}",
    ),
    (
        DECIDED | {"conditions": [{"text": "Sign.", "due_on": "x"}]}, "conditions[0].due_on",
        f"conditions[0].due_on is “x”; {DAY}",
    ),
    (
        DECIDED | {"verdict": "x"}, "verdict",
        "There is no field “verdict” here; it takes decision, reason, override_reason, still_valid, conditions, "
        "next_due_on.",
    ),
    ([], None, "The body is []; write an object."),
]  # fmt: skip


@pytest.mark.parametrize(("address", "field", "words"), ASKED)
def test_a_parameter_says_what_it_takes(reader: Client, address: str, field: str, words: str) -> None:
    answer = reader.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"field": field, "detail": words}])


@pytest.mark.parametrize(("body", "field", "words"), SENT)
def test_a_body_says_what_a_field_takes(reader: Client, body: Any, field: str | None, words: str) -> None:
    answer = reader.post("/api/v1/reviews/rvw_brev/decisions", json=body)
    named = [error["field"] for error in answer.json().get("errors", [])]
    assert (answer.status_code, answer.json()["detail"], named) == (422, words, [field] if field else [])


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ({"decided_by_us": "foo"}, "role.decided_by_us is “foo”; write one of processor, "),
        ({"foo": "processor"}, "role’s key is “foo”; write one of stated_in_our_notice, "),
    ],
)
def test_a_role_and_its_layer_are_told_apart(reader: Client, role: dict[str, str], words: str) -> None:
    answer = reader.patch("/api/v1/engagements/eng_brev", json={"role": role})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert answer.json()["errors"][0]["field"].startswith("role")
