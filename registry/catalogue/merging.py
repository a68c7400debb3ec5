"""A spreadsheet's rows laid over what is on file: they fill what is empty and add what is new; they replace nothing.

What a row would do is told row by row. A value that differs from the one on file is told and left: which of the two is
right is a person's to say. Laid over its own result a file does nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.catalogue.resolving import Known
from registry.cataloguenames import folded, without_legal_form
from registry.columns import Columns
from registry.errors import Ambiguous
from registry.shaping import shortened
from registry.sheetlines import Line, Named, Trouble
from registry.spreadsheets import Grid

Table = dict[str, Any]
_UNITED = frozenset({"purposes", "data_subjects", "data_categories", "data_sources", "systems", "security"})
_SAFEGUARDS = frozenset({"scc", "bcr"})


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a name means: `title` None where nobody knows it."""

    identity: str
    title: str | None


@dataclass(slots=True)
class Told:
    """What one row does, and what in it cannot be used."""

    row: int
    cells: str
    does: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the answer of an import."""
        troubles = [{"cell": one.cell, "message": one.message, "grave": one.grave} for one in self.troubles]
        return {"row": self.row, "cells": self.cells, "does": self.does, "troubles": troubles}


def whom(known: Known, titles: Mapping[str, str]) -> Callable[[str], Whom]:
    """A name -> whom the catalogue knows by it. Raises Ambiguous."""

    def ask(name: str) -> Whom:
        match = known.resolve(name)
        if match is None:
            return Whom(f"name:{folded(name)}", None)
        identity = str(match.service or match.organisation)
        return Whom(identity, titles.get(identity) or known.titles.get(identity, identity))

    return ask


@dataclass(slots=True)
class Merger:
    """The tables of one controller's portfolio, and what the rows of a file do to them."""

    tables: Table
    grid: Grid
    known: Columns
    ask: Callable[[str], Whom]
    told: list[Told] = field(default_factory=list)
    _activities: dict[str, Table] = field(init=False, default_factory=dict)  # folded name or key
    _engagements: dict[str, list[Table]] = field(init=False, default_factory=dict)  # whom it engages
    _keys: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        for row in self.tables.get("activity", ()):
            for name in (row["key"], row.get("name", row["key"])):
                self._activities.setdefault(folded(name), row)
        for row in self.tables.get("engagement", ()):
            self._keys.add(row["key"])
            self._engagements.setdefault(self._identity(row["service"]), []).append(row)

    def take(self, lines: Iterable[Line]) -> None:
        """Lay the rows over the tables, in their order."""
        for line in lines:
            told = Told(line.number, line.place, troubles=list(line.troubles))
            self.told.append(told)
            self._fill(self.tables["organisation"], line.organisation, told, "organisation")
            key = self._activity(line, told) if line.activity is not None else None
            for named in line.recipients:
                self._recipient(named, key, told)

    def _activity(self, line: Line, told: Told) -> str:
        """The key of the row's activity: the one of that name on file, else a new one."""
        said = dict(line.activity or {})
        name = str(said.pop("name"))
        rows = self.tables.setdefault("activity", [])
        standing = self._activities.get(folded(name))
        if standing is not None:
            self._fill(standing, said, told, name)
            return str(standing["key"])
        key = _key(name, {row["key"] for row in rows})
        source = {"document": self.grid.place(line.activity_cell)}
        row: Table = {"key": key, "name": name, "purposes": [name]} | said | {"source": source}
        rows.append(row)
        self._activities[folded(name)] = row
        told.does.append({"what": "new_activity", "name": name})
        return key

    def _recipient(self, named: Named, activity: str | None, told: Told) -> None:
        category = self.known.word("recipient_category", named.name)
        if category is not None:
            self._category(category, named, activity, told)
            return
        try:
            who = self.ask(named.name)
        except Ambiguous as error:
            told.troubles.append(Trouble(named.cell, str(error)))
            return
        if who.title is None and not named.certain and not _has_legal_form(named.name):
            message = (
                f"holds “{shortened(named.name)}”, which is no known service, no company with its legal form and no "
                "known category. Names without a legal form belong in a column of recipients."
            )
            told.troubles.append(Trouble(named.cell, message))
            return
        row = self._engagement(named, who, told)
        if activity is not None and activity not in row.setdefault("activities", []):
            row["activities"].append(activity)
            told.does.append({"what": "engaged_for", "name": named.name, "activity": activity})
        self._facts(row, named, told)

    def _engagement(self, named: Named, who: Whom, told: Told) -> Table:
        """The engagement of this recipient in this role: the one on file, else a new one."""
        same = self._engagements.setdefault(who.identity, [])
        role = named.facts.get("role")
        for one in same:
            decided = one.get("role", {}).get("decided_by_us")
            if None in (role, decided) or role == decided:
                if role is not None and decided is None:
                    one["role"] = {**one.get("role", {}), "decided_by_us": role}
                    told.does.append({"what": "fills", "of": named.name, "field": "role", "value": role})
                found: Table = one
                return found
        key = _key(named.name, self._keys, role)
        row: Table = {"key": key, "service": named.name, "source": {"document": self.grid.place(named.cell)}}
        if role is not None:
            row["role"] = {"decided_by_us": role}
        self.tables.setdefault("engagement", []).append(row)
        self._keys.add(key)
        same.append(row)
        what = "new_recipient" if who.title is None else "known_recipient"
        told.does.append({"what": what, "name": named.name, "known_as": who.title, "role": role})
        return row

    def _identity(self, name: str) -> str:
        try:
            return self.ask(name).identity
        except Ambiguous:
            return f"name:{folded(name)}"

    def _category(self, key: str, named: Named, activity: str | None, told: Told) -> None:
        rows = self.tables.setdefault("recipient_category", [])
        row = next((one for one in rows if one["key"] == key), None)
        if row is None:
            row = {"key": key, "source": {"document": self.grid.place(named.cell)}}
            rows.append(row)
            told.does.append({"what": "new_category", "name": key})
        if activity is not None and activity not in row.setdefault("activities", []):
            row["activities"].append(activity)
        for name, cell in named.cells.items():
            message = f"says `{name}` of a category of recipients, which has none of its own. Name the recipient."
            told.troubles.append(Trouble(cell, message, grave=False))

    def _facts(self, row: Table, named: Named, told: Told) -> None:
        """What the row says of this recipient: who signs, the agreement, the transfer."""
        parties = {name: named.facts[name] for name in ("contracting_party", "party_as_written") if name in named.facts}
        self._fill(row, parties, told, named.name)
        signed = named.facts.get("agreement_signed_on")
        if signed is not None and not any(one["kind"] == "dpa" for one in row.get("agreement", [])):
            row.setdefault("agreement", []).append({"kind": "dpa"} | ({} if signed is True else {"signed_on": signed}))
            told.does.append({"what": "new_agreement", "of": named.name, "signed_on": _plain(signed)})
        if "destination" in named.facts:
            self._transfer(row, named, told)
        elif "tool" in named.facts:
            self._without(told, named, "tool", "without a country there is no transfer it could carry")

    def _transfer(self, row: Table, named: Named, told: Told) -> None:
        destination, manner = named.facts["destination"], named.facts.get("manner")
        if manner is None:
            self._without(told, named, "destination", "say in a column Överföringssätt how data reach it")
            return
        found = row.setdefault("transfer", [])
        same = [one for one in found if one.get("destination") == destination and one["manner"] == manner]
        transfer = same[0] if same else {"destination": destination, "manner": manner}
        if not same:
            found.append(transfer)
            told.does.append({"what": "new_transfer", "of": named.name, "to": destination, "manner": manner})
        self._tool(transfer, named, told)

    def _tool(self, transfer: Table, named: Named, told: Told) -> None:
        """The tool as far as a word says it: a kind of safeguard, or a framework. All else stays unknown."""
        tool = named.facts.get("tool")
        importer = transfer.get("importer", {})
        if tool in _SAFEGUARDS and "safeguards" not in transfer:
            transfer["safeguards"] = [{"kind": tool}]
        elif tool == "dpf" and "certifications" not in importer:
            transfer["importer"] = {**importer, "certifications": [{"framework": "eu-us-dpf"}]}
        elif tool is not None and tool not in {*_SAFEGUARDS, "dpf", "adequacy"}:  # decisions stand in the law book
            self._without(told, named, "tool", "it wants more facts than a word; enter it in the portfolio")
            return
        else:
            return
        told.does.append({"what": "fills", "of": named.name, "field": "tool", "value": tool})

    def _without(self, told: Told, named: Named, name: str, why: str) -> None:
        value = named.facts[name]
        told.troubles.append(Trouble(named.cells[name], f"says {value} and is not taken: {why}.", grave=False))

    def _fill(self, table: Table, said: Mapping[str, Any], told: Told, of: str) -> None:
        for name, value in said.items():
            standing = table.get(name)
            if standing is None:
                table[name] = value
                told.does.append({"what": "fills", "of": of, "field": name, "value": _plain(value)})
            elif name in _UNITED and (more := [one for one in value if one not in standing]):
                table[name] = [*standing, *more]
                told.does.append({"what": "adds", "of": of, "field": name, "value": more})
            elif name not in _UNITED and _plain(standing) != _plain(value):
                on_file, in_file = _plain(standing), _plain(value)
                told.does.append({"what": "differs", "of": of, "field": name, "on_file": on_file, "in_file": in_file})


def _key(name: str, taken: set[str], more: str | None = None) -> str:
    """A key for a new row, made of its name."""
    base = folded(name).replace(" ", "_")[:150]
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    candidates = [base, *([f"{base}_{more}"] if more else []), *numbered]
    return next(one for one in candidates if one not in taken)


def _has_legal_form(name: str) -> bool:
    return without_legal_form(folded(name)) != folded(name)


def _plain(value: Any) -> Any:
    """A value as JSON tells it."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else value
