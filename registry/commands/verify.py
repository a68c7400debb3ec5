"""`onward verify`: whether an evidence packet is as it was written. Needs no database and no network;
without a packet the register is held beside the heads that were published of it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from registry import audit, chainheads
from registry.answers import Exit, say, tell
from registry.chainheads import Head
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.evidence.verifying import Verified, shape, verify
from registry.settings import Settings

HELP = "check an evidence packet, offline and without a database; or the register beside its published heads"
EXAMPLE = "onward verify packet.zip"

MOST_SHOWN = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("packet", nargs="?", type=Path, metavar="PACKET.zip", help="without it, the register itself")
    parser.add_argument("--manifest", metavar="SHA256", help="the manifest's hash, as noted when the packet was made")
    parser.add_argument("--head", metavar="SHA256", help="the head of the chain, as published on the packet's day")
    parser.add_argument(
        "--published", action="append", default=[], type=Path, metavar="PLACE",
        help="a published head of the chain, or a folder of them; may be repeated",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every file and link; exit 1 when something was altered, is missing or was added."""
    published = [one for place in arguments.published for one in chainheads.read(place)]
    if arguments.packet is None:
        return _register(arguments, settings, published)
    found = verify(arguments.packet, manifest=arguments.manifest, head=arguments.head, published=published)
    if arguments.json:
        tell(shape(found) | {"published": len(published)})
    else:
        _show(found)
    return Exit.FINDINGS if found.problems else Exit.OK


def _register(arguments: argparse.Namespace, settings: Settings, published: Sequence[Head]) -> int:
    """The register's own chain, and whether it holds what was published of it."""
    if arguments.manifest is not None or not published:
        raise BadInput("Name a packet; or, of the register, what was published of it (--published).", field="packet")
    with opened(settings) as store, store.read() as session:
        broken, head = audit.verify(session), audit.head(session)
        problems = chainheads.as_problems(chainheads.compare(session, published))
    if broken is not None:
        problems.insert(0, {"what": "broken", "path": "register", "detail": f"link {broken} does not hold"})
    if arguments.head not in (None, head):
        told = f"the chain ends in {head}, not in {arguments.head}"
        problems.append({"what": "broken", "path": "register", "detail": told})
    if arguments.json:
        tell({"holds": not problems, "head": head, "published": len(published), "problems": problems})
    else:
        _list(problems)
        state = "does NOT hold" if problems else "holds"
        say(f"The register {state}: {len(published)} published heads beside its chain, which ends in {head}.")
    return Exit.FINDINGS if problems else Exit.OK


def _show(found: Verified) -> None:
    _list(found.problems)
    state = "does NOT hold" if found.problems else "holds"
    if found.untied:
        say(f"Nothing in the packet ties its first {found.untied} links to the head of the chain.")
    say(
        f"The packet {state}: {found.files} files, {found.links} links of the chain ({found.sealed} sealed), "
        f"{found.proven} captured texts known to the chain. Manifest {found.manifest_sha256}."
    )


def _list(problems: Sequence[dict[str, str]]) -> None:
    for one in problems[:MOST_SHOWN]:
        print(f"{one['what']}: {one['path']}: {one['detail']}")
    if len(problems) > MOST_SHOWN:
        print(f"… and {len(problems) - MOST_SHOWN} more; --json tells all.")
