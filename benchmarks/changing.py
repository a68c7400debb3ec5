"""One link that changes: what everybody reaches then, without asking everybody again.

Chains have levels: a chain is of a level when its worst hop is no better than that, and any chain at all is of the last
one. What a link brings is carried back to those it is news to. What a link took with it is in doubt first at its
exporter alone, and is looked for over the exporter's other links (`benchmarks.proving`); only what is lost there is in
doubt at those who lead to the exporter, and so on back. A circle does not hold itself up.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.linked import GONE, Linked, joined, some
from benchmarks.proving import Ground, Proofs
from graphs.masks import Masks, Numbers, as_number, bits_in, masks_of, ranges
from graphs.whole import Weakest
from registry.terms import Verdict

Transfers = Sequence[tuple[int, int]]  # the bit of a destination and the rank of the verdict
Gained = tuple[Numbers, Masks]  # parties, sorted, each once, and what each of them gained or lost
EVERYTHING = len(Verdict) - 1  # the level of any chain at all
LEVELS = (EVERYTHING, *range(EVERYTHING))  # in this order: what any chain reaches is behind every weak hop


class Changing:
    """All chains, and what was changed in them since they were asked."""

    def __init__(self, asked: Weakest) -> None:
        self._asked = asked
        self._links = Linked(asked.arrays.links, asked.of_links)
        self._told: dict[int, Transfers] = {}  # of links that were changed or added
        own = [asked.arrays.own(asked.of_transfers <= level) for level in range(len(Verdict))]
        reach = [self._asked_reach(level) for level in range(len(Verdict))]
        self._grounds = [
            Ground(self._links, level, level == EVERYTHING, own[level], reach[level], reach[EVERYTHING])
            for level in range(len(Verdict))
        ]

    def outside(self, party: int) -> int:
        """All destinations reached, by any chain, as the bits of one number."""
        return as_number(self._grounds[EVERYTHING].reach[:, party])

    def weakest(self, party: int) -> dict[int, int]:
        """The rank of the weakest chain into each destination, by bit."""
        found: dict[int, int] = {}
        for level in sorted(LEVELS):
            for bit in bits_in(as_number(self._grounds[level].reach[:, party])):
                found.setdefault(bit, level)
        return found

    def add(self, exporter: int, importer: int, transfers: Transfers) -> int:
        """One more link; its number. Raises ValueError for a party that is none, or no transfer."""
        rank = _rank(transfers)
        number = self._links.add(exporter, importer)
        self._replace(number, transfers, rank)
        return number

    def change(self, link: int, transfers: Transfers) -> None:
        """Other transfers of a link, or other verdicts on them. Raises ValueError for a link that was removed."""
        if self._links.ranks[link] == GONE:
            raise ValueError(f"link {link} was removed")
        self._replace(link, transfers, _rank(transfers))

    def remove(self, link: int) -> None:
        """The link is no more."""
        self._replace(link, (), GONE)

    def _asked_reach(self, level: int) -> Masks:
        """What chains of a level reach, as it was asked: verdicts that do not occur have no layer."""
        if level == EVERYTHING:
            return self._asked.everything.masks.copy()
        within = [layer.reached for layer in self._asked.layers if layer.rank <= level]
        return within[-1].masks.copy() if within else np.zeros_like(self._asked.everything.masks)

    def _replace(self, link: int, transfers: Transfers, rank: int) -> None:
        exporter = self._links.exporters[link : link + 1]
        brought = [self._brought(ground, link) for ground in self._grounds]
        self._links.ranks[link] = rank
        self._told[link] = transfers
        self._tell_own(exporter)
        went: Gained
        came: Gained
        went = came = self._nobody()
        for level in LEVELS:
            ground = self._grounds[level]
            doubted = self._behind_weak(ground, went)
            gone = self._take(level, *_both((exporter, brought[level]), doubted))
            back = self._bring(ground, exporter, self._behind_weak(ground, came))
            if level == EVERYTHING:
                went, came = gone, back

    def _nobody(self) -> Gained:
        return np.zeros(0, np.int64), self._grounds[EVERYTHING].reach[:, :0]

    def _brought(self, ground: Ground, link: int) -> Masks:
        """What the link as it stands may have brought to its exporter: a column."""
        nothing = np.zeros((self._asked.arrays.words, 1), np.uint64)
        if self._links.ranks[link] == GONE:
            return nothing
        number = np.array([link])
        source = ground.everything if ground.is_weak(number)[0] else ground.reach
        bits, ranks = self._transfers(number)
        own = bits[ranks <= ground.rank]
        column = masks_of(np.zeros_like(own), own, words=len(nothing), parties=1)
        return column | source[:, self._links.importers[number]]

    def _transfers(self, links: Numbers) -> tuple[Numbers, Numbers]:
        """The destinations and ranks of all transfers of these links, as they stand now."""
        arrays, told = self._asked.arrays, [link for link in links.tolist() if link in self._told]
        given = self._links.is_given(links)
        given = given[~np.isin(given, told)] if told else given
        begin = arrays.transfers.starts[given]
        made = ranges(begin, arrays.transfers.starts[given + 1] - begin)
        now = np.array([one for link in told for one in self._told[link]], np.int64).reshape(-1, 2)
        bits = np.append(arrays.transfers.bits[made], now[:, 0])
        return bits, np.append(self._asked.of_transfers[made].astype(np.int64), now[:, 1])

    def _tell_own(self, exporter: Numbers) -> None:
        """The destinations of a party's own transfers, of each level, after one of its links changed."""
        _, links = self._links.leaving(exporter)
        bits, ranks = self._transfers(links)
        words = self._asked.arrays.words
        for ground in self._grounds:
            own = bits[ranks <= ground.rank]
            ground.own[:, exporter] = masks_of(np.zeros_like(own), own, words=words, parties=1)

    def _behind_weak(self, ground: Ground, changed: Gained) -> Gained:
        """Who leads over a hop so weak that all behind it is of the level, to parties that reach other things now."""
        parties, masks = changed
        if not parties.size or ground.is_any:
            return self._nobody()
        of, links = self._links.entering(parties)
        weak = ground.is_weak(links)
        return joined(self._links.exporters[links[weak]], masks[:, of[weak]])

    def _take(self, level: int, parties: Numbers, masks: Masks) -> Gained:
        """Take away what is in doubt and cannot be proven, and all that was passed on from there."""
        ground, gone = self._grounds[level], self._nobody()
        proofs: Proofs | None = None
        settled = np.zeros((self._asked.arrays.words, 1), np.uint64)
        while parties.size:
            masks = masks & ground.reach[:, parties] & ~settled
            if 0 < level < EVERYTHING:  # a worse chain is of this level too, and was asked before
                masks &= ~self._grounds[level - 1].reach[:, parties]
            parties, masks = some(parties, masks)
            if not parties.size:
                break
            proofs = proofs or Proofs(ground)
            lost = proofs.lost(parties, masks)
            ground.reach[:, lost.parties] &= ~lost.masks
            settled |= lost.settled[:, None]
            gone = _both(gone, (lost.parties, lost.masks))
            parties, masks = self._passed_back(ground, lost.parties, lost.masks)
        return gone

    def _bring(self, ground: Ground, exporter: Numbers, weak: Gained) -> Gained:
        """Bring what links lead to now to those who did not have it."""
        of, links = self._links.leaving(exporter)
        onward = links[~ground.is_weak(links)]
        news = ground.sound(exporter, of, links)
        if onward.size:
            behind = ground.reach[:, self._links.importers[onward]]
            news |= np.bitwise_or.reduce(behind, axis=1)[:, None]
        parties, masks = _both((exporter, news), weak)
        came = self._nobody()
        while parties.size:
            parties, masks = some(parties, masks & ~ground.reach[:, parties])
            ground.reach[:, parties] |= masks
            came = _both(came, (parties, masks))
            parties, masks = self._passed_back(ground, parties, masks)
        return came

    def _passed_back(self, ground: Ground, parties: Numbers, masks: Masks) -> Gained:
        """Who leads to these parties over hops that leave the level to what comes behind them."""
        of, links = self._links.entering(parties)
        strong = ~ground.is_weak(links)
        return joined(self._links.exporters[links[strong]], masks[:, of[strong]])


def _rank(transfers: Transfers) -> int:
    if not transfers:
        raise ValueError("a link makes at least one transfer")
    return min(rank for _, rank in transfers)


def _both(first: Gained, second: Gained) -> Gained:
    if not second[0].size:
        return first
    return joined(np.append(first[0], second[0]), np.concatenate([first[1], second[1]], axis=1))
