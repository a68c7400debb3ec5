"""Declarations of very many sources, laid on a shelf outside memory: a round asks for those alone that it reads.

A file without a name, gone with the process, and in memory twelve bytes a declaration to find it by.
"""

import os
import tempfile
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

import msgspec

from crawlers.watchlist import Declaration

FEW = 2_000  # so many are held in memory: some hundred kilobytes
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[str, Declaration])
_LENGTH = 4  # bytes before each record that tell how long it is


class Shelf(Mapping[str, Declaration]):
    """Declarations by a key, in the order in which they were laid down; never changed afterwards."""

    def __init__(self, declarations: Iterable[tuple[str, Declaration]]) -> None:
        """A key that comes twice is found as it came first."""
        self._file = _nameless()
        weakref.finalize(self, os.close, self._file)
        marks, self._places = array("Q"), array("I")
        place = 0
        with os.fdopen(self._file, "wb", closefd=False) as file:
            for key, one in declarations:
                record = _ENCODER.encode((key, one))
                file.write(len(record).to_bytes(_LENGTH))
                file.write(record)
                marks.append(_mark(key))
                self._places.append(place)
                place += _LENGTH + len(record)
        order = sorted(range(len(marks)), key=marks.__getitem__)
        self._marks = array("Q", (marks[number] for number in order))
        self._by_mark = array("I", (self._places[number] for number in order))

    def __getitem__(self, key: str) -> Declaration:
        mark = _mark(key)
        number = bisect_left(self._marks, mark)
        while number < len(self._marks) and self._marks[number] == mark:
            found, declaration = self._at(self._by_mark[number])
            if found == key:
                return declaration
            number += 1
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (self._at(place)[0] for place in self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _at(self, place: int) -> tuple[str, Declaration]:
        length = int.from_bytes(os.pread(self._file, _LENGTH, place))
        return _DECODER.decode(os.pread(self._file, length, place + _LENGTH))


def shelved(declarations: Mapping[str, Declaration]) -> Mapping[str, Declaration]:
    """Few declarations as they are, many on a shelf."""
    return declarations if len(declarations) <= FEW else Shelf(declarations.items())


def _nameless() -> int:
    """A file that nobody else can open and that goes when it is closed."""
    number, path = tempfile.mkstemp(prefix="onward-")
    os.unlink(path)
    return number


def _mark(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
