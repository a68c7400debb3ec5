"""`onward restore`: a backup into an empty database and the folder of captured texts."""

import argparse
from pathlib import Path

from registry.answers import Exit, say, tell
from registry.keeping.restore import restore
from registry.settings import Settings
from registry.store import open_store

HELP = "restore a backup into an empty database"
EXAMPLE = "onward restore onward-2026-11-22.zip"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("backup", type=Path, metavar="FILE.zip")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check the whole backup, then write it; the database is filled last and in one piece."""
    store = open_store(settings.database_url)
    try:
        done = restore(arguments.backup, store, settings.snapshots)
    finally:
        store.close()
    if arguments.json:
        tell({"rows": done.rows, "snapshots": done.snapshots, "made_at": done.made_at, "head": done.head})
    else:
        say(f"{done.rows} rows and {done.snapshots} captured texts of {done.made_at}; chain head {done.head}.")
    return Exit.OK
