"""`onward evidence`: the packet for an authority, with the captured texts byte for byte.

It stands here because it joins the registry with the archive of captured bytes, which the crawlers keep.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from crawlers.archive import Archive
from registry import answers, judging, lawfiles
from registry.answers import Exit, Form, a_day, an_instant, queried, say, tell
from registry.catalogue.dated import Moment
from registry.commands.opening import opened
from registry.evidence.packing import Packed, pack
from registry.evidence.receiving import receive
from registry.evidence.scope import Asked
from registry.evidence.withheld import read
from registry.settings import Settings

HELP = "write the evidence packet for an authority"
EXAMPLE = "onward evidence --engagement eng_3f9c -o packet.zip"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--engagement", metavar="ID", help="one engagement, by its id")
    whose.add_argument("--controller", metavar="NAME", help="one controller: an id, a name, or its beginning")
    whose.add_argument("--all", action="store_true", help="the whole register")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument(
        "--withhold", action="append", default=[], metavar="NAME",
        help="a field or the id of a document that stays secret; may be repeated",
    )  # fmt: skip
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.zip")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the packet, and say the hash by which it can be known again."""
    asked = Asked(
        moment=Moment(arguments.on or settings.on(), arguments.known_at),
        engagement_id=arguments.engagement,
        controller=arguments.controller,
        withheld=read(arguments.withhold),
    )
    installed = lawfiles.load()
    with opened(settings) as store, store.read() as session:
        law = judging.law_book_at(session, asked.moment.known_at, installed)
        packed = pack(
            session, asked, arguments.output, law=law, installed=installed, snapshot=Archive(settings.snapshots).get
        )
    _tell(packed, as_json=arguments.json)
    return Exit.OK


def asked(arguments: argparse.Namespace, settings: Settings) -> answers.Asked:
    """The packet a server is asked for instead."""
    read(arguments.withhold)  # a misspelt field is said before anything is sent
    query = queried(
        engagement=arguments.engagement, controller=arguments.controller, whole=arguments.all,
        on=arguments.on or settings.today, known_at=arguments.known_at, withhold=arguments.withhold,
    )  # fmt: skip
    return answers.Asked("evidence", query, form=Form.PIECES)


def told(arguments: argparse.Namespace, _: Settings, pieces: Iterator[bytes]) -> int:
    """Keep the packet that comes, if it holds, and say what is said of one that was written here."""
    _tell(receive(pieces, arguments.output), as_json=arguments.json)
    return Exit.OK


def _tell(packed: Packed, *, as_json: bool) -> None:
    if as_json:
        tell(
            {
                "packet": str(packed.place),
                "manifest_sha256": packed.manifest_sha256,
                "files": packed.files,
                "links": packed.links,
                "head": packed.head,
                "wanting": list(packed.wanting),
            }
        )
        return
    say(f"{packed.place}: {packed.files} files, {packed.links} links of the chain.")
    for one in packed.wanting:
        say(f"Could not be read and is wanting: {one['document']} ({one['sha256']}): {one['why']}")
    say(f"Note this where others see it: manifest {packed.manifest_sha256}, chain head {packed.head}")
