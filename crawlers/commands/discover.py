"""`onward discover`: find a vendor's notice, agreement and list of sub-processors."""

import argparse
import asyncio

from crawlers import watchlist
from crawlers.archive import Archive
from crawlers.discover import Candidate, discover
from crawlers.discovered import propose_watches, unwatched
from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher
from registry.answers import Exit, say, tell
from registry.catalogue.reading import Moment, read_register
from registry.settings import Settings
from registry.store import open_store

HELP = "find a vendor's notice, agreement and list of sub-processors"
EXAMPLE = "onward discover https://github.com/ --propose GitHub --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("url", metavar="URL", help="a page of the vendor's, such as its front page")
    parser.add_argument("--propose", metavar="SERVICE", help="propose to watch what is found as this service's")
    parser.add_argument("--json", action="store_true", help="a list on standard output; with --propose an object")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what was found, each with its evidence; propose it where a service is named."""
    try:
        service_id = _service(settings, arguments.propose) if arguments.propose else None
        found = asyncio.run(_found(arguments.url, settings))
    except FetchFailed as failure:
        say(str(failure))
        return Exit.UNREACHABLE
    proposed = _propose(settings, service_id, found) if service_id else []
    if arguments.json:
        listed = [one.as_json() for one in found]
        tell({"found": listed, "proposals": proposed} if service_id else listed)
        return Exit.OK
    for one in found:
        print(f"{one.kind}  {one.url}  ({one.evidence}{'' if one.is_read else '; not confirmed by its text'})")
    if not found:
        print("Nothing was found that looks like a notice, an agreement or a list.")
    if service_id:
        print(f"{len(proposed)} proposed; what is watched already is not.", *proposed, sep="\n")
    return Exit.OK


async def _found(url: str, settings: Settings) -> list[Candidate]:
    async with Fetcher.of(settings) as fetcher:
        return await discover(fetcher, url)


def _service(settings: Settings, name: str) -> str:
    """The id of the service. Raises NotFound, Ambiguous."""
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.read() as session:
            return str(read_register(session, Moment(settings.on())).service(name).id)
    finally:
        store.close()


def _propose(settings: Settings, service_id: str, found: list[Candidate]) -> list[str]:
    store = open_store(settings.database_url)
    try:
        with store.read() as session:
            fresh = unwatched(session, found, watchlist.load())
        archive = Archive(settings.snapshots)
        for one in fresh:
            archive.put(one.body)
        with store.write("discover") as session:
            return propose_watches(session, service_id, fresh, settings.now())
    finally:
        store.close()
