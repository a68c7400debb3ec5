"""What must hold for every transfer, whatever the facts."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.telling import TAKEN_AS, TELLING, TOLD_BY_THE_RULE
from registry.law.transfers import assess
from registry.law.verdicts import rank
from registry.terms import Verdict
from tests.law.drawing import COHERENT_FACTS, DAYS, WHOLE_EXAMPLE, never_forks, parts, paths, without

BOOK = lawfiles.load()
SETTINGS = settings(deadline=None)


def verdict(facts: Any, on: date, book: LawBook = BOOK) -> Verdict:
    return assess(read_facts(facts, book.countries), book, on).verdict


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_making_a_key_unknown_gives_the_same_verdict_or_unknown(facts: Any, on: date, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in paths(facts) if not never_forks(path)]))
    assert verdict(without(facts, path), on) in {verdict(facts, on), Verdict.UNKNOWN}, path


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_making_several_keys_unknown_gives_the_same_verdict_or_unknown(
    facts: Any, on: date, data: st.DataObject
) -> None:
    known = facts
    for _ in range(3):
        path = data.draw(st.sampled_from([path for path in paths(known) if not never_forks(path)]))
        known = without(known, path)
    assert verdict(known, on) in {verdict(facts, on), Verdict.UNKNOWN}


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_taking_something_off_the_file_never_improves_a_verdict(facts: Any, on: date) -> None:
    before = rank(verdict(facts, on))
    for holder, key in ((facts, "safeguards"), (facts["importer"], "certifications"), (facts, "measures")):
        on_file = holder[key]
        for place in range(len(on_file)):
            holder[key] = on_file[:place] + on_file[place + 1 :]
            assert rank(verdict(facts, on)) <= before, (key, place)
        holder[key] = on_file


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_every_answer_cites_an_article_and_is_the_same_twice(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    assert answer.reasons
    assert all(reason.article.startswith("Art. ") and reason.text for reason in answer.reasons)
    assert answer.flags == tuple(sorted(set(answer.flags)))
    again = assess(read_facts(json.loads(json.dumps(facts)), BOOK.countries), BOOK, on)
    assert again == answer


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_a_verdict_holds_until_the_day_it_says(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    if answer.holds_until is None:
        assert all(rank(verdict(facts, day)) >= rank(answer.verdict) for day in PROBES if day > on)
        return
    assert answer.holds_until > on
    assert rank(verdict(facts, answer.holds_until)) < rank(answer.verdict)
    before = date.fromordinal(answer.holds_until.toordinal() - 1)
    assert rank(verdict(facts, before)) >= rank(answer.verdict)


PROBES = [date(year, month, 15) for year in range(1999, 2036, 3) for month in (1, 7)]


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_nothing_outside_its_validity_gives_footing(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    if answer.verdict not in {Verdict.COVERED, Verdict.SAFEGUARDED}:
        return
    named = {reason.record for reason in answer.reasons}
    for decision in (one for one in BOOK.adequacy if one.id in named):
        ends = [day for day in (decision.valid_until, decision.annulled_on, decision.repealed_on) if day is not None]
        assert decision.valid_from <= on
        assert all(on < end for end in ends)
        assert decision.general
    for clauses in (one for one in BOOK.clauses if one.id in named):
        assert clauses.valid_from <= on
        assert clauses.relied_until is None or on < clauses.relied_until
        assert clauses.transfer_tool


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_facts_with_holes_are_always_answered(facts: Any, on: date, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        if left := paths(facts):
            facts = without(facts, data.draw(st.sampled_from(left)))
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    assert answer.would_settle == () or answer.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("place", ["importer.country", "destination", "exporter.country"])
def test_a_missing_place_of_a_what_if_without_any_decision_is_still_tried(place: str) -> None:
    book = BOOK.without(*(decision.act for decision in BOOK.adequacy))
    facts = {"exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "IE"}, "destination": "IN"}
    assert verdict(without(facts, place), date(2026, 11, 22), book) is Verdict.UNKNOWN


@pytest.mark.parametrize("key", ["safeguards", "measures"])
def test_a_file_full_of_holes_is_answered(key: str) -> None:
    facts = read_facts({key: [{}] * 1000, "importer": {"certifications": [{}] * 1000}}, BOOK.countries)
    assert assess(facts, BOOK, date(2026, 11, 22)).verdict is Verdict.UNKNOWN


def test_every_key_of_the_facts_has_telling_values_or_is_taken_as_something() -> None:
    keys = set(TELLING) | set(TAKEN_AS) | TOLD_BY_THE_RULE
    never_read = {"importer.name", "id", "exporter", "importer"}
    schema = {
        "".join("[]" if part.startswith("[") else part for part in parts(path))
        for path in paths(json.loads(WHOLE_EXAMPLE))
    }
    assert {path for path in schema if path not in never_read} == keys
