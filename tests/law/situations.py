"""Situations of law in TOML: whole sets of facts, what is changed in them, and what is expected on a day.

TOML has no null: the string "none" stands for it. `like` names a set of `bases.toml` (or another base), `change` maps
a key's path (`importer.sector`, `safeguards.0.signed_on`) to its value, `missing` names keys that are taken out.
A situation with `days` stands for one situation a day: `days = [{on = 2000-07-26, verdict = "covered"}]`.
"""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEYS = {"name", "on", "like", "change", "missing", "expect", "days"}
FLAGS = {"flags", "flags_are", "without_flags"}
EXPECTABLE = FLAGS | {"verdict", "fallback", "would_settle", "settles", "holds_until", "article", "record", "says"}


@dataclass(frozen=True)
class Situation:
    """One transfer on one day, with what the law is expected to say."""

    name: str
    on: date
    facts: dict[str, Any]
    expect: dict[str, Any]


@cache
def bases() -> dict[str, Any]:
    return tomllib.loads((HERE / "bases.toml").read_text(encoding="utf-8"))


def base(name: str) -> dict[str, Any]:
    """The facts of a base, as JSON has them."""
    found = bases()[name]
    start = base(found["like"]) if "like" in found else {}
    return start | {key: plain(value) for key, value in found.items() if key != "like"}


def plain(value: Any) -> Any:
    """TOML as JSON: "none" is null, a day is a text."""
    match value:
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case date():
            return value.isoformat()
        case "none":
            return None
        case _:
            return value


def facts_of(row: dict[str, Any]) -> dict[str, Any]:
    """The facts of a situation."""
    facts = deepcopy(base(row["like"])) if "like" in row else {}
    for path, value in row.get("change", {}).items():
        *way, last = path.split(".")
        place = _walk(facts, way)
        place[_key(place, last)] = plain(value)
    for path in row.get("missing", ()):
        *way, last = path.split(".")
        place = _walk(facts, way)
        del place[_key(place, last)]
    return facts


def _walk(facts: Any, way: list[str]) -> Any:
    for step in way:
        facts = facts[_key(facts, step)]
    return facts


def _key(place: Any, step: str) -> Any:
    return int(step) if isinstance(place, list) else step


def situations() -> Iterator[Situation]:
    """Every situation of this folder, in the order of files and lines."""
    for path in sorted(HERE.glob("*.toml")):
        if path.name == "bases.toml":
            continue
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]:
            unknown = set(row) - KEYS
            assert not unknown, f"{path.name}, {row['name']}: {unknown} is no key of a situation"
            yield from _of_row(row)


def _of_row(row: dict[str, Any]) -> Iterator[Situation]:
    facts = facts_of(row)
    shared = row.get("expect", {})
    days = row.get("days") or [{"on": row["on"]}]
    for day in days:
        expect = shared | {key: value for key, value in day.items() if key != "on"}
        assert expect.keys() <= EXPECTABLE, f"{row['name']}: {set(expect) - EXPECTABLE} cannot be expected"
        assert "verdict" in expect, f"{row['name']} expects no verdict"
        yield Situation(row["name"], day["on"], facts, expect)
