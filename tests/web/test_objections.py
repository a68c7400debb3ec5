"""Objections, tasks, deadlines and the calendar over HTTP: who is refused what, and what is told of a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from page_visits import Client
from world import AT

from registry.glossary import Language
from registry.reports.letters import no_response
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Agreement, Certification, Objection, Task
from registry.terms import AgreementKind, Framework, ObjectionState

OBJECTIONS = "/api/v1/objections"
PERIOD: dict[str, Any] = {"of": "agreement", "days": 9, "source": "the contract"}
DECISION = {"decision": "objected", "reason": "The place of support is not told."}


def one(client: Client, identity: str, **asked: str) -> dict[str, Any]:
    answer = client.get(f"{OBJECTIONS}/{identity}", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def send(
    client: Client, path: str, body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    answer = client.post(f"{OBJECTIONS}{path}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def test_an_undecided_objection_is_without_response_from_the_day_after_its_last(reader: Client) -> None:
    assert one(reader, "obj_norrsken", on="2026-12-01")["state"] == "assessing"
    after = one(reader, "obj_norrsken", on="2026-12-02")
    assert after["state"] == "no_response"
    assert "den försiktigt räknade sista dagen. Avtalets egen sista dag" in after["said"]["sv"]
    assert "said" not in one(reader, "obj_sydvind", on="2027-12-02")


@pytest.mark.parametrize(
    ("contract_on", "clause", "told"),
    [
        (None, "5.3", "går inte att ange"),
        (date(2026, 11, 30), "5.3", "löper fristen till och med den 2026-11-30"),
        (date(2026, 11, 20), "5.3", "enligt personuppgiftsbiträdesavtalet, punkt 5.3 anses ändringen godtagen"),
        (date(2026, 11, 20), None, "Vad avtalet säger om följden finns inte registrerat"),
    ],
)
def test_a_change_is_said_to_be_deemed_accepted_only_when_the_contracts_own_day_is_over(
    contract_on: date | None, clause: str | None, told: str
) -> None:
    periods = [{"of": "agreement", "days": 30, "clause": clause}]
    row = Objection(
        id="obj_1", engagement_id="eng_1", state=ObjectionState.ASSESSING, opened_at=AT, periods=periods,
        deadline_on=date(2026, 11, 19), contract_on=contract_on,
    )  # fmt: skip
    assert told in no_response(row, Language.SV, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "no_response"}, ["obj_ostkust"]),
        ({"state": "assessing"}, ["obj_norrsken"]),
        ({"state": "notice_received"}, []),
        ({"state": "notice_received", "on": "2026-10-20"}, ["obj_ostkust"]),
        ({"change": "chg_lista"}, ["obj_norrsken"]),
        ({"controller": "org_nobody"}, []),
        ({"known_at": "2026-10-01T00:00:00Z"}, []),
    ],
)
def test_objections_are_listed_as_they_stand_on_the_day(
    reader: Client, asked: dict[str, str], found: list[str]
) -> None:
    answer = reader.get(OBJECTIONS, params=asked)
    assert [item["id"] for item in answer.json()["items"]] == found


def test_a_noted_notice_counts_both_days_again(client: Client) -> None:
    told = send(
        client, "/obj_norrsken/notices",
        {"notice_came": "mail", "sent_on": "2026-10-28", "received_on": "2026-10-30", "effective_on": "2026-12-20"},
    )  # fmt: skip
    assert (told["deadline_on"], told["contract_on"], told["counted_from"]) == ("2026-11-27", "2026-11-29", "sent")
    assert told["unsaid"] == []
    assert told["steps"][-1]["told"]["sent_on"] == "2026-10-28"


def test_a_person_decides_once_and_the_objection_leaves_a_task_to_send_it(client: Client) -> None:
    told = send(client, "/obj_norrsken/decisions", DECISION)
    assert (told["state"], told["decided_by"]) == ("objected", "local user")
    refused = send(client, "/obj_norrsken/decisions", DECISION, 409)
    assert refused["existing"] == "obj_norrsken"
    tasks = client.get("/api/v1/tasks", params={"objection": "obj_norrsken", "kind": "send_objection"}).json()["items"]
    assert [(task["subject"], task["due_on"]) for task in tasks] == [("eng_lagring", "2026-12-01")]


def test_a_late_decision_is_taken_and_said_to_be_late(client: Client) -> None:
    told = send(client, "/obj_ostkust/decisions", DECISION)
    assert told["state"] == "objected"
    assert told["steps"][-1]["told"]["late"] is True


def test_conditions_leave_a_task_each(client: Client) -> None:
    conditions = [{"text": "Encryption at rest", "due_on": "2026-12-24"}, {"text": "A new annex"}]
    body = {"decision": "accepted_with_conditions", "reason": "Acceptable so.", "conditions": conditions}
    send(client, "/obj_norrsken/decisions", body)
    tasks = client.get("/api/v1/tasks", params={"objection": "obj_norrsken", "kind": "condition"}).json()["items"]
    assert [(task["about"], task.get("due_on")) for task in tasks] == [
        ("Encryption at rest", "2026-12-24"),
        ("A new annex", None),
    ]


def test_an_answer_and_an_end_follow_the_decision(client: Client) -> None:
    answer = {"answer": "The clauses are signed.", "answered_on": "2026-11-20"}
    assert send(client, "/obj_sydvind/answers", answer)["state"] == "vendor_answered"
    assert (
        send(client, "/obj_sydvind/outcomes", {"outcome": "terminated", "reason": "Not enough."})["state"]
        == "terminated"
    )
    send(client, "/obj_sydvind/notices", {"notice_came": "mail"}, 409)
    kinds = {task["kind"] for task in client.get("/api/v1/tasks", params={"objection": "obj_sydvind"}).json()["items"]}
    assert kinds == {"return_or_delete"}


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/obj_norrsken/decisions", {"decision": "no_response", "reason": "x"}, 422, "decision"),
        ("/obj_norrsken/decisions", {"decision": "resolved", "reason": "x"}, 422, "decision"),
        ("/obj_norrsken/decisions", {"decision": "accepted", "reason": " "}, 422, "reason"),
        ("/obj_norrsken/decisions", {"decision": "accepted_with_conditions", "reason": "x"}, 422, "conditions"),
        (
            "/obj_norrsken/decisions",
            {"decision": "accepted", "reason": "x", "conditions": [{"text": "y"}]},
            422,
            "conditions",
        ),
        ("/obj_norrsken/notices", {"sent_on": "2026-11-23"}, 422, "sent_on"),
        ("/obj_norrsken/notices", {"received_on": "0026-11-23"}, 422, "received_on"),
        ("/obj_norrsken/notices", {"sent_on": "2026-02-30"}, 422, "sent_on"),
        ("/obj_norrsken/notices", {"periods": [{"of": "agreement", "days": 0, "source": "x"}]}, 422, "periods[0].days"),
        (
            "/obj_norrsken/notices",
            {"periods": [{"of": "agreement", "days": 9, "source": " "}]},
            422,
            "periods[0].source",
        ),
        *(
            ("/obj_norrsken/notices", {"periods": [PERIOD | {name: value}]}, 422, f"periods[0].{name}")
            for name, value in (("source", "x" * 2_001), ("clause", "x" * 201), ("holidays", "Sverige"))
        ),
        ("/obj_norrsken/answers", {"answer": "x", "answered_on": "2026-11-20"}, 409, None),
        ("/obj_sydvind/outcomes", {"outcome": "resolved", "reason": "x"}, 409, None),
        ("/obj_sydvind/answers", {"answer": "x", "answered_on": "2026-12-20"}, 422, "answered_on"),
        ("/obj_nobody/decisions", DECISION, 404, None),
        ("", {"engagement": "eng_nobody"}, 422, "engagement"),
        ("", {"engagement": "eng_lagring", "change": "chg_nobody"}, 422, "change"),
        ("", {"engagement": "eng_brev", "change": "chg_lista"}, 422, "change"),
        ("", {"engagement": "eng_lagring", "change": "chg_lista"}, 409, None),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    client: Client, path: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    told = send(client, path, body, status)
    if field is not None:
        assert [error["field"] for error in told["errors"]] == [field]


def test_whoever_read_another_state_is_asked_to_read_again(client: Client) -> None:
    etag = client.get(f"{OBJECTIONS}/obj_norrsken").headers["etag"]
    send(client, "/obj_norrsken/notices", {"notice_came": "portal"}, headers={"If-Match": etag})
    send(client, "/obj_norrsken/decisions", DECISION, 412, headers={"If-Match": etag})


def test_a_task_is_done_once_and_opened_again(client: Client) -> None:
    path = "/api/v1/tasks/tsk_notice"
    assert client.post(f"{path}/completions", json={}).json()["done_by"] == "local user"
    assert client.post(f"{path}/completions", json={}).status_code == 409
    again = client.post(f"{path}/reopenings", json={"because": "No answer came."}).json()
    assert (again.get("done_at"), again["note"]) == (None, "No answer came.")
    assert client.post(f"{path}/reopenings", json={"because": "x"}).status_code == 409
    assert client.post("/api/v1/tasks", json={"engagement": "eng_nobody", "title": "x"}).status_code == 422


def test_a_letter_says_what_is_wanting_and_never_invents_it(reader: Client) -> None:
    told = reader.get(f"{OBJECTIONS}/obj_norrsken/letter", params={"lang": "en", "format": "json"}).json()
    assert "[registration number]" in told["text"]
    assert told["wanting"] == ["registration number", "the reasons for the objection", "who signs"]
    assert "On 2026-11-01 we saw in your list that you intend to engage Norrsken Ltd." in told["text"]
    assert "the data in United Kingdom, which an adequacy decision covers" in told["text"].replace(
        "the United", "United"
    )
    swedish = reader.get(f"{OBJECTIONS}/obj_norrsken/letter", params={"lang": "sv"}).text
    assert swedish.startswith("# Invändning mot ändring av underbiträden\n")
    assert "personuppgiftsbiträdesavtal av den 2024-01-01" in swedish
    assert "**Att fylla i innan brevet skickas**" in swedish


def test_a_name_cannot_become_a_mark_in_the_letter(client: Client, settings: Settings) -> None:
    store = open_store(settings.database_url)
    with store.write("test") as session:
        row = session.get_one(Objection, "obj_norrsken")
        row.named = [{"kind": "new_recipient_or_subprocessor", "name": "# <b>[x](javascript:1)", "countries": ["XX"]}]
    store.close()
    told = client.get(f"{OBJECTIONS}/obj_norrsken/letter").text
    assert "\\<b\\>\\[x\\](javascript:1)" in told


def test_a_condition_an_agreement_and_a_certification_stand_among_the_deadlines(
    client: Client, settings: Settings
) -> None:
    usual: dict[str, Any] = {"source": "portfolio", "grade": "primary", "origin": "import"}
    store = open_store(settings.database_url)
    today = settings.on()
    with store.write("test") as session:
        at = session.get_one(Task, "tsk_notice").opened_at
        ends = Agreement(
            id="agr_ends", engagement_id="eng_brev", kind=AgreementKind.DPA, valid_until=today + timedelta(days=60),
            recorded_at=at, **usual,
        )  # fmt: skip
        listed = Certification(
            id="crt_1", organisation_id="org_molnet_inc", framework=Framework.EU_US_DPF, state="active",
            recertify_by=today + timedelta(days=50), recorded_at=at, **usual,
        )  # fmt: skip
        session.add_all([ends, listed])
    store.close()
    items = client.get("/api/v1/deadlines", params={"until": "2027-02-28"}).json()["items"]
    told = {item["id"]: item["on"] for item in items}
    assert told["agr_ends-end"] == (today + timedelta(days=59)).isoformat()
    assert told["crt_1-org_lagret-30"] == (today + timedelta(days=20)).isoformat()
    assert told["crt_1-org_lagret-0"] == (today + timedelta(days=50)).isoformat()
    assert all(item["article"] and item["source"] and item["path"].startswith("/") for item in items)


def test_an_objection_is_told_as_it_was_known(client: Client) -> None:
    address = f"{OBJECTIONS}/obj_norrsken"
    first = client.get(address).json()
    notice = {"notice_came": "mail", "sent_on": "2026-10-28", "received_on": "2026-10-30"}
    noted = send(client, "/obj_norrsken/notices", notice)
    decided = send(client, "/obj_norrsken/decisions", DECISION)
    send(client, "/obj_norrsken/answers", {"answer": "We do without.", "answered_on": "2026-11-20"})
    known = {n: client.get(address, params={"known_at": one["recorded_at"]}) for n, one in enumerate(decided["steps"])}
    assert [known[n].json() for n in range(3)] == [first, noted, decided]
    assert client.get(address).json()["state"] == "vendor_answered"
    listed = client.get(OBJECTIONS, params={"known_at": noted["steps"][-1]["recorded_at"]}).json()["items"]
    assert next(one for one in listed if one["id"] == "obj_norrsken") == {
        name: value for name, value in noted.items() if name != "steps"
    }
    then = {"known_at": noted["steps"][-1]["recorded_at"]}
    for state, is_there in ((noted["state"], True), ("objected", False), ("vendor_answered", False)):
        found = client.get(OBJECTIONS, params=then | {"state": state}).json()
        assert ("obj_norrsken" in [one["id"] for one in found["items"]]) is is_there, state
        assert found["total"] == len(found["items"])
    days = [one["deadline_on"] for one in client.get(OBJECTIONS, params=then).json()["items"] if "deadline_on" in one]
    assert days == sorted(days)
    assert noted["deadline_on"] in days, "in its place by the last day as it was known then"
    before = {"known_at": "2026-10-31T00:00:00Z"}
    assert client.get(address, params=before).status_code == 404
    assert client.get(f"{address}/letter", params=before).status_code == 404
