"""Every situation of this folder, against the law book that is installed."""

from collections import Counter

import pytest

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.transfers import assess
from registry.law.verdicts import Answer
from tests.law.situations import Situation, plain, situations

ALL = list(situations())


@pytest.fixture(scope="module")
def book() -> LawBook:
    return lawfiles.load()


def test_there_are_enough_situations_and_none_stands_twice() -> None:
    assert len(ALL) >= 220
    twice = [key for key, count in Counter((s.name, s.on) for s in ALL).items() if count > 1]
    assert not twice


@pytest.mark.parametrize("situation", ALL, ids=lambda s: f"{s.name} [{s.on}]")
def test_the_law_says_what_the_situation_expects(situation: Situation, book: LawBook) -> None:
    answer = assess(read_facts(situation.facts, book.countries), book, situation.on)
    got = {key: seen(answer, key, wanted) for key, wanted in situation.expect.items()}
    assert got == {key: comparable(key, wanted) for key, wanted in situation.expect.items()}, answer.shape()


def seen(answer: Answer, key: str, wanted: object) -> object:
    """What an answer says of one expectation."""
    shape = answer.shape()
    match key:
        case "flags":
            return sorted(set(answer.flags) & set(wanted))  # type: ignore[call-overload]
        case "flags_are":
            return sorted(answer.flags)
        case "without_flags":
            return sorted(set(wanted) - set(answer.flags))  # type: ignore[call-overload]
        case "settles":
            return sorted(set(wanted) & set(answer.would_settle))  # type: ignore[call-overload]
        case "article" | "record":
            named = [getattr(reason, key) for reason in answer.reasons]
            return wanted if wanted in named else named
        case "says":
            told = " ".join(reason.text for reason in answer.reasons)
            return wanted if str(wanted) in told else told
        case _:
            return shape[key]


def comparable(key: str, wanted: object) -> object:
    if key in {"flags", "flags_are", "without_flags", "settles", "would_settle"}:
        return sorted(wanted)  # type: ignore[call-overload]
    return plain(wanted)
