"""What sources claim, held against the law and against each other."""

from collections.abc import Callable
from typing import Any

import pytest
from paper_register import ENGAGED, FIRST, JULY, claim, copies, only, told
from small_catalogue import FILES, SmallCatalogue

from registry.glossary import Language
from registry.reports.linted import sentence
from registry.reports.linter import Linted

SUPPORT = '{name = "Nordmoln, Inc.", purpose = "support", places = ["US"], seat = "US", group = "affiliate"}'


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('places = ["SG"], mechanisms = ["Adequacy decision", "Intercompany SCCs"]', {("K45", "")}),
        ('places = ["JP"], mechanisms = ["Adequacy decision"]', set()),
        ('places = ["SG"], mechanisms = ["Intercompany SCCs"]', set()),
        ('places = ["worldwide"], mechanisms = ["Adequacy decision"]', set()),  # no country is named
        ('places = ["SG"], mechanisms = ["SCC (no adequacy decision)"]', set()),
        ('places = ["US"], mechanisms = ["Adequacy decision"]', {("K45", "framework")}),
    ],
)
def test_a_row_of_a_list_that_claims_a_decision_is_held_against_the_law(
    looked: Callable[..., Linted], files: SmallCatalogue, row: str, expected: set[Any]
) -> None:
    files.edit("subprocessors/nordmoln.toml", SUPPORT, f'{{name = "Fjärrhjälpen Pte.", {row}}}')
    linted = looked(ENGAGED)
    assert told(linted, "K45") == expected
    for problem in linted.problems:
        if problem.rule == "K45":
            assert "sub_" in problem.record
            assert "Adequacy decision" in sentence(problem, Language.SV)


def test_a_certified_company_bears_a_claim_for_the_united_states_out(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    certified = SUPPORT.replace("}", ', mechanisms = ["Adequacy decision"]}')
    files.edit("subprocessors/nordmoln.toml", SUPPORT, certified)
    assert told(looked(ENGAGED), "K45") == set()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"sub_processors": [{"quote": "Fjärrhjälpen, Singapore, adequacy decision", "countries": ["SG"]}]}, 1),
        ({"sub_processors": [{"quote": "Fjärrhjälpen, Singapore, standard clauses", "countries": ["SG"]}]}, 0),
        ({"sub_processors": [{"quote": "Singapore, without an adequacy decision", "countries": ["SG"]}]}, 0),
        ({"transfers": {"mechanisms": ["adequacy"], "countries": ["SG", "JP"], "quote": "to SG and JP"}}, 1),
        ({"transfers": {"mechanisms": ["adequacy", "scc"], "countries": ["SG", "JP"], "quote": "SG, JP"}}, 0),
        ({"recipients": [{"mechanism_stated": ["adequacy"], "countries_stated": ["SG"], "quote": "in SG"}]}, 1),
        ({"recipients": [{"mechanism_stated": ["none"], "countries_stated": ["SG"], "quote": "in SG"}]}, 0),
    ],
)
def test_a_reading_that_claims_a_decision_is_held_against_the_law(
    looked: Callable[..., Linted], found: dict[str, Any], expected: int
) -> None:
    rows = copies(FIRST)
    rows[1].found = found
    problems = [one for one in looked(ENGAGED, *rows).problems if one.rule == "K45"]
    assert len(problems) == expected


def test_a_claim_that_speaks_of_a_decision_is_held_against_the_law(looked: Callable[..., Linted]) -> None:
    row = {"name_as_written": "Fjärrhjälpen Pte.", "places": ["SG"]}
    problem = only(looked(ENGAGED, claim("clm_1", "sub_processor", row, "doc_a", "adequacy decision (SG)")), "K45")
    assert "adequacy decision (SG)" in sentence(problem, Language.EN)


STORED = """
[[location]]
services = ["nordmoln-drive"]
manner = "storage"
countries = ["SE", "IE"]
as_written = "Sweden, Ireland and others"
open_ended = true
"""


