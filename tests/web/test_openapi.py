"""The description of the API: OpenAPI 3.1 that a strict reader takes, the same at every start, without the network."""

import re
from typing import Any

import jsonschema_rs
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry import settings as environment
from web.api.openapi import document, example_of, operations_of
from web.serving import application

Client = TestClient[Litestar]
OPERATIONS = tuple(operations_of(application(environment.read({})).routes))
DOCUMENT = document(OPERATIONS)


def resolved(schema: Any) -> Any:
    return {**schema, "components": DOCUMENT["components"]}


def test_the_description_is_the_same_at_every_start(reader: Client) -> None:
    assert reader.get("/api/v1/openapi.json").json() == DOCUMENT
    again = tuple(operations_of(application(environment.read({})).routes))
    assert document(again) == DOCUMENT


def test_it_names_its_version_and_every_path() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert len(DOCUMENT["paths"]) == len({one.path for one in OPERATIONS})
    assert all("{id}" in path or "{" not in path for path in DOCUMENT["paths"])


def test_every_reference_leads_somewhere_inside() -> None:
    found = set(re.findall(r"'\$ref': '([^']+)'", repr(DOCUMENT)))
    assert found
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in DOCUMENT["components"]["schemas"], reference


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.id)
def test_an_example_fits_its_own_description(one: Any) -> None:
    path = DOCUMENT["paths"][one.path.replace("identity", "id")][one.method]
    example = example_of(one.id)
    content = path["responses"][str(example["answer"]["status"])]["content"]["application/json"]
    if "body" in example["answer"]:
        jsonschema_rs.validate(resolved(content["schema"]), example["answer"]["body"])
    if "body" in example["request"]:
        for kind, sent in path["requestBody"]["content"].items():
            if kind == "multipart/form-data" and isinstance(example["request"]["body"], str):
                continue  # a document as it is; in a form it is the file
            jsonschema_rs.validate(resolved(sent["schema"]), example["request"]["body"])
    named = {parameter["name"]: parameter for parameter in path["parameters"]}
    for name, value in example["request"].get("query", {}).items():
        assert named[name]["example"] == value
    assert path["summary"].endswith(".")


def test_a_parameter_is_described_as_it_is_read() -> None:
    parameters = {one["name"]: one["schema"] for one in DOCUMENT["paths"]["/api/v1/engagements"]["get"]["parameters"]}
    assert parameters["limit"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert parameters["verdict"]["enum"][0] == "covered"
    assert parameters["on"]["format"] == "date"
