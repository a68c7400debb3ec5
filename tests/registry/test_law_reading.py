"""Reading the facts of a transfer: what is refused, where, and what to write instead."""

from datetime import date
from typing import Any

import pytest

from registry.errors import BadFacts
from registry.law.facts import MISSING, read_facts
from registry.law.shapes import Condition
from registry.terms import Coverage, Module

COUNTRIES = frozenset({"SE", "US", "GR", "GB", "EPO"})


def test_a_missing_key_null_and_a_value_are_three() -> None:
    facts = read_facts({"assessment": None, "hr_data": True}, COUNTRIES)
    assert facts.assessment is None
    assert facts.hr_data is True
    assert facts.derogation is MISSING
    assert facts.importer.country is MISSING


def test_null_is_the_empty_list_and_the_answer_no() -> None:
    facts = read_facts({"safeguards": None, "systematic": None, "importer": {"certifications": None}}, COUNTRIES)
    assert facts.safeguards == ()
    assert facts.systematic is False
    assert facts.importer.certifications == ()


def test_everything_known_of_a_certification_is_read() -> None:
    raw = {
        "framework": "eu-us-dpf",
        "valid_from": "2023-09-01",
        "valid_until": None,
        "covers": ["hr"],
        "seen_in": "register",
    }
    certifications = read_facts({"importer": {"certifications": [raw]}}, COUNTRIES).importer.certifications
    assert certifications is not MISSING
    assert certifications[0].valid_from == date(2023, 9, 1)
    assert certifications[0].valid_until is None
    assert certifications[0].covers == frozenset({Coverage.HR})


def test_one_module_is_read_as_modules() -> None:
    safeguards = read_facts({"safeguards": [{"kind": "scc", "module": "c2p"}]}, COUNTRIES).safeguards
    assert safeguards is not MISSING
    assert safeguards[0].modules == frozenset({Module.C2P})


def test_conditions_stand_beside_the_article() -> None:
    derogation = read_facts(
        {"derogation": {"article": "49(1)(a)", "explicit": True, "informed_of_risks": False}}, COUNTRIES
    ).derogation
    assert derogation is not MISSING
    assert derogation is not None
    assert derogation.condition(Condition.EXPLICIT) is True
    assert derogation.condition(Condition.INFORMED_OF_RISKS) is False
    assert derogation.condition(Condition.NECESSARY) is MISSING


def test_facts_can_be_told_apart_and_kept_in_a_set() -> None:
    one = {"importer": {"country": "US"}, "derogation": {"article": "49(1)(b)", "necessary": True}}
    assert len({read_facts(one, COUNTRIES), read_facts(dict(one), COUNTRIES)}) == 1


REFUSED: list[tuple[Any, str | None, str]] = [
    ([], None, "an object"),
    ("SE", None, "an object"),
    (None, None, "an object"),
    ({"vendor": "Acme"}, "vendor", "one of the keys"),
    ({"importer": {"adress": "x"}}, "importer.adress", "one of the keys"),
    ({"importer": None}, "importer", "an object"),
    ({"id": 7}, "id", "a text"),
    ({"importer": {"country": "UK"}}, "importer.country", "Write GB"),
    ({"importer": {"country": "EL"}}, "importer.country", "Write GR"),
    ({"importer": {"country": "us"}}, "importer.country", "in capitals"),
    ({"importer": {"country": None}}, "importer.country", "ISO 3166-1"),
    ({"destination": 46}, "destination", "ISO 3166-1"),
    ({"access_from": ["SE", "XX"]}, "access_from[1]", "ISO 3166-1"),
    ({"access_from": "SE"}, "access_from", "a list"),
    ({"importer": {"role": "vendor"}}, "importer.role", "one of processor"),
    ({"importer": {"role": "not_a_recipient"}}, "importer.role", "no transfer at all"),
    ({"importer": {"role": ["processor"]}}, "importer.role", "one of"),
    ({"importer": {"sector": "private"}}, "importer.sector", "commercial, public"),
    ({"hr_data": "yes"}, "hr_data", "true or false"),
    ({"hr_data": 1}, "hr_data", "true or false"),
    (
        {"importer": {"certifications": [{"valid_from": "2023-02-30"}]}},
        "importer.certifications[0].valid_from",
        "day of the calendar",
    ),
    (
        {"importer": {"certifications": [{"valid_from": "20230901"}]}},
        "importer.certifications[0].valid_from",
        "YYYY-MM-DD",
    ),
    (
        {"importer": {"certifications": [{"valid_from": 20230901}]}},
        "importer.certifications[0].valid_from",
        "YYYY-MM-DD",
    ),
    ({"importer": {"certifications": [{}, {"framework": "dpf"}]}}, "importer.certifications[1].framework", "eu-us-dpf"),
    ({"importer": {"certifications": [{"covers": ["all"]}]}}, "importer.certifications[0].covers[0]", "hr, non_hr"),
    ({"importer": {"certifications": ["eu-us-dpf"]}}, "importer.certifications[0]", "an object"),
    ({"safeguards": [{"kind": "dpa"}]}, "safeguards[0].kind", "scc, bcr"),
    ({"safeguards": [{"act": "the new clauses"}]}, "safeguards[0].act", "(EU) 2021/914"),
    ({"safeguards": [{"module": "c2p", "modules": ["c2p"]}]}, "safeguards[0].module", "not both"),
    ({"safeguards": [{"module": "2"}]}, "safeguards[0].module", "c2c, c2p"),
    ({"safeguards": [{"modules": ["c2x"]}]}, "safeguards[0].modules[0]", "c2c, c2p"),
    ({"assessment": {"outcome": "fine"}}, "assessment.outcome", "effective"),
    ({"assessment": {"requires": "encryption"}}, "assessment.requires", "a list"),
    ({"assessment": {"relies_on": [""]}}, "assessment.relies_on[0]", "a text"),
    ({"measures": [{"kind": "x", "on": "2023-01-01"}]}, "measures[0].on", "one of the keys"),
    ({"derogation": {"article": "49"}}, "derogation.article", "49(1)(a)"),
    ({"derogation": {"consent": True}}, "derogation.consent", "one of the keys"),
    ({"derogation": {"explicit": "true"}}, "derogation.explicit", "true or false"),
    ({"received_under": "sccs"}, "received_under", "scc, dpf"),
    ({"onward_terms": "contract"}, "onward_terms", "equivalent"),
    ({"access_from": ["SE"] * 1001}, "access_from", "at most 1000"),
    ({"importer": {"name": "x" * 3000}}, "importer.name", "2000 characters"),
]


@pytest.mark.parametrize(("raw", "field", "instead"), REFUSED, ids=[f"{place}" for place in range(len(REFUSED))])
def test_what_cannot_be_read_is_refused_with_its_path(raw: object, field: str | None, instead: str) -> None:
    with pytest.raises(BadFacts) as refused:
        read_facts(raw, COUNTRIES)
    assert refused.value.field == field
    assert instead in str(refused.value)
    assert len(str(refused.value)) < 700


def test_an_act_that_adopted_no_clauses_is_refused_where_the_acts_are_told() -> None:
    acts = frozenset({"2021/914", "2010/87"})
    read_facts({"safeguards": [{"act": "2010/87/EU"}]}, COUNTRIES, acts)
    with pytest.raises(BadFacts) as refused:
        read_facts({"safeguards": [{"act": "(EU) 2021/941"}]}, COUNTRIES, acts)
    assert refused.value.field == "safeguards[0].act"
