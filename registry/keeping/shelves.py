"""Where captured bytes lie: files by the hash they are named for, in a folder or in a bucket of an object store.

Both keep one promise: a file stands whole or not at all, the first of two writers of a new file wins, and what cannot
be read or written is told with its place.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

from registry.bucketaddress import Bucket
from registry.errors import DISK_TROUBLE, StoreAway, StoreError
from registry.keeping import disk
from registry.keeping.whole_files import RECORD, drafted, sync_folder

MOST_FILED = 65 * 1024 * 1024
"""No captured text is longer, compressed and with its head."""
HEAD = struct.Struct("<II32sI")
"""How a filed text begins, as a skippable frame (RFC 8878, 3.1.2): magic, length, the one it rests on, how many it
rests on in all."""


def depth(head: bytes) -> int:
    """On how many files one that begins so rests."""
    return int(HEAD.unpack_from(head)[3]) if len(head) >= HEAD.size else 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an object store may take: seconds for one question, how often a failed one is asked again, and seconds
    after which none is. No question takes longer than the two together."""

    seconds: float = 30
    tries: int = 2
    in_all: float = 30


USUAL = Patience()
SHORT = Patience(3, 0, 3)  # for who only asks whether it is well


class Shelf(Protocol):
    """A place for captured bytes. Its methods raise StoreError, and StoreAway for what passes by itself."""

    def told(self, name: str) -> str:
        """The file as a person finds it."""

    def find(self, name: str) -> bytes | None:
        """The bytes of a file; None where none stands."""

    def has(self, name: str) -> bool:
        """Whether a file stands under this name."""

    def standing(self, names: Iterable[str]) -> set[str]:
        """Those of the names under which a file stands."""

    def names(self) -> Iterator[str]:
        """The name of every file."""

    def heads(self, length: int) -> Iterator[tuple[str, bytes]]:
        """Every name with the first bytes of its file, in the order of names."""

    def put(self, name: str, content: bytes, *, is_new: bool) -> None:
        """Write a file, whole or not at all. A new one leaves what stands there already; else it is replaced."""

    def written_at(self, name: str) -> datetime:
        """When a file was last written, by the clock of the place. Raises StoreError where none stands."""

    def drop(self, name: str, unless_since: datetime) -> int | None:
        """Remove a file; returns how many bytes it took, None where it was written since and stays."""

    def require_writable(self) -> None:
        """Raises StoreError unless a file can be written."""


class Folder:
    """A folder of files, on this machine's disk or on one that several machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting: set[Path] = set()  # folders that are known to be on the disk

    def __str__(self) -> str:
        return str(self._folder)

    def told(self, name: str) -> str:
        """The path of the file."""
        return str(self._path(name))

    def find(self, name: str) -> bytes | None:
        """The bytes of a file; None where none stands."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"The snapshot {self.told(name)} cannot be read: {error.strerror}. Restore it from a backup."
            ) from error

    def has(self, name: str) -> bool:
        """Whether a file stands under this name."""
        return self._path(name).is_file()

    def standing(self, names: Iterable[str]) -> set[str]:
        """Those of the names under which a file stands."""
        return {name for name in names if self.has(name)}

    def names(self) -> Iterator[str]:
        """The name of every file."""
        return (path.stem for path in sorted(self._folder.glob("*/*.zst")))

    def heads(self, length: int) -> Iterator[tuple[str, bytes]]:
        """Every name with the first bytes of its file, in the order of names."""
        for path in sorted(self._folder.glob("*/*.zst")):
            with suppress(FileNotFoundError), path.open("rb") as file:  # gone since it was listed
                yield path.stem, file.read(length)

    def put(self, name: str, content: bytes, *, is_new: bool) -> None:
        """Written beside, synced, put into place. Who comes second with a new file leaves the first one's standing."""
        path = self._path(name)
        try:
            with drafted(path) as draft:
                draft.file.write(content)
                if is_new:
                    draft.put_first(RECORD)
                else:
                    draft.put(RECORD)
            if path.parent not in self._lasting:  # another process may have made it, and been killed before it synced
                sync_folder(self._folder)
                self._lasting.add(path.parent)
        except OSError as error:
            raise self._trouble("write to", error) from error

    def written_at(self, name: str) -> datetime:
        """When a file was last written. Raises StoreError where none stands."""
        try:
            return _written_at(self._path(name).stat())
        except OSError as error:
            raise self._trouble("read from", error) from error

    def drop(self, name: str, unless_since: datetime) -> int | None:
        """Remove a file; returns how many bytes it took, None where it was written since and stays."""
        path = self._path(name)
        try:
            found = path.stat()
            if _written_at(found) >= unless_since:
                return None
            path.unlink()
        except OSError as error:
            raise self._trouble("remove from", error) from error
        return found.st_size

    def require_writable(self) -> None:
        """Raises StoreError unless a block can be written there, or where the folder is made with the first file."""
        disk.require_writable(next(one for one in (self._folder, *self._folder.parents) if one.exists()))

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.zst"

    def _trouble(self, deed: str, error: OSError) -> StoreError:
        """A disk that is full or broken passes; who may not write there has to be told."""
        kind = StoreAway if error.errno in DISK_TROUBLE else StoreError
        return kind(f"Cannot {deed} {self._folder}: {error.strerror}.")


def _written_at(found: os.stat_result) -> datetime:
    return datetime.fromtimestamp(found.st_mtime, UTC)


def shelf_at(place: Path | Bucket, patience: Patience = USUAL) -> Shelf:
    """The shelf of a folder or bucket. Raises StoreError where what a bucket needs is not installed."""
    return Folder(place) if isinstance(place, Path) else _in_bucket(place, patience)


@cache
def _in_bucket(bucket: Bucket, patience: Patience) -> Shelf:
    """One client a process: it keeps its connections. Its library is loaded for those alone who keep a bucket."""
    try:
        module = import_module("registry.keeping.bucket")
    except ModuleNotFoundError as error:
        raise StoreError(f"{bucket} needs the package obstore: install onward[objectstore].") from error
    shelf: Shelf = module.BucketShelf(bucket, patience)
    return shelf
