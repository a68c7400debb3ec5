"""`onward heads`: the head of the chain of a day that has ended, told or put where others see it."""

import argparse
from datetime import timedelta
from pathlib import Path

from registry import chainheads
from registry.answers import Exit, a_day, say, tell
from registry.chainheads import Head
from registry.commands.opening import opened
from registry.errors import BadInput, NotFound
from registry.keeping.publishing import publish
from registry.settings import Settings

HELP = "tell a day's head of the chain, or write every one that is due as a file"
EXAMPLE = "onward heads -o /srv/www/heads"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--day", type=a_day, metavar="DATE", help="a day that has ended; without it, yesterday")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="write the head of each day since the newest file there"
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Tell one, or write what is due. A head that was written is never written over."""
    if arguments.output is not None and arguments.day is not None:
        raise BadInput("Write what is due (-o), or tell one day (--day); not both.", field="day")
    with opened(settings) as store:
        if arguments.output is not None:
            written = publish(store, arguments.output, settings.on())
            _told(written, as_json=arguments.json)
            return Exit.OK
        day = arguments.day or settings.on() - timedelta(days=1)
        if day >= settings.on():
            raise BadInput(f"{day} has not ended: more may be written.", field="day")
        with store.read() as session:
            head = chainheads.of_day(session, day)
    if head is None:
        raise NotFound(f"Nothing was written by the end of {day}.")
    if arguments.json:
        tell(head.told())
    else:
        print(f"{head.ended_on}: {head.links} links, {head.sha256}")
    return Exit.OK


def _told(heads: list[Head], *, as_json: bool) -> None:
    if as_json:
        tell({"written": [one.told() for one in heads]})
    for one in () if as_json else heads:
        say(f"{one.name}: {one.links} links, {one.sha256}")
