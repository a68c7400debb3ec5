"""What documents claim becomes facts only where it is said, not remembered, and not contradicted."""

from types import SimpleNamespace
from typing import Any

import pytest

from registry.catalogue import grounds
from registry.catalogue.crossings import places
from registry.terms import Grade, Manner

SCC = {"kind": "scc", "act": "(EU) 2021/914", "modules": ["c2p"]}
TOLD = {"kind": "scc", "act": "(EU) 2021/914", "modules": ["c2p"]}


def claim(grade: Grade = Grade.PRIMARY, **value: Any) -> Any:
    return SimpleNamespace(value=value, grade=grade)


def safeguards(*claims: Any) -> Any:
    return grounds.claimed("US", {}, {}, {}, claims).get("safeguards", "missing")


def row(*named: str, grade: Grade = Grade.SECONDARY) -> Any:
    return SimpleNamespace(places=list(named), source="a list", grade=grade)


def test_a_claim_brings_only_what_it_says() -> None:
    assert safeguards(claim(**SCC)) == [TOLD]
    assert safeguards(claim(kind="scc")) == [{"kind": "scc"}]
    assert safeguards() == "missing"


@pytest.mark.parametrize("kind", ["dpf", "adequacy", "derogation", "privacy_shield", "none_needed_for_the_entity"])
def test_what_is_no_safeguard_of_article_46_is_none(kind: str) -> None:
    assert safeguards(claim(kind=kind)) == "missing"


@pytest.mark.parametrize("state", ["not_claimed", "not_listed", "withdrawn", "not_seen"])
def test_a_safeguard_that_is_denied_or_was_not_seen_is_none(state: str) -> None:
    assert safeguards(claim(**SCC, state=state)) == "missing"


@pytest.mark.parametrize("state", ["not_claimed", "not_listed", "withdrawn"])
def test_two_claims_that_contradict_make_the_safeguards_missing(state: str) -> None:
    denied = claim(kind="scc", state=state)
    for told in ((claim(**SCC), denied), (denied, claim(**SCC)), (claim(kind="bcr"), claim(**SCC), denied)):
        assert safeguards(*told) == "missing"


def test_claims_on_different_kinds_contradict_nothing() -> None:
    assert safeguards(claim(**SCC), claim(kind="bcr", state="not_claimed")) == [TOLD]
    assert safeguards(claim(**SCC), claim(kind="dpf", state="not_claimed"), claim(kind="dpf", state="active")) == [TOLD]
    assert safeguards(claim(**SCC), claim(kind="scc", state="not_seen")) == [TOLD]


def test_memory_neither_declares_nor_denies() -> None:
    assert safeguards(claim(Grade.MEMORY, **SCC)) == "missing"
    assert safeguards(claim(**SCC), claim(Grade.MEMORY, kind="scc", state="not_claimed")) == [TOLD]


def test_the_same_claim_twice_is_one_safeguard() -> None:
    assert safeguards(claim(**SCC), claim(**SCC)) == [TOLD]


def test_words_that_are_no_country_give_no_destination() -> None:
    found = [(place.country, place.as_written) for place in places(row("SE", "nearest data centre", "eu", "XX"))]
    assert found == [("SE", "SE"), (None, "nearest data centre"), (None, "eu"), (None, "XX")]


def test_a_row_from_memory_places_nothing() -> None:
    assert places(row("SE", grade=Grade.MEMORY)) == []


@pytest.mark.parametrize("words", ["two  spaces", "a\nline", " around ", "x" * 61, "hidden\u200b", "half\u202e"])
def test_untidy_words_stand_in_a_key_by_their_hash(words: str) -> None:
    (place,) = places(row(words))
    assert place.as_written == words
    assert place.key.startswith("place_")
    assert place.key.endswith(f":{Manner.STORAGE.value}")
    assert place.key.isascii()


def test_tidy_words_stand_in_a_key_as_they_are() -> None:
    assert [place.key for place in places(row("SE", "Östersund"))] == ["SE:storage", "Östersund:storage"]
