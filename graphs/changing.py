"""One link that changes: what everybody reaches then, without asking everybody again.

What a link brings is carried back to those it is news to. What a link took with it is looked for elsewhere first: a
destination stays with a party as long as another link leads there that had it before the party did (`Spread.rounds`),
so two parties of a circle never hold each other up. What nothing holds up goes, as far back as it was passed on; then
it is brought back to whoever has it another way.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count, islice

import numpy as np

from graphs.masks import as_number, bits_in
from graphs.whole import Weakest
from registry.terms import Verdict

Transfers = Sequence[tuple[int, int]]  # the bit of a destination and the rank of the verdict
Bits = dict[int, int]  # of parties
Gains = list[tuple[int, int]]  # when, as a number that only grows, and which bits
EVERYTHING = len(Verdict) - 1  # the level of any chain at all
LEVELS = (EVERYTHING, *range(EVERYTHING))  # a chain's level is its rank, or any better one
AT_ONCE = 32  # links whose importers are looked up together
_AFTER_ALL_ROUNDS = 1 << 60


@dataclass(frozen=True, slots=True)
class Leading:
    """A link as it stands now. `own` are the destinations of its transfers of each level."""

    exporter: int
    importer: int
    rank: int
    own: tuple[int, ...]

    def stays_within(self, level: int) -> bool:
        """Whether a chain over this hop is of the level only if what comes behind it is."""
        return level == EVERYTHING or self.rank > level


def leading(exporter: int, importer: int, transfers: Transfers) -> Leading:
    """A link with these transfers. Raises ValueError where there is none."""
    own = [0] * len(LEVELS)
    for bit, rank in transfers:
        for level in range(rank, len(LEVELS)):
            own[level] |= 1 << bit
    return Leading(exporter, importer, min(rank for _, rank in transfers), tuple(own))


def _earlier(theirs: Gains, gains: Gains) -> int:
    """What they had before it was gained here."""
    found = 0
    for when, gained in gains:
        for earlier, bits in theirs:
            if earlier < when:
                found |= bits & gained
    return found


class Changing:
    """All chains, and what was changed in them since they were asked."""

    def __init__(self, asked: Weakest) -> None:
        self._asked = asked
        self._into = asked.arrays.links.into  # sorted once
        self._links: dict[int, Leading | None] = {}
        self._added: dict[int, list[int]] = defaultdict(list)
        self._added_into: dict[int, list[int]] = defaultdict(list)
        self._free = count(len(asked.arrays.rows))
        self._reach: list[Bits] = [{} for _ in LEVELS]
        self._gains: list[dict[int, Gains]] = [{} for _ in LEVELS]
        self._of_layer: list[dict[int, Gains]] = [{} for _ in LEVELS]
        self._spreads = {layer.rank: layer.reached for layer in asked.layers} | {EVERYTHING: asked.everything}
        self._later = count(_AFTER_ALL_ROUNDS)

    def outside(self, party: int) -> int:
        """All destinations reached, by any chain, as the bits of one number."""
        return self._reached(EVERYTHING, party)

    def weakest(self, party: int) -> dict[int, int]:
        """The rank of the weakest chain into each destination, by bit."""
        found: dict[int, int] = {}
        for level in sorted(LEVELS):
            for bit in bits_in(self._reached(level, party)):
                found.setdefault(bit, level)
        return found

    def add(self, exporter: int, importer: int, transfers: Transfers) -> int:
        """One more link; its number."""
        number = next(self._free)
        self._links[number] = None
        self._added[exporter].append(number)
        self._added_into[importer].append(number)
        self._replace(number, leading(exporter, importer, transfers))
        return number

    def change(self, link: int, transfers: Transfers) -> None:
        """Other transfers of a link, or other verdicts on them."""
        now = self._link(link)
        if now is None:
            raise ValueError(f"link {link} was removed")
        self._replace(link, leading(now.exporter, now.importer, transfers))

    def remove(self, link: int) -> None:
        """The link is no more."""
        self._replace(link, None)

    def _replace(self, number: int, after: Leading | None) -> None:
        before = self._link(number)
        brought = {level: self._brought(level, before) for level in LEVELS}
        self._links[number] = after
        exporter = (after or before or leading(0, 0, [(0, 0)])).exporter
        went: Bits = {}
        came: Bits = {}
        for level in LEVELS:
            gone = self._take(level, {exporter: brought[level]})
            gone_too = self._take(level, self._behind_weak(level, went))
            news = self._behind_weak(level, came)
            again = dict.fromkeys({exporter, *gone, *gone_too}, -1)
            back = self._bring(level, again | {party: -1 for party in news})
            if level == EVERYTHING:
                went = {party: bits & ~back.get(party, 0) for party, bits in gone.items()}
                came = {party: bits & ~gone.get(party, 0) for party, bits in back.items()}

    def _behind_weak(self, level: int, changed: Bits) -> Bits:
        """Who leads over a hop so weak that all behind it is of the level, to parties that reach other things now."""
        found: Bits = defaultdict(int)
        for party, bits in changed.items():
            for link in self._entering(party) if bits else ():
                if not link.stays_within(level):
                    found[link.exporter] |= bits
        return found

    def _take(self, level: int, suspected: Bits) -> Bits:
        """Take away what nothing holds up any more, and all that it held up."""
        waiting, gone = dict(suspected), defaultdict[int, int](int)
        while waiting:
            party = next(iter(waiting))  # the first that was suspected: more may be suspected of the others meanwhile
            bits = waiting.pop(party)
            bits &= self._reached(level, party)
            if 0 < level < EVERYTHING:
                bits &= ~self._reached(level - 1, party)  # a worse chain is of this level too, and was asked before
            bits &= ~self._held_up(level, party, bits) if bits else 0
            if not bits:
                continue
            gains = [(key, gained & ~bits) for key, gained in self._gained(level, party) if gained & ~bits]
            self._reach[level][party] = self._reached(level, party) & ~bits
            self._gains[level][party] = gains
            gone[party] |= bits
            for link in self._entering(party):
                if link.stays_within(level):
                    waiting[link.exporter] = waiting.get(link.exporter, 0) | bits
        return gone

    def _held_up(self, level: int, party: int, bits: int) -> int:
        """Which of these destinations another link leads to that had them first."""
        gains = [(key, gained & bits) for key, gained in self._gained(level, party) if gained & bits]
        found = 0
        leaving = self._leaving(party)
        while bits & ~found and (links := list(islice(leaving, AT_ONCE))):
            self._fetch(level, [one.importer for one in links if one.stays_within(level)])
            for link in links:
                found |= link.own[level]
                if not link.stays_within(level):
                    found |= self._reached(EVERYTHING, link.importer)
                elif bits & ~found:
                    found |= _earlier(self._gained(level, link.importer), gains)
        return found

    def _bring(self, level: int, asked: Bits) -> Bits:
        """Bring what links lead to now to those who did not have it. -1 asks all of a party's links."""
        waiting, came = deque(asked.items()), defaultdict[int, int](int)
        while waiting:
            party, bits = waiting.popleft()
            if bits == -1:
                bits = reduce(lambda all_, link: all_ | self._brought(level, link), self._leaving(party), 0)
            bits &= ~self._reached(level, party)
            if not bits:
                continue
            self._gains[level][party] = [*self._gained(level, party), (next(self._later), bits)]
            self._reach[level][party] = self._reached(level, party) | bits
            came[party] |= bits
            waiting.extend((link.exporter, bits) for link in self._entering(party) if link.stays_within(level))
        return came

    def _brought(self, level: int, link: Leading | None) -> int:
        if link is None:
            return 0
        return link.own[level] | self._reached(level if link.stays_within(level) else EVERYTHING, link.importer)

    def _reached(self, level: int, party: int) -> int:
        known = self._reach[level].get(party)
        if known is None:
            within = [layer.reached for layer in self._asked.layers if layer.rank <= level]
            spread = self._asked.everything if level == EVERYTHING else within[-1] if within else None
            known = self._reach[level][party] = 0 if spread is None else as_number(spread.masks[:, party])
        return known

    def _gained(self, level: int, party: int) -> Gains:
        """What a party gained, each with the place of the gain in the order of all gains of the level."""
        known = self._gains[level].get(party)
        if known is None:
            self._fetch(level, [party])
            known = self._gains[level][party] = [
                gain for layer in self._layers(level) for gain in self._of_layer[layer][party]
            ]
        return known

    def _layers(self, level: int) -> list[int]:
        """The layers a level is made of: its own and the worse ones; all at once, for any chain at all."""
        return [EVERYTHING] if level == EVERYTHING else [one.rank for one in self._asked.layers if one.rank <= level]

    def _fetch(self, level: int, parties: Sequence[int]) -> None:
        """Have the gains of these parties at hand: one look into the arrays for many."""
        for layer in self._layers(level):
            known = self._of_layer[layer]
            wanted = [party for party in dict.fromkeys(parties) if party not in known]
            if not wanted:
                continue
            known.update((party, []) for party in wanted)
            whose, rounds, masks = self._spreads[layer].gains_of(np.array(wanted))
            octets = np.ascontiguousarray(masks.T.astype("<u8", copy=False)).tobytes()
            width = len(masks) * 8
            for at, (place, round_) in enumerate(zip(whose.tolist(), rounds.tolist(), strict=True)):
                bits = int.from_bytes(octets[at * width : (at + 1) * width], "little")
                known[wanted[place]].append((layer << 40 | round_, bits))

    def _leaving(self, party: int) -> Iterator[Leading]:
        starts = self._asked.arrays.links.starts
        given = range(int(starts[party]), int(starts[party + 1])) if party < len(starts) - 1 else ()
        return (link for at in (*given, *self._added.get(party, ())) if (link := self._link(at)) is not None)

    def _entering(self, party: int) -> Iterator[Leading]:
        given = self._into.importers[self._into.starts[party] : self._into.starts[party + 1]].tolist()
        return (link for at in (*given, *self._added_into.get(party, ())) if (link := self._link(at)) is not None)

    def _link(self, number: int) -> Leading | None:
        if number not in self._links:
            arrays, asked = self._asked.arrays, self._asked
            made = range(int(arrays.transfers.starts[number]), int(arrays.transfers.starts[number + 1]))
            transfers = [(int(arrays.transfers.bits[at]), int(asked.of_transfers[at])) for at in made]
            exporter, importer = int(arrays.links.exporters[number]), int(arrays.links.importers[number])
            self._links[number] = leading(exporter, importer, transfers)
        return self._links[number]
