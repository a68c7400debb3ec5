"""Exploring by steps finds what trying every value of every missing key finds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.forking import MOST_TRIES, Explored, Tries, by_steps, explore, plainly, verdict_of
from registry.law.inquiry import Inquiry
from registry.law.lawindex import LawIndex, index_of
from registry.law.steps import TooMuch
from registry.law.transfers import judge
from tests.law.drawing import COHERENT_FACTS, DAYS, paths, without
from tests.law.situations import Situation, situations

BOOK = lawfiles.load()


def question(facts: Any, on: date) -> Inquiry:
    return Inquiry(read_facts(facts, BOOK.countries), index_of(BOOK), on)


def tried_plainly(q: Inquiry) -> Explored | None:
    """All that is left open; None where there is too much to try."""
    tries = Tries(MOST_TRIES)
    plain = plainly(q, judge, tries)
    return plain if tries.left >= 0 else None


def hold_equal(q: Inquiry) -> None:
    """The same findings in the same order, the same keys and the same verdict."""
    plain = tried_plainly(q)
    assert plain is not None
    assert by_steps(q, judge) == plain
    assert explore(q, judge) == plain
    assert verdict_of(q, judge) is plain.verdict


@pytest.mark.parametrize("situation", list(situations()), ids=lambda s: f"{s.name} [{s.on}]")
def test_every_situation_is_explored_alike(situation: Situation) -> None:
    hold_equal(question(situation.facts, situation.on))


@settings(deadline=None)
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_facts_with_holes_are_explored_alike(facts: Any, on: date, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 9))):
        if left := paths(facts):
            facts = without(facts, data.draw(st.sampled_from(left)))
    q = question(facts, on)
    assume(tried_plainly(q) is not None)
    hold_equal(q)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"exporter": {"country": "SE"}, "importer": {"country": "US"}, "safeguards": [{"kind": "scc"}]},
        {"exporter": {"country": "SE"}, "importer": {"country": "US", "role": "processor"}, "assessment": {}},
        {"exporter": {"country": "US"}, "importer": {"country": "IN"}, "received_under": "scc"},
    ],
    ids=["nothing known", "clauses without details", "assessment without details", "an onward hop"],
)
def test_what_is_hardly_known_is_explored_alike(facts: dict[str, Any]) -> None:
    hold_equal(question(facts, date(2026, 11, 22)))


@settings(deadline=None, max_examples=25)
@given(wholes=st.lists(COHERENT_FACTS, min_size=2, max_size=6), on=DAYS, data=st.data())
def test_what_is_remembered_of_one_transfer_is_true_of_the_next(
    wholes: list[Any], on: date, data: st.DataObject
) -> None:
    left_out = data.draw(st.sampled_from([frozenset[str](), frozenset({"2021/914"}), frozenset({"2023/1795"})]))
    shared = LawIndex(BOOK)
    for facts in wholes:
        for _ in range(data.draw(st.integers(0, 12))):
            if left := paths(facts):
                facts = without(facts, data.draw(st.sampled_from(left)))
        read = read_facts(facts, BOOK.countries)
        alone = explored(Inquiry(read, LawIndex(BOOK), on, without=left_out))
        assert explored(Inquiry(read, shared, on, without=left_out)) == alone


def test_whether_too_much_is_missing_does_not_hang_on_what_is_remembered() -> None:
    holes: list[dict[str, Any]] = [{"safeguards": [{}] * count} for count in (0, 1, 2)]
    shared = LawIndex(BOOK)
    for facts in (*holes, *reversed(holes)):
        read = read_facts(facts, BOOK.countries)
        alone = explored(Inquiry(read, LawIndex(BOOK), date(2026, 11, 22)))
        assert explored(Inquiry(read, shared, date(2026, 11, 22))) == alone
        assert (alone is None) == (len(facts["safeguards"]) == 2)


def explored(q: Inquiry) -> Explored | None:
    """What is left open; None where there is too much."""
    try:
        return by_steps(q, judge)
    except TooMuch:
        return None


def test_a_key_that_was_passed_over_is_looked_at_again_once_another_rule_asks_for_it() -> None:
    clauses = {"kind": "scc", "act": "(EU) 2021/914", "signed_on": "2023-01-10"}
    facts = {
        "exporter": {"country": "SE", "role": "controller"},
        "importer": {"country": "IN", "role": "processor"},
        "safeguards": [{**clauses, "modules": ["c2c"]}, {**clauses, "modules": ["c2p"], "annexes_complete": True}],
        "assessment": None,
        "derogation": None,
    }
    q = question(facts, date(2026, 11, 22))
    hold_equal(q)
    assert len(by_steps(q, judge).findings) == 2, (
        "the first clauses are outside their scope too, if the importer is under the GDPR"
    )
