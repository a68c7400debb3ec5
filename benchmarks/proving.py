"""Whether destinations are still reached when a link that led there is gone, without asking everybody again.

A question goes forward, from the parties that are in doubt, over the links they are left with. A destination is proven
where one's own transfer goes there; what a party is proven to reach, all that asked because of it reach too. Few links
are enough as a rule. What a party does not reach by the end of all that it can ask is lost; a circle proves nothing to
itself. Where the questions grow too many the few destinations still in doubt are asked the other way round: from the
parties that have them to all who lead there.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.linked import GONE, Linked, joined, some
from graphs.masks import Masks, Numbers

FEW = 4  # parties in doubt; for more of them the well-known are asked first
ALONE = 8  # parties in doubt that are asked one by one
MOST_ASKED = 60_000  # links; from about here the other way round is the shorter one


@dataclass(frozen=True, slots=True)
class Ground:
    """What chains are made of, as far as they are of this level: no better than `rank` at their worst hop.

    `own` are the destinations of each party's own transfers of the level; `reach` what is held to be reached.
    `everything` is what any chain reaches, for behind a hop that is weak enough any chain will do. `is_any`: all
    chains are of the level.
    """

    links: Linked
    rank: int
    is_any: bool
    own: Masks
    reach: Masks
    everything: Masks

    def is_weak(self, links: Numbers) -> NDArray[np.bool_]:
        """Whether a hop alone makes a chain of the level."""
        return np.zeros(len(links), np.bool_) if self.is_any else self.links.ranks[links] <= self.rank

    def sound(self, parties: Numbers, of: Numbers, links: Numbers) -> Masks:
        """What these parties reach without anybody's help who is of the level in doubt."""
        found: Masks = self.own[:, parties]
        weak = self.is_weak(links)
        if weak.any():
            at, masks = joined(of[weak], self.everything[:, self.links.importers[links[weak]]])
            found[:, at] |= masks
        return found


@dataclass(frozen=True, slots=True)
class Lost:
    """What these parties reach no more. `settled`: destinations of which nobody has to be asked again."""

    parties: Numbers
    masks: Masks
    settled: Masks


@dataclass(slots=True)
class Proofs:
    """All that is asked of one level after one change; what was proven once is not asked again."""

    ground: Ground
    proven: Masks = field(init=False)
    knows_well_known: bool = False

    def __post_init__(self) -> None:
        self.proven = np.zeros_like(self.ground.reach)

    def lost(self, sources: Numbers, masks: Masks) -> Lost:
        """What these parties (sorted, each once), or others met while asking, do not reach any more."""
        if len(sources) > FEW:
            self._prove_well_known()
        if len(sources) > 1 and len(sources) <= ALONE:
            return self._each(sources, masks)
        search = _Search(self.ground, sources, masks, self.proven)
        asked, fresh = sources, masks
        while asked.size:
            asked, fresh = search.round(asked, fresh)
            doubted, doubts = some(search.sources, search.doubts)
            if not doubted.size:
                return _nothing(self.ground)
            is_long = search.links_asked > MOST_ASKED and asked.size > 0
            share = 0.9 if is_long else 0.5
            if len(doubted) <= share * len(sources):  # what the others wanted to know nobody needs any more
                return self.lost(doubted, doubts)
            if is_long:
                return _from_behind(self.ground, doubted, search.doubt)
        return search.lost()

    def _each(self, sources: Numbers, masks: Masks) -> Lost:
        """One after the other: few links answer one, while the doubts of several are asked of all that any asks."""
        found = [self.lost(sources[at : at + 1], masks[:, at : at + 1]) for at in range(len(sources))]
        parties, lost = joined(
            np.concatenate([one.parties for one in found]), np.concatenate([one.masks for one in found], axis=1)
        )
        return Lost(parties, lost, np.bitwise_or.reduce([one.settled for one in found]))

    def _prove_well_known(self) -> None:
        """First what those reach to whom most links lead: nearly everybody comes by one of them soon."""
        if self.knows_well_known:
            return
        self.knows_well_known = True
        known = self.ground.links.well_known
        asked = self.ground.reach[:, known]
        lost = self._each(known, asked)
        sound = asked.copy()
        at = np.searchsorted(known, lost.parties)
        there = known[np.minimum(at, len(known) - 1)] == lost.parties
        sound[:, at[there]] &= ~lost.masks[:, there]
        self.proven[:, known] |= sound


def _nothing(ground: Ground) -> Lost:
    return Lost(np.zeros(0, np.int64), ground.own[:, :0], np.zeros(len(ground.own), np.uint64))


