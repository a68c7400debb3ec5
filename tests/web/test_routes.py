"""The table of routes: pinned, documented, and no handler returns a row of the database."""

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from litestar.routes import HTTPRoute

from graphs.answers import Question
from registry import settings as environment
from registry.reports.registers import Registers
from registry.tables import Table
from web.api.asking import parameters
from web.api.openapi import operations_of
from web.serving import application

ROOT = Path(__file__).resolve().parents[2]
APP = application(environment.read({}))
HANDLERS = [
    (route.path_format, handler)
    for route in APP.routes
    if isinstance(route, HTTPRoute)
    for handler in route.route_handlers
    if handler.http_methods != {"OPTIONS"}
]
SINGLES = ["organisations", "services", "sub-processors", "activities", "engagements", "agreements", "transfers",
           "verdicts", "law", "assessments", "sources", "changes", "proposals", "alerts",
           "objections", "tasks", "subscriptions", "mutes", "deliveries"]  # fmt: skip


def test_the_table_of_routes_is_what_it_was() -> None:
    found = {(one.method.upper(), one.path.removeprefix("/api/v1/")) for one in operations_of(APP.routes)}
    expected = {
        ("GET", name) for name in [*SINGLES, "flows", "simulations", "checks", "notices", "evidence", "openapi.json"]
    }
    expected |= {("GET", f"{name}/{{identity}}") for name in SINGLES}
    expected |= {("GET", f"questions/{one.value}") for one in Question}
    expected |= {("GET", f"registers/{one.value}") for one in Registers}
    expected |= {("GET", f"simulations/{name}") for name in ("flips", "diagram")}
    expected |= {("POST", "verdicts"), ("POST", "imports"), ("POST", "engagements/{identity}/end")}
    expected |= {("POST", "proposals/{identity}/decisions"), ("POST", "proposals/decisions"), ("POST", "readings")}
    expected |= {("POST", "gaps"), ("POST", "imports/spreadsheets")}
    expected |= {("POST", "sources/{identity}/snapshots"), ("POST", "assessments")}
    expected |= {("GET", "assessments/{identity}/report")}
    expected |= {("POST", f"assessments/{{identity}}/{deed}") for deed in ("steps", "conclusions", "reopenings")}
    expected |= {("GET", "deadlines"), ("GET", "objections/{identity}/letter")}
    expected |= {("POST", "objections"), ("POST", "tasks"), ("POST", "clocks")}
    deeds = ("notices", "decisions", "answers", "outcomes")
    expected |= {("POST", f"objections/{{identity}}/{deed}") for deed in deeds}
    expected |= {("POST", f"tasks/{{identity}}/{deed}") for deed in ("completions", "reopenings", "assignments")}
    expected |= {("POST", name) for name in ("subscriptions", "mutes", "channels/test")}
    expected |= {("PATCH", "subscriptions/{identity}"), ("POST", "deliveries/{identity}/redeliveries")}
    expected |= {("POST", f"{name}/{{identity}}/end") for name in ("subscriptions", "mutes")}
    expected |= {("POST", "alerts/{identity}/decisions")}
    expected |= {("GET", name) for name in ("users", "users/{identity}", "tokens", "tokens/{identity}", "session")}
    expected |= {("POST", name) for name in ("users", "tokens", "tokens/{identity}/end")}
    expected |= {("POST", f"users/{{identity}}/{deed}") for deed in ("role", "links", "end", "erase")}
    expected |= written()
    assert found == expected


def written() -> set[tuple[str, str]]:
    """What is entered, changed and ended the one way, the reviews, and what belongs to an agreement."""
    read = ("certifications", "derogations", "documents", "joint-controls", "locations", "measures", "safeguards")
    nouns = (
        *read,
        "activities",
        "agreements",
        "engagements",
        "organisations",
        "services",
        "sub-processors",
        "transfers",
    )
    told = {("GET", name) for name in (*read, "reviews", "search", "agreement-files/{identity}")}
    told |= {("GET", f"{name}/{{identity}}") for name in (*read, "reviews")} | {
        ("GET", "agreements/{identity}/difference")
    }
    told |= {("POST", name) for name in (*nouns, "reviews", "sources", "agreements/{identity}/files")}
    told |= {("PATCH", f"{name}/{{identity}}") for name in (*nouns, "sources")}
    told |= {("POST", f"{name}/{{identity}}/end") for name in nouns}
    told |= {("POST", f"reviews/{deed}") for deed in ("advice", "assignments", "decisions")}
    deeds = ("advice", "answers", "assignments", "conditions", "decisions")
    return told | {("POST", f"reviews/{{identity}}/{deed}") for deed in deeds}


@pytest.mark.parametrize(("path", "handler"), HANDLERS, ids=lambda one: one if isinstance(one, str) else "")
def test_no_handler_returns_a_row(path: str, handler: Any) -> None:
    function = getattr(handler.fn, "func", handler.fn)
    shown = list(inside(get_type_hints(function)["return"]))
    assert shown, path
    assert not any(isinstance(one, type) and issubclass(one, Table) for one in shown)
    if path.startswith("/api/v1"):
        assert any(one is bytes or (isinstance(one, type) and issubclass(one, msgspec.Struct)) for one in shown)


def inside(kind: Any, seen: frozenset[Any] = frozenset()) -> Any:
    """A type and every type inside it, down into the fields of shapes."""
    if kind in seen:
        return
    yield kind
    parts = list(get_args(kind))
    origin = getattr(kind, "__origin__", kind)
    if origin is not kind:
        yield origin
    if isinstance(origin, type) and (issubclass(origin, msgspec.Struct) or is_dataclass(origin)):
        parts += list(get_type_hints(origin).values())
    for part in parts:
        yield from inside(part, seen | {kind})


def described() -> str:
    return (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("one", list(operations_of(APP.routes)), ids=lambda one: f"{one.method} {one.path}")
def test_every_operation_stands_in_the_docs(one: Any) -> None:
    path = one.path.replace("{identity}", "{id}")
    wanted = f"`{path}`" if one.method == "get" else f"`{one.method.upper()} {path}`"
    line = next((line for line in described().splitlines() if wanted in line), None)
    assert line is not None, f"docs/api.md does not tell of {wanted}"
    usual = {"on", "known_at", "sort", "limit", "cursor"}
    told = line if one.method == "get" else described()
    for name in set(parameters(one.handler)) - usual:
        assert name in told, f"docs/api.md does not tell of {name} at {path}"


@pytest.mark.parametrize("path", ["/health", "/ready", "/feeds/changes.atom", "/feeds/deadlines.ics"])
def test_what_stands_beside_the_api_is_in_the_docs(path: str) -> None:
    assert f"`{path}`" in described()
    assert path in {found for found, _ in HANDLERS}
