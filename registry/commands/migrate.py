"""`onward migrate`: the whole register into another database, compared row by row and verdict by verdict."""

import argparse
from typing import Any

from registry import judging, lawfiles
from registry.answers import Exit, say, tell
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.commands.opening import opened
from registry.errors import StoreError
from registry.keeping.copying import copied, differences
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.store import Session, open_store

HELP = "copy the register into another, empty database (SQLite to PostgreSQL or back)"
EXAMPLE = "onward migrate --to postgresql://onward@localhost/onward"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--to", required=True, metavar="ADDRESS", help="the empty database: postgresql://… or sqlite:///…"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy, then prove that both hold the same rows and give the same verdicts."""
    law, moment = lawfiles.load(), Moment(settings.on())
    target = open_store(arguments.to)
    try:
        with opened(settings) as source:
            target.migrate()
            rows = copied(source, target, "onward migrate")
            with source.read() as before, target.read() as after:
                wrong = differences(before, after)
                verdicts = _verdicts(before, law, moment)
                if wrong or verdicts != _verdicts(after, law, moment):
                    raise StoreError(f"The copy is not the same ({wrong or 'the verdicts differ'}). Do not use it.")
    finally:
        target.close()
    answer = {"rows": sum(rows.values()), "tables": rows, "verdicts": len(verdicts), "same": True}
    tell(answer) if arguments.json else say(
        f"{answer['rows']} rows copied and compared, {len(verdicts)} verdicts the same. Set ONWARD_DATABASE_URL to it."
    )
    return Exit.OK


def _verdicts(session: Session, law: LawBook, moment: Moment) -> list[Any]:
    judged = judging.flows(read_register(session, moment), law)
    return [(one.hop.key, crossing.key, answer.shape()) for one in judged
            for crossing, answer in zip(one.hop.crossings, one.answers, strict=True)]  # fmt: skip
