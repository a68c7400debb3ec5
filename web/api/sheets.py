"""A register kept in a spreadsheet, sent as the file: laid over the register as `onward import` does it."""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency, Provide

from registry import spreadsheets
from registry.commands.importing_sheets import Asked, import_sheet
from registry.errors import Unfit
from registry.store import Session
from registry.terms import Right
from web.api import asking
from web.api.imports import ImportedOne, done_by
from web.api.paging import Words
from web.api.shapes.base import Shape
from web.deps import WithPen

CSV = "text/csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TOLD = 200  # cells that a refusal names in `errors`; its `answer` tells all
_NAMES = {CSV: "register.csv", WORKBOOK: "register.xlsx"}


class SheetQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller`: whose register it is, where no column says it; `sheet` of a workbook, without it the first;
    `leave_out`: import without the cells that cannot be used; `name` is what the file is called."""

    controller: Words | None = None
    sheet: Words | None = None
    leave_out: bool = False
    dry_run: bool = False
    name: Words | None = None


class CellHead(Shape, frozen=True, kw_only=True):
    """A heading and its cell."""

    cell: str
    head: str


class CellTrouble(Shape, frozen=True, kw_only=True):
    """What cannot be used. `grave`: nothing is written while it stands."""

    cell: str
    message: str
    grave: bool


class RowTold(Shape, frozen=True, kw_only=True):
    """What one row does, and what in it cannot be used."""

    row: int
    cells: str
    does: list[dict[str, Any]]
    troubles: list[CellTrouble]


class SheetImported(Shape, frozen=True, kw_only=True):
    """What was read of the sheet, what each row does, and what was imported for each controller."""

    file: str
    sheet: str | None
    other_sheets: list[str]
    columns: dict[str, str]
    unknown_columns: list[CellHead]
    passed_over: list[CellHead]
    rows: list[RowTold]
    grave: int
    written: bool
    imported: list[ImportedOne]
    rehearsed: bool


class SentSheet(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of the file, and what it is called: its ending says what it must be."""

    content: bytes
    name: str


async def provide_sheet(request: Request[Any, Any, Any]) -> SentSheet:
    """The body as it is; it is read where nobody waits for it."""
    name = asking.read_query(request).name or _NAMES[asking.media_type_of(request)]
    return SentSheet(content=await request.body(), name=name)


@post(
    "/imports/spreadsheets",
    needs=Right.EDIT,
    query=SheetQuery,
    body=str,
    reads=CSV,
    also=WORKBOOK,
    status_code=200,
    sync_to_thread=True,
    dependencies={"sheet": Provide(provide_sheet)},
)
def import_spreadsheet(
    pen: WithPen, asked: NamedDependency[SheetQuery], sheet: NamedDependency[SentSheet]
) -> SheetImported:  # fmt: skip
    """Lay a register kept in a spreadsheet over the register; while a cell cannot be used: 422, naming each."""
    grid = spreadsheets.parse(sheet.content, sheet.name, asked.sheet)
    wanted = Asked(grid, asked.controller, asked.leave_out)

    def deed(session: Session) -> dict[str, Any]:
        answer = import_sheet(session, wanted, pen.law, pen.settings)
        if not answer["written"]:
            raise Unfit(_words(answer), _lacks(answer)[:MOST_TOLD], answer | {"rehearsed": asked.dry_run})
        return answer

    return asking.shaped(done_by(pen, deed, rehearse=asked.dry_run), SheetImported)


def _words(answer: dict[str, Any]) -> str:
    return f"{answer['grave']} cells cannot be used. Nothing is written; mend them, or leave them out: leave_out."


def _lacks(answer: dict[str, Any]) -> list[tuple[str, str]]:
    troubles = (one for row in answer["rows"] for one in row["troubles"])
    return [(one["cell"], one["message"]) for one in troubles if one["grave"]]


ROUTES = [import_spreadsheet]
