"""`onward clock`: a clock of the law began: a breach, a request, data that came from elsewhere."""

import argparse
from datetime import UTC, datetime
from typing import Any

from registry import lawfiles
from registry.answers import Asked, Exit, a_day, an_instant, say, tell
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.commands.opening import opened
from registry.law.records import Clock, Counted
from registry.law.statutory import KINDS, clock_of, last_instant
from registry.reviews import statutory
from registry.reviews.statutory import Begun
from registry.settings import Settings
from registry.tables import Task, now
from registry.terms import TaskKind

HELP = "note that a clock of the law began: Art. 33(1), 33(2), 34, 12(3), 13(3), 14(3), 14(4)"
EXAMPLE = (
    'onward clock report_breach --controller "Exempel AB" --began 2026-11-20T21:30:00+01:00 --reference INC-2026-7'
)
ACTOR = "command line"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("kind", choices=[kind.value for kind in KINDS], help="what began")
    parser.add_argument("--controller", required=True, metavar="NAME", help="whose clock it is")
    parser.add_argument(
        "--began", required=True, type=an_instant, metavar="INSTANT",
        help="when we became aware, the request came, or the data were obtained",
    )  # fmt: skip
    parser.add_argument("--reference", required=True, metavar="TEXT", help="the matter's number elsewhere; no names")
    parser.add_argument(
        "--first-used",
        type=a_day,
        metavar="DATE",
        help="inform_persons: first letter to them, or disclosure; inform_of_purpose: its start",
    )
    parser.add_argument("--owner", metavar="PERSON", help="whose work it is")
    parser.add_argument("--json", action="store_true", help="the task as JSON on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Start the clock. Raises NotFound, BadInput, Conflict."""
    at = now()
    with opened(settings) as store, store.write(ACTOR) as session:
        controller = read_register(session, Moment(settings.on())).controller(arguments.controller)
        begun = Begun(
            controller_id=controller.id, kind=TaskKind(arguments.kind), began_at=arguments.began,
            reference=arguments.reference, first_used_on=arguments.first_used, owner=arguments.owner,
        )  # fmt: skip
        answer = _answer(statutory.begin(session, begun, lawfiles.load().clocks, at))
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, _: Settings) -> Asked:
    """What a server is asked instead."""
    body = {
        "controller": arguments.controller, "kind": arguments.kind, "began_at": arguments.began.isoformat(),
        "reference": arguments.reference,
    }  # fmt: skip
    body |= {"first_used_on": arguments.first_used.isoformat()} if arguments.first_used else {}
    body |= {"owner": arguments.owner} if arguments.owner else {}
    return Asked("clocks", body=body)


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell the clock's task, whoever was asked."""
    kind, began_at = TaskKind(answer["kind"]), datetime.fromisoformat(answer["began_at"])
    clock = clock_of(lawfiles.load().clocks, kind, began_at)
    last = last_instant(clock, began_at) if clock is not None else None
    last_at = last.astimezone(UTC).isoformat() if last is not None else None
    if arguments.json:
        named = {name: answer[name] for name in ("id", "kind", "title", "subject")} | {"due_on": answer.get("due_on")}
        tell(named | {"began_at": began_at.isoformat(), "last_at": last_at} | _law(clock))
        return Exit.OK
    print(f"{answer.get('due_on') or _without_a_day(clock)}  {answer['title']}  {answer['id']}")
    if last_at is not None:
        say(f"By {last_at} at the latest.")
    if clock is not None:
        say(f"{clock.article}: from when {clock.starts}. {'; '.join(clock.source)}")
    return Exit.OK


def _law(clock: Clock | None) -> dict[str, Any]:
    """What the clock counts by, as JSON."""
    if clock is None:
        return {}
    return {"article": clock.article, "starts": clock.starts, "source": list(clock.source), "grade": clock.grade.value}


def _without_a_day(clock: Clock | None) -> str:
    is_of_purpose = clock is not None and clock.counted is Counted.BEFORE_IT_BEGINS
    return "before it begins" if is_of_purpose else "without undue delay"


def _answer(row: Task) -> dict[str, Any]:
    """The task, as the API tells it, in what is told of it here."""
    assert row.kind is not None
    assert row.began_at is not None
    return {
        "id": row.id, "kind": row.kind.value, "title": row.title, "subject": row.subject_id,
        "began_at": row.began_at.isoformat(), "due_on": row.due_on.isoformat() if row.due_on else None,
    }  # fmt: skip