@dataclass(slots=True)
class _Search:
    """Questions under way. `asked` and `proven` are by party; `froms` asked `tos`. `doubt` are the destinations that
    one of the sources is not yet proven to reach; only they are asked on."""

    ground: Ground
    sources: Numbers
    masks: Masks
    proven: Masks
    links_asked: int = 0
    asked: Masks = field(init=False)
    doubt: Masks = field(init=False)
    froms: Numbers = field(init=False)
    tos: Numbers = field(init=False)
    met: list[Numbers] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = np.zeros_like(self.ground.reach)
        self.asked[:, self.sources] = self.masks
        self.froms = self.tos = np.zeros(0, np.int64)
        self.met.append(self.sources)
        self._note_doubt()

    @property
    def doubts(self) -> Masks:
        """What each source is not yet proven to reach."""
        found: Masks = self.asked[:, self.sources] & ~self.proven[:, self.sources]
        return found

    def round(self, parties: Numbers, fresh: Masks) -> tuple[Numbers, Masks]:
        """Ask these parties; who is asked next, and about what."""
        ground = self.ground
        of, links = ground.links.leaving(parties)
        self.links_asked += len(links)
        sound = ground.sound(parties, of, links) & fresh
        self._prove(parties, sound)
        self._note_doubt()
        fresh = fresh & ~sound & self.doubt[:, None]
        onward = ~ground.is_weak(links)
        of, to = of[onward], ground.links.importers[links[onward]]
        wanted = fresh[:, of] & ground.reach[:, to]
        useful = wanted.any(axis=0)
        self.froms, self.tos = np.append(self.froms, parties[of[useful]]), np.append(self.tos, to[useful])
        to, wanted = joined(to[useful], wanted[:, useful])
        new = wanted & ~self.asked[:, to]
        self.asked[:, to] |= wanted
        self._pass_back(to)
        self._note_doubt()
        to, new = some(to, new)
        self.met.append(to)
        return to, new

    def lost(self) -> Lost:
        """When there is nobody left to ask."""
        parties = np.unique(np.concatenate(self.met))
        found = self.asked[:, parties] & ~self.proven[:, parties] & self.doubt[:, None]
        return Lost(*some(parties, found), settled=np.zeros_like(self.doubt))

    def _note_doubt(self) -> None:
        self.doubt = np.bitwise_or.reduce(self.doubts, axis=1)

    def _prove(self, parties: Numbers, masks: Masks) -> None:
        parties, masks = some(parties, masks)
        self.proven[:, parties] |= masks
        self._pass_back(parties)

    def _pass_back(self, proven: Numbers) -> None:
        """What these are proven to reach, all that asked them reach, and all that asked those."""
        flagged = np.zeros(self.asked.shape[1], np.bool_)
        while proven.size and self.tos.size:
            flagged[proven] = True
            at = np.flatnonzero(flagged[self.tos])
            flagged[proven] = False
            who = self.froms[at]
            gained = self.proven[:, self.tos[at]] & self.asked[:, who] & ~self.proven[:, who]
            useful = gained.any(axis=0)
            proven, gained = joined(who[useful], gained[:, useful])
            self.proven[:, proven] |= gained


def _from_behind(ground: Ground, sources: Numbers, doubt: Masks) -> Lost:
    """The same for a few destinations, from those who have them back to everybody who leads there."""
    rows = np.flatnonzero(doubt)  # the words that hold them
    reach = ground.reach[rows] & doubt[rows, None]
    behind = _Behind(ground, rows, reach)
    while behind.goes_on:
        behind.round()
        if not (reach[:, sources] & ~behind.truth[:, sources]).any():
            return _nothing(ground)
    parties, masks = some(np.arange(reach.shape[1]), reach & ~behind.truth)
    whole = np.zeros((len(doubt), len(parties)), np.uint64)
    whole[rows] = masks
    return Lost(parties, whole, doubt)


@dataclass
class _Behind:
    """What is true, as it comes back from the transfers themselves. Only what was reached before is looked at."""

    ground: Ground
    rows: Numbers
    reach: Masks

    def __post_init__(self) -> None:
        self.truth = self.ground.own[self.rows] & self.reach
        weak = self._standing & (self.ground.links.ranks[: len(self.ground.links)] <= self.ground.rank)
        links = np.flatnonzero(weak) if not self.ground.is_any else np.zeros(0, np.int64)
        who, behind = self.ground.links.exporters[links], self.ground.links.importers[links]
        parties, masks = joined(who, self.ground.everything[np.ix_(self.rows, behind)])
        self.truth[:, parties] |= masks & self.reach[:, parties]
        self._new = self.truth.copy()
        self._gained = np.flatnonzero(self._new.any(axis=0))

    @cached_property
    def _standing(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.ground.links.ranks[: len(self.ground.links)] != GONE
        return found

    @property
    def goes_on(self) -> bool:
        """Whether anything was news in the last round."""
        return bool(self._gained.size)

    def round(self) -> None:
        """One link further back."""
        of, links = self.ground.links.entering(self._gained)
        strong = ~self.ground.is_weak(links)
        of, who = of[strong], self.ground.links.exporters[links[strong]]
        news = self._new[:, self._gained[of]] & self.reach[:, who] & ~self.truth[:, who]
        useful = news.any(axis=0)
        parties, masks = joined(who[useful], news[:, useful])
        self._new[:, self._gained] = 0
        self.truth[:, parties] |= masks
        self._new[:, parties] = masks
        self._gained = parties
