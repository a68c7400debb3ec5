"""Agreements over HTTP: what was signed, its files by hash, what took whose place, and the published text beside it."""

from hashlib import sha256
from typing import Any

import pytest
from page_visits import Client
from signed_papers import keep, pdf_of, post, whole

NEW = {"engagement": "eng_brev", "kind": "dpa", "signed_on": "2026-06-01"}


def test_an_agreement_is_entered_and_holds_from_the_day_it_was_signed(client: Client) -> None:
    signatories = [{"name": "Ada Askersund", "side": "ours"}, {"name": "B. Bauer", "side": "theirs"}]
    answer = post(client, NEW | {"valid_until": "2028-06-01", "act": "(EU) 2021/915", "signatories": signatories})
    assert answer.status_code == 201
    told = whole(client, answer.json()["id"])
    assert answer.headers["location"] == f"/api/v1/agreements/{told['id']}"
    assert (told["valid_from"], told["valid_until"]) == ("2026-06-01", "2028-06-01")
    assert told["signatories"] == signatories
    assert told["notes"] == {"act": "(EU) 2021/915"}
    assert (told["origin"], told["source"]) == ("person", "entered by hand")
    assert client.get(f"/api/v1/agreements/{told['id']}").headers["etag"] == answer.headers["etag"]


