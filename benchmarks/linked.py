"""Links that come, go and get other verdicts, beside the frozen ones they began with (`graphs.fixpoint`)."""

from functools import cached_property

import numpy as np

from graphs.alike import Ranks
from graphs.fixpoint import Links
from graphs.masks import Masks, Numbers

GONE = 255  # in place of a rank
WELL_KNOWN = 16  # parties
_ROOM = 1024  # links that are added before the arrays grow


class Linked:
    """Links by number: those given keep theirs, each that is added gets the next. `ranks` are those of their hops."""

    def __init__(self, given: Links, ranks: Ranks) -> None:
        self._given = given
        self._into = given.into
        self._first = self._next = len(given.importers)
        self.exporters = np.append(given.exporters, np.zeros(_ROOM, np.int64))
        self.importers = np.append(given.importers, np.zeros(_ROOM, np.int64))
        self.ranks: Ranks = np.append(ranks, np.full(_ROOM, GONE, np.uint8))

    @cached_property
    def well_known(self) -> Numbers:
        """The parties to whom most of the given links lead."""
        leading = np.diff(self._into.starts)
        found: Numbers = np.sort(np.argsort(-leading, kind="stable")[:WELL_KNOWN])
        return found

    def __len__(self) -> int:
        return self._next

    def is_given(self, links: Numbers) -> Numbers:
        """Those that stood from the beginning."""
        return links[links < self._first]

    def add(self, exporter: int, importer: int) -> int:
        """The number of one more link. Raises ValueError for a party that is none."""
        if not (0 <= exporter < self._given.parties and 0 <= importer < self._given.parties):
            raise ValueError(f"a link from {exporter} to {importer}: there are {self._given.parties} parties")
        if self._next == len(self.importers):
            room = self._next - self._first
            self.exporters = np.append(self.exporters, np.zeros(room, np.int64))
            self.importers = np.append(self.importers, np.zeros(room, np.int64))
            self.ranks = np.append(self.ranks, np.full(room, GONE, np.uint8))
        self.exporters[self._next], self.importers[self._next] = exporter, importer
        self._next += 1
        return self._next - 1

    def leaving(self, parties: Numbers) -> tuple[Numbers, Numbers]:
        """For each link of these parties (sorted, each once) its party's place among them, and its number."""
        return self._of(parties, self._given, self._given.leaving(parties), self.exporters)

    def entering(self, parties: Numbers) -> tuple[Numbers, Numbers]:
        """The same for the links that lead to these parties."""
        return self._of(parties, self._into, self._into.importers[self._into.leaving(parties)], self.importers)

    def _of(self, parties: Numbers, sorted_: Links, given: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
        of = np.repeat(np.arange(len(parties)), sorted_.starts[parties + 1] - sorted_.starts[parties])
        added = ends[self._first : self._next]
        if len(added) and len(parties):
            at = np.minimum(np.searchsorted(parties, added), len(parties) - 1)
            ours = np.flatnonzero(parties[at] == added)
            of, given = np.append(of, at[ours]), np.append(given, ours + self._first)
        stands = self.ranks[given] != GONE
        return of[stands], given[stands]


def joined(keys: Numbers, masks: Masks) -> tuple[Numbers, Masks]:
    """Each key once, in order, with the bits of all its masks."""
    if not keys.size:
        return keys, masks
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    found: Masks = np.bitwise_or.reduceat(masks[:, order], first, axis=1)
    return ordered[first], found


def some(parties: Numbers, masks: Masks) -> tuple[Numbers, Masks]:
    """Those that have any bit at all."""
    there = masks.any(axis=0)
    return parties[there], masks[:, there]
