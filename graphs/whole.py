"""Questions to all chains at once (`graphs.arrays`): what everybody reaches, how weak the way is, where it fails.

A chain is as good as its worst hop; a hop before the last counts by the worst of its transfers, for nobody knows which
of them the data took. The verdicts that occur are gone through from the worst on: whatever is reached over a hop (or by
a transfer) of this verdict, and was not reached by a worse chain, has a weakest chain of this verdict.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.alike import Ranks
from graphs.arrays import Arrays
from graphs.fixpoint import Beside, Spread, spread
from graphs.masks import Masks, Numbers, masks_of, ranges, unpacked
from registry.law.verdicts import rank
from registry.terms import Verdict

NO_CHAIN = len(Verdict)  # in place of a rank: nothing leads there
LAST_FAILING = rank(Verdict.UNKNOWN)  # this verdict and the worse ones carry nothing today
MOST_AT_ONCE = 500  # parties whose chains are followed together: memory
_STAYS = rank(Verdict.NOT_A_TRANSFER)


def third_countries(arrays: Arrays, ranks: Ranks) -> Masks:
    """What every party reaches outside the EEA, however far behind it; the bits are those of `arrays.places`.

    A transfer to a destination nobody knows is in it, and so is a chain of which nobody knows how it goes on.
    """
    own = arrays.own(ranks[arrays.transfers.facts] != _STAYS)
    depth = np.full(len(arrays.open_ended), arrays.depth_bit)
    own |= masks_of(arrays.open_ended, depth, words=arrays.words, parties=arrays.links.parties)
    return spread(arrays.links, own).masks


@dataclass(frozen=True)
class Layer:
    """The chains whose worst hop has this rank. `reached` holds those of worse ranks too, but in no round."""

    rank: int
    reached: Spread

    @property
    def fails(self) -> bool:
        """Whether nothing carries such a chain today."""
        return self.rank <= LAST_FAILING


@dataclass(frozen=True, slots=True)
class Step:
    """One hop further down many chains: of which party asked about, over which link, to which destinations."""

    asked: Numbers
    links: Numbers
    masks: Masks


@dataclass(frozen=True)
class Weakest:
    """The weakest chain from every party into every destination. `everything` is reached by any chain at all."""

    arrays: Arrays
    of_transfers: Ranks
    of_links: Ranks
    everything: Spread
    layers: tuple[Layer, ...]

    def ranks(self, parties: Numbers) -> Ranks:
        """Parties × bits: the rank of the weakest chain, `NO_CHAIN` where there is none."""
        bits = len(self.arrays.places)
        found = np.full((len(parties), bits), NO_CHAIN, np.uint8)
        for layer in reversed(self.layers):
            found[unpacked(layer.reached.masks[:, parties], bits)] = layer.rank
        return found

    def first_failing(self, parties: Numbers) -> Numbers:
        """Parties × bits: the link at which the weakest chain first fails; -1 where all of it is carried."""
        bits = len(self.arrays.places)
        found = np.full((len(parties), bits), -1)
        for begin in range(0, len(parties), MOST_AT_ONCE):
            some = slice(begin, begin + MOST_AT_ONCE)
            for layer in self.layers:
                for step in self._steps(layer, parties[some], until_failing=True) if layer.fails else ():
                    at, bit = np.nonzero(unpacked(step.masks, bits))
                    found[some][step.asked[at], bit] = step.links[at]
        return found

    def steps(self, parties: Numbers) -> Iterator[Step]:
        """The shortest weakest chain of each party into each destination, hop by hop."""
        for layer in self.layers:
            yield from self._steps(layer, parties, until_failing=False)

    def _steps(self, layer: Layer, parties: Numbers, *, until_failing: bool) -> Iterator[Step]:
        """Only bits of this layer. Of several chains of one length the one whose links come first."""
        asked, left, masks = layer.reached.gains_of(parties)
        here, within = parties[asked], np.ones(len(asked), np.bool_)
        while asked.size:
            of_item, links, taken = self._taken(layer, here, within, left, masks)
            step = Step(asked[of_item], links, taken)
            yield step
            goes_on = left[of_item] > 1
            if until_failing:
                goes_on &= self.of_links[links] > LAST_FAILING
            within = (within[of_item] & (self.of_links[links] > layer.rank))[goes_on]
            here, left = self.arrays.links.importers[links[goes_on]], left[of_item][goes_on] - 1
            asked, masks = step.asked[goes_on], taken[:, goes_on]

    def _taken(
        self, layer: Layer, here: Numbers, within: NDArray[np.bool_], left: Numbers, masks: Masks
    ) -> tuple[Numbers, Numbers, Masks]:
        """For each item the links its bits take, each bit the first that leads there in as many hops as are left."""
        links = self.arrays.links.leaving(here)
        widths = self.arrays.links.starts[here + 1] - self.arrays.links.starts[here]
        of_item = np.repeat(np.arange(len(here)), widths)
        leads = self._leads(layer, links, within[of_item], left[of_item]) & masks[:, of_item]
        useful = leads.any(axis=0)
        of_item, links, leads = of_item[useful], links[useful], leads[:, useful]
        first = _firsts(of_item, leads)
        kept = first.any(axis=0)
        return of_item[kept], links[kept], first[:, kept]

    def _leads(self, layer: Layer, links: Numbers, within: NDArray[np.bool_], left: Numbers) -> Masks:
        """What is reached over each link in exactly so many hops, by a chain that is as weak as it must be."""
        importers = self.arrays.links.importers[links]
        stays = within & (self.of_links[links] > layer.rank)
        leads = np.zeros((self.arrays.words, len(links)), np.uint64)
        for spreading, there in ((layer.reached, stays), (self.everything, ~stays)):
            at = np.flatnonzero(there & (left > 1))
            leads[:, at] = spreading.gained(importers[at], left[at] - 1)
        last = np.flatnonzero(left == 1)
        leads[:, last] = self._ending(links[last], np.where(within[last], layer.rank, NO_CHAIN))
        return leads

    def _ending(self, links: Numbers, worst: Numbers) -> Masks:
        """The destinations of each link's own transfers, as far as their rank is no better than `worst`."""
        transfers = self.arrays.transfers
        begin = transfers.starts[links]
        widths = transfers.starts[links + 1] - begin
        made, of_link = ranges(begin, widths), np.repeat(np.arange(len(links)), widths)
        weak = self.of_transfers[made] <= worst[of_link]
        words = self.arrays.words
        return masks_of(of_link[weak], transfers.bits[made[weak]], words=words, parties=len(links))


