"""What `onward assess` was given, in the words of a deed; and what a server is asked instead of the database."""

import argparse
import sys
from typing import Any
from urllib.parse import quote

from registry.answers import Asked, Form, queried
from registry.errors import BadInput
from registry.settings import Settings

LONGEST_FINDING = 20_000
_WORDS = {"show": "", "report": "/report", "step": "/steps", "conclude": "/conclusions", "reopen": "/reopenings"}


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """The address and what is sent there."""
    match arguments.deed:
        case "list" | "show" | "report":
            return _question(arguments, settings)
        case "start":
            return Asked("assessments", body=_starting(arguments))
        case "step":
            return Asked(_path(arguments), body=_filling(arguments))
        case "conclude":
            return Asked(_path(arguments), body=_concluding(arguments))
        case "reopen":
            body = {"because": needed(arguments, "because"), "reopened_by": needed(arguments, "by")}
            return Asked(_path(arguments), body=body)
        case deed:
            raise AssertionError(deed)


def _question(arguments: argparse.Namespace, settings: Settings) -> Asked:
    moment = queried(on=arguments.on or settings.today, known_at=arguments.known_at)
    if arguments.deed == "list":
        return Asked("assessments", moment + queried(controller=arguments.controller), form=Form.LIST)
    if arguments.json:
        return Asked(f"assessments/{quote(identity_of(arguments), safe='')}", moment)
    path = f"assessments/{quote(identity_of(arguments), safe='')}/report"
    return Asked(path, moment + queried(format="md", lang=arguments.lang), form=Form.BYTES)


def _path(arguments: argparse.Namespace) -> str:
    return f"assessments/{quote(identity_of(arguments), safe='')}{_WORDS[arguments.deed]}"


def _starting(arguments: argparse.Namespace) -> dict[str, Any]:
    named = {name: needed(arguments, name) for name in ("controller", "importer", "destination")}
    return named | {"started_by": needed(arguments, "by")}


def _filling(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "step": needed(arguments, "step"),
        "finding": text_of(needed(arguments, "finding")),
        "filled_by": needed(arguments, "by"),
        "answers": answers_of(arguments),
        "sources": sources_of(arguments),
    }


def _concluding(arguments: argparse.Namespace) -> dict[str, Any]:
    days = {"review_due_on": arguments.review_on, "concluded_on": arguments.on}
    return {
        "outcome": needed(arguments, "outcome"),
        "concluded_by": needed(arguments, "by"),
        "reasons": needed(arguments, "reasons"),
        "requires": arguments.requires,
        "relies_on": arguments.relies_on,
    } | {name: day.isoformat() for name, day in days.items() if day is not None}


def needed(arguments: argparse.Namespace, name: str) -> str:
    """An option that a deed cannot do without. Raises BadInput."""
    value = getattr(arguments, name)
    if not value:
        raise BadInput(f"`onward assess {arguments.deed}` needs --{name.replace('_', '-')}.", field=name)
    return str(value)


def identity_of(arguments: argparse.Namespace) -> str:
    """Which assessment. Raises BadInput."""
    if not arguments.assessment:
        raise BadInput(f"`onward assess {arguments.deed}` needs the assessment's id.", field="assessment")
    return str(arguments.assessment)


def text_of(finding: str) -> str:
    """A finding as it was written, or as it stands on standard input."""
    return sys.stdin.read(LONGEST_FINDING + 1) if finding == "-" else finding


def sources_of(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Each source with its day, its title and, where it has one, its address."""
    return [_source(one) for one in arguments.source]


def _source(said: str) -> dict[str, Any]:
    day, _, rest = said.partition("|")
    title, _, url = rest.partition("|")
    return {"dated": day.strip(), "title": title.strip(), "url": url.strip()}


def answers_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """The closed answers of a step by key. Raises BadInput."""
    return dict(_answer(one) for one in arguments.answer)


def _answer(said: str) -> tuple[str, Any]:
    name, separator, value = said.partition("=")
    if not separator:
        raise BadInput(f"“{said}” answers nothing; write KEY=VALUE.", field="answer")
    return name, [one.strip() for one in value.split(",")] if name == "scenarios" else value
