"""Files that appear whole or not at all: written beside their place, then put there; what a killed process left goes.

One way for packets, backups and captured bytes, which are on the disk once they stand, and for what may be lost, which
waits for no disk. Beside it what a damaged archive raises when it is read.
"""

import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from registry.errors import BadInput

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, NotImplementedError)
"""What reading a zip raises that is damaged, or that somebody made up: names, streams and methods of their own."""

UNFINISHED = ".onward-unfinished-"
LEFT = timedelta(days=1)  # longer than anybody writes at one file without a byte
OURS_ALONE, RECORD, TO_BE_READ = 0o600, 0o444, 0o644  # who may do what with a file that stands


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is being written beside `place`. `made`: folders that hold a folder which was made for it."""

    place: Path
    file: IO[bytes]
    name: str
    made: tuple[Path, ...]

    def put(self, mode: int = OURS_ALONE, *, is_lasting: bool = True) -> None:
        """Into its place, over what stands there. `is_lasting`: name and bytes are on the disk when this returns."""
        self._finish(mode, is_lasting=is_lasting)
        os.replace(self.name, self.place)
        if is_lasting:
            self._sync_names()

    def put_first(self, mode: int = RECORD) -> None:
        """Into its place, on the disk, unless something stands there: others may rest on it already."""
        self._finish(mode, is_lasting=True)
        try:
            os.link(self.name, self.place)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            os.replace(self.name, self.place)
        self._sync_names()

    def _finish(self, mode: int, *, is_lasting: bool) -> None:
        self.file.flush()
        os.fchmod(self.file.fileno(), mode)
        if is_lasting:
            os.fsync(self.file.fileno())

    def _sync_names(self) -> None:
        for folder in (self.place.parent, *self.made):
            sync_folder(folder)


@contextmanager
def drafted(place: Path) -> Iterator[Draft]:
    """A file in the folder of `place`, gone afterwards unless it was put there. Raises OSError."""
    made = _with_folders(place.parent)
    number, name = tempfile.mkstemp(prefix=UNFINISHED, dir=place.parent)
    try:
        with os.fdopen(number, "wb") as file:
            yield Draft(place, file, name, made)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def atomic(place: Path, check: Callable[[Path], None] | None = None) -> Iterator[IO[bytes]]:
    """A file that appears whole and on the disk, or not at all; what was left beside it by who was killed goes.
    `check` is shown the whole file before it stands, and raises to refuse it. Raises BadInput where none can be
    written."""
    with ExitStack() as stack:
        try:
            draft = stack.enter_context(drafted(place))
        except OSError as error:
            raise BadInput(f"Cannot write {place}: {error.strerror}. Name another place.", field="output") from error
        sweep([place.parent], datetime.now(UTC) - LEFT)
        yield draft.file
        if check is not None:
            draft.file.flush()
            check(Path(draft.name))
        draft.put()


def sweep(folders: Iterable[Path], before: datetime) -> int:
    """Remove what processes that were killed left half-written in these folders before an instant of the machine's
    clock. Returns how many files; what cannot be removed now can be later."""
    left = [
        path for folder in folders for path in folder.glob(f"{UNFINISHED}*") if _written_at(path) < before.timestamp()
    ]
    for path in left:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return sum(not path.exists() for path in left)


def sync_folder(folder: Path) -> None:
    """Have the folder's names on the disk: a synced file whose name is lost is lost."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _with_folders(folder: Path) -> tuple[Path, ...]:
    """Make a folder with those above it; gives the folders in which one was made."""
    made = tuple(one.parent for one in (folder, *folder.parents) if not one.exists())
    folder.mkdir(parents=True, exist_ok=True)
    return made


def _written_at(path: Path) -> float:
    """When a file was last written; one that went meanwhile, or cannot be asked, is as new as can be."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