def _firsts(groups: Numbers, masks: Masks) -> Masks:
    """Of each bit only the first within its group; `groups` are sorted."""
    first = masks.copy()
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    place = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
    taken = np.zeros((len(masks), int(groups[-1]) + 1 if len(groups) else 0), np.uint64)
    for at in range(int(place.max(initial=-1)) + 1):
        here = np.flatnonzero(place == at)
        first[:, here] &= ~taken[:, groups[here]]
        taken[:, groups[here]] |= first[:, here]
    return first


def weakest(arrays: Arrays, ranks: Ranks) -> Weakest:
    """The weakest chain of everybody into every destination, given the rank of each facts' verdict."""
    of_transfers = ranks[arrays.transfers.facts]
    of_links = hop_ranks(arrays, of_transfers)
    everything = spread(arrays.links, arrays.own(of_transfers < NO_CHAIN))
    layers: list[Layer] = []
    above = np.zeros_like(everything.masks)
    for sort in map(int, np.unique(of_transfers)):
        strong, weak = arrays.links.picked(of_links > sort), arrays.links.picked(of_links == sort)
        own = arrays.own(of_transfers == sort)
        reached = spread(strong, own, beside=Beside(above, weak, everything))
        layers.append(Layer(sort, reached))
        above = reached.masks
    return Weakest(arrays, of_transfers, of_links, everything, tuple(layers))


def hop_ranks(arrays: Arrays, of_transfers: Ranks) -> Ranks:
    """The rank of each link: the worst of its transfers."""
    if not len(of_transfers):
        return of_transfers
    return np.minimum.reduceat(of_transfers, arrays.transfers.starts[:-1]).astype(np.uint8)
