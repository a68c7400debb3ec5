"""What a database says, without what chance and the clock put into it: two runs that did the same say the same."""

import re
from collections import Counter
from datetime import datetime
from enum import Enum
from json import dumps
from typing import Any

import sqlalchemy as sa

from registry.keeping.copying import tables
from registry.store import Store

Said = dict[str, Counter[str]]  # by table: each row as text, and how often it stands there

_ID = re.compile(r"\b([a-z]{3})_[0-9a-f]{16}\b")
_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?")
_CHANCE = frozenset({"row", "seq", "previous", "salt", "content_sha256", "fingerprint", "position"})
_OF_THE_CHAIN = frozenset({"sha256"})


def said(store: Store) -> Said:
    """Every row of every table."""
    found: Said = {}
    with store.engine.connect() as connection:
        for table in tables():
            left_out = _CHANCE | (_OF_THE_CHAIN if table.name == "audit" else frozenset())
            rows = connection.execute(sa.select(table)).mappings()
            found[table.name] = Counter(
                dumps({name: _plain(value) for name, value in row.items() if name not in left_out}, sort_keys=True)
                for row in rows
            )
    return found


def as_it_lies(store: Store) -> Said:
    """Every row of every table of whatever schema it is, byte for byte: what an upgrade must not have begun upon."""
    inspector = sa.inspect(store.engine)
    with store.engine.connect() as connection:
        return {
            name: Counter(
                [str(inspector.get_columns(name))]
                + [repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))]
            )
            for name in inspector.get_table_names()
        }


def unlike(one: Said, other: Said) -> list[str]:
    """What only one of them says, by table, in words; empty where both say the same."""
    return [
        f"{table}: {sign} {count} × {row[:400]}"
        for table in sorted(one.keys() | other.keys())
        for sign, more, less in (("-", one, other), ("+", other, one))
        for row, count in (more.get(table, Counter()) - less.get(table, Counter())).items()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return "an instant"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in _CHANCE}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return _INSTANT.sub("an instant", _ID.sub(r"\1_…", value))
    return value if value is None or isinstance(value, bool | int | float) else str(value)
