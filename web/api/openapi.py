"""The description of the API as OpenAPI 3.1, made of the routes themselves: parameters, bodies, answers, examples.

Shapes become JSON Schema by msgspec, which also reads them, so description and reading cannot differ. The examples
stand in `web/api/examples`, one file for each operation; a test sends every one and compares the answer.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from registry.terms import Right
from web.api.asking import JSON, media_types
from web.api.schemanames import renamed
from web.problems import MEDIA_TYPE, Problem

PREFIX = "/api/v1"
EXAMPLES = Path(__file__).parent / "examples"
_REFERENCE = "#/components/schemas/{name}"
_FORM_TYPE = "multipart/form-data"
_TEXT = {"schema": {"type": "string"}}
_FORM = {
    "type": "object",
    "description": "the same fields, each as text, and the document as a file",
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
}


@get("/openapi.json", needs=Right.OPEN, sync_to_thread=False)
def description(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Describe this API (OpenAPI 3.1)."""
    operations = tuple(operations_of(request.app.routes))
    return Response(_encoded(operations), media_type=JSON)


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path, and the function that answers it."""

    path: str
    method: str
    handler: HTTPRouteHandler

    @property
    def id(self) -> str:
        """The operation's name: that of the function."""
        return str(self.handler.handler_name)

    @property
    def function(self) -> Any:
        """The function itself, also where Litestar has wrapped it to run in a thread."""
        return getattr(self.handler.fn, "func", self.handler.fn)

    def __hash__(self) -> int:
        """By what tells operations apart."""
        return hash((self.path, self.method))


def operations_of(routes: Any) -> Iterator[Operation]:
    """Every operation of the API, in the order of paths."""
    for route in sorted(routes, key=lambda route: str(route.path)):
        if not isinstance(route, HTTPRoute) or not route.path.startswith(PREFIX):
            continue
        for handler in sorted(route.route_handlers, key=lambda one: one.handler_name):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield Operation(path=route.path_format, method=method.lower(), handler=handler)


def example_of(operation: str) -> Mapping[str, Any]:
    """An operation's examples: `request` (path, query, body) and `answer` (status, body)."""
    found: Mapping[str, Any] = json.loads((EXAMPLES / f"{operation}.json").read_text(encoding="utf-8"))
    return found


@cache
def _encoded(operations: tuple[Operation, ...]) -> bytes:
    return json.dumps(document(operations), ensure_ascii=False, sort_keys=True, indent=1).encode()


def document(operations: tuple[Operation, ...]) -> dict[str, Any]:
    """The whole description."""
    kinds = [kind for one in operations for kind in (_body(one), _answer(one)) if kind is not None]
    schemas, components = msgspec.json.schema_components([*kinds, Problem], ref_template=_REFERENCE)
    schema_of = dict(zip([repr(kind) for kind in kinds], schemas, strict=False))
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path.replace("identity", "id"), {})[one.method] = _operation(one, schema_of)
    described = {
        "openapi": "3.1.0",
        "info": {
            "title": "Onward",
            "version": "1",
            "description": "Who gets our personal data, where it goes, and what makes each transfer lawful on a day.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components},
    }
    return renamed(described)


def _operation(one: Operation, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    examples = example_of(one.id)
    told: dict[str, Any] = {
        "operationId": one.id,
        "summary": (one.function.__doc__ or "").strip().splitlines()[0],
        "tags": [one.path.removeprefix(f"{PREFIX}/").split("/")[0]],
        "parameters": [*_path_parameters(one, examples), *_query_parameters(one, examples), *_headers(one)],
        "responses": _responses(one, examples, schema_of),
    }
    body = _body(one)
    if body is not None:
        schema, sent = schema_of[repr(body)], examples["request"].get("body")
        read, *others = media_types(one.handler)
        content = {read: {"schema": schema, "example": sent}} | {
            other: {"schema": _FORM if other == _FORM_TYPE else schema} for other in others
        }
        told["requestBody"] = {"required": True, "content": content}
    return told


def _path_parameters(one: Operation, examples: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "{identity}" in one.path:
        schema = {"type": "string", "maxLength": 80}
        sent = examples["request"]["path"]["id"]
        yield {"name": "id", "in": "path", "required": True, "schema": schema, "example": sent}


def _query_parameters(one: Operation, examples: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    shape = one.handler.opt.get("query")
    if shape is None:
        return
    (reference,), components = msgspec.json.schema_components([shape], ref_template="{name}")
    whole = components.pop(reference["$ref"])
    fields, required = whole["properties"], whole.get("required", ())
    sent = examples["request"].get("query", {})
    for name, schema in fields.items():
        told = {"name": name, "in": "query", "required": name in required, "schema": _inlined(schema, components)}
        yield told | ({"example": sent[name]} if name in sent else {})


def _inlined(schema: Any, components: Mapping[str, Any]) -> Any:
    """A parameter's schema without references, and without the null or empty list that only says it may be left out."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind != {"type": "null"}]
    kind = dict(kinds[0])
    reference = kind.pop("$ref", None)
    kind.pop("default", None)
    if "items" in kind:
        kind["items"] = _inlined(kind["items"], components)
    default = {} if schema.get("default") in (None, ()) else {"default": schema["default"]}
    return (components[reference] if reference else {}) | kind | default


def _headers(one: Operation) -> Iterator[dict[str, Any]]:
    if one.handler.opt.get("if_match"):
        yield {"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}}
    elif _is_single(one):
        yield {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}


def _responses(one: Operation, examples: Mapping[str, Any], schema_of: Mapping[str, Any]) -> dict[str, Any]:
    answered, status = examples["answer"], HTTPStatus(examples["answer"]["status"])
    answer = _answer(one)
    content: dict[str, Any] = {"schema": schema_of[repr(answer)] if answer is not None else {}}
    content |= {"example": answered["body"]} if "body" in answered else {}
    kinds = {JSON: content} | {kind: _TEXT for kind in _other_kinds(one)}
    told: dict[str, Any] = {str(status.value): {"description": status.phrase, "content": kinds}}
    if _is_single(one):
        told["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        told["304"] = {"description": "Not Modified"}
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(name="Problem")}}}
    return told | {"4XX": {"description": "Why the request is refused", "content": problem}}


def _other_kinds(one: Operation) -> list[str]:
    """The kinds of content an operation answers with besides JSON, as `format` asks for."""
    answered: Mapping[Any, str] = one.handler.opt.get("answers", {})
    return sorted({kind.partition(";")[0] for kind in answered.values()} - {JSON})


def _is_single(one: Operation) -> bool:
    return one.method == "get" and "{identity}" in one.path


def _body(one: Operation) -> Any:
    return one.handler.opt.get("body")


def _answer(one: Operation) -> Any:
    """The shape an operation answers with; None where it answers with text or bytes."""
    kind = get_type_hints(one.function)["return"]
    inner = get_args(kind)[0] if get_origin(kind) is Response else kind
    return None if inner is bytes else inner


ROUTES = [description]
