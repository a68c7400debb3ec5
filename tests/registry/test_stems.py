"""Words that lose a vowel before an ending are one word however they are bent; other words stay others."""

from itertools import combinations

import pytest

from registry.stems import stems

FAMILIES = [
    "cykel cykeln cykelns cyklar cyklarna", "fjällcykel fjällcykeln fjällcyklar fjällcyklarnas",
    "nyckel nyckeln nycklar nycklarna", "regel regeln regler reglerna", "artikel artikeln artiklar",
    "muskel muskler", "fågel fåglar", "hjälpmedel hjälpmedlet hjälpmedlen", "register registers registret registren",
    "personnummer personnumret personnumren", "server servrar servrarna", "filter filtret filtren", "ålder åldrar",
    "åker åkrar", "center centret",
]  # fmt: skip
STRANGERS = ["sömen sömnen", "extern extra", "hundar hundra", "lönen lönnar", "under underbiträde"]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_form_of_a_word_finds_every_other(family: str) -> None:
    apart = [(a, b) for a, b in combinations(family.split(), 2) if not set(stems(a)) & set(stems(b))]
    assert apart == []


@pytest.mark.parametrize("strangers", STRANGERS)
def test_words_that_only_look_alike_stay_apart(strangers: str) -> None:
    one, other = strangers.split()
    assert not set(stems(one)) & set(stems(other))
