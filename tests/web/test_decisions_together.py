"""Several proposals decided over HTTP: all of them or none."""

from typing import Any

import pytest
from page_visits import Client

ADDRESS = "/api/v1/proposals/decisions"
ONE = "prp_norrsken"


def state(client: Client) -> Any:
    return client.get(f"/api/v1/proposals/{ONE}").json()["state"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"proposals": [ONE, "prp_none"], "decision": "accept", "reason": "Read."}, 422),
        ({"proposals": [ONE], "decision": "edit", "reason": "Read."}, 422),
        ({"proposals": [], "decision": "accept", "reason": "Read."}, 422),
        ({"proposals": [ONE], "decision": "accept", "reason": ""}, 422),
    ],
)
def test_what_cannot_be_decided_leaves_all_undecided(client: Client, body: dict[str, Any], status: int) -> None:
    assert client.post(ADDRESS, json=body).status_code == status
    assert state(client) == "proposed"


def test_what_is_decided_together_is_told_together(client: Client) -> None:
    answer = client.post(ADDRESS, json={"proposals": [ONE], "decision": "reject", "reason": "Not ours."})
    assert answer.json() == {
        "decided": [{"id": ONE, "state": "rejected"}], "decided_by": "local user", "reason": "Not ours.", "flips": [],
    }  # fmt: skip
    assert state(client) == "rejected"
