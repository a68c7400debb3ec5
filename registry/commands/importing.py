"""`onward import`: an organisation's own portfolio, or the register it keeps in a spreadsheet, into the database, and
every transfer judged again."""

import argparse
from pathlib import Path
from typing import Any

from registry import lawfiles, portfolios, spreadsheets
from registry.answers import Asked, Exit, Upload, queried, say, tell
from registry.commands.importing_sheets import Asked as Wanted
from registry.commands.importing_sheets import import_sheet, in_words
from registry.commands.opening import opened
from registry.commands.rehearsing import done_in, imported
from registry.errors import BadInput
from registry.settings import Settings

HELP = "import an organisation's own portfolio (TOML), or its register in a spreadsheet"
EXAMPLE = "onward import register.xlsx --controller 'Acme AB' --dry-run"

ACTOR = "onward import"
_KINDS = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_OF_SHEETS = ("controller", "sheet", "leave_out")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a portfolio (.toml), or a register in a spreadsheet (.xlsx or .csv)"
    )
    parser.add_argument("--controller", metavar="NAME", help="whose register a spreadsheet is, where no column says it")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook; without it, the first")
    parser.add_argument(
        "--leave-out", action="store_true", help="import a spreadsheet without the cells that cannot be used"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read all of the file, then write and judge in one transaction."""
    return _portfolio(arguments, settings) if _is_portfolio(arguments) else _sheet(arguments, settings)


def _portfolio(arguments: argparse.Namespace, settings: Settings) -> int:
    portfolio = portfolios.read(arguments.file)
    law = lawfiles.load()
    with opened(settings) as store:
        answer = done_in(
            store,
            ACTOR,
            lambda session: imported(session, portfolio, arguments.file.name, law, settings),
            rehearse=arguments.dry_run,
        )
    return told(arguments, settings, answer)


def _sheet(arguments: argparse.Namespace, settings: Settings) -> int:
    grid = spreadsheets.read(arguments.file, arguments.sheet)
    wanted = Wanted(grid, arguments.controller, arguments.leave_out)
    law = lawfiles.load()
    with opened(settings) as store:
        answer = done_in(
            store, ACTOR, lambda session: import_sheet(session, wanted, law, settings), rehearse=arguments.dry_run
        )
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead; what the file's form forbids is told here, before it is sent."""
    name, file = arguments.file.name, arguments.file
    rehearsed = queried(dry_run=arguments.dry_run, name=name)
    if _is_portfolio(arguments):
        portfolios.read(file)
        return Asked("imports", rehearsed, upload=Upload(file.read_bytes(), "application/toml"))
    spreadsheets.read(file, arguments.sheet)
    query = rehearsed + queried(
        controller=arguments.controller, sheet=arguments.sheet, leave_out=arguments.leave_out
    )  # fmt: skip
    content = Upload(file.read_bytes(), _KINDS[file.suffix.casefold()])
    return Asked("imports/spreadsheets", query, upload=content, refused="answer")


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell what was done, whoever was asked; exit 2 where cells of a spreadsheet cannot be used."""
    is_portfolio = _is_portfolio(arguments)
    if arguments.json:
        tell(answer)
    elif is_portfolio:
        _told(answer, rehearsed=arguments.dry_run)
    else:
        print("\n".join(in_words(answer)))
        for one in answer["imported"]:
            _told(one, rehearsed=arguments.dry_run)
    if is_portfolio or answer["written"]:
        return Exit.OK
    say(f"{answer['grave']} cells cannot be used. Nothing is written; mend them, or leave them out: --leave-out.")
    return Exit.USAGE


def _is_portfolio(arguments: argparse.Namespace) -> bool:
    """Whether the file is a portfolio. Raises BadInput for options that go with a spreadsheet alone."""
    if arguments.file.suffix.casefold() != ".toml":
        return False
    for name in _OF_SHEETS:
        if getattr(arguments, name):
            raise BadInput(f"--{name.replace('_', '-')} goes with a spreadsheet.", field=name)
    return True


def _told(answer: dict[str, Any], *, rehearsed: bool) -> None:
    print(answer["name"])
    for table, counts in answer["tables"].items():
        done = ", ".join(f"{count} {what}" for what, count in counts.items() if count and what != "kept")
        if done:
            print(f"  {table}: {done}")
    print("  " + ", ".join(f"{count} {verdict}" for verdict, count in answer["verdicts"].items() if count))
    would = "would be " if rehearsed else ""
    say(f"{answer['added']} {would}added, {answer['changed']} changed, {answer['ended']} ended, {answer['kept']} kept.")
    if answer["decided"]:
        say(f"{answer['decided']} rows were left as a person decided.")
