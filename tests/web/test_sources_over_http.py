"""Watching over the API: a document is watched at an address, paused, resumed, and looked at as often as one says."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
NEW = {"service": "svc_lagring", "kind": "dpa", "url": "https://molnet.example/dpa", "every_days": 14}


def test_a_document_is_watched_once_at_an_address(client: Client) -> None:
    made = client.post("/api/v1/sources", json=NEW)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["every_days"], told["paused"], "state" in told) == (14, False, False)
    assert client.get(f"/api/v1/documents/{told['document']}").json()["url"] == NEW["url"]
    again = client.post("/api/v1/sources", json=NEW | {"url": "https://MOLNET.example/dpa/"})
    assert (again.status_code, again.json()["existing"]) == (409, told["id"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "ftp://molnet.example/dpa"}, "url"),
        ({"url": "https://ada:secret@molnet.example/dpa"}, "url"),
        ({"url": "https://[molnet/dpa"}, "url"),
        ({"url": "https://molnet.example/a b"}, "url"),
        ({"service": "svc_none"}, "service"),
        ({"kind": "letter"}, "kind"),
        ({"every_days": 0}, "every_days"),
    ],
)
def test_what_cannot_be_watched_is_refused_by_its_field(client: Client, given: dict[str, object], field: str) -> None:
    answer = client.post("/api/v1/sources", json=NEW | given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_watch_is_paused_and_resumed_by_who_has_read_it_last(client: Client) -> None:
    address = "/api/v1/sources/src_lista"
    read = client.get(address).headers["etag"]
    paused = client.patch(address, json={"paused": True, "every_days": 3}, headers={"If-Match": read})
    assert (paused.status_code, paused.json()["paused"], paused.json()["every_days"]) == (200, True, 3)
    assert client.patch(address, json={"paused": False}, headers={"If-Match": read}).status_code == 412
    resumed = client.patch(address, json={"paused": False, "every_days": None})
    assert (resumed.json()["paused"], "every_days" in resumed.json()) == (False, False)
    assert client.patch("/api/v1/sources/src_none", json={}).status_code == 404
