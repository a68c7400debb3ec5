"""A register kept in a spreadsheet, laid over the register of its controllers: what `onward import` does with .xlsx and
.csv. One transaction for the whole file; nothing is written while a cell cannot be used, unless that is asked for.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from registry import columns, portfolios
from registry.catalogue.dated import Moment
from registry.catalogue.merging import Merger, Told, whom
from registry.catalogue.portfolio_rows import portfolio_tables
from registry.catalogue.reading import Register, read_register
from registry.catalogue.resolving import known
from registry.cataloguenames import folded
from registry.commands.rehearsing import imported
from registry.errors import BadInput
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.sheetheads import Heads, heads_of
from registry.sheetlines import Line, Trouble, lines_of
from registry.spreadsheets import Grid


@dataclass(frozen=True, slots=True)
class Asked:
    """The grid, whose it is where its rows do not say (None: they say it), and whether bad cells are left out."""

    grid: Grid
    controller: str | None = None
    leave_out: bool = False


def import_sheet(session: Session, asked: Asked, law: LawBook, settings: Settings) -> dict[str, Any]:
    """Lay every row over the register, within a transaction; what was done, as JSON. `written` is false where cells
    cannot be used."""
    headings = columns.load()
    heads = heads_of(asked.grid, headings)
    by_controller, without = _by_controller(asked, list(lines_of(asked.grid, heads, headings)))
    register = read_register(session, Moment(settings.on()))
    ask = whom(known(session), {one.id: one.name for one in register.services.values()})
    told: list[Told] = list(without)
    tables: list[dict[str, Any]] = []
    for name, lines in by_controller.items():
        merger = Merger(_standing(session, register, name, settings), asked.grid, headings, ask)
        merger.take(lines)
        told += merger.told
        tables.append(merger.tables)
    grave = sum(one.grave for row in told for one in row.troubles)
    writes = not grave or asked.leave_out
    portfolios_ = [portfolios.of_tables(one, asked.grid.file) for one in tables] if writes else []
    done = [imported(session, one, asked.grid.file, law, settings) for one in portfolios_]
    rows = [one.as_json() for one in sorted(told, key=lambda one: one.row)]
    return _heads_told(asked.grid, heads) | {"rows": rows, "grave": grave, "written": writes, "imported": done}


def _by_controller(asked: Asked, lines: list[Line]) -> tuple[dict[str, list[Line]], list[Told]]:
    """The rows by whose they are; those of nobody are told."""
    found: dict[str, list[Line]] = defaultdict(list)
    titles: dict[str, str] = {}
    nobody: list[Told] = []
    for line in lines:
        name = line.controller or asked.controller
        if name is None:
            trouble = Trouble(
                line.place, "names no controller. Add a column, or say whose register it is: --controller."
            )
            nobody.append(Told(line.number, line.place, troubles=[trouble]))
            continue
        found[titles.setdefault(folded(name), name)].append(line)
    return dict(found), nobody


def _standing(session: Session, register: Register, name: str, settings: Settings) -> dict[str, Any]:
    """The controller's portfolio as it is on file, else one that holds its name alone."""
    ours = [one for one in register.organisations.values() if one.is_controller and folded(one.name) == folded(name)]
    if len(ours) > 1:
        raise BadInput(f"“{name}” is the name of several controllers. Give it with --controller and its id.")
    if not ours:
        return {"organisation": {"name": name}}
    return portfolio_tables(session, ours[0].id, Moment(settings.on()))


def _heads_told(grid: Grid, heads: Heads) -> dict[str, Any]:
    return {
        "file": grid.file,
        "sheet": grid.sheet or None,
        "other_sheets": list(grid.others),
        "columns": dict(sorted(heads.fields.items(), key=lambda pair: (len(pair[0]), pair[0]))),
        "unknown_columns": [{"cell": one.address, "head": one.text} for one in heads.unknown],
        "passed_over": [{"cell": one.address, "head": one.text} for one in heads.passed_over],
    }


def in_words(answer: dict[str, Any]) -> Iterator[str]:
    """The answer as lines for a terminal: columns that are not read, then row by row."""
    for one in answer["unknown_columns"]:
        yield f"{one['cell']}: the heading “{one['head']}” is not known; its column is not read."
    for row in answer["rows"]:
        for deed in row["does"]:
            yield f"row {row['row']}: {_deed(deed)}"
        for trouble in row["troubles"]:
            sign = "ERROR" if trouble["grave"] else "not taken"
            yield f"row {row['row']}: {sign}: {trouble['cell']} {trouble['message']}"


def _deed(deed: dict[str, Any]) -> str:
    of = deed.get("of") or deed.get("name")
    match deed["what"]:
        case "known_recipient":
            role = deed["role"] or "not stated"
            return f"new recipient “{of}”, known as {deed['known_as']}, role: {role}"
        case "new_recipient":
            return f"new recipient “{of}”, a new organisation known by name only, role: {deed['role'] or 'not stated'}"
        case "differs":
            return f"“{of}”: {deed['field']} is {deed['on_file']} on file and {deed['in_file']} here; left as it is"
        case "fills" | "adds":
            return f"“{of}”: {deed['what']} {deed['field']} with {deed['value']}"
        case "new_transfer":
            return f"“{of}”: new transfer to {deed['to']} ({deed['manner']})"
        case "new_agreement":
            return f"“{of}”: new processing agreement"
        case "engaged_for":
            return f"“{of}” is engaged for {deed['activity']}"
        case other:
            return f"{other.replace('_', ' ')} “{of}”"
