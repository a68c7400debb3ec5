"""Things that begin after today: read, changed and ended as they were read, like those that stand."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
BEGINS, LATER = "2027-03-01", "2027-09-01"
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "locations": ({"service": "svc_brev", "country": "DE", "manner": "storage"}, {"as_written": "Frankfurt"}),
    "organisations": ({"name": "Framtid AB", "kind": "legal_person"}, {"country": "SE"}),
    "engagements": (
        {"controller": "org_lagret", "service": "svc_brev", "key": "ahead", "name_as_written": "Brevia"},
        {"name_as_written": "Brevia Post"},
    ),
}


@pytest.mark.parametrize("path", NEW)
def test_what_begins_later_is_changed_and_ended_as_it_was_read(client: Client, path: str) -> None:
    new, change = NEW[path]
    made = client.post(f"/api/v1/{path}", json=new | {"valid_from": BEGINS})
    assert made.status_code == 201, made.text
    address = f"/api/v1/{path}/{made.json()['id']}"
    assert client.get(address).status_code == 404
    read = client.get(f"{address}?on={BEGINS}").headers["etag"]
    assert made.headers["etag"] == read
    done = client.patch(address, json=change, headers={"If-Match": read})
    assert done.status_code == 200, done.text
    assert done.headers["etag"] != read
    assert client.patch(address, json=change, headers={"If-Match": read}).status_code == 412
    assert client.post(f"{address}/end", json={"on": LATER}, headers={"If-Match": read}).status_code == 412
    ended = client.post(f"{address}/end", json={"on": LATER}, headers={"If-Match": done.headers["etag"]})
    assert ended.status_code == 200, ended.text


def test_what_was_read_of_today_does_not_change_what_begins_later(client: Client) -> None:
    """A change goes to the row that begins last; who has not read that one is told so."""
    address = "/api/v1/organisations/org_molnet"
    today = client.get(address).headers["etag"]
    assert (
        client.patch(address, json={"since": BEGINS, "country": "NO"}, headers={"If-Match": today}).status_code == 200
    )
    assert client.patch(address, json={"country": "DK"}, headers={"If-Match": today}).status_code == 412
    ahead = client.get(f"{address}?on={BEGINS}").headers["etag"]
    assert client.patch(address, json={"country": "DK"}, headers={"If-Match": ahead}).status_code == 200