def test_the_same_agreement_again_is_a_conflict_with_its_id(client: Client) -> None:
    first = post(client, NEW).json()["id"]
    answer = post(client, NEW)
    assert (answer.status_code, answer.json()["existing"]) == (409, first)
    same_as_imported = {"engagement": "eng_lagring", "kind": "dpa", "signed_on": "2024-01-01"}
    assert post(client, same_as_imported).json()["existing"] == "agr_lagring"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"engagement": "eng_nobody"}, "engagement"),
        ({"kind": "handshake"}, "kind"),
        ({"signed_on": "1 June"}, "signed_on"),
        ({"signed_on": "1066-10-14"}, "valid_from"),
        ({"valid_until": "2026-06-01"}, "valid_until"),
        ({"notice_days": -1}, "notice_days"),
        ({"modules": ["c2x"]}, "modules[0]"),
        ({"version": "ver_nobody"}, "version"),
        ({"supersedes": "agr_lagring"}, "supersedes"),
        ({"signatories": [{"name": "  ", "side": "ours"}]}, "signatories[0].name"),
        ({"signatories": [{"name": "Ada", "side": "both"}]}, "signatories[0].side"),
        ({"document": "x" * 201}, "document"),
        ({"document": "a\u202eb"}, "notes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(client: Client, wrong: dict[str, Any], field: str) -> None:
    answer = post(client, NEW | wrong)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field


def test_what_takes_the_place_of_another_ends_it_that_day(client: Client) -> None:
    first = post(client, NEW).json()["id"]
    second = post(client, NEW | {"signed_on": "2026-10-01", "supersedes": first}).json()["id"]
    earlier = client.get(f"/api/v1/agreements/{first}", params={"on": "2026-09-30"}).json()
    assert (earlier["valid_until"], earlier["superseded_by"]) == ("2026-10-01", second)
    assert whole(client, second)["supersedes"] == first
    assert client.get(f"/api/v1/agreements/{first}").status_code == 404


def test_a_change_wants_the_state_it_was_read_in(client: Client) -> None:
    address = "/api/v1/agreements/agr_lagring"
    etag = client.get(address).headers["etag"]
    changed = client.patch(address, json={"notice_days": 14}, headers={"If-Match": etag})
    assert changed.status_code == 200
    stale = client.patch(address, json={"notice_days": 20}, headers={"If-Match": etag})
    assert stale.status_code == 412
    again = client.patch(address, json={"notice_days": None}, headers={"If-Match": changed.headers["etag"]})
    assert again.status_code == 200
    assert "notice_days" not in whole(client, "agr_lagring")


def test_a_change_of_the_world_keeps_what_held_before(client: Client) -> None:
    answer = client.patch("/api/v1/agreements/agr_lagring", json={"objection_days": 14, "since": "2026-05-01"})
    assert answer.status_code == 200, answer.text
    before = client.get("/api/v1/agreements/agr_lagring", params={"on": "2026-04-30"}).json()
    assert (before["objection_days"], before["valid_until"]) == (30, "2026-05-01")
    assert whole(client, "agr_lagring")["objection_days"] == 14


def test_what_tells_an_agreement_from_others_is_not_changed(client: Client) -> None:
    answer = client.patch("/api/v1/agreements/agr_lagring", json={"kind": "scc"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "kind")


def test_an_agreement_ends_once(client: Client) -> None:
    address = "/api/v1/agreements/agr_lagring"
    assert client.post(f"{address}/end", json={"on": "2026-12-01"}).json()["valid_until"] == "2026-12-01"
    again = client.post(f"{address}/end", json={"on": "2026-12-02"})
    assert (again.status_code, again.json()["existing"]) == (409, "agr_lagring")
    assert client.patch(address, json={"notice_days": 1}).status_code == 409
    assert client.post("/api/v1/agreements/agr_nobody/end", json={"on": "2026-12-02"}).status_code == 404


def test_agreements_that_end_are_found_by_controller_and_service(client: Client) -> None:
    post(client, NEW | {"valid_until": "2027-01-01"})
    asked = {"controller": "org_lagret", "service": "svc_brev", "ends_by": "2026-12-31"}
    found = client.get("/api/v1/agreements", params=asked).json()["items"]
    assert [one["engagement"] for one in found] == ["eng_brev"]
    assert client.get("/api/v1/agreements", params=asked | {"ends_by": "2026-12-30"}).json()["items"] == []


def test_a_signed_file_is_kept_by_its_hash_and_given_back_to_the_byte(client: Client) -> None:
    content = pdf_of(["Data processing agreement", "The processor acts on documented instructions alone."])
    answer = keep(client, content, name="C:\\avtal\\signed.pdf")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["sha256"], told["size"]) == (sha256(content).hexdigest(), len(content))
    assert (told["media_type"], told["name"], told["is_readable"]) == ("application/pdf", "signed.pdf", True)
    given = client.get(f"/api/v1/agreement-files/{told['id']}")
    assert given.content == content
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"].startswith("attachment;")
    files = whole(client, "agr_lagring")["files"]
    assert [one["name"] for one in files] == ["signed.pdf", "signed.txt"]
    again = keep(client, content)
    assert (again.status_code, again.json()["existing"]) == (409, told["id"])


def test_a_scan_without_words_is_kept_and_said_to_hold_none(client: Client) -> None:
    answer = keep(client, pdf_of([]))
    assert (answer.status_code, answer.json()["is_readable"]) == (201, False)


@pytest.mark.parametrize(
    ("content", "name", "kind", "found"),
    [
        (b"<!doctype html><p>An agreement between two.</p>", "avtal.pdf", "application/pdf", "text/html"),
        (b"# Agreement\n\nBetween two.", "avtal.exe", "application/x-msdownload", "text/markdown"),
        ("Biträdesavtal mellan två.".encode("cp1252"), "avtal.html", "text/html", "text/plain"),
    ],
)
def test_a_file_is_what_its_bytes_are(client: Client, content: bytes, name: str, kind: str, found: str) -> None:
    assert keep(client, content, name, kind).json()["media_type"] == found


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b" \n ", 422),
        (b"PK\x03\x04 a document of an office", 415),
        (b"\x89PNG\r\n", 415),
        (b"MZ\x90\x00\x03\x00\x00\x00", 415),
        (b"%PDF-1.7 and nothing that follows", 422),
        (b"<html><body><img src=x></body></html>", 422),
    ],
)
def test_what_no_reader_reads_is_refused_in_words(client: Client, content: bytes, status: int) -> None:
    answer = keep(client, content)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["field"] == "file"
    assert len(whole(client, "agr_lagring")["files"]) == 1


def test_a_file_too_large_and_a_form_with_more_are_refused(client: Client) -> None:
    assert keep(client, b"a" * 8_100_000).status_code == 413
    form = client.post("/api/v1/agreements/agr_lagring/files", files={"file": b"a text"}, data={"by": "Ada"})
    assert form.status_code == 422
    assert client.post("/api/v1/agreements/agr_nobody/files", files={"file": b"a text"}).status_code == 404
    assert client.get("/api/v1/agreement-files/agf_nobody").status_code == 404
