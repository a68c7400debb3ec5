"""`onward backup`: database and captured texts in one file, taken while everything runs."""

import argparse
from pathlib import Path

from registry.answers import Exit, say, tell
from registry.commands.opening import opened
from registry.keeping.backup import back_up
from registry.settings import Settings

HELP = "write a backup of the running register: database and captured texts"
EXAMPLE = "onward backup -o onward-2026-11-22.zip"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.zip")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the backup; it appears when it is whole."""
    with opened(settings) as store:
        made = back_up(store, settings.snapshots, arguments.output)
    if arguments.json:
        tell({"backup": str(made.place), "manifest_sha256": made.sha256, "rows": made.rows,
              "snapshots": made.snapshots, "bytes": made.size})  # fmt: skip
    else:
        say(f"{made.place}: {made.rows} rows, {made.snapshots} captured texts, {made.size} bytes.")
    return Exit.OK
