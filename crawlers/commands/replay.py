"""`onward replay`: the watcher's judgement over a folder of captures."""

import argparse
from pathlib import Path

from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.replay import as_json, replay
from registry.answers import Exit, tell
from registry.settings import Settings

HELP = "judge the successive captures of one document: what changed, and does it matter"
EXAMPLE = "onward replay captures/acme/privacy-policy --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """DIR, with files named YYYY-MM-DD__0007-anything.md|html|txt|pdf."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder with the successive captures of one document")
    parser.add_argument("--lang", choices=LANGUAGES, help="the document's language; without it, told from its words")
    parser.add_argument("--json", action="store_true", help="answer in JSON Lines (the only form)")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """One line per capture after the first; needs no database, writes nothing."""
    for step in replay(arguments.folder, language=arguments.lang, gazetteer=gazetteer()):
        tell(as_json(step), indent=None)
    return Exit.OK
