"""`onward round`: check the watched sources that are due, once."""

import argparse
import asyncio
import getpass
from pathlib import Path

from crawlers.bench import Bench, bench_of, settle
from crawlers.byhand import supply
from crawlers.fetch import Fetcher
from crawlers.progress import bar
from crawlers.round import Summary, declare, due_ids, run_round
from crawlers.troubles import as_one
from registry import watching
from registry.answers import Exit, tell
from registry.errors import BadInput
from registry.settings import Settings
from registry.store import open_store

HELP = "check the watched sources that are due, once"
EXAMPLE = "onward round --source src_github-subprocessors --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--source", metavar="ID", help="only this source, due or not")
    parser.add_argument("--body", metavar="FILE", type=Path, help="with --source: take this file in, fetch nothing")
    parser.add_argument("--by", metavar="NAME", help="with --body: who supplies it; left out, the user of this machine")
    parser.add_argument("--declarations", metavar="DIR", type=Path, help="another folder of watch declarations")
    parser.add_argument("--dry-run", action="store_true", help="say what is due; fetch and write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """One round."""
    store = open_store(settings.database_url)
    try:
        store.require_current()
        bench = bench_of(settings, store, settings.on(), arguments.declarations)
        if arguments.body is not None:
            answer = _supplied(bench, settings, arguments)
        elif arguments.dry_run:
            answer = _due(bench, settings, arguments.source)
        else:
            answer = _round(bench, settings, arguments.source)
    finally:
        store.close()
    if arguments.json:
        tell(answer)
    else:
        print(
            "  ".join(f"{number} {name.replace('_', ' ')}" for name, number in answer.items() if number)
            or "nothing is due"
        )
    return Exit.OK


def _round(bench: Bench, settings: Settings, source_id: str | None) -> dict[str, int]:
    settle()
    with bench.store.write("round") as session:
        watching.bring_back(session, settings.now())

    async def once() -> Summary:
        with bar() as watcher:
            async with Fetcher.of(settings) as fetcher:
                return await run_round(bench, fetcher, settings.now, only=source_id, watcher=watcher)

    with as_one():
        return asyncio.run(once()).as_json()


def _supplied(bench: Bench, settings: Settings, arguments: argparse.Namespace) -> dict[str, int]:
    """The summary of one document taken in from a file."""
    if not arguments.source:
        raise BadInput("Name the source that the file is the document of: --source ID.", field="source")
    try:
        body = arguments.body.read_bytes()
    except OSError as error:
        raise BadInput(f"{arguments.body} cannot be read: {error.strerror}.", field="body") from error
    declare(bench, settings.now())
    by = arguments.by or getpass.getuser()
    taken = supply(bench, arguments.source, body, name=arguments.body.name, by=by, at=settings.now())
    outcomes = {"checked": 1, taken.outcome.value: 1}
    return Summary(outcomes, proposals=taken.proposals, alerts=taken.alerts).as_json()


def _due(bench: Bench, settings: Settings, source_id: str | None) -> dict[str, int]:
    """The summary of a round that did nothing, and how many sources it would have checked."""
    return Summary({}).as_json() | {"due": len(due_ids(bench, settings.now(), only=source_id))}
