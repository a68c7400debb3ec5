"""`onward discover`: find a vendor's notice, agreement and list of sub-processors."""

import argparse
import asyncio

from crawlers.discover import Candidate, discover
from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher
from registry.answers import Exit, say, tell
from registry.settings import Settings

HELP = "find a vendor's notice, agreement and list of sub-processors"
EXAMPLE = "onward discover https://github.com/ --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("url", metavar="URL", help="a page of the vendor's, such as its front page")
    parser.add_argument("--json", action="store_true", help="a list on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what was found, each with its evidence. Writes nothing."""
    try:
        found = asyncio.run(_found(arguments.url, settings))
    except FetchFailed as failure:
        say(str(failure))
        return Exit.UNREACHABLE
    if arguments.json:
        tell([one.as_json() for one in found])
        return Exit.OK
    for one in found:
        print(f"{one.kind}  {one.url}  ({one.evidence}{'' if one.is_read else '; not confirmed by its text'})")
    if not found:
        print("Nothing was found that looks like a notice, an agreement or a list.")
    return Exit.OK


async def _found(url: str, settings: Settings) -> list[Candidate]:
    async with Fetcher.of(settings) as fetcher:
        return await discover(fetcher, url)
