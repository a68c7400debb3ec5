"""Snapshots: bytes by their SHA-256, written once, compressed against their predecessor.

A file `ab/abcd….zst` is a Zstandard stream that any `zstd -d` reads when it holds a whole copy. Before the stream
stands a skippable frame of our own: the predecessor's name (zeros for a whole copy) and the most files that can
stand behind it. Every stream carries a checksum, and what is read back must have the hash it is filed under.
"""

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from registry.errors import DISK_TROUBLE, StoreAway, StoreError
from registry.keeping.whole_files import RECORD, drafted, sync_folder

LEVEL = 9
LONGEST_CHAIN = 16  # versions behind one whole copy: more saves no space worth its reading time
MOST_BYTES = 64 * 1024 * 1024
_HEAD = struct.Struct("<II32sI")  # a skippable frame (RFC 8878, 3.1.2): magic, length, predecessor, chain
_MAGIC = 0x184D2A5F
_PAYLOAD = _HEAD.size - 8
_NO_PREDECESSOR = bytes(32)
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Stored:
    """One file as it lies: `predecessor` None for a whole copy, `chain` how many files stand behind it."""

    path: Path
    predecessor: str | None
    chain: int
    stream: bytes


class Archive:
    """The folder of snapshots. Raises StoreError, naming the file, for what is missing or damaged, and StoreAway where
    the disk takes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting: set[Path] = set()  # folders that are known to be on the disk

    def put(self, body: bytes, predecessor: str | None = None) -> str:
        """File these bytes and give their SHA-256. Filing the same bytes again checks them and writes nothing.

        Raises StoreError also where the predecessor cannot be read; None files a whole copy.
        """
        if len(body) > MOST_BYTES:
            raise StoreError(f"A snapshot of {len(body)} bytes; {MOST_BYTES} is the most that is kept.")
        name = hashlib.sha256(body).hexdigest()
        if self.has(name):
            self.get(name)
            return name
        self._write(self._path(name), self._packed(body, predecessor))
        return name

    def get(self, sha256: str) -> bytes:
        """The bytes, exactly as they were filed."""
        chain = self._chain(sha256)
        body = b""
        for stored in reversed(chain):
            body = _inflated(stored, body if stored.predecessor else None)
        if hashlib.sha256(body).hexdigest() != sha256:
            raise _damaged(chain[0].path, "its bytes do not have the hash it is filed under")
        return body

    def has(self, sha256: str) -> bool:
        """Whether a file stands under this name; `get` tells whether it can be read."""
        return self._path(sha256).is_file()

    def names(self) -> Iterator[tuple[str, str | None]]:
        """Every file with the one it rests on (None: a whole copy), by name. Only the first bytes of each are read."""
        for path in sorted(self._folder.glob("*/*.zst")):
            with path.open("rb") as file:
                stored = self._read_head(path, file.read(_HEAD.size))
            yield path.stem, stored.predecessor

    def rebase(self, sha256: str, predecessor: str | None) -> None:
        """Let a file rest on another one (None: on nothing). It stands whole at every moment."""
        body = self.get(sha256)
        self._write(self._path(sha256), self._packed(body, predecessor), is_new=False)

    def drop(self, sha256: str) -> int:
        """Remove a file that none rests on; returns how many bytes it took. Who rests on it could not be read again."""
        path = self._path(sha256)
        try:
            size = path.stat().st_size
            path.unlink()
        except OSError as error:
            raise self._trouble("remove from", error) from error
        return size

    def _packed(self, body: bytes, predecessor: str | None) -> bytes:
        chain = 0 if predecessor is None else self._stored(predecessor).chain + 1
        if predecessor is None or chain > LONGEST_CHAIN or not body:
            return _head(None, 0) + _deflated(body, None)
        return _head(predecessor, chain) + _deflated(body, self.get(predecessor))

    def _chain(self, sha256: str) -> list[_Stored]:
        """The file and those it rests on, the whole copy last."""
        chain = [self._stored(sha256)]
        while (predecessor := chain[-1].predecessor) is not None:
            before = self._stored(predecessor)
            if before.chain >= chain[-1].chain:  # one that was packed anew may have a shorter chain than it had
                raise _damaged(chain[-1].path, "its chain does not lead to a whole copy")
            chain.append(before)
        return chain

    def _stored(self, sha256: str) -> _Stored:
        path = self._path(sha256)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StoreError(
                f"The snapshot {path} cannot be read: {error.strerror}. Restore it from a backup."
            ) from error
        return self._read_head(path, content)

    def _read_head(self, path: Path, content: bytes) -> _Stored:
        if len(content) < _HEAD.size:
            raise _damaged(path, "it is too short")
        magic, length, before, chain = _HEAD.unpack_from(content)
        if (
            (magic, length) != (_MAGIC, _PAYLOAD)
            or chain > LONGEST_CHAIN
            or (before == _NO_PREDECESSOR) != (chain == 0)
        ):
            raise _damaged(path, "it does not begin as a snapshot")
        return _Stored(path, before.hex() if chain else None, chain, content[_HEAD.size :])

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise StoreError(f"“{sha256[:80]}” is not the SHA-256 of a snapshot in {self._folder}.")
        return self._folder / sha256[:2] / f"{sha256}.zst"

    def _write(self, path: Path, content: bytes, *, is_new: bool = True) -> None:
        """Whole or not at all: written beside, synced, put into place. Who comes second with a new file leaves the
        first one's standing: others may rest on it already."""
        try:
            self._put(path, content, is_new=is_new)
        except OSError as error:
            raise self._trouble("write to", error) from error

    def _trouble(self, deed: str, error: OSError) -> StoreError:
        """A disk that is full or broken passes; who may not write there has to be told."""
        kind = StoreAway if error.errno in DISK_TROUBLE else StoreError
        return kind(f"Cannot {deed} {self._folder}: {error.strerror}.")

    def _put(self, path: Path, content: bytes, *, is_new: bool) -> None:
        with drafted(path) as draft:
            draft.file.write(content)
            if is_new:
                draft.put_first(RECORD)
            else:
                draft.put(RECORD)
        if path.parent not in self._lasting:  # another process may have made it, and been killed before it synced
            sync_folder(self._folder)
            self._lasting.add(path.parent)


def _head(predecessor: str | None, chain: int) -> bytes:
    before = _NO_PREDECESSOR if predecessor is None else bytes.fromhex(predecessor)
    return _HEAD.pack(_MAGIC, _PAYLOAD, before, chain)


def _prefix(before: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if not before:
        return None
    return zstandard.ZstdCompressionDict(before, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _deflated(body: bytes, before: bytes | None) -> bytes:
    reach = len(body) + len(before or b"")
    shape = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=reach,
        window_log=max(10, reach.bit_length()),  # the whole predecessor stays in reach
        write_checksum=True,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=_prefix(before), compression_params=shape).compress(body)


def _inflated(stored: _Stored, before: bytes | None) -> bytes:
    """A wrong prefix gives other bytes without an error but for the checksum; a size that lies is refused first."""
    try:
        size = zstandard.frame_content_size(stored.stream)
        if not 0 <= size <= MOST_BYTES:
            raise _damaged(stored.path, f"it says it holds {size} bytes")
        return zstandard.ZstdDecompressor(dict_data=_prefix(before)).decompress(
            stored.stream, max_output_size=MOST_BYTES, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise _damaged(stored.path, str(error)) from error


def _damaged(path: Path, what: str) -> StoreError:
    return StoreError(f"The snapshot {path} is damaged: {what}. Restore it from a backup.")
