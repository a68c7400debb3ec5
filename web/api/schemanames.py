"""Names of the shapes in the API's description: one word each, told apart by the module where two are called alike.

Generators of clients make a class of each name and of each title; a dot in one, or a title that stands twice, and
whatever uses the shape is left out of the client.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PREFIX = "#/components/schemas/"
_WORD = re.compile(r"[A-Za-z0-9]+")


def renamed(described: dict[str, Any]) -> dict[str, Any]:
    """The description with plain names."""
    schemas: Mapping[str, Any] = described["components"]["schemas"]
    names = _names(schemas)
    told = _with_references(described, {f"{_PREFIX}{old}": f"{_PREFIX}{new}" for old, new in names.items()})
    told["components"]["schemas"] = {
        names[old]: _titled(schema, names[old]) for old, schema in told["components"]["schemas"].items()
    }
    return dict(told)


def _names(schemas: Iterable[str]) -> dict[str, str]:
    """A word for each: its own, that of its module before it where it has one, numbered where that is taken."""
    found: dict[str, str] = {}
    for old in sorted(schemas, key=lambda one: ("." in one, one)):
        parts = [part.rpartition(".")[0].rpartition(".")[2] + "_" + part.rpartition(".")[2] for part in old.split("_")]
        words = _WORD.findall("_".join(parts))
        name = "".join(word[0].upper() + word[1:] for word in words)
        number = 1
        while (unique := name if number == 1 else f"{name}{number}") in found.values():
            number += 1
        found[old] = unique
    return found


def _with_references(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {
                key: names.get(one, one) if key == "$ref" and isinstance(one, str) else _with_references(one, names)
                for key, one in value.items()
            }
        case list() | tuple():
            return [_with_references(one, names) for one in value]
        case str():
            return names.get(value, value) if value.startswith(_PREFIX) else value
        case _:
            return value


def _titled(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return schema | ({"title": name} if "title" in schema else {})
