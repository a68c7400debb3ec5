"""`onward export`: the catalogue in the form the data are written in, one portfolio, or a register for reading."""

import argparse
import sys
from pathlib import Path

from registry import judging, lawfiles
from registry.answers import Asked, Exit, Form, a_day, an_instant, dumps, queried, say
from registry.catalogue import exporting
from registry.catalogue.cataloguetext import files
from registry.catalogue.dated import Moment
from registry.catalogue.portfolio_rows import portfolio_tables
from registry.catalogue.portfoliotext import portfolio_text
from registry.catalogue.reading import read_register
from registry.catalogueshapes import Catalogue
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.glossary import Language
from registry.law.lawbook import LawBook
from registry.reports.cells import Sheet
from registry.reports.period import recipients_since
from registry.reports.registers import Registers, linked_data, sheet
from registry.reports.sheets import written
from registry.settings import Settings
from registry.store import Session

HELP = "write the catalogue, a portfolio, or a register (Art. 30, transfers, recipients)"
EXAMPLE = "onward export --register art30 --format xlsx -o art30.xlsx"

FORMATS = ("xlsx", "csv", "json", "jsonld", "toml")
_READY = frozenset({"json", "toml"})


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--controller", metavar="NAME", help="one controller's portfolio (TOML), or its register")
    parser.add_argument("--register", choices=[one.value for one in Registers], help="a register as xlsx, csv or json")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the register's day (YYYY-MM-DD); without it, today")
    parser.add_argument(
        "--known-at", type=an_instant, metavar="INSTANT", help="the register as known then (2026-11-22T12:00:00Z)"
    )
    parser.add_argument(
        "--since", type=a_day, metavar="DATE", help="with --register recipients: also who got data from this day on"
    )
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.EN.value)
    parser.add_argument("-o", "--output", type=Path, metavar="PATH", help="folder for toml, file for the others")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Export what holds today."""
    if arguments.format == "jsonld":
        return _write_linked(arguments, settings)
    if arguments.register is not None:
        return _write_register(arguments, settings)
    for name in ("on", "known_at", "since"):
        if getattr(arguments, name) is not None:
            option = name.replace("_", "-")
            raise BadInput(f"--{option} goes with --register; the catalogue is written as it is today.", field=name)
    if arguments.format not in _READY:
        raise BadInput(
            f"The format {arguments.format} is a register's. Name one with --register, or write "
            "--format toml or --format json.",
            field="format",
        )
    if arguments.controller is not None:
        return _write_portfolio(arguments, settings)
    if arguments.format == "toml":
        _refuse_used(arguments.output)
    with opened(settings) as store, store.read() as session:
        catalogue = exporting.export(session, settings.on())
    if arguments.format == "toml":
        return _write_files(catalogue, arguments.output)
    return _write_json(catalogue, arguments.output)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """The register a server is asked for instead. Raises BadInput for what no server writes."""
    linked = arguments.format == "jsonld" and arguments.register is None
    if arguments.register is None and not linked:
        raise BadInput(
            "A server writes registers; name one with --register. The catalogue and portfolios are written from the "
            "local database: unset ONWARD_SERVER.",
            field="register",
        )
    _refuse_workbook_as_text(arguments)
    query = queried(
        controller=arguments.controller, format=arguments.format, lang=arguments.lang, since=arguments.since,
        on=arguments.on or settings.today, known_at=arguments.known_at,
    )  # fmt: skip
    return Asked(f"registers/{arguments.register or Registers.ART30.value}", query, form=Form.BYTES)


def told(arguments: argparse.Namespace, _: Settings, content: bytes) -> int:
    """Write what came, whoever was asked."""
    _write(arguments.output, content)
    return Exit.OK


def _write(place: Path | None, content: bytes) -> None:
    if place is not None:
        _put(place, content)
    else:
        sys.stdout.write(content.decode())


def _refuse_workbook_as_text(arguments: argparse.Namespace) -> None:
    if arguments.output is None and arguments.format == "xlsx":
        raise BadInput("A workbook is no text. Name a file with -o.", field="output")


def _write_register(arguments: argparse.Namespace, settings: Settings) -> int:
    """A register of what is on file, for reading."""
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with opened(settings) as store, store.read() as session:
        law = judging.law_book_at(session, moment.known_at, lawfiles.load())
        found = _sheet(session, arguments, moment, law)
    content = written(found, arguments.format, Language(arguments.lang))
    _refuse_workbook_as_text(arguments)
    _write(arguments.output, content)
    say(f"{len(found.rows)} rows.")
    return Exit.OK


def _sheet(session: Session, arguments: argparse.Namespace, moment: Moment, law: LawBook) -> Sheet:
    which = Registers(arguments.register)
    if arguments.since is not None:
        if which is not Registers.RECIPIENTS:
            raise BadInput("--since goes with --register recipients.", field="since")
        return recipients_since(session, arguments.since, moment, law, arguments.controller)
    register = read_register(session, moment)
    return sheet(which, register, judging.flows(register, law), law, arguments.controller)


def _write_linked(arguments: argparse.Namespace, settings: Settings) -> int:
    """The register as linked data (DPV)."""
    if arguments.register not in (None, Registers.ART30.value):
        raise BadInput("Linked data is of the whole register. Leave --register out.", field="register")
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with opened(settings) as store, store.read() as session:
        law = judging.law_book_at(session, moment.known_at, lawfiles.load())
        register = read_register(session, moment)
    judged = judging.flows(register, law)
    content = linked_data(register, judged, law, arguments.controller, Language(arguments.lang))
    if arguments.output is None:
        sys.stdout.write(content)
    else:
        _put(arguments.output, content)
    return Exit.OK


def _write_portfolio(arguments: argparse.Namespace, settings: Settings) -> int:
    """What `onward import` reads back without changing anything."""
    if arguments.format != "toml":
        raise BadInput("A portfolio is written in TOML. Write --format toml.", field="format")
    moment = Moment(settings.on())
    with opened(settings) as store, store.read() as session:
        controller = read_register(session, moment).controller(arguments.controller)
        text = portfolio_text(portfolio_tables(session, controller.id, moment))
    if arguments.output is None:
        sys.stdout.write(text)
        return Exit.OK
    _put(arguments.output, text)
    say(f"Written to {arguments.output}.")
    return Exit.OK


def _refuse_used(folder: Path | None) -> None:
    """A file left over from another export would be read as if it belonged to this one."""
    if folder is None:
        raise BadInput("TOML is a folder of files. Name it with -o DIR.", field="output")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is not an empty folder. Name a new one.", field="output")


def _write_files(catalogue: Catalogue, folder: Path) -> int:
    written = files(catalogue)
    for path, text in written.items():
        _put(folder / path, text, folders=True)
    say(f"{len(written)} files in {folder}.")
    return Exit.OK


def _write_json(catalogue: Catalogue, path: Path | None) -> int:
    text = dumps(exporting.as_json(catalogue))
    if path is None:
        print(text)
        return Exit.OK
    _put(path, text + "\n")
    say(f"Written to {path}.")
    return Exit.OK


def _put(place: Path, content: str | bytes, *, folders: bool = False) -> None:
    """Write a file, with its folders if they are ours to make."""
    try:
        if folders:
            place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise BadInput(
            f"Cannot write {place}: {error.strerror}. Name another place with -o.", field="output"
        ) from error
