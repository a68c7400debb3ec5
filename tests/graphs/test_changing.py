"""One link changes: the answers are those that asking everybody again would give."""

from typing import Any

import numpy as np
import pytest
from array_oracle import RANKS, Chains, Link, arrays_of, chains, links
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import proving
from benchmarks.changing import Changing
from graphs.masks import bits_in
from graphs.whole import NO_CHAIN, weakest
from registry.terms import Verdict

UNSUPPORTED, COVERED, STAYS = (
    list(Verdict).index(one) for one in (Verdict.UNSUPPORTED, Verdict.COVERED, Verdict.NOT_A_TRANSFER)
)


def asked_again(parties: int, given_: Chains) -> list[dict[int, int]]:
    ranks = weakest(arrays_of(parties, given_), RANKS).ranks(np.arange(parties))
    return [{int(bit): int(row[bit]) for bit in np.flatnonzero(row < NO_CHAIN)} for row in ranks]


def told(changing: Changing, parties: int) -> list[dict[int, int]]:
    for party in range(parties):
        assert set(bits_in(changing.outside(party))) == set(changing.weakest(party))
    return [changing.weakest(party) for party in range(parties)]


# How many parties are asked one by one, how many at once before the well-known, how many links before the other way.
WAYS = ((0, 1_000, 60_000), (8, 1, 60_000), (0, 1_000, 0), (0, 1, 3))


@pytest.mark.parametrize(("alone", "few", "most"), WAYS)
@settings(max_examples=100, deadline=None)
@given(drawn=chains(), data=st.data())
def test_however_few_parties_are_in_doubt_the_answers_are_those_of_asking_everybody(
    alone: int, few: int, most: int, drawn: tuple[int, Chains], data: Any
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "ALONE", alone)
        patch.setattr(proving, "FEW", few)
        patch.setattr(proving, "MOST_ASKED", most)
        keep_up(drawn, data)


@settings(max_examples=200, deadline=None)
@given(chains(), st.data())
def test_links_that_come_go_and_change_leave_the_answers_of_a_register_that_always_had_them(
    drawn: tuple[int, Chains], data: Any
) -> None:
    keep_up(drawn, data)


def keep_up(drawn: tuple[int, Chains], data: Any) -> None:
    """A few deeds, and after each the answers of a register that always was so."""
    parties, given_ = drawn
    of = arrays_of(parties, given_)
    changing = Changing(weakest(of, RANKS))
    place = {int(row): number for number, row in enumerate(of.rows)}
    now = {place[at]: link for at, link in enumerate(given_)}
    for _ in range(data.draw(st.integers(1, 5))):
        new = data.draw(links(parties))
        deed = data.draw(st.sampled_from(["add", "change", "remove"] if now else ["add"]))
        if deed == "add":
            now[changing.add(new.exporter, new.importer, new.transfers)] = new
            continue
        number = data.draw(st.sampled_from(sorted(now)))
        if deed == "remove":
            changing.remove(number)
            del now[number]
        else:
            changing.change(number, new.transfers)
            now[number] = Link(now[number].exporter, now[number].importer, new.transfers)
        assert told(changing, parties) == asked_again(parties, list(now.values()))
    assert told(changing, parties) == asked_again(parties, list(now.values()))


def test_a_circle_does_not_hold_itself_up_when_the_way_out_of_it_goes() -> None:
    circle = [Link(at, (at + 1) % 50, ((0, COVERED),)) for at in range(50)]
    out = Link(20, 50, ((3, UNSUPPORTED),))
    changing = Changing(weakest(arrays_of(51, [*circle, out]), RANKS))
    assert changing.weakest(21) == {0: UNSUPPORTED, 3: UNSUPPORTED} | {0: COVERED}
    changing.remove(21)
    assert changing.weakest(21) == {0: COVERED}


def test_what_was_removed_cannot_be_changed() -> None:
    changing = Changing(weakest(arrays_of(2, [Link(0, 1, ((1, STAYS),))]), RANKS))
    changing.remove(0)
    assert changing.weakest(0) == {}
    with pytest.raises(ValueError, match="removed"):
        changing.change(0, ((1, COVERED),))


def test_a_link_to_nobody_and_one_that_makes_no_transfer_are_refused() -> None:
    changing = Changing(weakest(arrays_of(2, [Link(0, 1, ((1, STAYS),))]), RANKS))
    with pytest.raises(ValueError, match="there are 2 parties"):
        changing.add(0, 2, ((1, COVERED),))
    with pytest.raises(ValueError, match="at least one transfer"):
        changing.change(0, ())
    assert changing.weakest(0) == {1: STAYS}


def test_more_links_may_be_added_than_there_was_room_for() -> None:
    changing = Changing(weakest(arrays_of(3, [Link(0, 1, ((1, STAYS),))]), RANKS))
    numbers = [changing.add(1, 2, ((2, COVERED),)) for _ in range(2_100)]
    assert numbers == list(range(1, 2_101))
    assert changing.weakest(0) == {1: STAYS, 2: COVERED}
    for number in numbers:
        changing.remove(number)
    assert changing.weakest(0) == {1: STAYS}
