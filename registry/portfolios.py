"""A portfolio file -> frozen shapes, strictly: what docs/portfolio.md does not explain is refused, with its place.

A file comes from outside: its size, depth and texts are bounded before anything of it is read further.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from registry.assessmentshapes import Assessment
from registry.cataloguenames import folded
from registry.errors import BadRecord
from registry.portfoliochecks import refuse_incoherence
from registry.portfolioshapes import (
    Activity,
    Controller,
    Engagement,
    JointController,
    Note,
    Notice,
    Observed,
    Portfolio,
    ProcessingFor,
    RecipientCategory,
    Tool,
)
from registry.recordfiles import parsed
from registry.shaping import Place, built, nearest, shortened

T = TypeVar("T")

LARGEST = 8_000_000  # bytes; some five thousand suppliers with all their papers
DEEPEST = 130  # tables and lists inside each other: sixty sub-processors behind each other
LONGEST_TEXT = 2_000
LONGEST_NAME = 200
LONGER = MappingProxyType(
    {"finding": 20_000, "reasons": 20_000, "reopened_because": 20_000, "facts": 2_000_000, "steps": 500_000}
)
"""What an assessment writes at length: findings and reasons, and what a conclusion was concluded on."""
MOST_DOTS = 100

_ARRAYS: dict[str, type[Any]] = {
    "joint_controller": JointController,
    "activity": Activity,
    "engagement": Engagement,
    "assessment": Assessment,
    "recipient_category": RecipientCategory,
    "processing_for": ProcessingFor,
    "tool": Tool,
    "observed": Observed,
    "note": Note,
}
_TABLES: dict[str, type[Any]] = {"organisation": Controller, "notice": Notice}
_NAMES = frozenset({"name", "label", "service", "contracting_party", "controller", "key"})
_DOTTED = re.compile(r"[\w\-\"' \t.]+")


def read(path: Path) -> Portfolio:
    """The portfolio of a file. Raises BadRecord."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadRecord(f"cannot be read: {error.strerror}. Name a TOML file.", where=str(path)) from error
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Portfolio:
    """The portfolio in these bytes; `name` is the file's, for messages. Raises BadRecord."""
    if len(content) > LARGEST:
        raise BadRecord(f"is larger than {LARGEST} bytes. Divide it by controller.", where=name)
    _refuse_long_keys(content, name)
    return of_tables(parsed(content.removeprefix(b"\xef\xbb\xbf"), name), name)


def of_tables(tables: dict[str, Any], name: str) -> Portfolio:
    """The portfolio that these tables are, however they came about. Raises BadRecord."""
    _refuse_unbounded(tables, name)
    portfolio = _portfolio(tables, name)
    refuse_incoherence(portfolio, name)
    return portfolio


def _portfolio(tables: dict[str, Any], name: str) -> Portfolio:
    top = Place(name, {})
    for key in tables:
        if key not in {*_ARRAYS, *_TABLES, "invented"}:
            allowed = {*_ARRAYS, *_TABLES, "invented"}
            raise top.below(key).refusal(f"is no table or key of a portfolio.{nearest(key, allowed)}")
    if "organisation" not in tables:
        raise top.below("organisation").refusal("is missing. Say whose portfolio this is: [organisation].")
    found: dict[str, Any] = {}
    for key, shape in _TABLES.items():
        if key in tables:
            if not isinstance(tables[key], dict):
                raise top.below(key).refusal(f"must be written [{key}], once.")
            found[key] = built(shape, tables[key], Place(f"{name}, [{key}]", {}))
    for key, shape in _ARRAYS.items():
        found[key] = tuple(_rows(tables.get(key, []), key, shape, name))
    if type(tables.get("invented", False)) is not bool:
        raise top.below("invented").refusal("must be true; leave it out for a real organisation.")
    return Portfolio(invented=tables.get("invented", False), **found)


def _rows(rows: object, kind: str, shape: type[T], name: str) -> Iterator[T]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Place(name, {}).below(kind).refusal(f"must be written [[{kind}]], once per row.")
    for number, row in enumerate(rows, 1):
        place = Place(f"{name}, [[{kind}]] {_called(row, number)}", {})
        service = row.get("service")
        if shape is Engagement and "key" not in row and isinstance(service, str) and folded(service):
            row = {**row, "key": folded(service).replace(" ", "_")}
        yield built(shape, row, place)


def _called(row: dict[str, Any], number: int) -> str:
    """A row by its key or name, else by its number."""
    names = ("key", "name", "service", "about", "controller")
    named = next((row[key] for key in names if isinstance(row.get(key), str)), "")
    return f"“{shortened(named)}”" if named else f"number {number}"


def _refuse_long_keys(content: bytes, name: str) -> None:
    """Keys of many dotted parts take a reader of TOML quadratic time."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if line.count(".") > MOST_DOTS and any(run.group().count(".") > MOST_DOTS for run in _DOTTED.finditer(line)):
            raise BadRecord(f"line {number} has more than {MOST_DOTS} dots in one run. Shorten it.", where=name)


def _refuse_unbounded(tables: dict[str, Any], name: str) -> None:
    """Walks without recursion, so that no depth can exhaust the stack."""
    waiting: list[tuple[Any, Place, str, int]] = [(tables, Place(name, {}), "", 0)]
    while waiting:
        value, place, key, depth = waiting.pop()
        if depth > DEEPEST:
            raise BadRecord(f"nests more than {DEEPEST} tables and lists inside each other.", where=name)
        if isinstance(value, dict):
            waiting += [(inner, place.below(key), key, depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, place.below(n), key, depth + 1) for n, inner in enumerate(value, 1)]
        elif isinstance(value, str):
            _refuse_text(value, key, place)


def _refuse_text(text: str, key: str, place: Place) -> None:
    if "\0" in text:
        raise place.refusal("holds a NUL character. Take it out.")
    longest = LONGEST_NAME if key in _NAMES else LONGER.get(key, LONGEST_TEXT)
    if len(text) > longest:
        raise place.refusal(f"has {len(text)} characters; at most {longest} are read.")
    if key in _NAMES and text.strip() and not folded(text):
        raise place.refusal(f"is “{text}”, which has no letter or digit to know it by.")
