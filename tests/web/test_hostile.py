"""What nobody sensible sends: every one is refused in words, with the field where there is one, and never a 5xx."""

import json
from typing import Any, NamedTuple

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
DEEP = "[" * 100_000 + "]" * 100_000
DECISIONS = "/proposals/prp_norrsken/decisions"
FACTS: dict[str, Any] = {"exporter": {"country": "SE"}, "importer": {"country": "US"}, "destination": "US"}


class Sent(NamedTuple):
    """A request that is to be refused with this status, about this field."""

    address: str
    status: int
    field: str | None = None
    body: bytes | str | None = None
    kind: str = "application/json"


def facts(**more: Any) -> str:
    return json.dumps(FACTS | more)


QUESTIONS = [
    Sent("/organisations?nope=1", 400, "nope"),
    Sent("/organisations?nope%00=1", 400, "nope\0"),
    Sent("/organisations?q=", 400, "q"),
    Sent("/organisations?q=%00", 400, "q"),
    Sent("/organisations?q=" + "å" * 201, 400, "q"),
    Sent("/organisations?q=" + "a" * 60_000, 400, "q"),
    Sent("/organisations?q=a%0ab", 400, "q"),
    Sent("/organisations?q=%e2%80%ae", 400, "q"),
    Sent("/organisations?limit=0", 400, "limit"),
    Sent("/organisations?limit=201", 400, "limit"),
    Sent("/organisations?limit=-1", 400, "limit"),
    Sent("/organisations?limit=1e2", 400, "limit"),
    Sent("/organisations?limit=5.0", 400, "limit"),
    Sent("/organisations?limit=%D9%A3", 400, "limit"),
    Sent("/organisations?limit=" + "9" * 400, 400, "limit"),
    Sent("/organisations?limit=1&limit=2", 400, "limit"),
    Sent("/organisations?limit=", 400, "limit"),
    Sent("/organisations?limit=null", 400, "limit"),
    Sent("/organisations?sort=nope", 400, "sort"),
    Sent("/organisations?sort=recorded_at;drop", 400, "sort"),
    Sent("/organisations?sort=--name", 400, "sort"),
    Sent("/organisations?sort=", 400, "sort"),
    Sent("/organisations?cursor=nope", 400, "cursor"),
    Sent("/organisations?cursor=å", 400, "cursor"),
    Sent("/organisations?cursor=e30", 400, "cursor"),
    Sent("/organisations?cursor=WyJuYW1lIiwxLCJvcmdfYSJd", 400, "cursor"),
    Sent("/organisations?cursor=WyItbmFtZSIsImEiLCJvcmdfYSJd", 400, "cursor"),
    Sent("/organisations?sort=updated_at&cursor=WyJ1cGRhdGVkX2F0Iiwibm9wZSIsIm9yZ19hIl0", 400, "cursor"),
    Sent("/organisations?cursor=" + "a" * 501, 400, "cursor"),
    Sent("/organisations?country=us", 400, "country"),
    Sent("/organisations?country=USA", 400, "country"),
    Sent("/organisations?country=%27%20OR%201=1", 400, "country"),
    Sent("/organisations?kind=vendor", 400, "kind"),
    Sent("/organisations?controller=maybe", 400, "controller"),
    Sent("/organisations?on=2026-13-01", 400, "on"),
    Sent("/organisations?on=2026-02-30", 400, "on"),
    Sent("/organisations?on=26-02-03", 400, "on"),
    Sent("/organisations?on=0001-01-01", 400, "on"),
    Sent("/organisations?on=9999-12-31", 400, "on"),
    Sent("/organisations?on=1700000000", 400, "on"),
    Sent("/organisations?on=today", 400, "on"),
    Sent("/organisations?on=null", 400, "on"),
    Sent("/organisations?known_at=2026-11-22", 400, "known_at"),
    Sent("/organisations?known_at=2026-11-22T12:00:00", 400, "known_at"),
    Sent("/organisations?known_at=1700000000", 400, "known_at"),
    Sent("/organisations?known_at=0001-01-01T00:00:00%2B14:00", 400, "known_at"),
    Sent("/organisations?known_at=9999-12-31T23:59:59-14:00", 400, "known_at"),
    Sent("/organisations?known_at=2026-11-22T25:00:00Z", 400, "known_at"),
    Sent("/organisations/nope", 404),
    Sent("/organisations/%00", 400, "path"),
    Sent("/organisations/" + "a" * 600, 400, "path"),
    Sent("/organisations/%ff%fe", 404),
    Sent("/organisations/..%2f..%2fetc%2fpasswd", 404),
    Sent("/organisations/org_molnet?limit=1", 400, "limit"),
    Sent("/engagements?role=vendor", 400, "role"),
    Sent("/engagements?verdict=compliant", 400, "verdict"),
    Sent("/transfers?sort=verdict", 400, "sort"),
    Sent("/transfers?known_at=1990-01-01T00:00:00Z", 404),
    Sent("/transfers/trf_nope", 404),
    Sent("/verdicts/vdt_nope", 404),
    Sent("/law?kind=statute", 400, "kind"),
    Sent("/law?in_force=perhaps", 400, "in_force"),
    Sent("/law/nope", 404),
    Sent("/sources?state=fine", 400, "state"),
    Sent("/sources/nope?on=2026-01-01", 400, "on"),
    Sent("/changes/nope", 404),
    Sent("/alerts/nope", 404),
    Sent("/proposals/nope", 404),
    Sent("/flows?depth=0", 400, "depth"),
    Sent("/flows?depth=65", 400, "depth"),
    Sent("/flows?depth=many", 400, "depth"),
    Sent("/flows?format=exe", 400, "format"),
    Sent("/flows?lang=no", 400, "lang"),
    Sent("/flows?controller=Nobody", 404),
    Sent("/flows?service=%3Cscript%3E", 404),
    Sent("/flows?known_at=1960-01-01T00:00:00Z", 404),
    Sent("/openapi.json?format=yaml", 400, "format"),
    Sent("/nothing", 404),
]

