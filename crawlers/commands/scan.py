"""`onward scan`: which third parties a site's pages load, with evidence."""

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.fetch import Fetcher, agent_of
from crawlers.site import Survey
from crawlers.site_hosts import plain_host
from crawlers.site_known import known
from crawlers.site_live import Live
from crawlers.site_rendering import Browser, program_of
from crawlers.site_visits import Visit
from registry.answers import Exit, say, tell
from registry.errors import BadInput
from registry.guard import Guard
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
    parser.add_argument(
        "--render",
        action="store_true",
        help="also let a Chromium of this machine run the scripts of a live site's pages",
    )
    parser.add_argument("--browser", metavar="PROGRAM", help="which Chromium, where it is not found by its usual names")
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
    elif arguments.render:
        raise BadInput("--render is for a live site; files are read as they are written.", field="render")
    elif Path(arguments.place).is_dir():
        visit.folder(Path(arguments.place))
    else:
        visit.file(Path(arguments.place), Path(arguments.place).name)


async def _live(visit: Visit, arguments: argparse.Namespace, settings: Settings) -> None:
    with TemporaryDirectory(prefix="onward-scan-", ignore_cleanup_errors=True) as profiles:
        browser = _browser(arguments, settings, Path(profiles))
        async with Fetcher.of(settings) as fetcher:
            await Live(visit, fetcher, browser).look(arguments.place, most=arguments.pages)
    visit.seen(settings.on())


def _browser(arguments: argparse.Namespace, settings: Settings, profiles: Path) -> Browser | None:
    if not arguments.render:
        return None
    guard = Guard.of(settings.allow_addresses)
    return Browser(program_of(arguments.browser), profiles, guard, agent_of(settings))


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
