"""Files that appear whole or not at all: packets and backups; and what a damaged one raises when it is read."""

import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from registry.errors import BadInput

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, NotImplementedError)
"""What reading a zip raises that is damaged, or that somebody made up: names, streams and methods of their own."""


@contextmanager
def atomic(place: Path) -> Iterator[IO[bytes]]:
    """A file that appears whole and on disk, or not at all. Raises BadInput where none can be written."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    except OSError as error:
        raise BadInput(f"Cannot write {place}: {error.strerror}. Name another place.", field="output") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
