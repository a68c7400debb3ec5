"""Snapshots: bytes by their SHA-256, written once, compressed against their predecessor.

A file `ab/abcd….zst` is a Zstandard stream that any `zstd -d` reads when it holds a whole copy. Before the stream
stands a skippable frame of our own: the predecessor's name (zeros for a whole copy) and the most files that can
stand behind it. Every stream carries a checksum, and what is read back must have the hash it is filed under.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

from registry.bucketaddress import Bucket
from registry.errors import StoreError
from registry.keeping.shelves import HEAD, Shelf, shelf_at

LEVEL = 9
LONGEST_CHAIN = 16  # versions behind one whole copy: more saves no space worth its reading time
FRESH = timedelta(hours=12)  # what was filed again since is not written anew; well below `whole_files.LEFT`
MOST_BYTES = 64 * 1024 * 1024
_MAGIC = 0x184D2A5F
_PAYLOAD = HEAD.size - 8
_NO_PREDECESSOR = bytes(32)
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Stored:
    """One file as it lies: `predecessor` None for a whole copy, `chain` how many files stand behind it."""

    place: str
    predecessor: str | None
    chain: int
    stream: bytes


class Archive:
    """The snapshots of a folder or bucket. Raises StoreError, naming the file, for what is missing or damaged, and
    StoreAway where the place takes or gives nothing just now."""

    def __init__(self, place: Path | Bucket | Shelf) -> None:
        self._shelf = shelf_at(place) if isinstance(place, Path | Bucket) else place

    def put(self, body: bytes, predecessor: str | None = None) -> str:
        """File these bytes and give their SHA-256. Filing the same bytes again checks them, and writes them anew where
        they have lain for long: pruning leaves alone what was written lately, until a row names it.

        Raises StoreError also where the predecessor cannot be read; None files a whole copy.
        """
        if len(body) > MOST_BYTES:
            raise StoreError(f"A snapshot of {len(body)} bytes; {MOST_BYTES} is the most that is kept.")
        name = hashlib.sha256(body).hexdigest()
        if not self.has(name):
            self._shelf.put(name, self._packed(body, predecessor), is_new=True)
            return name
        self.get(name)
        if self._shelf.written_at(name) < datetime.now(UTC) - FRESH:
            self._shelf.put(name, self._packed(body, None), is_new=False)
        return name

    def get(self, sha256: str) -> bytes:
        """The bytes, exactly as they were filed."""
        chain = self._chain(sha256)
        body = b""
        for stored in reversed(chain):
            body = _inflated(stored, body if stored.predecessor else None)
        if hashlib.sha256(body).hexdigest() != sha256:
            raise _damaged(chain[0].place, "its bytes do not have the hash it is filed under")
        return body

    def has(self, sha256: str) -> bool:
        """Whether a file stands under this name; `get` tells whether it can be read."""
        return self._shelf.has(self._name(sha256))

    def standing(self, names: Iterable[str]) -> set[str]:
        """Those of the names under which a file stands."""
        return self._shelf.standing(map(self._name, names))

    def names(self) -> Iterator[tuple[str, str | None]]:
        """Every file with the one it rests on (None: a whole copy), by name. Only the first bytes of each are read."""
        for name, head in self._shelf.heads(HEAD.size):
            yield name, self._read_head(name, head).predecessor

    def rebase(self, sha256: str, predecessor: str | None) -> None:
        """Let a file rest on another one (None: on nothing). It stands whole at every moment."""
        body = self.get(sha256)
        self._shelf.put(self._name(sha256), self._packed(body, predecessor), is_new=False)

    def drop(self, sha256: str, unless_since: datetime) -> int | None:
        """Remove a file that none rests on; returns how many bytes it took, None where it was written since and stays.
        Who rests on it could not be read again."""
        return self._shelf.drop(self._name(sha256), unless_since)

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
                raise _damaged(chain[-1].place, "its chain does not lead to a whole copy")
            chain.append(before)
        return chain

    def _stored(self, sha256: str) -> _Stored:
        name = self._name(sha256)
        content = self._shelf.find(name)
        if content is None:
            raise StoreError(f"The snapshot {self._shelf.told(name)} is not there. Restore it from a backup.")
        return self._read_head(name, content)

    def _read_head(self, name: str, content: bytes) -> _Stored:
        place = self._shelf.told(name)
        if len(content) < HEAD.size:
            raise _damaged(place, "it is too short")
        magic, length, before, chain = HEAD.unpack_from(content)
        if (
            (magic, length) != (_MAGIC, _PAYLOAD)
            or chain > LONGEST_CHAIN
            or (before == _NO_PREDECESSOR) != (chain == 0)
        ):
            raise _damaged(place, "it does not begin as a snapshot")
        return _Stored(place, before.hex() if chain else None, chain, content[HEAD.size :])

    def _name(self, sha256: str) -> str:
        if not _NAME.fullmatch(sha256):
            raise StoreError(f"“{sha256[:80]}” is not the SHA-256 of a snapshot in {self._shelf}.")
        return sha256


def _head(predecessor: str | None, chain: int) -> bytes:
    before = _NO_PREDECESSOR if predecessor is None else bytes.fromhex(predecessor)
    return HEAD.pack(_MAGIC, _PAYLOAD, before, chain)


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
            raise _damaged(stored.place, f"it says it holds {size} bytes")
        return zstandard.ZstdDecompressor(dict_data=_prefix(before)).decompress(
            stored.stream, max_output_size=MOST_BYTES, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise _damaged(stored.place, str(error)) from error


def _damaged(place: str, what: str) -> StoreError:
    return StoreError(f"The snapshot {place} is damaged: {what}. Restore it from a backup.")
