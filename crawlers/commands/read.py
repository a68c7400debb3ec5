"""`onward read`: what a document says, with quotes."""

import argparse
import asyncio
import sys
from pathlib import Path

from crawlers.blocks import Extracted
from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.extract import MAX_BYTES, extract
from crawlers.fetch import Fetched, Fetcher
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import read
from crawlers.summary import summary
from crawlers.telling import as_json
from registry.answers import Exit, say, tell
from registry.settings import Settings

HELP = "read a privacy notice, DPA or sub-processor list into facts with exact quotes"
EXAMPLE = "onward read policy.html --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, an address, or - for standard input."""
    parser.add_argument(
        "file",
        metavar="FILE|URL|-",
        help="HTML, PDF, Markdown or text: a file, an http(s) address, - for standard input",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="the document's language; without it, told from its words")
    parser.add_argument("--with-text", action="store_true", help="put the text that offsets count in into the answer")
    parser.add_argument("--json", action="store_true", help="every fact with its quote, as one JSON object")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads one document; needs no database, and the network only for an address."""
    try:
        extracted = _extracted(arguments.file, settings)
    except OSError as error:
        say(f"{arguments.file}: {error.strerror or error}. Name a file that can be read, or - for standard input.")
        return Exit.USAGE
    except ExtractFailed as error:
        say(f"{arguments.file}: {error}")
        return Exit.USAGE
    except FetchFailed as error:
        say(f"{error} ({error.kind})")
        return Exit.UNREACHABLE
    answer = as_json(read(extracted, language=arguments.lang, gazetteer=gazetteer()), with_text=arguments.with_text)
    if arguments.json or arguments.with_text:
        tell(answer)
    else:
        print("\n".join(summary(answer)))
    return Exit.OK


def _extracted(file: str, settings: Settings) -> Extracted:
    if file.startswith(("http://", "https://")):
        page = asyncio.run(_fetched(file, settings))
        sort = f"{page.content_type or ''}; charset={page.charset}" if page.charset else page.content_type or ""
        return extract(page.body, content_type=sort, name=page.final_url.partition("?")[0].rpartition("/")[2])
    if file == "-":
        return extract(sys.stdin.buffer.read(MAX_BYTES + 1))
    path = Path(file)
    with path.open("rb") as opened:
        return extract(opened.read(MAX_BYTES + 1), name=path.name)


async def _fetched(url: str, settings: Settings) -> Fetched:
    async with Fetcher.of(settings) as fetcher:
        return await fetcher.fetch(url)
