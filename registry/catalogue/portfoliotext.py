"""A portfolio's tables as TOML text that `onward import` reads back."""

from typing import Any

from registry.catalogue.tomltext import record, section

Table = dict[str, Any]
_BELOW = ("agreement", "transfer", "sub_processor", "conflict", "step", "conclusion")


def portfolio_text(tables: Table) -> str:
    """The whole file."""
    parts = ["invented = true"] if tables.get("invented") else []
    for name, value in tables.items():
        if isinstance(value, dict):
            parts.append(section(name, value))
        elif isinstance(value, list):
            parts += [part for one in value for part in _records(name, one)]
    return "\n\n".join(parts) + "\n"


def _records(kind: str, table: Table) -> list[str]:
    """A record, then its own tables: an array of tables belongs to the last record before it."""
    below = [name for name in _BELOW if isinstance(table.get(name), list)]
    parts = [record(kind, {key: value for key, value in table.items() if key not in below})]
    for name in below:
        parts += [part for one in table[name] for part in _records(f"{kind}.{name}", one)]
    return parts
