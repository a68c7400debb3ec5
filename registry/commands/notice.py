"""`onward notice`: a controller's privacy notice written from the register, with what is wanting marked."""

import argparse
import sys
from pathlib import Path

from registry import judging, lawfiles
from registry.answers import Asked, Exit, Form, a_day, an_instant, queried, say
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.glossary import Language
from registry.reports import notice_told
from registry.reports.notice import notice
from registry.reports.notice_told import FORMATS
from registry.reports.notice_words import Writer
from registry.settings import Settings

HELP = "write a privacy notice (Art. 13 and 14) from the register"
EXAMPLE = "onward notice --controller Acme --lang sv -o integritet.md"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--controller", required=True, metavar="NAME", help="whose notice: an id, a name, or its beginning"
    )
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.SV.value)
    parser.add_argument(
        "--activity", action="append", default=[], metavar="KEY", help="only for this activity; may be repeated"
    )
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument("--format", choices=FORMATS, default="md")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="without it, standard output")
    parser.add_argument("--json", action="store_true", help="the same as --format json")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the notice; how many gaps it has is said beside it."""
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with opened(settings) as store, store.read() as session:
        law = judging.law_book_at(session, moment.known_at, lawfiles.load())
        register = read_register(session, moment)
    language = Language(arguments.lang)
    judged = judging.flows(register, law)
    found = notice(register, judged, law, arguments.controller, language, keys=arguments.activity)
    content = notice_told.told(found, "json" if arguments.json else arguments.format, Writer(language, register, law))
    _write(arguments.output, content)
    say(f"{found.gaps} gaps to fill in.")
    return Exit.OK


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """The notice a server is asked for instead. Raises BadInput for several activities: it writes of one, or of all."""
    if len(arguments.activity) > 1:
        raise BadInput("A server writes of one activity or of all; name one --activity.", field="activity")
    query = queried(
        controller=arguments.controller, activity=arguments.activity, lang=arguments.lang,
        on=arguments.on or settings.today, known_at=arguments.known_at,
        format="json" if arguments.json else arguments.format,
    )  # fmt: skip
    return Asked("notices", query, form=Form.BYTES)


def told(arguments: argparse.Namespace, _: Settings, content: bytes) -> int:
    """Write what came from a server."""
    _write(arguments.output, content.decode())
    return Exit.OK


def _write(place: Path | None, content: str) -> None:
    if place is None:
        sys.stdout.write(content)
    else:
        _put(place, content)


def _put(place: Path, content: str) -> None:
    try:
        place.write_text(content, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"Cannot write {place}: {error.strerror}.", field="output") from error
