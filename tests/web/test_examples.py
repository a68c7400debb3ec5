"""Every operation of the API has an example, and the server answers it as the example says.

`ONWARD_WRITE_EXAMPLES=1` writes the answers anew, and fails: read them before they are kept.
"""

import io
import json
import os
import re
import zipfile
from typing import Any

import pytest
import signed_in
from litestar import Litestar
from litestar.testing import TestClient

from registry import lawfiles
from registry import settings as environment
from registry.settings import Settings
from registry.store import open_store
from web.api.openapi import EXAMPLES, Operation, example_of, operations_of
from web.serving import application

LAW = "0" * 64  # stands for the hash of the law book, which changes with every record of law
LAW_BOOK = lawfiles.load().sha256
NEW_ID = re.compile(r"\b([a-z]{3})_[0-9a-f]{16}\b")  # of a row that the deed writes
NOW = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z")  # the small world's own instants are whole seconds
SECRET = re.compile(r"(onw_|/welcome/)[\w-]{43}")  # told once
OPERATIONS = list(operations_of(application(environment.read({})).routes))


def is_of_accounts(one: Operation) -> bool:
    return one.path.removeprefix("/api/v1/").partition("/")[0] in {"users", "tokens", "session"}


OTHERS = {
    "get": [one for one in OPERATIONS if one.method == "get" and not is_of_accounts(one)],
    "deed": [one for one in OPERATIONS if one.method != "get" and not is_of_accounts(one)],
}


def sent(client: TestClient[Litestar], one: Operation, request: dict[str, Any]) -> Any:
    address = one.path.replace("{identity}", request.get("path", {}).get("id", ""))
    if "body" not in request:
        return client.request(one.method.upper(), address, params=request.get("query"))
    kind = one.handler.opt.get("reads", "application/json")
    body = request["body"] if kind != "application/json" else json.dumps(request["body"])
    headers = {"Content-Type": kind}
    return client.request(one.method.upper(), address, params=request.get("query"), content=body, headers=headers)


@pytest.mark.parametrize("one", OTHERS["get"], ids=lambda one: one.id)
def test_a_question_is_answered_as_its_example_says(reader: TestClient[Litestar], one: Operation) -> None:
    compare(reader, one)


@pytest.mark.parametrize("one", OTHERS["deed"], ids=lambda one: one.id)
def test_a_deed_is_answered_as_its_example_says(client: TestClient[Litestar], one: Operation) -> None:
    compare(client, one)


@pytest.mark.parametrize("one", [one for one in OPERATIONS if is_of_accounts(one)], ids=lambda one: one.id)
def test_who_is_signed_in_is_answered_as_the_example_says(
    client: TestClient[Litestar], settings: Settings, one: Operation
) -> None:
    store = open_store(settings.database_url)
    with store.write("test") as session:
        session.add_all(signed_in.known())
    client.headers.update(signed_in.OURS | {"Cookie": f"{signed_in.COOKIE}={signed_in.sign_in(store, 'usr_ada')}"})
    store.close()
    compare(client, one)


def compare(client: TestClient[Litestar], one: Operation) -> None:
    example = dict(example_of(one.id))
    answer = sent(client, one, example["request"])
    assert answer.status_code in {200, 201}, answer.text
    is_json = "json" in answer.headers["content-type"]
    text = SECRET.sub(r"\1…", answer.text.replace(LAW_BOOK, LAW))
    text = NEW_ID.sub(r"\1_0000000000000000", NOW.sub("2026-11-22T12:00:00Z", text))
    told = json.loads(text) if is_json else _told(answer)
    found = {"status": answer.status_code} | ({} if one.id == "description" else {"body": told})
    if os.environ.get("ONWARD_WRITE_EXAMPLES") == "1":
        text = json.dumps(example | {"answer": found}, ensure_ascii=False, indent=2, sort_keys=True)
        (EXAMPLES / f"{one.id}.json").write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{one.id}: the answer was written; read it.")
    assert example["answer"] == found


def _told(answer: Any) -> str:
    """A text as it is; of a packet the names of its files, for no two chains have the same hashes."""
    if answer.headers["content-type"] != "application/zip":
        return str(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packet:
        return "\n".join(sorted(packet.namelist()))


def test_no_example_is_left_over() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {one.id for one in OPERATIONS}


def test_operations_have_names_of_their_own() -> None:
    names = [one.id for one in OPERATIONS]
    assert sorted(names) == sorted(set(names))
