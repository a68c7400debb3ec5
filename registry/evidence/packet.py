"""A packet on disk: a zip whose manifest names every file with its hash. The same content gives the same bytes.

`SHA256SUMS` says the same as the manifest in the form of `sha256sum -c`, so that nobody needs Onward to check a packet.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry.answers import dumps
from registry.errors import BadInput
from registry.keeping.whole_files import atomic
from registry.terms import EvidencePart

FORMAT = "onward-evidence/2"
FORMATS = (FORMAT, "onward-evidence/1")  # what is read: a packet is kept for longer than the Onward that wrote it
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FOLDERS = {part: f"{number:02}-{part.value}" for number, part in enumerate(EvidencePart, start=1)}
_MADE = (1980, 1, 1, 0, 0, 0)  # a packet says its day in the manifest, not in each file's date
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 100
_MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Packet:
    """A packet that is being filled. `files`: what the manifest says of each, by path. `most`: how many bytes its files
    may have together; None: any."""

    archive: zipfile.ZipFile
    most: int | None = None
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    _size: int = 0

    def add(
        self, part: EvidencePart, name: str, content: str | bytes, what: str, *, snapshot: str | None = None
    ) -> str:
        """File something under a part; returns its path. A name that is taken gets a number.

        `snapshot` is the id under which the chain knows these bytes.
        """
        body = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        self._grow(len(body))
        path = self._free(f"{FOLDERS[part]}/{safe(name)}")
        self._list(path, hashlib.sha256(body).hexdigest(), len(body), what)
        if snapshot is not None:
            self.files[path]["snapshot"] = snapshot
        self._write(path, body)
        return path

    def add_lines(self, part: EvidencePart, name: str, lines: Iterable[object], what: str) -> int:
        """File JSON Lines without holding them; returns how many. Nothing is filed where there are none."""
        path, sha256, size, count = self._free(f"{FOLDERS[part]}/{safe(name)}"), hashlib.sha256(), 0, 0
        rest = iter(lines)
        first = next(rest, None)
        if first is None:
            return 0
        with self.archive.open(_entry(path), "w", force_zip64=True) as file:
            for line in _chained(first, rest):
                row = (dumps(line, indent=None) + "\n").encode("utf-8", "surrogatepass")
                sha256.update(row)
                self._grow(len(row))
                size, count = size + len(row), count + 1
                file.write(row)
        self._list(path, sha256.hexdigest(), size, what)
        return count

    def has(self, part: EvidencePart) -> bool:
        """Whether anything was filed under a part."""
        return any(path.startswith(f"{FOLDERS[part]}/") for path in self.files)

    def seal(self, about: dict[str, Any]) -> str:
        """Write the manifest with what the packet is about; returns the manifest's hash."""
        listed = [self.files[path] for path in sorted(self.files)]
        body = (dumps({"format": FORMAT, **about, "files": listed}) + "\n").encode("utf-8", "surrogatepass")
        sha256 = hashlib.sha256(body).hexdigest()
        sums = [(one["sha256"], one["path"]) for one in listed] + [(sha256, MANIFEST)]
        self._write(MANIFEST, body)
        self._write(SUMS, "".join(f"{digest}  {path}\n" for digest, path in sums).encode())
        return sha256

    def _grow(self, size: int) -> None:
        self._size += size
        if self.most is not None and self._size > self.most:
            raise BadInput(
                f"The packet would hold more than {self.most // _MEGABYTE} MB. Ask for one controller or one "
                "engagement, or have it written on the server itself.",
                field="engagement",
            )

    def _list(self, path: str, sha256: str, size: int, what: str) -> None:
        self.files[path] = {"path": path, "sha256": sha256, "bytes": size, "what": what}

    def _free(self, path: str) -> str:
        stem, dot, ending = path.rpartition(".")
        taken = {known.casefold() for known in self.files}
        for number in range(2, len(taken) + 3):
            if path.casefold() not in taken:
                return path
            path = f"{stem}-{number}{dot}{ending}"
        return path

    def _write(self, path: str, body: bytes) -> None:
        self.archive.writestr(_entry(path), body)


@contextmanager
def written(place: Path, most: int | None = None) -> Iterator[Packet]:
    """A packet that appears at `place` when it is whole, and not at all when something fails. Raises BadInput where
    its files have more than `most` bytes."""
    with atomic(place) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Packet(archive, most)


def safe(name: str) -> str:
    """A name from outside as a file's name: one component, plain characters, never hidden."""
    plain = _UNSAFE.sub("-", name).strip("-.")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:_LONGEST_NAME] or "unnamed"
    return f"{stem[: _LONGEST_NAME - len(ending[:10])]}.{ending[:10]}"


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _chained(first: object, rest: Iterable[object]) -> Iterator[object]:
    yield first
    yield from rest
