"""`onward due`: what is due and by when."""

import argparse
from datetime import timedelta
from typing import Any

from registry import lawfiles
from registry.answers import Exit, a_day, an_instant, say, tell
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
        until = moment.on + timedelta(days=max(0, min(arguments.days, 36_500)))
        found = due.deadlines(session, register, law, Wanted(controller_id=controller, until=until))
    kept = [one for one in found if arguments.kind in {None, one.kind.value}]
    if arguments.json:
        tell([shape(one, moment) for one in kept])
        return Exit.OK
    for one in kept:
        late = " !" if one.on < moment.on else "  "
        print(f"{one.on.isoformat()}{late} {one.title(Language(arguments.lang))}")
        print(f"              {' · '.join(part for part in (one.article, one.source, one.path) if part)}")
    overdue = sum(one.on < moment.on for one in kept)
    say(f"{len(kept)} due by {until.isoformat()}, {overdue} of them overdue.")
    return Exit.OK


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
