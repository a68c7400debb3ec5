"""`onward read`: what a document says, with quotes."""

import argparse
import sys
from pathlib import Path

from crawlers.errors import ExtractFailed
from crawlers.extract import MAX_BYTES, extract
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import read
from crawlers.telling import as_json
from registry.answers import Exit, say, tell
from registry.settings import Settings

HELP = "read a privacy notice, DPA or sub-processor list into facts with exact quotes"
EXAMPLE = "onward read policy.html --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, or - for standard input."""
    parser.add_argument("file", metavar="FILE|-", help="HTML, PDF, Markdown or text; - reads standard input")
    parser.add_argument("--lang", choices=LANGUAGES, help="the document's language; without it, told from its words")
    parser.add_argument("--with-text", action="store_true", help="put the text that offsets count in into the answer")
    parser.add_argument("--json", action="store_true", help="answer in JSON (the only form so far)")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads one document; needs no database and no network."""
    if arguments.file.startswith(("http://", "https://")):
        say("Reading an address is not possible yet: save the page and name the file.")
        return Exit.USAGE
    try:
        content, name = _content(arguments.file)
        extracted = extract(content, name=name)
    except OSError as error:
        say(f"{arguments.file}: {error.strerror or error}. Name a file that can be read, or - for standard input.")
        return Exit.USAGE
    except ExtractFailed as error:
        say(f"{arguments.file}: {error}")
        return Exit.USAGE
    reading = read(extracted, language=arguments.lang, gazetteer=gazetteer())
    tell(as_json(reading, with_text=arguments.with_text))
    return Exit.OK


def _content(file: str) -> tuple[bytes, str]:
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), ""
    path = Path(file)
    return path.read_bytes(), path.name
