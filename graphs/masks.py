"""Sets of countries as bits: 64 to a word, one column of words for each party. Bit 0: nobody knows the country."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.uint64]  # words × parties
Numbers = NDArray[np.int64]

WORD = 64
NOT_KNOWN = 0  # the bit of a destination that nobody knows


def words_for(bits: int) -> int:
    """How many words hold so many bits."""
    return -(-bits // WORD)


def masks_of(places: Numbers, bits: Numbers, *, words: int, parties: int) -> Masks:
    """One bit for each (party, bit); the same may be named twice."""
    masks = np.zeros(words * parties, np.uint64)
    np.bitwise_or.at(masks, (bits // WORD) * parties + places, np.uint64(1) << (bits % WORD).astype(np.uint64))
    return masks.reshape(words, parties)


def unpacked(masks: Masks, bits: int) -> NDArray[np.bool_]:
    """Parties × bits, true where the bit is set."""
    octets = np.ascontiguousarray(masks.T.astype("<u8", copy=False)).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=bits, bitorder="little").astype(np.bool_, copy=False)


def as_number(column: Masks) -> int:
    """The bits of one party as one whole number of any size."""
    return int.from_bytes(np.ascontiguousarray(column.astype("<u8", copy=False)).tobytes(), "little")


def bits_in(number: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def ranges(starts: Numbers, lengths: Numbers) -> Numbers:
    """Several runs of whole numbers behind one another: `starts[i]`, `starts[i] + 1`, …, `lengths[i]` of them."""
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(lengths) - lengths
    found: Numbers = np.arange(total, dtype=np.int64) + np.repeat(starts - before, lengths)
    return found


def named(number: int, names: Sequence[str | None]) -> tuple[str | None, ...]:
    """What the bits of a party stand for."""
    return tuple(names[bit] for bit in bits_in(number))
