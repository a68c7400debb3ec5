"""`onward read`: what a document says, with quotes. Nothing is kept, and no database is opened."""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.extract import MAX_BYTES, extract
from crawlers.fetch import Fetched, Fetcher
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import Reading, read
from crawlers.summary import summary
from crawlers.telling import as_json
from registry.answers import Exit, say, tell
from registry.errors import BadInput, Unreachable
from registry.settings import Settings

HELP = "read a privacy notice, DPA or sub-processor list into facts with exact quotes"
EXAMPLE = "onward read policy.html --json"


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes as they were had, with what is known of them: a name, a kind, the address they came from (None: none)."""

    body: bytes
    name: str = ""
    content_type: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A document as the command got it: its bytes, the address they came from (None: no address), and its reading."""

    body: bytes
    url: str | None
    reading: Reading


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, an address, or - for standard input."""
    document(parser)
    parser.add_argument("--with-text", action="store_true", help="put the text that offsets count in into the answer")
    parser.add_argument("--json", action="store_true", help="every fact with its quote, as one JSON object")


def document(parser: argparse.ArgumentParser) -> None:
    """Which document, and its language: what every command that reads one takes."""
    parser.add_argument(
        "file",
        metavar="FILE|URL|-",
        help="HTML, PDF, Markdown or text: a file, an http(s) address, - for standard input",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="the document's language; without it, told from its words")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads one document. It needs no database; the network only for an address."""
    given = read_given(arguments, settings)
    if isinstance(given, Exit):
        return given
    answer = as_json(given.reading, with_text=arguments.with_text)
    if arguments.json or arguments.with_text:
        tell(answer)
    else:
        print("\n".join(summary(answer)))
    return Exit.OK


def read_given(arguments: argparse.Namespace, settings: Settings) -> Given | Exit:
    """The document that `document` asked for, read; how to end where it cannot be had, once that is said."""
    try:
        taken = take(arguments.file, settings)
        extracted = extract(taken.body, content_type=taken.content_type, name=taken.name)
    except (BadInput, Unreachable) as error:
        say(str(error))
        return Exit.USAGE if isinstance(error, BadInput) else Exit.UNREACHABLE
    except ExtractFailed as error:
        say(f"{arguments.file}: {error}")
        return Exit.USAGE
    return Given(taken.body, taken.url, read(extracted, language=arguments.lang, gazetteer=gazetteer()))


def take(file: str, settings: Settings) -> Taken:
    """The bytes of a file, of an address or of standard input. Raises BadInput, Unreachable."""
    try:
        return _taken(file, settings)
    except OSError as error:
        why = error.strerror or error
        raise BadInput(f"{file}: {why}. Name a file that can be read, or - for standard input.") from error
    except FetchFailed as error:
        raise Unreachable(f"{error} ({error.kind})") from error


def _taken(file: str, settings: Settings) -> Taken:
    if file.startswith(("http://", "https://")):
        page = asyncio.run(_fetched(file, settings))
        charset = page.charset
        sort = f"{page.content_type or ''}; charset={charset}" if charset else page.content_type or ""
        return Taken(page.body, page.final_url.partition("?")[0].rpartition("/")[2], sort, page.final_url)
    if file == "-":
        return Taken(sys.stdin.buffer.read(MAX_BYTES + 1))
    path = Path(file)
    with path.open("rb") as opened:
        return Taken(opened.read(MAX_BYTES + 1), path.name)


async def _fetched(url: str, settings: Settings) -> Fetched:
    async with Fetcher.of(settings) as fetcher:
        return await fetcher.fetch(url)
