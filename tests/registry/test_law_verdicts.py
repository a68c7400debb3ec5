"""The order of verdicts, the words for people, and what a what-if does to an answer."""

from dataclasses import replace
from datetime import date

import pytest

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.transfers import assess
from registry.law.verdicts import for_people, worst
from registry.terms import Flag, ForPeople, Grade, Verdict
from tests.law.situations import base

TODAY = date(2026, 11, 22)


def test_the_weakest_link_is_the_worst_verdict() -> None:
    assert worst([Verdict.COVERED, Verdict.UNKNOWN, Verdict.DEROGATION]) is Verdict.UNKNOWN
    assert worst([Verdict.UNKNOWN, Verdict.INCOMPLETE]) is Verdict.INCOMPLETE
    assert worst(Verdict) is Verdict.UNSUPPORTED
    assert worst([Verdict.NOT_A_TRANSFER]) is Verdict.NOT_A_TRANSFER


def test_a_chain_without_hops_has_no_weakest_link() -> None:
    with pytest.raises(ValueError, match="empty"):
        worst([])


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (Verdict.NOT_A_TRANSFER, ForPeople.VALID),
        (Verdict.COVERED, ForPeople.VALID),
        (Verdict.SAFEGUARDED, ForPeople.VALID),
        (Verdict.DEROGATION, ForPeople.CONDITIONAL),
        (Verdict.INCOMPLETE, ForPeople.DEFICIENT),
        (Verdict.UNKNOWN, ForPeople.NOT_EVALUABLE),
        (Verdict.UNSUPPORTED, ForPeople.INVALID),
    ],
)
def test_each_verdict_has_its_word_for_people(verdict: Verdict, word: ForPeople) -> None:
    assert for_people(verdict) is word


def test_an_answer_names_the_law_book_it_was_given_under() -> None:
    book = lawfiles.load()
    answer = assess(read_facts(base("us"), book.countries), book, TODAY)
    assert answer.shape()["law"] == book.sha256
    assert answer.verdict is Verdict.COVERED


def test_a_decision_ended_in_a_what_if_no_longer_covers() -> None:
    book = lawfiles.load()
    facts = read_facts(base("us"), book.countries)
    ended = book.ended("(EU) 2023/1795", TODAY)
    assert assess(facts, ended, TODAY).verdict is Verdict.UNSUPPORTED
    assert assess(facts, ended, date(2026, 11, 21)).holds_until == TODAY
    assert assess(facts, book, TODAY).verdict is Verdict.COVERED


def test_clauses_ended_in_a_what_if_no_longer_carry() -> None:
    book = lawfiles.load().ended("(EU) 2021/914", date(2027, 1, 1))
    facts = read_facts(base("clauses"), book.countries)
    assert assess(facts, book, TODAY).holds_until == date(2027, 1, 1)
    assert assess(facts, book, date(2027, 1, 1)).verdict is Verdict.UNSUPPORTED


def test_many_law_books_do_not_answer_for_each_other() -> None:
    book = lawfiles.load()
    facts = read_facts(base("us"), book.countries)
    for day in range(1, 28):
        ended = book.ended("(EU) 2023/1795", date(2026, 12, day))
        assert assess(facts, ended, TODAY).holds_until == date(2026, 12, day)


def test_a_decision_known_from_memory_gives_no_footing() -> None:
    book = lawfiles.load()
    unread = tuple(replace(one, grade=Grade.MEMORY) if one.code == "NZ" else one for one in book.adequacy)
    raw = base("third")
    facts = read_facts(raw | {"importer": raw["importer"] | {"country": "NZ"}}, book.countries)
    assert assess(facts, book, TODAY).verdict is Verdict.COVERED
    answer = assess(facts, replace(book, adequacy=unread), TODAY)
    assert answer.verdict is Verdict.UNSUPPORTED
    assert Flag.UNVERIFIED_LAW in answer.flags


def test_a_bridge_known_from_memory_gives_no_footing() -> None:
    book = lawfiles.load()
    certified = [
        {"framework": "uk-us-bridge", "valid_from": "2024-01-01", "valid_until": None, "covers": ["hr", "non_hr"]}
    ]
    raw = base("onward")
    raw["exporter"] = raw["exporter"] | {"country": "GB"}
    raw["importer"] = raw["importer"] | {"country": "US", "certifications": certified}
    facts = read_facts(raw | {"received_under": "adequacy", "destination": "US"}, book.countries)
    unread = replace(book, bridges=tuple(replace(one, grade=Grade.MEMORY) for one in book.bridges))
    assert assess(facts, book, TODAY).verdict is Verdict.COVERED
    assert assess(facts, unread, TODAY).verdict is Verdict.UNKNOWN
