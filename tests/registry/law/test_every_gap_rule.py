"""Every rule of the gap tables, once where it is met and once where it nearly is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from gap_samples import COMPLETE, HERE, MAIL, found, hop, rules, saying, sending, with_recipient

from registry import gapfiles
from registry.law.disclosure_facts import (
    Category,
    Founded,
    Gap,
    Observed,
    Outdated,
    Outside,
    Said,
    Sources,
    Spoken,
    Stale,
    Words,
)
from registry.terms import Flag, LegalBasis, Mechanism, Role, SafeguardKind, Verdict

Met = Callable[[], set[str]]
NAMED = with_recipient()
TOLD = replace(NAMED, outside=Outside.YES, countries=frozenset({"US"}), is_copy_linked=True)
DPF = replace(TOLD, mechanisms=frozenset({Mechanism.DPF}))
SCC = replace(TOLD, mechanisms=frozenset({Mechanism.SCC}))
COVERED = sending(hop(Verdict.COVERED, tool=Mechanism.DPF, act="(EU) 2023/1795"))
SAFE = sending(hop(Verdict.SAFEGUARDED, tool=Mechanism.SCC, safeguard=SafeguardKind.SCC, act="(EU) 2021/914"))
AT_HOME = hop(Verdict.NOT_A_TRANSFER, countries=(), flags=frozenset({Flag.PARENT_IN_THIRD_COUNTRY}))
REGISTERS = (Sources(activity="calls", sources=("registers",), data_categories=("phone",)),)
SHOWN = replace(MAIL, shows_itself=True)


def seen(**more: Any) -> Observed:
    told = {"names": frozenset({"brevduvan"}), "is_loaded": True} | more
    return Observed(service="Brevduvan", party="Brevduvan AB", **told)


def own_tool(tool: Mechanism) -> set[str]:
    notice = replace(with_recipient(mechanisms=frozenset({tool})), outside=Outside.YES, countries=frozenset({"US"}))
    both = frozenset({Mechanism.SCC, Mechanism.DPF})
    return rules(replace(notice, mechanisms=both, is_copy_linked=True), COVERED)


def relied(article: str, *said: Said) -> set[str]:
    notice = replace(TOLD, mechanisms=frozenset({Mechanism.DEROGATION}), said={one: (HERE,) for one in said})
    return rules(notice, sending(hop(Verdict.DEROGATION, derogation=article)))


STALE = replace(COMPLETE, stale=(Stale("Privacy Shield", date(2020, 7, 16), HERE),))
SECOND = "49(1) second subparagraph"
LATER = replace(MAIL, valid_from=date(2026, 2, 1))
VAGUE, SPECIFIC = Category("partners", HERE), Category("communication", HERE)
OLD = Outdated("Brevduvan Inc.", "Brevduvan AB", date(2020, 1, 1), HERE)

# rule: (met, nearly met)
TABLE: dict[str, tuple[Met, Met]] = {
    "E1": (lambda: rules(COMPLETE, MAIL), lambda: rules(COMPLETE, replace(MAIL, role=Role.AUTHORITY))),
    "E2": (
        lambda: rules(replace(COMPLETE, categories=(VAGUE,)), MAIL),
        lambda: rules(replace(COMPLETE, categories=(VAGUE, SPECIFIC)), MAIL),
    ),
    "E3": (
        lambda: rules(replace(COMPLETE, categories=(SPECIFIC,)), MAIL),
        lambda: rules(replace(NAMED, categories=(SPECIFIC,)), MAIL),
    ),
    "E4": (lambda: rules(NAMED), lambda: rules(NAMED, known=frozenset({"brevduvan"}))),
    "E5": (lambda: rules(COMPLETE, observed=(seen(),)), lambda: rules(NAMED, MAIL, observed=(seen(),))),
    "E6": (
        lambda: rules(NAMED, replace(MAIL, names=frozenset({"another"})), observed=(seen(),)),
        lambda: rules(NAMED, MAIL, observed=(seen(),)),
    ),
    "E7": (lambda: rules(NAMED, SHOWN, scans=2), lambda: rules(NAMED, SHOWN, scans=1)),
    "E8": (
        lambda: rules(with_recipient(role=Role.INDEPENDENT_CONTROLLER), MAIL),
        lambda: rules(with_recipient(role=Role.RECIPIENT), MAIL),
    ),
    "E9": (lambda: rules(saying(Said.LIST_ON_REQUEST)), lambda: rules(saying(Said.COPY_ROUTE))),
    "E10": (lambda: rules(replace(COMPLETE, outdated=(OLD,))), lambda: rules(COMPLETE)),
    "E11": (lambda: rules(replace(COMPLETE, group_place=HERE)), lambda: rules(COMPLETE, group=("Sjö AB",))),
    "F1": (lambda: rules(NAMED, COVERED), lambda: rules(NAMED, sending(hop(Verdict.NOT_A_TRANSFER)))),
    "F2": (
        lambda: rules(replace(NAMED, outside=Outside.NO), COVERED),
        lambda: rules(replace(NAMED, outside=Outside.NO), sending(hop(Verdict.NOT_A_TRANSFER))),
    ),
    "F3": (
        lambda: rules(replace(DPF, outside=Outside.POSSIBLE), COVERED),
        lambda: rules(replace(DPF, outside=Outside.POSSIBLE), MAIL),
    ),
    "F4": (lambda: rules(SCC, COVERED), lambda: rules(DPF, COVERED)),
    "F5": (lambda: rules(DPF, SAFE), lambda: rules(SCC, SAFE)),
    "F6": (lambda: rules(replace(SCC, is_copy_linked=False), SAFE), lambda: rules(SCC, SAFE)),
    "F7": (lambda: rules(replace(DPF, either_or=(HERE,)), COVERED), lambda: rules(DPF, COVERED)),
    "F8": (lambda: rules(replace(DPF, countries=frozenset()), COVERED), lambda: rules(DPF, COVERED)),
    "F9": (lambda: rules(STALE), lambda: rules(DPF, COVERED)),
    "F10": (lambda: own_tool(Mechanism.SCC), lambda: own_tool(Mechanism.DPF)),
    "F11": (
        lambda: rules(replace(COMPLETE, adequacy_for=(("IN", HERE),)), without_decision=frozenset({"IN"})),
        lambda: rules(replace(COMPLETE, adequacy_for=(("JP", HERE),)), without_decision=frozenset({"IN"})),
    ),
    "F12": (lambda: relied("49(1)(a)"), lambda: relied("49(1)(a)", Said.RISK_TOLD)),
    "F13": (lambda: relied(SECOND), lambda: relied(SECOND, Said.COMPELLING)),
    "F14": (
        lambda: rules(NAMED, sending(replace(AT_HOME, parent_country="US"))),
        lambda: rules(NAMED, sending(replace(AT_HOME, parent_country=None))),
    ),
    "F15": (lambda: rules(NAMED, sending(hop(Verdict.UNKNOWN))), lambda: rules(DPF, COVERED)),
    "F16": (lambda: rules(DPF, sending(hop(Verdict.INCOMPLETE))), lambda: rules(DPF, COVERED)),
    "S1": (
        lambda: rules(COMPLETE, other_sources=REGISTERS),
        lambda: rules(saying(Said.OTHER_SOURCE), other_sources=REGISTERS),
    ),
    "S2": (
        lambda: rules(replace(COMPLETE, has_data_categories=False), other_sources=REGISTERS),
        lambda: rules(replace(COMPLETE, has_data_categories=False)),
    ),
    "S3": (
        lambda: rules(saying(Said.OTHER_SOURCE), other_sources=REGISTERS),
        lambda: rules(saying(Said.OTHER_SOURCE, Said.INFORMED_WHEN), other_sources=REGISTERS),
    ),
    "S4": (
        lambda: rules(saying(Said.ALL_FROM_PERSON, Said.OTHER_SOURCE)),
        lambda: rules(saying(Said.OTHER_SOURCE)),
    ),
    "A1": (lambda: rules(replace(COMPLETE, is_controller_named=False)), lambda: rules(COMPLETE)),
    "A2": (lambda: rules(replace(COMPLETE, has_dpo=False), dpo="x"), lambda: rules(replace(COMPLETE, has_dpo=False))),
    "A3": (
        lambda: rules(replace(COMPLETE, joint_place=HERE)),
        lambda: rules(replace(COMPLETE, joint_place=HERE), essence_available=True),
    ),
    "A4": (lambda: rules(replace(COMPLETE, untied_bases=HERE)), lambda: rules(COMPLETE)),
    "A5": (
        lambda: rules(replace(COMPLETE, interest_basis=HERE)),
        lambda: rules(saying(Said.INTEREST, interest_basis=HERE)),
    ),
    "A6": (
        lambda: rules(saying(Said.KEPT_VAGUELY, has_period=False)),
        lambda: rules(saying(Said.KEPT_VAGUELY, has_period=True)),
    ),
    "A7": (
        lambda: rules(replace(COMPLETE, has_authority=False)),
        lambda: rules(saying(Said.COMPLAINT, has_authority=False)),
    ),
    "A8": (lambda: rules(saying(Said.CONSENT_BY_USE)), lambda: rules(saying(Said.CONSENT_TO_TRANSFER, Said.RISK_TOLD))),
    "A9": (lambda: rules(saying(Said.OLD_COOKIE_LAW)), lambda: rules(COMPLETE)),
    "A10": (
        lambda: rules(replace(NAMED, said={Said.ANONYMOUS: (HERE,)}), MAIL, observed=(seen(uses_identifiers=True),)),
        lambda: rules(replace(NAMED, said={Said.ANONYMOUS: (HERE,)}), MAIL, observed=(seen(),)),
    ),
    "A11": (
        lambda: rules(COMPLETE, LATER),
        lambda: rules(COMPLETE, replace(MAIL, valid_from=date(2025, 12, 31))),
    ),
}


def test_no_rule_is_left_out() -> None:
    assert set(TABLE) == set(gapfiles.load().rules)


@pytest.mark.parametrize("rule", TABLE)
def test_a_rule_is_raised_where_it_is_met_and_not_where_it_nearly_is(rule: str) -> None:
    met, nearly = TABLE[rule]
    assert rule in met()
    assert rule not in nearly()


def one(rule: str, gaps: list[Gap]) -> Gap:
    (gap,) = (gap for gap in gaps if gap.rule == rule)
    return gap


def test_what_no_page_shows_is_never_missed_on_a_page_and_what_one_scan_saw_is_not_missed_by_the_others() -> None:
    assert rules(NAMED, MAIL, scans=5) == set()
    assert "E7" not in rules(NAMED, SHOWN, scans=5, observed=(seen(is_loaded=False),))
    assert "E7" not in rules(COMPLETE, SHOWN, scans=5)
    assert one("E7", found(NAMED, SHOWN, scans=3)).values == {"tj": "Brevduvan", "n": "3"}


def test_another_service_of_the_same_party_is_not_taken_for_the_engaged_one() -> None:
    fonts = seen(names=frozenset({"brevduvan", "duvfonter"}), service_names=frozenset({"duvfonter"}))
    assert "E6" in rules(NAMED, MAIL, observed=(fonts,))
    assert "E6" not in rules(NAMED, MAIL, observed=(replace(fonts, service_names=frozenset()),))


@pytest.mark.parametrize(
    ("engaged", "way"),
    [
        (COVERED, "dpf"),
        (SAFE, "clauses"),
        (sending(hop(Verdict.SAFEGUARDED, tool=Mechanism.SCC, has_decision=True)), "beside_decision"),
        (sending(hop(Verdict.SAFEGUARDED, safeguard=SafeguardKind.CODE_OF_CONDUCT)), "other_safeguard"),
        (sending(hop(Verdict.COVERED, tool=Mechanism.ADEQUACY, countries=("JP",))), "adequacy"),
    ],
)
def test_a_fallen_tool_is_replaced_by_what_the_register_has(engaged: Any, way: str) -> None:
    gap = one("F9", found(STALE, engaged))
    assert (gap.way, gap.is_bare) == (way, False)
    assert gapfiles.load().way("F9", way).suggestion is not None


@pytest.mark.parametrize("verdict", [Verdict.UNSUPPORTED, Verdict.INCOMPLETE, Verdict.UNKNOWN])
def test_a_fallen_tool_with_nothing_in_its_place_gets_no_sentence(verdict: Verdict) -> None:
    assert one("F9", found(STALE, sending(hop(verdict)))).is_bare


def test_two_tools_are_tied_to_two_recipients() -> None:
    notice = replace(DPF, either_or=(HERE,))
    gap = one("F7", found(notice, COVERED, replace(SAFE, id="eng_two")))
    assert (gap.way, gap.values["stöd"], gap.values["stöd2"]) == ("two", Mechanism.DPF, Mechanism.SCC)
    assert one("F7", found(notice, COVERED)).way == ""


def test_a_missing_recipient_is_told_with_its_data_and_purposes_in_both_languages() -> None:
    engaged = replace(MAIL, data_categories=("email", "name"), purposes_sv=("brev",), kind="communication")
    values = one("E1", found(COMPLETE, engaged)).values
    assert values["upp"] == Words("data_category", ("email", "name"))
    assert values["ä"] == Spoken("letters", "brev")
    assert values["typ"] == Words("recipient_category", ("communication",))


def test_the_legal_basis_and_the_interest_are_the_registers() -> None:
    interest = Spoken("prevent fraud", "förebygga bedrägeri")
    founded = (Founded(purpose=Spoken("logs", "loggar"), basis=LegalBasis.LEGITIMATE_INTERESTS, interest=interest),)
    untied = one("A4", found(replace(COMPLETE, untied_bases=HERE), founded=founded))
    assert (untied.values["grund"], untied.values["x"]) == (LegalBasis.LEGITIMATE_INTERESTS, "f")
    assert one("A5", found(replace(COMPLETE, interest_basis=HERE), founded=founded)).values["i"] == interest
    assert one("A5", found(replace(COMPLETE, interest_basis=HERE))).values == {}
