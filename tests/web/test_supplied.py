"""`POST /api/v1/sources/{id}/snapshots`: a person supplies a document that no program may fetch."""

from typing import Any

import pytest
from page_visits import BASE, Client

SOURCE = "/api/v1/sources/src_github-subprocessors"
ADDRESS = f"{SOURCE}/snapshots"
HEADERS = {"Origin": BASE}
ROW = "<tr><td>{}</td><td>Hosting</td><td>Sweden</td></tr>"


def page(*names: str) -> bytes:
    rows = "".join(map(ROW.format, names))
    return (
        "<!doctype html><html lang=en><main><h1>Sub-processors</h1>"
        "<p>We use these sub-processors to process personal data for our customers.</p>"
        f"<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{rows}</table></main></html>"
    ).encode()


def sent(client: Client, body: bytes, kind: str = "text/html", address: str = f"{ADDRESS}?by=Ada") -> Any:
    return client.post(address, content=body, headers=HEADERS | {"Content-Type": kind})


def test_a_document_becomes_a_version_and_the_source_says_by_whom_and_when(client: Client) -> None:
    first = sent(client, page("Norrsken Ltd", "Sydljus GmbH"))
    assert first.status_code == 200, first.text
    assert (first.json()["outcome"], first.json()["proposals"]) == ("first", 2)
    assert "change" not in first.json()
    assert client.get(SOURCE).json()["trouble"] == "supplied by hand by Ada on 2026-11-22"


def test_a_later_one_is_a_change_that_can_be_read(client: Client) -> None:
    sent(client, page("Norrsken Ltd", "Sydljus GmbH"))
    told = client.post(
        ADDRESS, files={"file": ("list.html", page("Norrsken Ltd", "Zeppo Inc."), "text/html")}, data={"by": "Bo"},
        headers=HEADERS,
    ).json()  # fmt: skip
    assert told["outcome"] == "changed"
    assert told["trouble"] == "supplied by hand by Bo on 2026-11-22"
    change = client.get(f"/api/v1/changes/{told['change']}").json()
    assert {one["subject"] for one in change["changes"]} == {"Sydljus GmbH", "Zeppo Inc."}
    assert sent(client, page("Norrsken Ltd", "Zeppo Inc.")).json()["outcome"] == "same"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"<h1>404 Page not found</h1>", "text/html", 422),
        (b"%PDF-1.7 nothing of the sort", "application/pdf", 422),
        (b"  ", "text/plain", 422),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "text/html", 422),
        (page("Norrsken Ltd"), "image/png", 415),
        (b"<p>We use Norrsken Ltd.</p>" * 400_000, "text/html", 413),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_leaves_nothing(
    client: Client, body: bytes, kind: str, status: int
) -> None:
    answer = sent(client, body, kind)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert "state" not in (client.get(SOURCE).json() if client.get(SOURCE).status_code == 200 else {})


def test_a_source_that_is_not_there_and_a_form_without_a_file_are_refused(client: Client) -> None:
    assert sent(client, page("Norrsken Ltd"), address="/api/v1/sources/src_none/snapshots").status_code == 404
    assert client.post(ADDRESS, files={"other": ("a.html", b"x")}, headers=HEADERS).status_code == 422
