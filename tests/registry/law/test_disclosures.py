"""The gap rules of Art. 13 and 14, each met and not met."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from gap_samples import COMPLETE, HERE, MAIL, found, hop, named, rules, saying, sending, with_recipient

from registry import gapfiles
from registry.law.disclosure_facts import (
    Category,
    GapLevel,
    Notice,
    Observed,
    Outdated,
    Outside,
    Said,
    Sources,
    Stale,
    Words,
)
from registry.law.disclosure_recipients import Covered, coverage
from registry.terms import Flag, Mechanism, Responsibility, Role, Verdict


def test_a_complete_notice_that_names_its_recipient_has_no_gap() -> None:
    assert found(with_recipient(), MAIL) == []


def test_coverage_goes_from_named_over_categories_to_absent() -> None:
    vague, specific = Category("partners", HERE), Category("communication", HERE)
    assert coverage(with_recipient(), MAIL)[0] is Covered.NAMED
    assert coverage(replace(COMPLETE, mentioned=frozenset({"brevduvan"})), MAIL)[0] is Covered.NAMED
    assert coverage(replace(COMPLETE, categories=(vague, specific)), MAIL)[0] is Covered.CATEGORY_SPECIFIC
    assert coverage(replace(COMPLETE, categories=(vague,)), MAIL)[0] is Covered.CATEGORY_VAGUE
    assert coverage(replace(COMPLETE, categories=(Category("delivery", HERE),)), MAIL)[0] is Covered.ABSENT


@pytest.mark.parametrize("role", [Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER, None])
def test_a_recipient_in_the_register_that_the_text_covers_in_no_way_is_missing(role: Role | None) -> None:
    (gap,) = found(COMPLETE, replace(MAIL, role=role))
    assert (gap.rule, gap.way, gap.engagement) == ("E1", role.value if role else "", "eng_mail")
    assert bool(gapfiles.load().way(gap.rule, gap.way).suggestion) is (role is not None)


def test_a_vague_category_is_insufficient_and_a_specific_one_a_recommendation() -> None:
    assert rules(replace(COMPLETE, categories=(Category("partners", HERE),)), MAIL) == {"E2"}
    assert rules(replace(COMPLETE, categories=(Category("communication", HERE),)), MAIL) == {"E3"}


def test_an_authority_and_a_tool_without_disclosure_need_not_be_told() -> None:
    assert rules(COMPLETE, replace(MAIL, role=Role.AUTHORITY), replace(MAIL, role=Role.NOT_A_RECIPIENT)) == set()


def test_a_named_recipient_that_the_register_lacks_is_told_only_where_it_is_surely_one() -> None:
    assert rules(with_recipient()) == {"E4"}
    assert rules(with_recipient(is_sure=False)) == set()
    assert rules(with_recipient(role=Role.AUTHORITY)) == set()
    assert rules(with_recipient(), known=frozenset({"brevduvan"})) == set()


def seen(**more: Any) -> Observed:
    return Observed(
        service="Brevduvan",
        party="Brevduvan AB",
        names=frozenset({"brevduvan"}),
        **({"is_loaded": True, "uses_identifiers": True} | more),
    )


def test_what_a_page_loads_and_the_text_does_not_tell_is_an_error_and_a_trace_a_warning() -> None:
    book = gapfiles.load()
    for loaded, level in ((True, GapLevel.ERROR), (False, GapLevel.WARNING)):
        told = [one for one in found(COMPLETE, MAIL, observed=(seen(is_loaded=loaded),)) if one.rule == "E5"]
        assert [book.way(one.rule, one.way).level for one in told] == [level]
    assert rules(with_recipient(), MAIL, observed=(seen(),)) == set()


def test_what_was_observed_and_is_not_in_the_register_is_proposed() -> None:
    assert rules(with_recipient(), observed=(seen(),)) == {"E4", "E6"}


def test_a_stated_role_that_is_not_the_decided_one_is_told_and_an_unstated_one_is_not() -> None:
    other = with_recipient(role=Role.INDEPENDENT_CONTROLLER)
    assert rules(other, MAIL) == {"E8"}
    assert rules(other, replace(MAIL, role=None)) == set()
    assert rules(other, replace(MAIL, role=None, claimed=Role.PROCESSOR)) == {"E8"}
    assert rules(with_recipient(role=Role.RECIPIENT), MAIL) == set()


def test_a_list_on_request_an_older_name_and_a_nameless_group_are_told() -> None:
    assert rules(saying(Said.LIST_ON_REQUEST)) == {"E9"}
    assert rules(replace(COMPLETE, outdated=(Outdated("Brevduvan Inc.", "Brevduvan AB", None, HERE),))) == {"E10"}
    assert rules(replace(COMPLETE, group_place=HERE)) == {"E11"}


@pytest.mark.parametrize(
    ("outside", "rule"),
    [(Outside.UNSTATED, {"F1"}), (Outside.NO, {"F2"}), (Outside.POSSIBLE, {"F3"}), (Outside.YES, set())],
)
def test_a_transfer_is_held_against_what_the_text_says_of_transfers(outside: Outside, rule: set[str]) -> None:
    notice = replace(
        with_recipient(), outside=outside, mechanisms=frozenset({Mechanism.DPF}), countries=frozenset({"US"})
    )
    assert rules(notice, sending(hop(Verdict.COVERED, tool=Mechanism.DPF))) == rule


def told(*mechanisms: Mechanism, **more: Any) -> Notice:
    notice = replace(with_recipient(), outside=Outside.YES, countries=frozenset({"US"}))
    return replace(notice, mechanisms=frozenset(mechanisms), **more)


def test_a_decision_and_a_safeguard_that_the_text_does_not_name_are_missing() -> None:
    covered, safeguarded = hop(Verdict.COVERED, tool=Mechanism.DPF), hop(Verdict.SAFEGUARDED, tool=Mechanism.SCC)
    copy = {Said.COPY_ROUTE: (HERE,)}
    assert rules(told(), sending(covered)) == {"F4"}
    assert rules(told(Mechanism.ADEQUACY), sending(covered)) == set()
    assert rules(told(Mechanism.DPF, said=copy), sending(safeguarded)) == {"F5"}
    assert rules(told(Mechanism.SCC, said=copy), sending(safeguarded)) == set()
    (beside,) = found(told(Mechanism.DPF, said=copy), sending(replace(safeguarded, has_decision=True)))
    assert beside.way == "beside_decision"
    assert rules(told()) >= {"F5"}


def test_clauses_without_a_way_to_a_copy_are_told_unless_a_link_leads_there() -> None:
    assert rules(told(Mechanism.SCC), MAIL) == {"F6"}
    assert rules(told(Mechanism.SCC, is_copy_linked=True), MAIL) == set()


def test_tools_left_open_and_a_country_not_named_are_told() -> None:
    assert rules(told(Mechanism.DPF, either_or=(HERE,)), MAIL) == {"F7"}
    (gap,) = found(told(Mechanism.DPF, countries=frozenset()), MAIL)
    assert (gap.rule, gap.way, gap.is_bare) == ("F8", "", True)
    (abroad,) = found(told(Mechanism.DPF, countries=frozenset()), MAIL, country="NL")
    assert abroad.way == "elsewhere"


def test_a_tool_that_ended_is_told_with_its_day() -> None:
    (gap,) = found(replace(COMPLETE, stale=(Stale("Privacy Shield", date(2020, 7, 16), HERE),)))
    assert (gap.rule, gap.values["datum"]) == ("F9", date(2020, 7, 16))


def test_the_tool_in_the_recipients_own_words_is_held_against_the_register() -> None:
    covered = sending(hop(Verdict.COVERED, tool=Mechanism.DPF))
    notice = replace(told(Mechanism.SCC, Mechanism.DPF, is_copy_linked=True))
    own = (named(mechanisms=frozenset({Mechanism.SCC})),)
    assert rules(replace(notice, recipients=own), covered) == {"F10"}
    assert rules(notice, covered) == set()


def test_adequacy_is_told_only_for_a_country_without_a_decision() -> None:
    notice = replace(COMPLETE, adequacy_for=(("IN", HERE),))
    assert rules(notice, without_decision=frozenset({"IN"})) == {"F11"}
    assert rules(notice) == set()


def test_consent_to_a_transfer_needs_its_risks_told() -> None:
    assert rules(saying(Said.CONSENT_TO_TRANSFER)) == {"F12"}
    assert rules(saying(Said.CONSENT_TO_TRANSFER, Said.RISK_TOLD)) == set()
    relied = sending(hop(Verdict.DEROGATION, derogation="49(1)(a)"))
    assert rules(told(Mechanism.DEROGATION), relied) == {"F12"}


def test_compelling_interests_relied_on_are_named() -> None:
    relied = sending(hop(Verdict.DEROGATION, derogation="49(1) second subparagraph"))
    assert rules(told(Mechanism.DEROGATION), relied) == {"F13"}
    assert rules(told(Mechanism.DEROGATION, said={Said.COMPELLING: (HERE,)}), relied) == set()


def test_a_parent_in_a_third_country_alone_is_a_recommendation() -> None:
    flags = frozenset({Flag.PARENT_IN_THIRD_COUNTRY})
    at_home = hop(Verdict.NOT_A_TRANSFER, countries=(), flags=flags, parent_country="US")
    assert rules(with_recipient(), sending(at_home)) == {"F14"}


def test_an_unknown_transfer_is_never_told_as_a_missing_one() -> None:
    (gap,) = found(with_recipient(), sending(hop(Verdict.UNKNOWN, would_settle=("destination",))))
    assert (gap.rule, gap.values["would_settle"]) == ("F15", Words("fact", ("destination",)))


@pytest.mark.parametrize("verdict", [Verdict.INCOMPLETE, Verdict.UNSUPPORTED])
def test_a_transfer_without_a_basis_gets_no_sentence(verdict: Verdict) -> None:
    (gap,) = found(told(), sending(hop(verdict)))
    silent = found(with_recipient(), sending(hop(verdict)))
    assert [(one.rule, one.is_bare) for one in silent] == [("F1", True), ("F16", True)]
    assert (gap.rule, gap.is_bare, gapfiles.load().way("F16").suggestion) == ("F16", True, None)


def test_what_an_independent_controller_does_after_disclosure_is_not_our_gap() -> None:
    theirs = hop(Verdict.UNSUPPORTED, responsibility=Responsibility.THEIRS)
    assert rules(with_recipient(), sending(theirs)) == set()


def test_data_from_elsewhere_need_their_source_and_their_categories() -> None:
    bought = (Sources(activity="calls", sources=("registers",)),)
    assert rules(saying(Said.INFORMED_WHEN), other_sources=bought) == {"S1"}
    assert rules(saying(Said.INFORMED_WHEN, Said.OTHER_SOURCE), other_sources=bought) == set()
    assert rules(saying(Said.OTHER_SOURCE), other_sources=bought) == {"S3"}
    without = saying(Said.OTHER_SOURCE, Said.INFORMED_WHEN, has_data_categories=False)
    assert rules(without, other_sources=bought) == {"S2"}


def test_two_words_on_the_source_that_do_not_agree_are_told() -> None:
    assert rules(saying(Said.ALL_FROM_PERSON, Said.OTHER_SOURCE)) == {"S4"}
    assert rules(saying(Said.ALL_FROM_PERSON)) == set()


@pytest.mark.parametrize(
    ("notice", "rule"),
    [
        (replace(COMPLETE, is_controller_named=False), {"A1"}),
        (replace(COMPLETE, joint_place=HERE), {"A3"}),
        (saying(Said.ESSENCE, joint_place=HERE), set()),
        (replace(COMPLETE, untied_bases=HERE), {"A4"}),
        (replace(COMPLETE, interest_basis=HERE), {"A5"}),
        (saying(Said.INTEREST, interest_basis=HERE), set()),
        (saying(Said.KEPT_VAGUELY), set()),
        (saying(Said.KEPT_VAGUELY, has_period=False), {"A6"}),
        (saying(Said.KEPT_BY_EVENT, has_period=False), set()),
        (replace(COMPLETE, has_period=False), {"A6"}),
        (replace(COMPLETE, has_authority=False), {"A7"}),
        (saying(Said.COMPLAINT, has_authority=False), set()),
        (saying(Said.OLD_AUTHORITY), {"A7"}),
        (saying(Said.CONSENT_BY_USE), {"A8"}),
        (saying(Said.OLD_COOKIE_LAW), {"A9"}),
        (saying(Said.OLD_DATA_LAW), {"A9"}),
        (saying(Said.ANONYMOUS), set()),
    ],
)
def test_the_neighbours_are_told_where_they_are_wanting(notice: Notice, rule: set[str]) -> None:
    assert rules(notice) == rule


def test_an_officer_on_the_register_is_reached_through_the_notice() -> None:
    assert rules(replace(COMPLETE, has_dpo=False), dpo="dpo@sjoboden.example") == {"A2"}
    assert rules(replace(COMPLETE, has_dpo=False)) == set()


def test_anonymity_is_doubted_only_where_something_was_observed() -> None:
    assert "A10" in rules(saying(Said.ANONYMOUS), observed=(seen(),))


def test_a_recipient_taken_into_use_after_the_notice_is_told_unless_the_text_names_it() -> None:
    later = replace(MAIL, valid_from=date(2026, 2, 1))
    assert rules(COMPLETE, later) == {"E1", "A11"}
    assert rules(with_recipient(), later) == set()
    assert rules(replace(COMPLETE, dated_on=None), later) == {"E1"}


def test_swedish_cookie_law_is_suggested_to_a_swedish_controller_only() -> None:
    (gap,) = found(saying(Said.OLD_COOKIE_LAW), country="NL")
    assert gap.is_bare


def test_an_arrangement_whose_essence_is_available_is_no_gap() -> None:
    assert rules(replace(COMPLETE, joint_place=HERE), essence_available=True) == set()
