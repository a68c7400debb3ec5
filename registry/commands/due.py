"""`onward due`: what is due and by when."""

import argparse
from datetime import date, timedelta
from typing import Any

from registry import lawfiles
from registry.answers import Asked, Exit, Form, a_day, an_instant, queried, say, tell
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.commands.opening import opened
from registry.glossary import Language
from registry.judging import law_book_at
from registry.reviews import due
from registry.reviews.deadlines import Deadline, Wanted
from registry.settings import Settings
from registry.terms import DeadlineKind

HELP = "list what is due: objections, reviews, assessments, agreements, certifications, tasks"
EXAMPLE = 'onward due --controller "Exempel AB" --days 90 --json'
DAYS = 90


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--controller", metavar="NAME", help="whose deadlines; without it everybody's")
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"how far to look ahead ({DAYS})")
    parser.add_argument("--kind", choices=[one.value for one in DeadlineKind], help="one kind alone")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day asked about")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then")
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.EN.value)
    parser.add_argument("--json", action="store_true", help="one JSON list on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List them, the earliest first: what is overdue stands first of all."""
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with opened(settings) as store, store.read() as session:
        law = law_book_at(session, moment.known_at, lawfiles.load())
        register = read_register(session, moment)
        controller = register.controller(arguments.controller).id if arguments.controller else None
        wanted = Wanted(controller_id=controller, until=_until(arguments, settings))
        found = due.deadlines(session, register, law, wanted)
    kept = [shape(one, moment) for one in found if arguments.kind in {None, one.kind.value}]
    return told(arguments, settings, kept)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead."""
    query = queried(
        controller=arguments.controller,
        kind=arguments.kind,
        until=_until(arguments, settings),
        on=arguments.on or settings.today,
        known_at=arguments.known_at,
    )
    return Asked("deadlines", query, form=Form.LIST)


def told(arguments: argparse.Namespace, settings: Settings, found: list[dict[str, Any]]) -> int:
    """Tell them, whoever was asked."""
    if arguments.json:
        tell(found)
        return Exit.OK
    for one in found:
        print(f"{one['on']}{' !' if one['overdue'] else '  '} {one[arguments.lang]}")
        print(f"              {' · '.join(one[part] for part in ('article', 'source', 'path') if one[part])}")
    overdue = sum(one["overdue"] for one in found)
    say(f"{len(found)} due by {_until(arguments, settings).isoformat()}, {overdue} of them overdue.")
    return Exit.OK


def _until(arguments: argparse.Namespace, settings: Settings) -> date:
    """The last day that is looked ahead to."""
    on: date = arguments.on or settings.on()
    ahead = max(0, min(arguments.days, 36_500, (date.max - on).days))
    return on + timedelta(days=ahead)


def shape(one: Deadline, moment: Moment) -> dict[str, Any]:
    """A deadline as the command and the API tell it."""
    known = {"controller": one.controller_id, "subject": one.subject_id, "change": one.change_id}
    return {
        "id": one.id,
        "kind": one.kind.value,
        "on": one.on.isoformat(),
        "overdue": one.on < moment.on,
        "en": one.title(Language.EN),
        "sv": one.title(Language.SV),
        "article": one.article,
        "source": one.source,
        "path": one.path,
    } | {name: value for name, value in known.items() if value is not None}
