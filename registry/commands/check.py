"""`onward check`: a linter of the register, for people and for the CI of a register that is kept as files."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry import cataloguefiles, judging, lawfiles, portfolios
from registry.answers import Asked, Exit, a_day, an_instant, queried, say, tell
from registry.catalogue import loading
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import Moment, read_register
from registry.commands.opening import opened
from registry.glossary import Language
from registry.law.disclosure_facts import GapLevel
from registry.reports.linted import as_json
from registry.reports.linter import Linted
from registry.reports.looked import look_through
from registry.settings import Settings
from registry.store import Store, open_store
from registry.tables import now

HELP = "check the register: what is wanting, ends soon or is not known"
EXAMPLE = "onward check --fail-on warning --json"

MOST_SHOWN = 40  # of one level on a terminal; --json tells all
_FAILS = {"error": (GapLevel.ERROR,), "warning": (GapLevel.ERROR, GapLevel.WARNING)}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE.toml", help="portfolios to check instead of the database"
    )
    parser.add_argument("--controller", metavar="NAME", help="one organisation; without it, all of them")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument("--fail-on", choices=tuple(_FAILS), default="error", help="exit 1 from this level on")
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.EN.value)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Look at everything; exit 1 when something is as grave as asked for."""
    with _from_files(arguments.files) if arguments.files else opened(settings) as store:
        answer = as_json(_linted(store, arguments, settings))
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked | None:
    """What a server is asked instead; None: portfolios are checked without a register."""
    if arguments.files:
        return None
    on = arguments.on or settings.today
    return Asked("checks", queried(controller=arguments.controller, on=on, known_at=arguments.known_at))


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell the findings, whoever was asked; exit 1 when something is as grave as asked for."""
    if arguments.json:
        tell(answer)
    else:
        _show(answer, arguments.lang)
    fails = any(answer["counts"][level.value] for level in _FAILS[arguments.fail_on])
    return Exit.FINDINGS if fails else Exit.OK


def _linted(store: Store, arguments: argparse.Namespace, settings: Settings) -> Linted:
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with store.read() as session:
        law = judging.law_book_at(session, moment.known_at, lawfiles.load())
        register = read_register(session, moment)
        controller = register.controller(arguments.controller).id if arguments.controller else None
        judged = judging.flows(register, law, controller_id=controller)
        return look_through(session, register, judged, law, controller)


@contextmanager
def _from_files(files: list[Path]) -> Iterator[Store]:
    """A database of its own, thrown away, with the catalogue and these portfolios."""
    read = [(path.name, portfolios.read(path)) for path in files]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/check.db")
        try:
            store.migrate()
            with store.write("onward check") as session:
                at = now()
                loading.load(session, cataloguefiles.load(), at)
                for name, portfolio in read:
                    import_portfolio(session, portfolio, at, name=name)
            yield store
        finally:
            store.close()


def _show(answer: dict[str, Any], language: str) -> None:
    shown: dict[str, int] = {}
    for one in answer["findings"]:
        level = one["level"]
        shown[level] = shown.get(level, 0) + 1
        if shown[level] <= MOST_SHOWN:
            print(f"{level:8} {one['id']:5} {one['finding'][language]}")
            if advice := one["cure"][language]:
                print(f"{'':14} {advice}")
    for level, number in shown.items():
        if number > MOST_SHOWN:
            say(f"{number - MOST_SHOWN} more of level {level}: see --json.")
    counts = answer["counts"]
    print(f"{answer['checked']} records checked: " + ", ".join(f"{number} {level}" for level, number in counts.items()))
