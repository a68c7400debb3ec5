"""`onward scan`: which third parties a site's pages load, with evidence."""

import argparse
import asyncio
from pathlib import Path

from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.fetch import Fetcher
from crawlers.site import Survey
from crawlers.site_hosts import plain_host
from crawlers.site_known import known
from crawlers.site_visits import Visit
from registry.answers import Exit, say, tell
from registry.errors import BadInput
from registry.settings import Settings

HELP = "tell which third parties a site's pages load, from a live site, files, a folder or a recording"
EXAMPLE = "onward scan https://www.example.com/ --json"
MOST_PAGES = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """An address, a folder, a page or a recording."""
    parser.add_argument(
        "place", metavar="URL|DIR|FILE", help="an http(s) address, a folder, a page, or a .har recording"
    )
    parser.add_argument("--pages", type=int, default=5, help="how many pages of a live site are asked for (1 to 20)")
    parser.add_argument("--host", help="the site's own host, where the files do not tell it")
    parser.add_argument("--json", action="store_true", help="services and hosts with their evidence, as one object")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Scans; needs no database, and the network only for an address."""
    visit = Visit(Survey(known()), own=_own(arguments.host))
    try:
        _look(visit, arguments, settings)
    except FetchFailed as error:
        say(f"{error} ({error.kind})")
        return Exit.UNREACHABLE
    except ExtractFailed as error:
        say(f"{arguments.place}: {error}")
        return Exit.USAGE
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        say(f"{arguments.place}: {why}. Name an address, a folder, a page or a recording (.har).")
        return Exit.USAGE
    answer = visit.answer()
    if arguments.json:
        tell(answer)
    else:
        print("\n".join(_lines(visit)))
    return Exit.OK


def _look(visit: Visit, arguments: argparse.Namespace, settings: Settings) -> None:
    if not 1 <= arguments.pages <= MOST_PAGES:
        raise BadInput(f"--pages is {arguments.pages}; write a number from 1 to {MOST_PAGES}.", field="pages")
    if arguments.place.startswith(("http://", "https://")):
        asyncio.run(_live(visit, arguments, settings))
    elif Path(arguments.place).is_dir():
        visit.folder(Path(arguments.place))
    else:
        visit.file(Path(arguments.place), Path(arguments.place).name)


async def _live(visit: Visit, arguments: argparse.Namespace, settings: Settings) -> None:
    async with Fetcher.of(settings) as fetcher:
        await visit.site(arguments.place, fetcher, most=arguments.pages)
    visit.seen(settings.on())


def _own(host: str | None) -> str | None:
    if host is None:
        return None
    plain = plain_host(host)
    if plain is None:
        raise BadInput(f"--host is “{host}”; write a host, for instance www.example.com.", field="host")
    return plain


def _lines(visit: Visit) -> list[str]:
    """For a person at a terminal: a line for each party, loaded ones first."""
    found = visit.survey.as_json()
    lines = [f"{len(visit.scanned)} looked at"]
    for loaded, word in ((True, "loaded"), (False, "trace")):
        for one in found["services"]:
            if one["loaded"] is loaded:
                lines.append(f"{word:<7} {one['service'] or 'service not told'} ({one['party']})")
        lines += [f"{word:<7} {one['host']} (unknown)" for one in found["hosts"] if one["loaded"] is loaded]
    return lines
