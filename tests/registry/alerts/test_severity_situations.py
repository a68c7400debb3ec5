"""From one changed fact to how grave it is: a situation for every row of the table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry import lawfiles
from registry.alerts.cases import case_of
from registry.law.severity import Stake, severity
from registry.terms import ChangeKind, DocumentKind, Role, SubKind

LAW = lawfiles.load()
ON = date(2026, 11, 22)
SITUATIONS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "situations.toml").read_text(encoding="utf-8")
)["situation"]
STAKES = {"depends": Stake(depends=True), "without_basis": Stake(depends=True, without_basis=True)}


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation["says"])
def test_a_changed_fact_is_as_grave_as_the_table_says(situation: dict[str, Any]) -> None:
    case = case_of(situation["change"], LAW, ON, certified=situation.get("certified", False))
    stake = STAKES[situation.get("stake", "depends")]
    assert severity(case, DocumentKind.DPA, Role.PROCESSOR, stake) == situation["processor"]
    assert severity(case, DocumentKind.SUB_PROCESSOR_LIST, Role.SUB_PROCESSOR, stake) == situation["processor"]
    assert severity(case, DocumentKind.NOTICE, Role.INDEPENDENT_CONTROLLER, stake) == situation["controller"]
    if "notice" in situation:
        assert severity(case, DocumentKind.NOTICE, Role.PROCESSOR, stake) == situation["notice"]


def test_every_kind_and_sub_kind_has_a_situation() -> None:
    told = {situation["change"]["kind"] for situation in SITUATIONS}
    assert set(ChangeKind) - told == {ChangeKind.NAVIGATION_NOISE, ChangeKind.RESTRUCTURING_NO_SUBSTANCE}
    assert {situation["change"].get("sub_kind") for situation in SITUATIONS} - {None} == set(SubKind)