BODIES = [
    Sent("/verdicts", 400, None, b""),
    Sent("/verdicts", 400, None, b"{"),
    Sent("/verdicts", 400, None, b"\xff\xfe"),
    Sent("/verdicts", 400, None, b"\0"),
    Sent("/verdicts", 400, None, DEEP),
    Sent("/verdicts", 400, None, '{"a":' * 100_000 + "1" + "}" * 100_000),
    Sent("/verdicts", 400, None, json.dumps({"id": [[[[[[[[[[1]]]]]]]]]]}).replace("1", "[" * 80 + "]" * 80)),
    Sent("/verdicts", 400, None, '{"id": "\\ud800"}'),
    Sent("/verdicts", 400, None, '{"id": "\\u0000"}'),
    Sent("/verdicts", 400, None, '{"id": "a", "id": "b"}'),
    Sent("/verdicts", 400, None, '{"id": NaN}'),
    Sent("/verdicts", 400, None, '{"id": 1e999}'),
    Sent("/verdicts", 400, None, '{"id": ' + "9" * 5_000 + "}"),
    Sent("/verdicts", 415, None, facts(), "text/plain"),
    Sent("/verdicts", 415, None, facts(), "application/x-www-form-urlencoded"),
    Sent("/verdicts", 415, None, facts(), "multipart/form-data; boundary=x"),
    Sent("/verdicts", 422, None, "1"),
    Sent("/verdicts", 422, None, "null"),
    Sent("/verdicts", 422, None, '"facts"'),
    Sent("/verdicts", 422, "nope", facts(nope=1)),
    Sent("/verdicts", 422, "destination", facts(destination="Sweden")),
    Sent("/verdicts", 422, "destination", facts(destination=["US"])),
    Sent("/verdicts", 422, "exporter.country", facts(exporter={"country": "EL"})),
    Sent("/verdicts", 422, "id", facts(id="a" * 3_000)),
    Sent("/verdicts", 422, "access_from", facts(access_from=["US"] * 1_001)),
    Sent("/verdicts", 422, "safeguards[0].kind", facts(safeguards=[{"kind": "promise"}])),
    Sent("/verdicts", 422, "[1].hr_data", json.dumps([FACTS, FACTS | {"hr_data": "no"}])),
    Sent("/verdicts", 422, "[]", json.dumps([FACTS] * 1_001)),
    Sent("/verdicts?on=tomorrow", 400, "on", facts()),
    Sent("/verdicts?dry_run=true", 400, "dry_run", facts()),
    Sent("/verdicts", 413, None, b" " * 9_000_000),
    Sent(DECISIONS, 422, "reason", '{"decision": "accept"}'),
    Sent(DECISIONS, 422, "reason", '{"decision": "accept", "reason": ""}'),
    Sent(DECISIONS, 422, "reason", '{"decision": "accept", "reason": "   "}'),
    Sent(DECISIONS, 422, "decision", '{"decision": "approve", "reason": "yes"}'),
    Sent(DECISIONS, 422, "by", '{"decision": "accept", "reason": "yes", "by": "me"}'),
    Sent(DECISIONS, 422, "set", '{"decision": "accept", "reason": "yes", "set": {}}'),
    Sent(DECISIONS, 422, "set", '{"decision": "edit", "reason": "yes"}'),
    Sent(DECISIONS, 422, "set.state", '{"decision": "edit", "reason": "y", "set": {"state": 1}}'),
    Sent(DECISIONS, 422, "set.places", '{"decision": "edit", "reason": "y", "set": {"places": 1}}'),
    Sent(DECISIONS, 422, "set.seat", '{"decision": "edit", "reason": "y", "set": {"seat": "U"}}'),
    Sent("/proposals/nope/decisions", 404, None, '{"decision": "reject", "reason": "no"}'),
    Sent(DECISIONS, 422, None, "[]"),
    Sent("/engagements/eng_brev/end", 422, "on", "{}"),
    Sent("/engagements/eng_brev/end", 422, "on", '{"on": "2026-02-30"}'),
    Sent("/engagements/eng_brev/end", 422, "on", '{"on": 20260201}'),
    Sent("/engagements/eng_brev/end", 422, "valid_until", '{"on": "2023-01-01"}'),
    Sent("/engagements/nope/end", 404, None, '{"on": "2026-02-03"}'),
    Sent("/imports", 415, None, "[organisation]"),
    Sent("/imports", 422, "organisation", "", "application/toml"),
    Sent("/imports", 422, None, "a = ", "application/toml"),
    Sent("/imports", 422, None, "a." * 5_000 + "b = 1", "application/toml"),
    Sent("/imports", 422, None, "a = " + "[" * 5_000 + "]" * 5_000, "application/toml"),
    Sent("/imports", 400, None, b"\xff", "application/toml"),
    Sent("/imports", 422, "nope", '[organisation]\nname = "A"\nnope = 1', "application/toml"),
    Sent("/imports?dry_run=perhaps", 400, "dry_run", '[organisation]\nname = "A"', "application/toml"),
    Sent("/organisations", 422, "name", "{}"),
    Sent("/nothing", 404, None, "{}"),
]  # fmt: skip


