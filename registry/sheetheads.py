"""The row of headings of somebody's spreadsheet: which column means which field, and which mean nothing here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.columns import Columns
from registry.errors import BadRecord
from registry.shaping import shortened
from registry.spreadsheets import Cell, Grid

FEWEST_HEADS = 2
_SEARCHED = 20  # rows in which the headings are looked for


@dataclass(frozen=True, slots=True)
class Heads:
    """The row of headings: column letters to fields, and the headings nobody knows or that are passed over."""

    row: int
    fields: Mapping[str, str]
    unknown: tuple[Cell, ...]
    passed_over: tuple[Cell, ...]


def heads_of(grid: Grid, known: Columns) -> Heads:
    """The first row that holds known headings. Raises BadRecord."""
    for number, cells in grid.rows[:_SEARCHED]:
        if sum(known.field(one.text) is not None for one in cells) >= FEWEST_HEADS:
            return _heads(grid, number, cells, known)
    first = ", ".join(shortened(one.text) for one in grid.rows[0][1][:10]) if grid.rows else "nothing"
    raise BadRecord(
        f"has no row with two known headings among its first {_SEARCHED} rows (the first holds: {first}). "
        "docs/registers.md tells which are known.",
        where=grid.file,
    )


def _heads(grid: Grid, number: int, cells: Iterable[Cell], known: Columns) -> Heads:
    fields: dict[str, str] = {}
    unknown: list[Cell] = []
    passed: list[Cell] = []
    for one in cells:
        name = known.field(one.text)
        if name is None:
            (passed if known.is_passed_over(one.text) else unknown).append(one)
        elif name in fields.values():
            message = f"{one.address} means `{name}`, as another heading does. Rename the one that is not to be read."
            raise BadRecord(message, where=grid.file)
        else:
            fields[letters(one)] = name
    return Heads(number, fields, tuple(unknown), tuple(passed))


def letters(cell: Cell) -> str:
    """The column of a cell."""
    return cell.address.rstrip("0123456789")
