"""`onward import`: an organisation's own portfolio into the database, and every transfer judged again."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from sqlmodel import Session

from registry import judging, lawfiles, portfolios
from registry.answers import Exit, say, tell
from registry.catalogue.dated import Moment
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import read_register
from registry.commands.opening import opened
from registry.law.lawbook import LawBook
from registry.portfolioshapes import Portfolio
from registry.settings import Settings
from registry.store import Store
from registry.tables import now

HELP = "import an organisation's own portfolio"
EXAMPLE = "onward import portfolio.toml --dry-run --json"

ACTOR = "onward import"


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction, so that nothing of it stays."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE.toml", help="a portfolio; docs/portfolio.md tells the format")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read all of the file, then write and judge in one transaction."""
    portfolio = portfolios.read(arguments.file)
    law = lawfiles.load()
    with opened(settings) as store:
        answer = _import(store, portfolio, law, settings, arguments)
    if arguments.json:
        tell(answer)
        return Exit.OK
    _told(answer)
    return Exit.OK


def imported(session: Session, portfolio: Portfolio, name: str, law: LawBook, settings: Settings) -> dict[str, Any]:
    """Import and judge within a transaction; what was done, as JSON."""
    at = now()
    done = import_portfolio(session, portfolio, at, name=name)
    turns = judging.judge_all(session, law, settings.on(), at)
    register = read_register(session, Moment(settings.on()))
    verdicts = judging.counts(judging.flows(register, law, controller_id=done.controller))
    turned = Counter(turn.after.value if turn.after else "gone" for turn in turns)
    title = portfolio.organisation.name or portfolio.organisation.label
    return done.as_json() | {"name": title, "verdicts": verdicts, "turned": dict(sorted(turned.items()))}


def _import(
    store: Store, portfolio: Portfolio, law: LawBook, settings: Settings, arguments: argparse.Namespace
) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    try:
        with store.write(ACTOR) as session:
            answer = imported(session, portfolio, arguments.file.name, law, settings)
            answer["rehearsed"] = arguments.dry_run
            if arguments.dry_run:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return answer


def _told(answer: dict[str, Any]) -> None:
    print(answer["name"])
    for table, counts in answer["tables"].items():
        done = ", ".join(f"{count} {what}" for what, count in counts.items() if count and what != "kept")
        if done:
            print(f"  {table}: {done}")
    print("  " + ", ".join(f"{count} {verdict}" for verdict, count in answer["verdicts"].items() if count))
    would = "would be " if answer["rehearsed"] else ""
    say(f"{answer['added']} {would}added, {answer['changed']} changed, {answer['ended']} ended, {answer['kept']} kept.")
    if answer["decided"]:
        say(f"{answer['decided']} rows were left as a person decided.")
