"""Records as TOML text, in the form the curated data are written in: one array of tables per kind of record."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from registry.catalogue.plain import said

Table = Mapping[str, Any]


def record(kind: str, table: Table, *, below: Collection[str] = ()) -> str:
    """One `[[kind]]`. Fields named in `below` become `[[kind.field]]`, one per item; other tables stand inline."""
    lines = [f"[[{kind}]]"]
    lines += [f"{_key(name)} = {_field(value)}" for name, value in table.items() if name not in below]
    parts = ["\n".join(lines)]
    parts += [record(f"{kind}.{name}", _table(one)) for name in below for one in table.get(name, ())]
    return "\n\n".join(parts)


def section(name: str, rows: Mapping[str, Table]) -> str:
    """A `[name]` of inline tables by key."""
    return "\n".join([f"[{name}]", *(f"{_key(key)} = {_value(row)}" for key, row in rows.items())])


def _field(value: Any) -> str:
    """A field's value; a list of tables has a line for each."""
    if isinstance(value, tuple | list) and value and (is_dataclass(value[0]) or isinstance(value[0], Mapping)):
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    return _value(value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return _list(sorted(value))
    if isinstance(value, tuple | list):
        return _list(value)
    inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in _table(value).items())
    return "{" + inner + "}"


def _list(values: Iterable[Any]) -> str:
    return "[" + ", ".join(_value(one) for one in values) + "]"


def _table(value: Any) -> Table:
    return value if isinstance(value, Mapping) else said(value)


def _text(text: str) -> str:
    """A basic string; JSON escapes what TOML wants escaped, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _text(name)
