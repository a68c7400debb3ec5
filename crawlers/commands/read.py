"""`onward read`: what a document says, with quotes; with --propose it is kept, and what it says is proposed."""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from crawlers.blocks import Extracted
from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.extract import MAX_BYTES, extract
from crawlers.fetch import Fetched, Fetcher
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import Reading, read
from crawlers.summary import summary
from crawlers.telling import as_json
from registry.answers import Exit, say, tell
from registry.errors import BadInput
from registry.settings import Settings
from registry.terms import DocumentKind

HELP = "read a privacy notice, DPA or sub-processor list into facts with exact quotes"
EXAMPLE = "onward read policy.html --json"
HANDING_IN = "crawlers.handing_in"  # loaded by name: a mere reading opens no database


@dataclass(frozen=True, slots=True)
class Taken:
    """A document's bytes, what was extracted from them, and the address they came from, if any."""

    body: bytes
    extracted: Extracted
    url: str | None = None


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, an address, or - for standard input; whose it is where it is handed in."""
    parser.add_argument(
        "file",
        metavar="FILE|URL|-",
        help="HTML, PDF, Markdown or text: a file, an http(s) address, - for standard input",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="the document's language; without it, told from its words")
    parser.add_argument("--with-text", action="store_true", help="put the text that offsets count in into the answer")
    parser.add_argument("--propose", action="store_true", help="keep the document, and propose what it says")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--controller", metavar="NAME", help="with --propose: the organisation whose notice it is")
    whose.add_argument("--service", metavar="NAME", help="with --propose: the service whose document it is")
    whose.add_argument(
        "--new-controller",
        metavar="NAME",
        help="with --propose: an organisation of yours that is not in the register yet; it is entered",
    )
    parser.add_argument("--country", metavar="CODE", help="with --new-controller: where it is established, as SE")
    parser.add_argument("--org-number", metavar="NUMBER", help="with --new-controller: its registration number")
    parser.add_argument(
        "--kind", choices=[kind.value for kind in DocumentKind], help="what it is; without it, told from its words"
    )
    parser.add_argument("--title", metavar="WORDS", help="what the document is called")
    parser.add_argument("--url", metavar="ADDRESS", help="where it is published; without it, where it was fetched")
    parser.add_argument("--json", action="store_true", help="every fact with its quote, as one JSON object")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads one document. Without --propose it needs no database; the network only for an address."""
    _check(arguments)
    try:
        taken = _taken(arguments.file, settings)
    except OSError as error:
        say(f"{arguments.file}: {error.strerror or error}. Name a file that can be read, or - for standard input.")
        return Exit.USAGE
    except ExtractFailed as error:
        say(f"{arguments.file}: {error}")
        return Exit.USAGE
    except FetchFailed as error:
        say(f"{error} ({error.kind})")
        return Exit.UNREACHABLE
    reading = read(taken.extracted, language=arguments.lang, gazetteer=gazetteer())
    answer = as_json(reading, with_text=arguments.with_text)
    kept = _handed_in(arguments, settings, taken, reading) if arguments.propose else {}
    if arguments.json or arguments.with_text:
        tell(answer | kept)
        return Exit.OK
    print("\n".join([*summary(answer), *_kept_lines(kept)]))
    return Exit.OK


def _check(arguments: argparse.Namespace) -> None:
    """Whose a document is goes with handing it in, and only with that. Raises BadInput."""
    whose = arguments.controller or arguments.service or arguments.new_controller
    if arguments.propose and not whose:
        words = "Say whose the document is: --controller NAME, --service NAME, or --new-controller NAME --country CODE."
        raise BadInput(words, field="propose")
    if arguments.new_controller and not arguments.country:
        raise BadInput("Say where the new organisation is established: --country CODE, as SE.", field="country")
    if not arguments.new_controller and (arguments.country or arguments.org_number):
        raise BadInput("A country and a registration number go with --new-controller.", field="country")
    if not arguments.propose and (whose or arguments.kind or arguments.title or arguments.url):
        raise BadInput("Whose the document is and what it is called go with --propose.", field="propose")


def _handed_in(arguments: argparse.Namespace, settings: Settings, taken: Taken, reading: Reading) -> dict[str, Any]:
    handing_in = import_module(HANDING_IN)
    new = arguments.new_controller
    whose = handing_in.Whose(
        controller=arguments.controller,
        service=arguments.service,
        kind=DocumentKind(arguments.kind) if arguments.kind else None,
        title=arguments.title,
        url=arguments.url or taken.url,
        new=handing_in.NewController(new, arguments.country, arguments.org_number) if new else None,
    )
    found: dict[str, Any] = handing_in.hand_in(settings, taken.body, reading, whose)
    return found


def _kept_lines(kept: dict[str, Any]) -> list[str]:
    if not kept:
        return []
    proposals = kept["proposals"]
    return [
        f"kept as {kept['document_id']}, {kept['version_id']}",
        f"{len(proposals)} proposals, {kept['already']} findings were there already",
        *([f"entered the organisation {kept['controller_id']}"] if "controller_id" in kept else []),
        *(f"  {one}" for one in proposals),
    ]


def _taken(file: str, settings: Settings) -> Taken:
    if file.startswith(("http://", "https://")):
        page = asyncio.run(_fetched(file, settings))
        sort = f"{page.content_type or ''}; charset={page.charset}" if page.charset else page.content_type or ""
        name = page.final_url.partition("?")[0].rpartition("/")[2]
        return Taken(page.body, extract(page.body, content_type=sort, name=name), page.final_url)
    if file == "-":
        body = sys.stdin.buffer.read(MAX_BYTES + 1)
        return Taken(body, extract(body))
    path = Path(file)
    with path.open("rb") as opened:
        body = opened.read(MAX_BYTES + 1)
    return Taken(body, extract(body, name=path.name))


async def _fetched(url: str, settings: Settings) -> Fetched:
    async with Fetcher.of(settings) as fetcher:
        return await fetcher.fetch(url)
