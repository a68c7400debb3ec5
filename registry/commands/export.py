"""`onward export`: the catalogue out of the database, in the form the data are written in, or as one JSON object."""

import argparse
import sys
from pathlib import Path

from registry.answers import Exit, dumps, say
from registry.catalogue import exporting
from registry.catalogue.cataloguetext import files
from registry.catalogue.dated import Moment
from registry.catalogue.portfolio_rows import portfolio_tables
from registry.catalogue.portfoliotext import portfolio_text
from registry.catalogue.reading import read_register
from registry.catalogueshapes import Catalogue
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.settings import Settings

HELP = "write the catalogue as TOML files or as JSON"
EXAMPLE = "onward export --format toml -o catalogue/"

FORMATS = ("xlsx", "csv", "json", "jsonld", "toml")
_READY = frozenset({"json", "toml"})


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--controller", metavar="NAME", help="one controller's portfolio instead, as one TOML file")
    parser.add_argument("-o", "--output", type=Path, metavar="PATH", help="folder for toml, file for the others")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Export what holds today."""
    if arguments.format not in _READY:
        raise BadInput(f"The format {arguments.format} is not ready yet. Write --format toml or --format json.")
    if arguments.controller is not None:
        return _write_portfolio(arguments, settings)
    if arguments.format == "toml":
        _refuse_used(arguments.output)
    with opened(settings) as store, store.read() as session:
        catalogue = exporting.export(session, settings.on())
    if arguments.format == "toml":
        return _write_files(catalogue, arguments.output)
    return _write_json(catalogue, arguments.output)


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


def _put(place: Path, text: str, *, folders: bool = False) -> None:
    """Write a file, with its folders if they are ours to make."""
    try:
        if folders:
            place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(
            f"Cannot write {place}: {error.strerror}. Name another place with -o.", field="output"
        ) from error
