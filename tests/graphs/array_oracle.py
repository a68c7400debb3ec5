"""Random chains, and what networkx makes of them one party at a time: the oracle of `graphs.whole`."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from graphs.alike import Ranks
from graphs.arrays import Arrays, Columns, arrays
from registry.terms import Verdict

PLACES = (None, *(f"C{number}" for number in range(1, 5)))
RANKS: Ranks = np.arange(len(Verdict), dtype=np.uint8)  # the number of facts is the rank of their verdict


@dataclass(frozen=True)
class Link:
    """One link with its transfers as (bit, rank)."""

    exporter: int
    importer: int
    transfers: tuple[tuple[int, int], ...]

    @property
    def rank(self) -> int:
        """The worst of its transfers."""
        return min(rank for _, rank in self.transfers)


Chains = list[Link]
_TRANSFERS = st.lists(
    st.tuples(st.integers(0, len(PLACES) - 1), st.integers(0, len(Verdict) - 1)), min_size=1, max_size=3
)


@st.composite
def links(draw: st.DrawFn, parties: int) -> Link:
    """A link between any two parties, or of one to itself."""
    ends = st.integers(0, parties - 1)
    return Link(draw(ends), draw(ends), tuple(draw(_TRANSFERS)))


@st.composite
def chains(draw: st.DrawFn) -> tuple[int, Chains]:
    """How many parties, and the links between them."""
    parties = draw(st.integers(1, 7))
    return parties, draw(st.lists(links(parties), max_size=14))


def arrays_of(parties: int, given: Chains) -> Arrays:
    """The same as arrays; the last party's chain goes on, nobody knows where."""
    made = [(at, bit, rank) for at, link in enumerate(given) for bit, rank in link.transfers]
    transfers = np.array(made, np.int64).reshape(-1, 3)
    columns = Columns(
        exporters=np.array([link.exporter for link in given], np.int64),
        importers=np.array([link.importer for link in given], np.int64),
        transfer_links=transfers[:, 0],
        transfer_bits=transfers[:, 1],
        transfer_facts=transfers[:, 2],
    )
    everybody = np.arange(parties)
    return arrays(
        columns,
        parties=parties,
        places=PLACES,
        facts=[{} for _ in Verdict],
        controllers=everybody,
        open_ended=everybody[-1:],
    )


def reached(given: Chains, party: int) -> set[int]:
    """The destinations outside the EEA of every party that networkx finds behind this one."""
    graph = nx.MultiDiGraph((link.exporter, link.importer) for link in given)
    graph.add_node(party)
    behind = nx.descendants(graph, party) | {party}
    stays = len(Verdict) - 1
    return {bit for link in given if link.exporter in behind for bit, rank in link.transfers if rank != stays}


def weakest(given: Chains, party: int) -> dict[int, tuple[int, int]]:
    """For each destination the rank of the weakest chain and its hops: a party is met once with every rank."""
    graph = nx.DiGraph()
    best = len(Verdict)
    graph.add_node((party, best))
    for link in given:
        for so_far in range(best + 1):
            graph.add_edge((link.exporter, so_far), (link.importer, min(so_far, link.rank)))
    found: dict[int, tuple[int, int]] = {}
    for (here, so_far), hops in nx.single_source_shortest_path_length(graph, (party, best)).items():
        for bit, rank in _ending(given, here):
            chain = min(so_far, rank), hops + 1
            found[bit] = min(chain, found.get(bit, chain))
    return found


def _ending(given: Chains, party: int) -> Iterator[tuple[int, int]]:
    return (transfer for link in given if link.exporter == party for transfer in link.transfers)
