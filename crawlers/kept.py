"""The last reading of each source, kept on disk, so that a changed page is read and the page before it is not.

A memory and no record: what is missing, damaged, or made by other code, wordings or names is made anew from the
snapshot, and the folder may be removed at any time. One file a source, written over; it never decides anything, for a
reading made anew is the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import zstandard

from crawlers.blocks import Extracted
from crawlers.extract import LIBRARIES, Selection
from crawlers.findings.again import Again, memory
from crawlers.findings.recognised import Recognised, Told, lexicon
from crawlers.gazetteer import Gazetteer
from crawlers.mind import ReadingKey
from crawlers.read import Reading
from registry.keeping.whole_files import drafted
from registry.settings import Settings

LEVEL = 1
MOST_BYTES = 16_000_000  # of one reading before it is compressed; a longer one is read anew
_ROOT = Path(__file__).resolve().parent.parent
_MADE_OF = ("crawlers/**/*.py", "registry/terms/*.py", "data/phrases/*", "data/recognition/*", "data/geo/*")
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Known:
    """A reading with the text it was made from, before tables copied as lines became rows; `mark`: its fingerprint."""

    extracted: Extracted
    mark: str
    reading: Reading


_FOUND = {name: kind for name, kind in get_type_hints(Reading).items() if name != "gazetteer"}
_Found = msgspec.defstruct("_Found", list(_FOUND.items()), array_like=True)


_Blocks = tuple[tuple[str, list[Again]], ...]  # the words of a block, and what was found in it where it stands

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(
    msgspec.defstruct(
        "_Kept",
        [
            ("mark", str),
            ("plain", Extracted | None),  # None: the text is the reading's own
            ("found", _Found),
            ("blocks", tuple[Told, ...]),  # what the words of each block say
            ("again", _Blocks),
        ],
        array_like=True,
    )
)


def folder_of(settings: Settings) -> Path:
    """Where the last readings lie: on this machine, wherever the snapshots do."""
    return settings.var / "readings"


class Kept:
    """The folder of kept readings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, source_id: str, key: ReadingKey, selection: Selection | None, gazetteer: Gazetteer) -> Known | None:
        """The reading of exactly these bytes, taken and read in exactly this way; None where it is not kept."""
        try:
            content = self._path(source_id).read_bytes()
        except OSError:
            return None
        if content[:_DIGEST] != _digest(key, selection, gazetteer):
            return None
        try:
            kept: Any = _DECODER.decode(_inflated(content[_DIGEST:]))
        except (zstandard.ZstdError, msgspec.DecodeError):
            return None
        reading = Reading(gazetteer=gazetteer, **{name: getattr(kept.found, name) for name in _FOUND})
        _recall(kept.blocks, reading.language, gazetteer)
        _find_again(kept.again, reading.language, gazetteer)
        return Known(kept.plain if kept.plain is not None else reading.extracted, kept.mark, reading)

    def put(self, source_id: str, key: ReadingKey, selection: Selection | None, known: Known) -> None:
        """Keep a reading in place of the source's last one. A disk that is full or read-only keeps nothing."""
        reading = known.reading
        plain = None if known.extracted == reading.extracted else known.extracted
        found = [getattr(reading, name) for name in _FOUND]
        raw = _ENCODER.encode([known.mark, plain, found, tuple(_remembered(reading)), tuple(_found(reading))])
        if len(raw) > MOST_BYTES:
            return
        shape = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        self._write(source_id, _digest(key, selection, reading.gazetteer) + shape.compress(raw))

    def _path(self, source_id: str) -> Path:
        name = sha256(source_id.encode()).hexdigest()
        return self._folder / name[:2] / f"{name[2:]}.kept"

    def _write(self, source_id: str, content: bytes) -> None:
        """Whole or not at all, but not synced: what a crash takes is read anew."""
        path = self._path(source_id)
        try:
            with drafted(path) as draft:
                draft.file.write(content)
                draft.put(is_lasting=False)
        except OSError:
            return


def _inflated(stream: bytes) -> bytes:
    """The bytes of a stream. What it says of its size is memory taken before a byte is read: a size that lies is
    refused first. Raises ZstdError."""
    size = zstandard.frame_content_size(stream)
    if not 0 <= size <= MOST_BYTES:
        raise zstandard.ZstdError(f"it says it holds {size} bytes")
    return zstandard.ZstdDecompressor().decompress(stream, max_output_size=MOST_BYTES, allow_extra_data=False)


def _remembered(reading: Reading) -> Iterator[Told]:
    """What the words of each block say, as far as it is still in mind."""
    memory = lexicon(reading.language, reading.gazetteer).recognised
    for text in dict.fromkeys(block.text for block in reading.extracted.blocks):
        one = memory.peek(text)
        if one is not None:
            yield one.told()


def _recall(blocks: Iterable[Told], language: str, gazetteer: Gazetteer) -> None:
    """Let what the words of each block say be in mind: most of them stand in the new text too."""
    memory = lexicon(language, gazetteer).recognised
    for told in blocks:
        if memory.peek(told.text) is None:
            memory.remember(told.text, Recognised.of(told))


def _found(reading: Reading) -> Iterator[tuple[str, list[Again]]]:
    """What was found in each block where it stands, as far as it is still in mind."""
    known = memory(reading.language, reading.gazetteer)
    for text in dict.fromkeys(block.text for block in reading.extracted.blocks):
        if found := known.peek(text):
            yield text, found


def _find_again(blocks: _Blocks, language: str, gazetteer: Gazetteer) -> None:
    """Let what was found in each block be in mind."""
    known = memory(language, gazetteer)
    for text, found in blocks:
        if not known.peek(text):
            known.remember(text, found)


def _digest(key: ReadingKey, selection: Selection | None, gazetteer: Gazetteer) -> bytes:
    """Of all that a reading depends on: the bytes and how they are taken, the names known, and what it is read by."""
    asked = selection or Selection()
    said = [key.sha256, key.content_type, key.name, str(key.declared_on), asked.select, asked.remove]
    return sha256(_ENCODER.encode([*said, gazetteer.fingerprint, _makers()])).digest()


@cache
def _makers() -> str:
    """Of the code, wordings and libraries that read. A number to be raised by hand is forgotten once."""
    mark = sha256(repr(LIBRARIES).encode())
    for pattern in _MADE_OF:
        for path in sorted(_ROOT.glob(pattern)):
            if path.is_file():
                mark.update(f"{path.relative_to(_ROOT)}\0{path.stat().st_size}\0".encode())
                mark.update(path.read_bytes())
    return mark.hexdigest()
