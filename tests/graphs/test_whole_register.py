"""Whole-registry questions on arrays: the same answers as networkx gives for one party after the other."""

import numpy as np
from array_oracle import PLACES, RANKS, Chains, Link, arrays_of, chains, reached
from array_oracle import weakest as plainly
from hypothesis import given, settings

from graphs.arrays import Arrays
from graphs.masks import as_number, bits_in, unpacked
from graphs.whole import LAST_FAILING, NO_CHAIN, Weakest, third_countries, weakest
from registry.terms import Verdict

UNSUPPORTED, UNKNOWN, COVERED, STAYS = (list(Verdict).index(v) for v in (
    Verdict.UNSUPPORTED, Verdict.UNKNOWN, Verdict.COVERED, Verdict.NOT_A_TRANSFER
))  # fmt: skip
LONG = 10_000


def ways(asked: Weakest, party: int) -> dict[int, list[int]]:
    """The links of the weakest chain of a party into each destination, as the caller numbers them."""
    found: dict[int, list[int]] = {}
    for step in asked.steps(np.array([party])):
        for item, bit in zip(*np.nonzero(unpacked(step.masks, len(PLACES))), strict=True):
            found.setdefault(int(bit), []).append(int(asked.arrays.rows[step.links[item]]))
    return found


def outside(of: Arrays, party: int) -> set[int]:
    return set(bits_in(as_number(third_countries(of, RANKS)[:, party]))) - {of.depth_bit}


@settings(max_examples=150, deadline=None)
@given(chains())
def test_every_party_reaches_what_networkx_reaches_from_it(drawn: tuple[int, Chains]) -> None:
    parties, links = drawn
    of = arrays_of(parties, links)
    assert [outside(of, party) for party in range(parties)] == [reached(links, party) for party in range(parties)]


@settings(max_examples=150, deadline=None)
@given(chains())
def test_every_party_is_as_weak_into_a_country_as_its_weakest_chain_and_the_chain_shown_is_a_shortest_one(
    drawn: tuple[int, Chains],
) -> None:
    parties, links = drawn
    asked = weakest(arrays_of(parties, links), RANKS)
    ranks = asked.ranks(np.arange(parties))
    failing = asked.first_failing(np.arange(parties))
    for party in range(parties):
        expected = plainly(links, party)
        assert {int(bit): int(ranks[party, bit]) for bit in np.flatnonzero(ranks[party] < NO_CHAIN)} == {
            bit: rank for bit, (rank, _) in expected.items()
        }
        shown = ways(asked, party)
        assert {bit: len(way) for bit, way in shown.items()} == {bit: hops for bit, (_, hops) in expected.items()}
        for bit, way in shown.items():
            hops = [links[number] for number in way]
            assert weakness(hops, bit) == expected[bit][0]
            assert [hop.exporter for hop in hops] == [party, *(hop.importer for hop in hops[:-1])]
            place = failing[party, bit]
            assert (None if place < 0 else int(asked.arrays.rows[place])) == first_failing(way, hops, bit)


def weakness(hops: list[Link], bit: int) -> int:
    return min([hop.rank for hop in hops[:-1]] + [min(rank for to, rank in hops[-1].transfers if to == bit)])


def first_failing(way: list[int], hops: list[Link], bit: int) -> int | None:
    failing = [number for number, hop in zip(way[:-1], hops[:-1], strict=True) if hop.rank <= LAST_FAILING]
    last = [way[-1]] if weakness(hops, bit) <= LAST_FAILING else []
    return next(iter([*failing, *last]), None)


def test_a_chain_of_ten_thousand_hops_is_walked_to_its_end() -> None:
    links = [Link(at, at + 1, ((1, STAYS),)) for at in range(LONG - 1)] + [Link(LONG - 1, LONG, ((2, UNSUPPORTED),))]
    of = arrays_of(LONG + 1, links)
    assert outside(of, 0) == {2}
    asked = weakest(of, RANKS)
    assert len(ways(asked, 0)[2]) == LONG
    assert asked.first_failing(np.array([0]))[0, 2] == LONG - 1


def test_a_circle_of_ten_thousand_and_a_link_to_oneself_end() -> None:
    links = [Link(at, (at + 1) % LONG, ((0, UNKNOWN),)) for at in range(LONG)] + [Link(7, 7, ((3, COVERED),))]
    of = arrays_of(LONG, links)
    assert {frozenset(outside(of, party)) for party in (0, 7, 8, LONG - 1)} == {frozenset({0, 3})}
    assert weakest(of, RANKS).ranks(np.array([8]))[0, 3] == UNKNOWN


def test_a_destination_nobody_knows_and_a_chain_of_unknown_depth_are_told_and_never_green() -> None:
    of = arrays_of(3, [Link(0, 1, ((0, UNKNOWN),)), Link(1, 2, ((1, STAYS),))])
    bits = list(bits_in(as_number(third_countries(of, RANKS)[:, 0])))
    assert bits == [0, of.depth_bit]


def test_no_parties_and_no_links_answer_with_nothing() -> None:
    assert ways(weakest(arrays_of(1, []), RANKS), 0) == {}
    assert weakest(arrays_of(2, []), RANKS).ranks(np.array([0, 1])).tolist() == [[NO_CHAIN] * len(PLACES)] * 2
