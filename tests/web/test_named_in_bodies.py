"""An id that nothing has: in a body it is wrong in the body (422, naming the field), in the address it is not there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from page_visits import Client

from registry import settings as environment
from web.api.openapi import Operation, example_of, operations_of
from web.serving import application

ACCOUNTS = {"users", "tokens", "session"}
PREFIXES = ("act_", "chg_", "cnd_", "dpv_", "eng_", "org_", "prp_", "rvw_", "sbn_", "svc_", "trf_")
OPERATIONS = [one for one in operations_of(application(environment.read({})).routes) if one.method != "get"]


def named(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every place in a body that holds an id, with the body as it is when nothing has that id."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for at, changed in named(inner, f"{place}.{name}" if place else name):
                yield at, value | {name: changed}
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            for at, changed in named(inner, f"{place}[{number}]"):
                yield at, [changed]  # alone: of several, each that cannot be is told by its id
    elif isinstance(value, str) and value.startswith(PREFIXES):
        yield place, f"{value[:4]}nobody"


def wrong() -> Iterator[Any]:
    for one in OPERATIONS:
        sent = example_of(one.id)["request"]
        if one.path.split("/")[3] not in ACCOUNTS and isinstance(sent.get("body"), dict):
            for place, body in named(sent["body"]):
                yield pytest.param(one, sent, body, place, id=f"{one.id}-{place}")


@pytest.mark.parametrize(("one", "sent", "body", "place"), [*wrong()])
def test_an_unknown_id_in_a_body_is_told_by_its_field(
    reader: Client, one: Operation, sent: dict[str, Any], body: Any, place: str
) -> None:
    address = one.path.replace("{identity}", sent.get("path", {}).get("id", ""))
    headers = {"Content-Type": "application/json"}
    answer = reader.request(one.method.upper(), address, content=json.dumps(body), headers=headers)
    fields = [error["field"].partition("[")[0] for error in answer.json()["errors"]]
    assert (answer.status_code, fields) == (422, [place.partition("[")[0]]), answer.text
    assert "nobody" in answer.json()["detail"]


def test_the_place_in_the_body_is_named_to_the_number(reader: Client) -> None:
    body = {"proposals": ["prp_norrsken", "prp_nobody"], "decision": "accept", "reason": "Read."}
    answer = reader.post("/api/v1/proposals/decisions", json=body)
    assert [error["field"] for error in answer.json()["errors"]] == ["proposals[1]"]


def test_a_name_that_nothing_has_is_told_by_its_field(reader: Client) -> None:
    for field in ("controller", "service"):
        answer = reader.post("/api/v1/readings", json={"text": "We use Acme.", field: "Nobody"})
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def test_an_unknown_id_in_the_address_is_not_there_even_where_the_body_names_it(reader: Client) -> None:
    body = {"condition": "rvw_nobody", "note": "Seen."}
    answer = reader.post("/api/v1/reviews/rvw_nobody/conditions", json=body)
    assert (answer.status_code, "errors" in answer.json()) == (404, False)
