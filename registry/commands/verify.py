"""`onward verify`: whether an evidence packet is as it was written. Needs no database and no network."""

import argparse
from pathlib import Path

from registry.answers import Exit, say, tell
from registry.evidence.verifying import Verified, shape, verify
from registry.settings import Settings

HELP = "check an evidence packet, offline and without a database"
EXAMPLE = "onward verify packet.zip"

MOST_SHOWN = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("packet", type=Path, metavar="PACKET.zip")
    parser.add_argument("--manifest", metavar="SHA256", help="the manifest's hash, as noted when the packet was made")
    parser.add_argument("--head", metavar="SHA256", help="the head of the chain, as published on the packet's day")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every file and link; exit 1 when something was altered, is missing or was added."""
    found = verify(arguments.packet, manifest=arguments.manifest, head=arguments.head)
    if arguments.json:
        tell(shape(found))
    else:
        _show(found)
    return Exit.FINDINGS if found.problems else Exit.OK


def _show(found: Verified) -> None:
    for one in found.problems[:MOST_SHOWN]:
        print(f"{one['what']}: {one['path']}: {one['detail']}")
    if len(found.problems) > MOST_SHOWN:
        print(f"… and {len(found.problems) - MOST_SHOWN} more; --json tells all.")
    state = "does NOT hold" if found.problems else "holds"
    say(
        f"The packet {state}: {found.files} files, {found.links} links of the chain ({found.sealed} sealed), "
        f"{found.proven} captured texts known to the chain. Manifest {found.manifest_sha256}."
    )
