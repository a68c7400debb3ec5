"""What each party reaches along its links, for all parties at once: a fixpoint over bit masks.

Semi-naive: in each round only the bits that were new in the round before travel, one link further back. A cycle or a
link to oneself brings nothing new the second time, so it ends by itself; a chain of any length costs one small round a
hop. The round in which a bit first stood at a party is the length of the shortest chain to it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphs.masks import Masks, Numbers, ranges


@dataclass(frozen=True)
class Links:
    """Who leads to whom, sorted by the exporter: party `i` has the links `starts[i]` up to `starts[i + 1]`."""

    starts: Numbers
    importers: Numbers

    @cached_property
    def parties(self) -> int:
        """How many parties there are, linked or not."""
        return len(self.starts) - 1

    @cached_property
    def exporters(self) -> Numbers:
        """The exporter of each link."""
        return np.repeat(np.arange(self.parties, dtype=np.int64), np.diff(self.starts))

    @cached_property
    def into(self) -> "Links":
        """The same links sorted by the importer; `importers` are numbers of links here."""
        order = np.argsort(self.importers, kind="stable")
        return Links(_starts(self.importers[order], self.parties), order)

    def picked(self, of_links: NDArray[np.bool_]) -> "Links":
        """These links alone, between the same parties."""
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(of_links)])
        return Links(before[self.starts], self.importers[of_links])

    def leaving(self, parties: Numbers) -> Numbers:
        """The numbers of the links of these parties, in their order."""
        begin = self.starts[parties]
        return ranges(begin, self.starts[parties + 1] - begin)


def links_between(exporters: Numbers, importers: Numbers, parties: int) -> tuple[Links, Numbers]:
    """Links in their own order, and where each of the given ones went: `order[i]` is the given number of link `i`."""
    order = np.argsort(exporters, kind="stable")
    return Links(_starts(exporters[order], parties), importers[order]), order


def _starts(sorted_parties: Numbers, parties: int) -> Numbers:
    return np.searchsorted(sorted_parties, np.arange(parties + 1, dtype=np.int64)).astype(np.int64)


@dataclass(frozen=True)
class Spread:
    """What each party reaches. `rounds` holds, round by round, which parties gained which bits."""

    masks: Masks
    rounds: tuple[tuple[Numbers, Masks], ...]

    def gained(self, parties: Numbers, rounds: Numbers) -> Masks:
        """What each party gained in that round."""
        keys, words = self._gains
        wanted = parties * (len(self.rounds) + 1) + rounds
        at = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        found = np.zeros((len(self.masks), len(parties)), np.uint64)
        there = keys[at] == wanted if len(keys) else np.zeros(len(parties), np.bool_)
        found[:, there] = words[:, at[there]]
        return found

    def gains_of(self, parties: Numbers) -> tuple[Numbers, Numbers, Masks]:
        """All gains of these parties: whose (by place in `parties`), in which round, and what."""
        keys, words = self._gains
        width = len(self.rounds) + 1
        begin = np.searchsorted(keys, parties * width)
        lengths = np.searchsorted(keys, (parties + 1) * width) - begin
        at = ranges(begin, lengths)
        return np.repeat(np.arange(len(parties)), lengths), keys[at] % width, words[:, at]

    @cached_property
    def _gains(self) -> tuple[Numbers, Masks]:
        """All gains sorted by party and round: both as one number, and the bits."""
        width = len(self.rounds) + 1
        none = np.zeros(0, np.int64)
        keys = np.concatenate([none, *(parties * width + at for at, (parties, _) in enumerate(self.rounds, start=1))])
        order = np.argsort(keys, kind="stable")
        words = np.concatenate([self.masks[:, :0], *(gained for _, gained in self.rounds)], axis=1)
        return keys[order], words[:, order]


def spread(links: Links, own: Masks, *, beside: "Beside | None" = None) -> Spread:
    """Every party's own bits and those of all it leads to, however far."""
    above = np.zeros_like(own) if beside is None else beside.above
    masks = own | above
    new = own & ~above  # what each party gained in the last round
    most = np.bitwise_or.reduce(own, axis=1)[:, None] if beside is None else beside.fed.masks
    coming = [] if beside is None else list(reversed(beside.fed.rounds))
    gained = np.flatnonzero(new.any(axis=0))
    rounds = []
    while gained.size or coming:
        rounds.append((gained, new[:, gained]))
        wanting = (masks != most).any(axis=0)
        if not wanting.any():
            break
        arriving = [_arriving(links, gained, new, masks, wanting)]
        new[:, gained] = 0
        if beside is not None and coming:
            there, theirs = coming.pop()
            fed = np.zeros_like(masks)
            fed[:, there] = theirs
            arriving.append(_arriving(beside.links, there, fed, masks, wanting))
        for exporters, bits in arriving:
            new[:, exporters] |= bits
            masks[:, exporters] |= bits
        gained = arriving[0][0] if len(arriving) == 1 else np.union1d(arriving[0][0], arriving[1][0])
    return Spread(masks, tuple(rounds))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a spread builds on: `links` into another spread of the same parties, whose gains come one round later.

    `above` are bits told before this spread: they are in its answer and in none of its rounds. Both sorts of links
    bring nothing new to what is above, and nothing at all that `fed` does not hold.
    """

    above: Masks
    links: Links
    fed: Spread


def _arriving(
    links: Links, gained: Numbers, new: Masks, masks: Masks, wanting: NDArray[np.bool_]
) -> tuple[Numbers, Masks]:
    """The parties to which these gains are news, and what is. Who has all it can get is not asked again."""
    picked = _links_into(links, gained)
    exporters, bits = _carried(links, picked[wanting[links.exporters[picked]]], new)
    bits &= ~masks[:, exporters]
    is_news = bits.any(axis=0)
    return exporters[is_news], bits[:, is_news]


def _links_into(links: Links, parties: Numbers) -> Numbers:
    """The links that lead to these parties, in their own order."""
    if not parties.size or not len(links.importers):
        return np.zeros(0, np.int64)
    if len(parties) * 50 > links.parties:
        flagged = np.zeros(links.parties, np.bool_)
        flagged[parties] = True
        return np.flatnonzero(flagged[links.importers])
    return np.sort(links.into.importers[links.into.leaving(parties)])


def _carried(links: Links, picked: Numbers, new: Masks) -> tuple[Numbers, Masks]:
    """The exporters of these links, each once, and what comes to them."""
    exporters, importers = links.exporters[picked], links.importers[picked]
    first = np.flatnonzero(np.diff(exporters, prepend=-1))
    if not first.size:
        return exporters, np.zeros((len(new), 0), np.uint64)
    return exporters[first], np.stack([np.bitwise_or.reduceat(word[importers], first) for word in new])
