"""All chains of the register as frozen arrays: parties, the links between them, and the transfers each link makes.

A party is a recipient in one context: whose facts the exporter brings to the next hop, and what flows. A transfer is a
destination (as a bit, `graphs.masks`) and the number of its facts: equal facts have one number and are judged once.
Every link makes at least one transfer; where no document names a place, it goes to nobody knows where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.fixpoint import Links, links_between
from graphs.masks import Masks, Numbers, masks_of, words_for

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """The transfers of all links, sorted by link: link `i` makes `starts[i]` up to `starts[i + 1]`."""

    starts: Numbers
    links: Numbers
    bits: Numbers
    facts: Numbers


@dataclass(frozen=True, slots=True)
class Arrays:
    """`places` are the countries by bit (None at bit 0); `facts` the distinct facts by number.

    `rows` tells the caller's number of each link. `open_ended` marks the parties behind whom nobody knows who stands.
    """

    links: Links
    rows: Numbers
    transfers: Column
    places: tuple[str | None, ...]
    facts: tuple[Facts, ...]
    controllers: Numbers
    open_ended: Numbers

    @property
    def words(self) -> int:
        """Words of a mask; there is one bit more than places, for a chain of unknown depth."""
        return words_for(len(self.places) + 1)

    @property
    def depth_bit(self) -> int:
        """The bit of a chain that goes on, nobody knows where."""
        return len(self.places)

    def own(self, of_transfers: Sequence[bool] | Any) -> Masks:
        """For each party the destinations of its own links' transfers, as far as they are marked."""
        picked = np.flatnonzero(of_transfers)
        exporters = self.links.exporters[self.transfers.links[picked]]
        return masks_of(exporters, self.transfers.bits[picked], words=self.words, parties=self.links.parties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What arrays are made of, in any order: links by exporter and importer, transfers by link."""

    exporters: Numbers
    importers: Numbers
    transfer_links: Numbers
    transfer_bits: Numbers
    transfer_facts: Numbers


def arrays(
    columns: Columns,
    *,
    parties: int,
    places: Sequence[str | None],
    facts: Sequence[Facts],
    controllers: Numbers,
    open_ended: Numbers,
) -> Arrays:
    """Sorted once. Raises ValueError for a link that makes no transfer: what goes nowhere known goes to bit 0."""
    links, order = links_between(columns.exporters, columns.importers, parties)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    of_link = place[columns.transfer_links]
    by_link = np.argsort(of_link, kind="stable")
    sorted_links = of_link[by_link]
    starts = np.searchsorted(sorted_links, np.arange(len(order) + 1))
    if len(order) and not np.all(np.diff(starts)):
        raise ValueError("a link makes no transfer: one whose destination nobody knows has the bit NOT_KNOWN")
    transfers = Column(starts, sorted_links, columns.transfer_bits[by_link], columns.transfer_facts[by_link])
    return Arrays(links, order, transfers, tuple(places), tuple(facts), controllers, open_ended)
