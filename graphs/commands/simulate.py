"""`onward simulate`: what would flip if a decision fell, a certification lapsed, a parent changed or a vendor left."""

import argparse
from datetime import date
from typing import Any

from graphs.commands.opening import opened
from graphs.whatif import Hypothesis, Outcome, simulate
from graphs.whattelling import as_json, lines
from registry.answers import Asked, Exit, a_day, an_instant, queried, tell
from registry.catalogue.reading import Moment
from registry.errors import BadInput
from registry.settings import Settings

HELP = "say what would flip if a decision fell, a certification lapsed, a parent changed or a vendor left"
EXAMPLE = "onward simulate --revoke 2023/1795 --on 2026-11-22 --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes; each hypothesis may be given several times."""
    parser.add_argument("--revoke", action="append", default=[], metavar="ACT", help="no longer holds from the day on")
    parser.add_argument(
        "--expire", action="append", default=[], metavar="ACT=DATE", help="no longer holds from DATE on"
    )
    parser.add_argument("--lapse", action="append", default=[], metavar="PARTY:FRAMEWORK", help="a certification gone")
    parser.add_argument(
        "--acquire", action="append", default=[], metavar="PARTY:COUNTRY", help="a parent company there"
    )
    parser.add_argument("--leave", action="append", default=[], metavar="SERVICE", help="a service no longer used")
    parser.add_argument("--controller", metavar="NAME", help="one organisation; without it, all of them")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Suppose, judge twice, and tell the difference. Nothing is written."""
    hypothesis = hypothesis_of(
        revoke=arguments.revoke, expire=arguments.expire, lapse=arguments.lapse, acquire=arguments.acquire,
        leave=arguments.leave,
    )  # fmt: skip
    if hypothesis == Hypothesis():
        raise BadInput(
            "Nothing was supposed. Give --revoke, --expire, --lapse, --acquire or --leave.", field="hypothesis"
        )
    return told(arguments, settings, as_json(_outcome(arguments, settings, hypothesis)))


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead."""
    query = queried(
        revoke=arguments.revoke,
        expire=arguments.expire,
        lapse=arguments.lapse,
        acquire=arguments.acquire,
        leave=arguments.leave,
        controller=arguments.controller,
        on=arguments.on or settings.today,
        known_at=arguments.known_at,
    )
    return Asked("simulations", query)


def told(arguments: argparse.Namespace, _: Settings, outcome: dict[str, Any]) -> int:
    """Tell the outcome, whoever was asked."""
    if arguments.json:
        tell(outcome)
    else:
        print("\n".join(lines(outcome)))
    return Exit.OK


def hypothesis_of(
    *, revoke: list[str], expire: list[str], lapse: list[str], acquire: list[str], leave: list[str]
) -> Hypothesis:
    """What is supposed, from words. Raises BadInput naming the option that cannot be read."""
    return Hypothesis(
        revoke=tuple(revoke),
        expire=tuple((act, _day(until)) for act, until in (_pair(one, "=", "expire") for one in expire)),
        lapse=tuple(_pair(one, ":", "lapse") for one in lapse),
        acquire=tuple(_pair(one, ":", "acquire") for one in acquire),
        leave=tuple(leave),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no day; write YYYY-MM-DD.", field="expire") from error


def _pair(text: str, mark: str, field: str) -> tuple[str, str]:
    first, found, second = text.rpartition(mark)
    if not found or not first.strip() or not second.strip():
        form = {"expire": "ACT=DATE", "lapse": "PARTY:FRAMEWORK", "acquire": "PARTY:COUNTRY"}[field]
        raise BadInput(f"“{text}” cannot be read; write {form}.", field=field)
    return first.strip(), second.strip()


def _outcome(arguments: argparse.Namespace, settings: Settings, hypothesis: Hypothesis) -> Outcome:
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    register, law, _ = opened(settings, moment)
    controller = register.controller(arguments.controller).id if arguments.controller else None
    return simulate(register, law, hypothesis, controller_id=controller)
