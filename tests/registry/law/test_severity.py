"""How grave a change is: every row of the table, and what raises, caps or mutes it."""

import tomllib
from pathlib import Path

import pytest

from registry.law.severity import WEIGHTS, Case, Due, Stake, gravest, severity
from registry.terms import DocumentKind, Role, Severity

ROWS = tomllib.loads((Path(__file__).parent / "severity.toml").read_text(encoding="utf-8"))["row"]
DEPENDS = Stake(depends=True)
LIST = DocumentKind.SUB_PROCESSOR_LIST
OF_LAW_AND_SOURCES = {case for case in Case if case.value.startswith(("law_", "source_", "policy_", "authority_"))}


def test_every_case_has_one_row() -> None:
    assert sorted(row["case"] for row in ROWS) == sorted(Case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["says"])
def test_the_table_is_followed(row: dict[str, str]) -> None:
    case = Case(row["case"])
    assert severity(case, LIST, Role.PROCESSOR, DEPENDS) == row["as_processor"]
    assert severity(case, LIST, Role.SUB_PROCESSOR, DEPENDS) == row["as_processor"]
    assert severity(case, DocumentKind.NOTICE, Role.INDEPENDENT_CONTROLLER, DEPENDS) == row["as_controller"]
    assert severity(case, DocumentKind.TERMS, Role.JOINT_CONTROLLER, DEPENDS) == row["as_controller"]
    assert WEIGHTS[case].due is Due(row["due"])


@pytest.mark.parametrize("case", Case)
def test_what_nothing_depends_on_is_told_in_the_digest_only(case: Case) -> None:
    muted = severity(case, LIST, Role.PROCESSOR, Stake(depends=False))
    assert muted in {Severity.LOW, Severity.NONE}


@pytest.mark.parametrize("case", sorted(set(Case) - OF_LAW_AND_SOURCES))
def test_the_policy_of_a_processor_is_capped_unless_roles_purposes_or_parties_change(case: Case) -> None:
    found = severity(case, DocumentKind.NOTICE, Role.PROCESSOR, DEPENDS)
    if case in {Case.ROLE, Case.OWN_PURPOSES, Case.ENTITY_MOVED}:
        assert found == severity(case, LIST, Role.PROCESSOR, DEPENDS)
    else:
        assert found in {Severity.LOW, Severity.NONE}


@pytest.mark.parametrize(("field", "after"), [("leaves_valid", "critical"), ("sensitive", "critical")])
def test_a_verdict_that_falls_and_sensitive_data_weigh_one_step_more(field: str, after: str) -> None:
    stake = Stake(depends=True, **{field: True})
    assert severity(Case.ADDED_THIRD_COUNTRY, LIST, Role.PROCESSOR, stake) == after
    assert severity(Case.ADDED_EEA, LIST, Role.PROCESSOR, stake) == Severity.HIGH
    assert severity(Case.ROLE, LIST, Role.PROCESSOR, stake) == Severity.CRITICAL
    assert severity(Case.NO_SUBSTANCE, LIST, Role.PROCESSOR, stake) == Severity.NONE


@pytest.mark.parametrize("case", [Case.INTO_THIRD_COUNTRY, Case.TOOL_WEAKENED])
def test_a_transfer_left_without_any_basis_is_critical(case: Case) -> None:
    stake = Stake(depends=True, without_basis=True)
    assert severity(case, LIST, Role.PROCESSOR, stake) == Severity.CRITICAL
    assert severity(case, LIST, Role.INDEPENDENT_CONTROLLER, stake) == Severity.MEDIUM
    assert severity(Case.ADDED_EEA, LIST, Role.PROCESSOR, stake) == Severity.MEDIUM


@pytest.mark.parametrize("role", [None, Role.RECIPIENT])
def test_an_undecided_role_is_weighed_as_the_graver_of_both(role: Role | None) -> None:
    assert severity(Case.DPA_TERM, LIST, role, DEPENDS) == Severity.HIGH
    assert severity(Case.PURPOSE, DocumentKind.NOTICE, Role.PROCESSOR, DEPENDS) == Severity.LOW
    assert severity(Case.PURPOSE, DocumentKind.NOTICE, role, DEPENDS) == Severity.MEDIUM


@pytest.mark.parametrize("field", ["leaves_valid", "sensitive", "without_basis"])
def test_nothing_lifts_the_cap_on_the_policy_of_a_processor(field: str) -> None:
    stake = Stake(depends=True, **{field: True})
    for case in (Case.INTO_THIRD_COUNTRY, Case.TOOL_WEAKENED, Case.PURPOSE, Case.DATA_SENSITIVE):
        assert severity(case, DocumentKind.NOTICE, Role.PROCESSOR, stake) == Severity.LOW
    assert severity(Case.ROLE, DocumentKind.NOTICE, Role.PROCESSOR, stake) == Severity.CRITICAL


def test_a_sub_processor_for_what_we_do_not_use_touches_none_of_our_data() -> None:
    stake = Stake(depends=True, leaves_valid=True, sensitive=True)
    assert severity(Case.ADDED_UNUSED, LIST, Role.PROCESSOR, stake) == Severity.LOW


def test_the_gravest_of_several_counts() -> None:
    assert gravest([Severity.LOW, Severity.CRITICAL, Severity.MEDIUM]) is Severity.CRITICAL
    assert gravest([]) is Severity.NONE
