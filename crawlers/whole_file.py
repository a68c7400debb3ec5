"""Files that appear whole or not at all: written beside their place, then put there; what a killed process left goes.

One way for the record and for what may be lost: the record alone is synced to the disk, and read-only.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

UNFINISHED = ".unfinished-"


@contextmanager
def written_beside(path: Path, content: bytes, *, is_record: bool) -> Iterator[str]:
    """The name of a file with this content in the folder of `path`, gone afterwards unless it was put into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, temporary = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            if is_record:
                file.flush()
                os.fchmod(file.fileno(), 0o444)
                os.fsync(file.fileno())
        yield temporary
    finally:
        Path(temporary).unlink(missing_ok=True)


def sweep(folder: Path, before: datetime) -> int:
    """Remove what processes that were killed left half-written before an instant of the machine's clock. Returns how
    many files; what cannot be removed now can be later."""
    left = [path for path in folder.glob(f"*/{UNFINISHED}*") if _written_at(path) < before.timestamp()]
    for path in left:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return sum(not path.exists() for path in left)


def _written_at(path: Path) -> float:
    """When a file was last written; one that went meanwhile, or cannot be asked, is as new as can be."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