def test_a_list_and_an_agreement_that_differ_are_told_with_both_quotes(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    row = {"name_as_written": "Brevduvan Mail", "places": ["US"]}
    linted = looked(ENGAGED, claim("clm_1", "sub_processor", row, "doc_nordmoln-dpa", "Brevduvan Mail, United States"))
    problem = only(linted, "K5")
    for language in Language:
        words = sentence(problem, language)
        assert "Brevduvan Mail, United States" in words
        assert "Brevduvan Mail · SE" in words
    same = {"name_as_written": "Brevduvan Mail", "places": ["SE"]}
    assert told(looked(ENGAGED, claim("clm_2", "sub_processor", same, "doc_b", "Sweden")), "K5") == {("K5", "")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("notice_days", {"days": 30}), ("notice_days", {"days": 14}), {("K5", "")}),
        (("notice_days", {"days": 30}), ("notice_days", {"days": 30}), set()),
        (("notice_days", {"days": 30}), ("objection_days", {"days": 14}), set()),
        (("transfers", {"outside_eea": "no"}), ("transfers", {"outside_eea": "yes"}), {("K5", "")}),
        (("transfers", {"outside_eea": "no"}), ("transfers", {"outside_eea": "possible"}), set()),
        (
            ("role", {"role": "processor", "context": "files"}),
            ("role", {"role": "independent_controller", "context": "files"}),
            {("K5", "")},
        ),
        (
            ("role", {"role": "processor", "context": "files"}),
            ("role", {"role": "independent_controller", "context": "statistics"}),
            set(),
        ),
        (
            ("mechanism", {"kind": "dpf", "state": "claimed"}),
            ("mechanism", {"kind": "dpf", "state": "not_listed"}),
            {("K5", "")},
        ),
        (("mechanism", {"kind": "dpf", "state": "claimed"}), ("mechanism", {"kind": "bcr", "state": "claimed"}), set()),
    ],
)
def test_two_claims_of_different_documents_contradict_each_other_only_on_one_fact(
    looked: Callable[..., Linted], first: tuple[str, Any], second: tuple[str, Any], expected: set[Any]
) -> None:
    claims = [claim(f"clm_{n}", *one, f"doc_{n}", f"words {n}") for n, one in enumerate((first, second))]
    assert told(looked(ENGAGED, *claims), "K5") == expected


def test_two_claims_of_one_document_are_its_own_matter(looked: Callable[..., Linted]) -> None:
    claims = [claim(f"clm_{days}", "notice_days", {"days": days}, "doc_a", f"{days} days") for days in (14, 30)]
    assert told(looked(ENGAGED, *claims), "K5") == set()


def test_a_claim_that_was_superseded_contradicts_nobody(looked: Callable[..., Linted]) -> None:
    claims = [claim(f"clm_{days}", "notice_days", {"days": days}, f"doc_{days}", "days") for days in (14, 30)]
    claims[0].superseded_at = JULY
    assert told(looked(ENGAGED, *claims), "K5") == set()


def test_places_of_two_sources_contradict_each_other_where_both_are_closed(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    closed = STORED.replace("open_ended = true\n", "") + 'grade = "primary"\nsource = ["S1"]\n'
    other = closed.replace('["SE", "IE"]', '["US"]').replace("Sweden, Ireland and others", "Oregon")
    files.edit("services/nordmoln.toml", STORED, closed.rpartition("grade")[0])
    text = (files.folder / "services/nordmoln.toml").read_text(encoding="utf-8")
    (files.folder / "services/nordmoln.toml").write_text(text + other.replace('["S1"]', '["SITE"]'), encoding="utf-8")
    problem = only(looked(ENGAGED), "K5")
    assert "Oregon" in sentence(problem, Language.SV)
    assert FILES["services/nordmoln.toml"].count("open_ended = true") == 1


def test_noted_conflicts_are_listed_and_left_to_people(looked: Callable[..., Linted], files: SmallCatalogue) -> None:
    files.edit(
        "services/nordmoln.toml",
        '[[mechanism]]\nservices = ["nordmoln-drive"]',
        '[[conflict]]\nservices = ["nordmoln-drive"]\ntext = "One page says Luleå."\ngrade = "primary"\n'
        'source = ["SITE"]\n\n[[mechanism]]\nservices = ["nordmoln-drive"]',
    )
    own = '\n[[engagement.conflict]]\nfield = "role.stated_in_our_notice"\nvalue = "joint controller, in a heading"\n'
    linted = looked(ENGAGED + own)
    assert "Luleå" in sentence(only(linted, "K5", "noted"), Language.SV)
    assert "joint controller, in a heading" in sentence(only(linted, "K5", "same_source"), Language.EN)
