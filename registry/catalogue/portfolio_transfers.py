"""Rows of transfers as the tables of a portfolio: `known_absent` for what null says, days as days."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlmodel import col

from registry.tables import Assessment, Derogation, Measure, Safeguard, Transfer

Table = dict[str, Any]
_DAYS = frozenset({"dated", "valid_from", "valid_until", "due_on", "decided_on", "consulted_on"})
_FACTS = (
    *("destination", "manner", "access_from", "same_legal_entity", "hr_data", "automated", "systematic"),
    *("received_under", "onward_terms"),
)
_EMPTY = ("safeguards", "measures")
_BOOKKEEPING = frozenset(
    {"row", "id", "transfer_id", "recorded_at", "retired_at", "origin", "source", "grade", "valid_from", "valid_until"}
)


class Footings:
    """What makes the transfers of one engagement lawful, by transfer.

    The file has no days for it. What a transfer knows to be absent is absent in the file as long as it is on the day:
    what begins later or has ended stays in the database, where an import leaves it.
    """

    def __init__(self, rows: Callable[..., list[Any]], transfers: Collection[str], on: date) -> None:
        self._on = on
        self._found: dict[type[Any], dict[str, list[Any]]] = {}
        for table in (Safeguard, Assessment, Measure, Derogation):
            by_transfer = self._found.setdefault(table, {})
            for row in rows(table, col(table.transfer_id).in_(transfers)) if transfers else ():
                by_transfer.setdefault(row.transfer_id, []).append(row)

    def of(self, table: type[Any], transfer: str) -> list[Any]:
        """The rows of one kind."""
        return self._found[table].get(transfer, [])

    def beside(self, table: type[Any], transfer: Transfer, fact: str) -> list[Any]:
        """The rows of one kind; of a fact that is known to be absent only those that hold on the day."""
        found = self.of(table, transfer.id)
        if fact not in (transfer.known_absent or ()):
            return found
        return [row for row in found if _holds(row, self._on)]


def transfer_table(row: Transfer, footings: Footings) -> Table:
    """One `[[engagement.transfer]]`."""
    table = {name: getattr(row, name) for name in _FACTS if getattr(row, name) is not None}
    for end in ("exporter", "importer"):
        if getattr(row, end) is not None:
            table[end] = _from_facts(getattr(row, end))
    safeguards = [_part(one) for one in footings.beside(Safeguard, row, "safeguards")]
    measures = [_part(one) for one in footings.beside(Measure, row, "measures")]
    absent = set(row.known_absent or ())
    for name, found in (("safeguards", safeguards), ("measures", measures)):
        if found or name in absent:
            table[name] = found
    for one in footings.beside(Assessment, row, "assessment"):
        table["assessment"] = _part(one)
    for one in footings.beside(Derogation, row, "derogation"):
        documented = {"documentation": one.documentation} if one.documentation else {}
        table["derogation"] = {"article": one.article} | documented | (one.conditions or {}) | _absent(one.known_absent)
    return table | _absent(absent - set(_EMPTY) - table.keys())


def _holds(row: Any, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_until is None or row.valid_until > on)


def _part(row: Any) -> Table:
    said = {name: getattr(row, name) for name in type(row).model_fields if name not in _BOOKKEEPING}
    absent = said.pop("known_absent")
    return {name: value for name, value in said.items() if value is not None} | _absent(absent)


def _absent(names: Collection[str] | None) -> Table:
    return {"known_absent": sorted(names)} if names else {}


def _from_facts(facts: Table) -> Table:
    """Facts as a table of the file: null becomes `known_absent`."""
    there = {key: _inner(value) for key, value in facts.items() if value is not None}
    return days(there) | _absent([key for key, value in facts.items() if value is None])


def _inner(value: Any) -> Any:
    return (
        [_from_facts(one) for one in value] if isinstance(value, list) and value and type(value[0]) is dict else value
    )


def days(table: Table) -> Table:
    """The same table with its days as days: JSON holds them as text."""
    return {key: _day(value) if key in _DAYS else _deep(value) for key, value in table.items()}


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _deep(value: Any) -> Any:
    return days(value) if isinstance(value, dict) else value