def named(sent: Sent) -> str:
    body = sent.body if isinstance(sent.body, str) else repr(sent.body)
    return f"{sent.address[:50]} {body[:40]}".encode("ascii", "replace").decode().replace("\0", "0")


def refused(answer: Any, sent: Sent) -> None:
    assert answer.status_code == sent.status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == sent.status
    assert problem["detail"].strip()
    assert len(answer.content) < 6_000
    assert [error["field"] for error in problem.get("errors", [])] == ([sent.field] if sent.field else [])


@pytest.mark.parametrize("sent", QUESTIONS, ids=named)
def test_a_question_that_makes_no_sense_is_refused_in_words(reader: Client, sent: Sent) -> None:
    refused(reader.get(f"/api/v1{sent.address}"), sent)


@pytest.mark.parametrize("sent", BODIES, ids=named)
def test_a_body_that_makes_no_sense_is_refused_in_words(reader: Client, sent: Sent) -> None:
    headers = {"Content-Type": sent.kind}
    refused(reader.post(f"/api/v1{sent.address}", content=sent.body, headers=headers), sent)


def test_what_was_refused_wrote_nothing(reader: Client) -> None:
    assert reader.get("/api/v1/proposals?state=proposed").json()["total"] == 2
    assert reader.get("/api/v1/engagements").json()["total"] == 2
    assert reader.get("/api/v1/organisations?controller=true").json()["total"] == 1


@pytest.mark.parametrize("day", ["1950-01-01", "1970-01-01", "2199-12-31", "2200-12-31"])
def test_days_far_off_are_answered(reader: Client, day: str) -> None:
    extreme = FACTS | {
        "safeguards": [{"kind": "scc", "act": "(EU) 2021/914", "modules": ["c2p"], "signed_on": "9999-12-31"}],
        "assessment": {"concluded_on": "0001-01-01", "outcome": "effective", "review_due_on": "9999-12-31"},
    }
    answer = reader.post(f"/api/v1/verdicts?on={day}", json=extreme)
    assert answer.status_code == 200, answer.text
    assert reader.get(f"/api/v1/transfers?on={day}").status_code == 200
    assert reader.get(f"/api/v1/law?on={day}&limit=1").status_code == 200
    assert reader.get(f"/api/v1/flows?on={day}&format=dot").status_code == 200
