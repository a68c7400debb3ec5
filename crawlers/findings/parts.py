"""A document as parts that were each looked through alone, and its wordings, names and countries put together again.

A part is one block; blocks over whose border a wording or name may reach ("personal" and, a line below, "data") are
one part together, so that everything is found that is found in the whole text.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from crawlers.blocks import Extracted
from crawlers.findings.recognised import MAX_OPENING, Lexicon, Recognised
from crawlers.gazetteer import Named
from crawlers.phrases import NO_KEYS, Hit
from crawlers.places import Place

P = TypeVar("P", Named, Place)


class Parts:
    """The parts of one document in order, and for each block its part and what its own words say."""

    def __init__(self, extracted: Extracted, lexicon: Lexicon) -> None:
        self.alone: list[Recognised] = [lexicon.recognised(block.text) for block in extracted.blocks]
        self.starts: list[int] = []
        self.parts: list[Recognised] = []
        self.of_block: list[Recognised] = []
        self._placed: list[tuple[int, Recognised]] = []
        self._blocks_with: dict[str, list[int]] = {}
        self._parts_with: dict[str, list[int]] = {}
        if not _tile(extracted):
            self._add(0, len(self.alone), lexicon.recognised(extracted.text))
            return
        firsts = _firsts(extracted, self.alone, lexicon)
        for first, following in zip(firsts, [*firsts[1:], len(self.alone)], strict=True):
            start, end = extracted.blocks[first].start, extracted.blocks[following - 1].end
            number = following - first
            self._add(
                start, number, self.alone[first] if number == 1 else lexicon.recognised(extracted.text[start:end])
            )

    def _add(self, start: int, blocks: int, part: Recognised) -> None:
        number, first = len(self.parts), len(self.of_block)
        self.starts.append(start)
        self.parts.append(part)
        self._placed.append((start, part))
        self.of_block.extend([part] * blocks)
        for table in part.hits.tables():
            self._parts_with.setdefault(table, []).append(number)
            self._blocks_with.setdefault(table, []).extend(range(first, first + blocks))

    def __iter__(self) -> Iterator[tuple[int, Recognised]]:
        """(start, part) of every part."""
        return iter(self._placed)

    def with_table(self, table: str) -> Iterator[tuple[int, Recognised]]:
        """(start, part) of every part in which a wording of the table stands."""
        return (self._placed[number] for number in self._parts_with.get(table, ()))

    def blocks_with(self, tables: Iterable[str]) -> list[int]:
        """The numbers of the blocks in whose part a wording of one of these tables stands, in order."""
        return sorted({number for table in tables for number in self._blocks_with.get(table, ())})

    def start_at(self, place: int) -> int:
        """Where the part begins that holds a place of the text."""
        return self.starts[max(0, bisect_right(self.starts, place) - 1)]

    def only(self, start: int, end: int) -> tuple[int, Recognised] | None:
        """(start, part) of the one part that a stretch lies in; None where it touches several."""
        last = bisect_right(self.starts, start)
        if not last or (last < len(self.starts) and self.starts[last] < end):
            return None
        return self._placed[last - 1]

    def between(self, start: int, end: int) -> Sequence[tuple[int, Recognised]]:
        """(start, part) of the parts that a stretch touches."""
        last = bisect_right(self.starts, start)
        first = last - 1
        while last < len(self.starts) and self.starts[last] < end:
            last += 1
        return self._placed[first:last]


def _firsts(extracted: Extracted, alone: Sequence[Recognised], lexicon: Lexicon) -> list[int]:
    """The number of each part's first block."""
    firsts: list[int] = []
    open_ends: tuple[str, ...] = ()
    for number, one in enumerate(alone):
        if open_ends and lexicon.reaches_over(open_ends, one.head):
            start, end = extracted.blocks[firsts[-1]].start, extracted.blocks[number].end
            open_ends = lexicon.open_ends(extracted.text[max(start, end - MAX_OPENING) : end])
        else:
            firsts.append(number)
            open_ends = one.open_ends
    return firsts


def _tile(extracted: Extracted) -> bool:
    """Whether the blocks are the whole text, one line end between each two."""
    place = 0
    for block in extracted.blocks:
        if block.start != place:
            return False
        place = block.end + 1
    return bool(extracted.blocks) and place == len(extracted.text) + 1


class PlacedHits:
    """The hits of a document, asked by table and stretch as those of one text.

    Most questions are of one sentence, which lies in one part, and most parts have nothing of the table: those are
    answered at once. A question asked again costs nothing.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._all: dict[str, list[Hit]] = {}
        self._within: dict[tuple[str, int, int], Sequence[Hit]] = {}

    def within(self, table: str, start: int, end: int) -> Sequence[Hit]:
        """The hits of a table that begin and end inside the stretch, in order."""
        only = self._parts.only(start, end)
        if only is not None and table not in only[1].hits:
            return ()
        asked = (table, start, end)
        found = self._within.get(asked)
        if found is None:
            touched = (only,) if only is not None else self._parts.between(start, end)
            found = self._within[asked] = [
                hit
                for base, part in touched
                if table in part.hits
                for hit in part.hits.within(table, start - base, end - base, base=base)
            ]
        return found

    def keys(self, table: str, start: int, end: int) -> frozenset[str]:
        """The keys of a table seen inside the stretch."""
        only = self._parts.only(start, end)
        if only is not None:
            base, part = only
            return part.hits.keys(table, start - base, end - base)
        found = [part.hits.keys(table, start - base, end - base) for base, part in self._parts.between(start, end)]
        return NO_KEYS.union(*found)

    def all(self, table: str) -> Sequence[Hit]:
        """Every hit of a table, in order."""
        if table not in self._all:
            placed = self._parts.with_table(table)
            self._all[table] = [hit for base, part in placed for hit in part.hits.all(table, base=base)]
        return self._all[table]


def placed(parts: Parts, of: Callable[[Recognised], Iterable[P]]) -> tuple[P, ...]:
    """Names or countries of every part, at their place in the document."""
    return tuple(one if not base else one.moved(base) for base, part in parts for one in of(part))
