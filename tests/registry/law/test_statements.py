"""Two sources contradict each other only where both are closed and share nothing; a decision claimed is looked up."""

from dataclasses import replace
from datetime import date

import pytest

from registry import lawfiles
from registry.law.coherence import Check
from registry.law.lawbook import LawBook
from registry.law.statements import Statement, claimed_adequacy, contradictions
from registry.terms import Framework, Grade

ON = date(2026, 11, 22)
LIST = Statement(
    subject="svc_files", fact="storage", of="", said=frozenset({"IE"}), source="doc_list", label="list", quote="Ireland"
)
AGREEMENT = replace(LIST, said=frozenset({"US"}), source="doc_dpa", label="DPA", quote="United States")


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


def test_a_list_that_says_ireland_and_an_agreement_that_says_the_united_states_contradict_each_other() -> None:
    ((first, second),) = contradictions([LIST, AGREEMENT])
    assert {first.quote, second.quote} == {"Ireland", "United States"}


@pytest.mark.parametrize(
    "other",
    [
        replace(AGREEMENT, source="doc_list"),  # one source, two places
        replace(AGREEMENT, said=frozenset({"US", "IE"})),  # it says more, and denies nothing
        replace(AGREEMENT, is_open=True),  # it names more than it lists
        replace(AGREEMENT, fact="remote_access"),
        replace(AGREEMENT, of="kopieboden"),
        replace(AGREEMENT, subject="svc_mail"),
        replace(AGREEMENT, said=frozenset()),  # it says nothing of it
    ],
)
def test_what_is_no_contradiction_is_not_told_as_one(other: Statement) -> None:
    assert contradictions([LIST, other]) == []


def test_one_source_speaks_with_one_voice() -> None:
    """What it says in another place may be what the other source says: then nothing is denied."""
    elsewhere = replace(LIST, said=frozenset({"US"}), quote="and in the United States")
    assert contradictions([LIST, elsewhere, AGREEMENT]) == []


def test_the_order_of_statements_makes_no_difference() -> None:
    assert contradictions([LIST, AGREEMENT]) == contradictions([AGREEMENT, LIST])


@pytest.mark.parametrize(
    ("country", "on", "certified", "expected"),
    [
        ("SG", ON, None, ""),  # never was one
        ("JP", ON, None, None),
        ("JP", date(2019, 1, 22), None, ""),  # the day before it was adopted
        ("JP", date(2019, 1, 23), None, None),
        ("SE", ON, None, None),  # a member needs none
        ("US", ON, None, "framework"),
        ("US", ON, frozenset({Framework.EU_US_DPF}), None),
        ("US", ON, frozenset({Framework.UK_US_BRIDGE}), "framework"),
        ("US", date(2022, 6, 1), None, "ended"),  # between the shield and the framework
        ("ZZ", ON, None, None),  # no country: nothing to say
    ],
)
def test_a_claimed_decision_is_looked_up_on_the_day(
    law: LawBook, country: str, on: date, certified: frozenset[Framework] | None, expected: str | None
) -> None:
    clash = claimed_adequacy(country, certified, law, on)
    assert (clash.way if clash else None) == expected
    assert clash is None or clash.rule is Check.ADEQUACY_CLAIMED


def test_a_decision_known_from_memory_alone_bears_no_claim_out(law: LawBook) -> None:
    unread = replace(law, adequacy=tuple(replace(one, grade=Grade.MEMORY) for one in law.adequacy))
    clash = claimed_adequacy("JP", None, unread, ON)
    assert clash is not None
    assert clash.way == "unread"
