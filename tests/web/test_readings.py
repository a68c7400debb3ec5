"""`POST /api/v1/readings`: a text or a file read into facts, within bounds, and nothing fetched."""

import io
from typing import Any

import pytest
from page_visits import BASE, Client

ADDRESS = "/api/v1/readings"
NOTICE = (
    "# Privacy notice\n\nInvented Bakery AB is the controller.\n\nWe use Mailgun as our processor to send e-mail.\n"
)
LIST = b"<table><tr><th>Sub-processor<th>Country</tr>" + b"<tr><td>Zeppo Inc.<td>US</tr>" * 50_000
HEADERS = {"Origin": BASE}


def read(client: Client, **body: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def refused(client: Client, status: int, **request: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, headers=HEADERS, **request)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    return problem


def names(told: dict[str, Any]) -> list[str]:
    return [one["name_as_written"] for one in told["recipients"]]


def test_quotes_stand_in_the_text_where_they_say(visitor: Client) -> None:
    told = read(visitor, text=NOTICE, with_text=True)
    assert names(told) == ["Mailgun"]
    for one in told["recipients"]:
        assert told["text"][one["start"] : one["end"]] == one["quote"]


def test_the_text_is_told_only_when_asked_for(visitor: Client) -> None:
    assert "text" not in read(visitor, text=NOTICE)


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("notice.md", "text/markdown", NOTICE.encode()),
        ("notice.txt", "text/plain", NOTICE.encode()),
        ("notice.html", "text/html", f"<!doctype html><p>{NOTICE}</p>".encode()),
        ("notice", "application/octet-stream", NOTICE.encode()),
    ],
)
def test_a_file_is_read_by_its_bytes_type_and_name(visitor: Client, name: str, kind: str, content: bytes) -> None:
    answer = visitor.post(ADDRESS, files={"file": (name, content, kind)}, data={"lang": "en"}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    assert names(answer.json()) == ["Mailgun"]


def test_a_pasted_table_is_told_from_its_marks(visitor: Client) -> None:
    table = "# Sub-processors\n\n| Sub-processor | Country |\n|---|---|\n| Zeppo Inc. | Germany |\n"
    told = read(visitor, text=table)
    assert [row["countries"] for row in told["sub_processors"]] == [["DE"]]
    assert told["document_kind"] == "sub_processor_list"


def test_a_kind_that_is_named_is_kept_to(visitor: Client) -> None:
    told = read(visitor, text="<p>We use Mailgun.</p>", kind="plain", with_text=True)
    assert told["text"].startswith("<p>")


def test_an_address_is_text_and_is_never_fetched(visitor: Client) -> None:
    told = read(visitor, text="http://127.0.0.1:9/notice.html", with_text=True)
    assert told["text"] == "http://127.0.0.1:9/notice.html"
    assert told["recipients"] == []


@pytest.mark.parametrize(
    ("status", "request_", "field"),
    [
        (422, {"json": {}}, "text"),
        (422, {"json": {"text": ""}}, "text"),
        (422, {"json": {"text": " \n\t "}}, "text"),
        (422, {"json": {"text": "x", "lang": "de"}}, "lang"),
        (422, {"json": {"text": "x", "kind": "pdf"}}, "kind"),
        (422, {"json": {"text": "x", "address": "http://a.example"}}, "address"),
        (422, {"files": {"file": ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png")}}, "file"),
        (422, {"files": {"file": ("a.pdf", b"%PDF-1.7 nothing", "application/pdf")}}, "file"),
        (422, {"files": {"file": ("a.txt", b"", "text/plain")}}, "file"),
        (422, {"files": {"file": ("a.txt", b"x", "text/plain")}, "data": {"text": "x"}}, "text"),
        (422, {"files": {"text": ("a.txt", b"x", "text/plain")}}, "text"),
        (400, {"content": b"{", "headers_": "application/json"}, None),
        (415, {"content": b"x", "headers_": "text/plain"}, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(
    visitor: Client, status: int, request_: dict[str, Any], field: str | None
) -> None:
    sent = dict(request_)
    kind = sent.pop("headers_", None)
    answer = visitor.post(ADDRESS, headers=HEADERS | ({"Content-Type": kind} if kind else {}), **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json().get("errors", [])] == ([field] if field else [])


def test_ten_megabytes_are_refused(visitor: Client) -> None:
    refused(visitor, 413, json={"text": "word " * 2_000_000})
    refused(visitor, 413, files={"file": ("a.txt", io.BytesIO(b"word " * 2_000_000), "text/plain")})


def test_a_list_of_50_000_rows_is_answered(visitor: Client) -> None:
    answer = visitor.post(ADDRESS, files={"file": ("list.html", LIST, "text/html")}, headers=HEADERS)
    assert len(answer.json()["sub_processors"]) == 50_000


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>We use Mailgun.",
        "\u202eWe use Mailgun.",
        "a" + "\u0300" * 5_000,
        "\x1b[31mred",
        "[" * 50_000,
    ],
)
def test_hostile_text_is_read_as_text(visitor: Client, text: str) -> None:
    told = read(visitor, text=text, with_text=True)
    assert "\u202e" not in told["text"]
    assert "\x1b" not in told["text"]


def test_half_a_character_is_refused(visitor: Client) -> None:
    headers = HEADERS | {"Content-Type": "application/json"}
    answer = visitor.post(ADDRESS, content=b'{"text": "half \\ud800"}', headers=headers)
    assert answer.status_code == 400
    assert "surrogate" in answer.json()["detail"]


def kept_under(client: Client, told: dict[str, Any]) -> list[dict[str, Any]]:
    ids = {one["id"] for one in told["proposals"]}
    items = client.get("/api/v1/proposals?state=proposed&limit=200").json()["items"]
    return [one for one in items if one["id"] in ids]


def test_a_notice_of_a_controller_is_kept_and_proposed(decider: Client) -> None:
    told = read(
        decider, text=NOTICE, controller="org_kanal-ours", title="Our notice", url="https://ours.example/privacy"
    )
    proposals = kept_under(decider, told)
    assert len(proposals) == len(told["proposals"]) > 0
    assert {one["document"] for one in proposals} == {told["document_id"]}
    named = [one for one in proposals if one["field"] == "recipient"]
    assert [one["value"]["name_as_written"] for one in named] == ["Mailgun"]
    assert read(decider, text=NOTICE, controller="org_kanal-ours", title="Our notice")["proposals"] == []
    page = decider.get(f"/read/{told['version_id']}")
    assert "Our notice" in page.text


def test_a_list_of_a_service_is_kept_and_proposed(decider: Client) -> None:
    table = "# Sub-processors\n\n| Sub-processor | Country |\n|---|---|\n| Zeppo Inc. | Germany |\n"
    file = {"file": ("list.md", table.encode(), "text/markdown")}
    answer = decider.post(ADDRESS, files=file, data={"service": "Påhittad Kundkanal"}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    proposals = kept_under(decider, answer.json())
    assert {one["subject"] for one in proposals} == {"svc_kanal"}
    assert "Zeppo Inc." in {one["value"].get("name_as_written") for one in proposals}


def test_what_is_only_read_is_kept_nowhere(decider: Client) -> None:
    told = read(decider, text=NOTICE)
    assert not {"document_id", "version_id", "proposals", "already"} & told.keys()


@pytest.mark.parametrize(
    ("status", "asked", "field"),
    [
        (422, {"controller": "Nobody AB"}, "controller"),
        (422, {"service": "Nothing"}, "service"),
        (422, {"controller": "org_kanal"}, "controller"),
        (422, {"controller": "org_kanal-ours", "service": "svc_kanal"}, "service"),
        (422, {"controller": "org_kanal-ours", "propose": False}, "propose"),
        (422, {"service": "svc_kanal", "new_controller": {"name": "A AB", "country": "SE"}}, "new_controller"),
        (422, {"new_controller": {"name": "A AB"}}, "new_controller.country"),
        (422, {"propose": True, "text": "We use Mailgun."}, "controller"),
        (422, {"propose": True}, "controller"),
        (422, {"controller": "org_kanal-ours", "url": "ftp://a.example"}, "url"),
        (422, {"controller": "org_kanal-ours", "title": ""}, "title"),
    ],
)
def test_what_cannot_be_kept_says_why(decider: Client, status: int, asked: dict[str, Any], field: str | None) -> None:
    problem = refused(decider, status, json={"text": NOTICE} | asked)
    assert [one["field"] for one in problem.get("errors", [])] == ([field] if field else [])


def test_the_controller_that_the_text_names_is_found(decider: Client) -> None:
    notice = NOTICE.replace("Invented Bakery AB", "Påhittade Granbygdens Bageri AB")
    assert read(decider, text=notice, propose=True)["proposals"]


def test_a_new_organisation_is_entered_with_its_notice_and_stands_once(decider: Client) -> None:
    new = {"name": "Invented Bakery AB", "country": "SE", "org_no": "556036-0793"}
    told = read(decider, text=NOTICE, new_controller=new)
    row = decider.get(f"/api/v1/organisations/{told['controller_id']}").json()
    assert (row["name"], row["country"]) == ("Invented Bakery AB", "SE")
    assert {one["subject"] for one in told["proposals"]} == {told["controller_id"]}
    again = refused(decider, 409, json={"text": NOTICE, "new_controller": new})
    assert again["existing"] == told["controller_id"]
    other = refused(decider, 422, json={"text": NOTICE, "new_controller": {"name": "Other AB", "country": "XX"}})
    assert other["errors"][0]["field"] == "new_controller.country"


def test_a_form_names_a_new_organisation_as_json(decider: Client) -> None:
    file = {"file": ("notice.md", NOTICE.encode(), "text/markdown")}
    fields = {"new_controller": '{"name": "Invented Mill AB", "country": "NO"}'}
    answer = decider.post(ADDRESS, files=file, data=fields, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    assert answer.json()["controller_id"]
    problem = refused(decider, 422, files=file, data={"new_controller": "Invented Mill AB"})
    assert problem["errors"][0]["field"] == "new_controller"
