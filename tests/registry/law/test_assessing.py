"""The six steps, the day of review, and what makes an assessment due."""

import copy
from datetime import date
from typing import Any

import pytest

from registry import lawfiles
from registry.law import assessing, reviewing
from registry.law.assessing import Lack, Taken, lacking
from registry.law.destination import law_of
from registry.law.lawindex import LawIndex
from registry.terms import AssessmentOutcome, AssessmentState, AssessmentStep, ReviewTrigger

LAW = lawfiles.load()
ON = date(2026, 11, 22)
ALL = {step: Taken("found", has_sources=step is AssessmentStep.LAW_AND_PRACTICE) for step in AssessmentStep}


def test_nothing_is_missing_once_six_steps_are_filled_and_law_and_practice_cites_a_source() -> None:
    assert lacking(ALL) == ()
    assert lacking(ALL, AssessmentOutcome.EFFECTIVE) == ()


@pytest.mark.parametrize("step", list(AssessmentStep))
def test_each_step_that_is_not_filled_is_missing(step: AssessmentStep) -> None:
    without = {one: taken for one, taken in ALL.items() if one is not step}
    assert lacking(without) == (Lack(step, "finding"),)
    assert lacking(without | {step: Taken(" \n", has_sources=True)}) == (Lack(step, "finding"),)


@pytest.mark.parametrize("step", list(AssessmentStep))
def test_a_step_that_was_reopened_is_looked_at_again_first(step: AssessmentStep) -> None:
    assert lacking(ALL | {step: Taken("found", has_sources=True, is_open=True)}) == (Lack(step, "look_again"),)


@pytest.mark.parametrize("step", list(AssessmentStep))
def test_law_and_practice_alone_needs_a_source(step: AssessmentStep) -> None:
    found = lacking(ALL | {step: Taken("found", has_sources=False)})
    assert found == ((Lack(step, "sources"),) if step is AssessmentStep.LAW_AND_PRACTICE else ())


def test_an_outcome_with_measures_names_one_and_the_others_need_none() -> None:
    with_measures = AssessmentOutcome.EFFECTIVE_WITH_MEASURES
    assert lacking(ALL, with_measures, ()) == (Lack(AssessmentStep.MEASURES, "requires"),)
    assert lacking(ALL, with_measures, ["encryption_before_transfer"]) == ()
    assert lacking(ALL, AssessmentOutcome.NOT_EFFECTIVE, ()) == ()


@pytest.mark.parametrize(
    ("concluded_on", "destination", "review"),
    [
        (date(2026, 11, 22), "US", date(2027, 11, 22)),
        (date(2026, 11, 22), "IN", date(2028, 11, 22)),
        (date(2024, 2, 29), "US", date(2025, 2, 28)),
        (date(2024, 2, 29), "IN", date(2026, 2, 28)),
        (date(2022, 2, 28), "IN", date(2024, 2, 28)),
    ],
)
def test_the_review_is_after_twelve_months_for_the_united_states_and_twenty_four_for_others(
    concluded_on: date, destination: str, review: date
) -> None:
    assert assessing.review_day(concluded_on, destination) == review


def test_no_review_is_put_off_for_more_than_three_years() -> None:
    assert assessing.last_review_day(date(2026, 12, 31)) == date(2029, 12, 31)
    assert assessing.months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert assessing.months_after(date(2026, 11, 30), 1) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("concluded", "reopened", "due", "state"),
    [
        (False, False, False, AssessmentState.OPEN),
        (True, False, False, AssessmentState.CONCLUDED),
        (True, False, True, AssessmentState.DUE),
        (True, True, True, AssessmentState.REOPENED),
    ],
)
def test_where_an_assessment_stands(concluded: bool, reopened: bool, due: bool, state: AssessmentState) -> None:
    assert assessing.state_of(concluded=concluded, reopened=reopened, due=due) is state


def test_what_came_about_opens_its_steps_and_the_review_and_nothing_opens_all() -> None:
    assert assessing.reopened_steps(()) == set(AssessmentStep)
    for trigger in ReviewTrigger:
        opened = assessing.reopened_steps([trigger])
        assert AssessmentStep.REVIEW in opened
        assert opened == assessing.OPENED_BY[trigger] | {AssessmentStep.REVIEW}
    assert AssessmentStep.TOOL not in assessing.reopened_steps([ReviewTrigger.SUB_PROCESSOR])


# ---- triggers -------------------------------------------------------------------------------------------------------


def transfer(**more: Any) -> dict[str, Any]:
    importer = {"name": "Fabricated Inc.", "country": "US", "parent_country": None, "certifications": []}
    return {"path": ["Us", "Them"], "importer": importer, "tools": ["scc (EU) 2021/914 c2p"]} | more


def facts(**more: Any) -> dict[str, Any]:
    law = law_of(LAW, "US", ["(EU) 2021/914"], "Fabricated Inc.", ON)
    named = {"name": "email", "told": "them", "source": "file", "grade": "primary"}
    found: dict[str, Any] = {
        "on": ON.isoformat(), "transfers": {"a": transfer()}, "moved": {}, "sub_processors": {},
        "data_categories": {"email": named}, "law": law,
    }  # fmt: skip
    return found | more


def only(then: dict[str, Any], now: dict[str, Any]) -> reviewing.Due:
    (due,) = reviewing.came_about(then, now)
    return due


def test_nothing_came_about_where_the_facts_are_the_same() -> None:
    assert reviewing.came_about(facts(), copy.deepcopy(facts())) == ()


def test_a_decision_that_fell_is_told_with_both_values() -> None:
    fallen = LAW.ended("(EU) 2023/1795", ON)
    due = reviewing.came_about(facts(), facts(law=law_of(fallen, "US", ["(EU) 2021/914"], "Fabricated Inc.", ON)))
    told = {(one.fact, one.before, one.after) for one in due}
    assert told == {("standing", "in_force", "ended"), ("valid_until", None, ON.isoformat())}
    assert {one.trigger for one in due} == {ReviewTrigger.LAW_RECORD}
    assert {one.subject for one in due} == {"(EU) 2023/1795 (EU-US Data Privacy Framework)"}


def test_a_decision_about_another_country_changes_nothing_here() -> None:
    fallen = LAW.ended("(EU) 2019/419", ON)
    assert (
        reviewing.came_about(facts(), facts(law=law_of(fallen, "US", ["(EU) 2021/914"], "Fabricated Inc.", ON))) == ()
    )


def test_a_better_source_or_grade_of_a_record_changes_no_law() -> None:
    now = copy.deepcopy(facts())
    for record in now["law"].values():
        record["source"], record["grade"] = ["https://better.example/"], "primary"
    assert reviewing.came_about(facts(), now) == ()


def test_a_new_record_about_the_country_is_told() -> None:
    then = facts()
    now = copy.deepcopy(then)
    del then["law"]["us-eo-14086"]
    due = only(then, now)
    assert (due.trigger, due.fact, due.before) == (ReviewTrigger.LAW_RECORD, "record", None)
    assert due.after == now["law"]["us-eo-14086"]["state"]["dated"]


@pytest.mark.parametrize(
    ("fact", "after"),
    [("country", "IN"), ("parent_country", "CN"), ("certifications", ["eu-us-dpf non_hr 2024-01-01–"])],
)
def test_an_importer_that_is_not_what_it_was_is_told(fact: str, after: Any) -> None:
    changed = transfer()
    changed["importer"] = changed["importer"] | {fact: after}
    due = only(facts(), facts(transfers={"a": changed}))
    assert (due.trigger, due.fact, due.before, due.after) == (
        ReviewTrigger.IMPORTER, fact, transfer()["importer"][fact], after,
    )  # fmt: skip


def test_a_transfer_that_goes_to_another_company_is_told_by_its_name_alone() -> None:
    other = transfer(importer={"name": "Other Ltd", "country": "GB", "parent_country": "US", "certifications": None})
    due = only(facts(), facts(transfers={}, moved={"a": other}))
    assert (due.trigger, due.fact, due.before, due.after) == (
        ReviewTrigger.IMPORTER, "name", "Fabricated Inc.", "Other Ltd",
    )  # fmt: skip


def test_a_transfer_that_is_gone_calls_for_no_review() -> None:
    assert reviewing.came_about(facts(), facts(transfers={})) == ()


def test_another_module_is_told_and_a_new_transfer_under_the_same_tool_is_not() -> None:
    due = only(facts(), facts(transfers={"a": transfer(tools=["scc (EU) 2021/914 p2p"])}))
    assert (due.trigger, due.before, due.after) == (
        ReviewTrigger.MODULE, ["scc (EU) 2021/914 c2p"], ["scc (EU) 2021/914 p2p"],
    )  # fmt: skip
    assert reviewing.came_about(facts(), facts(transfers={"a": transfer(), "b": transfer()})) == ()


def test_a_new_transfer_under_a_tool_that_was_not_assessed_is_told() -> None:
    due = only(facts(), facts(transfers={"a": transfer(), "b": transfer(tools=["bcr bcr-p"])}))
    assert (due.trigger, due.before, due.after) == (ReviewTrigger.MODULE, ["scc (EU) 2021/914 c2p"], ["bcr bcr-p"])


@pytest.mark.parametrize(
    ("part", "trigger"),
    [("sub_processors", ReviewTrigger.SUB_PROCESSOR), ("data_categories", ReviewTrigger.DATA_CATEGORY)],
)
def test_what_is_added_is_told_and_what_is_taken_away_is_not(part: str, trigger: ReviewTrigger) -> None:
    added = {"name": "Ny", "told": "IN", "source": "list", "grade": "primary"}
    then = facts(**{part: {}})
    due = only(then, facts(**{part: {"ny": added}}))
    assert (due.trigger, due.subject, due.before, due.after) == (trigger, "Ny", None, "IN")
    assert reviewing.came_about(facts(**{part: {"ny": added}}), then) == ()


def test_the_same_change_at_many_transfers_is_told_once() -> None:
    then = facts(transfers={"a": transfer(), "b": transfer(path=["Us", "Others"])})
    changed = {key: one | {"tools": ["bcr bcr-p"]} for key, one in then["transfers"].items()}
    assert only(then, facts(transfers=changed)).subject == "Us → Them"


@pytest.mark.parametrize(
    ("on", "come"), [(date(2027, 11, 21), False), (date(2027, 11, 22), True), (date(2027, 11, 23), True)]
)
def test_the_day_of_review_has_come_on_that_day_and_not_the_day_before(on: date, come: bool) -> None:
    assert bool(reviewing.day_came(date(2027, 11, 22), on)) is come


@pytest.mark.parametrize(("on", "fell"), [(date(2026, 12, 30), False), (date(2026, 12, 31), True)])
def test_an_act_relied_on_falls_on_its_day_where_no_facts_were_kept(on: date, fell: bool) -> None:
    law = LawIndex(LAW.ended("(EU) 2023/1795", date(2026, 12, 31)))
    due = reviewing.law_fell(["eu-2023-1795", "(EU) 2021/914"], ON, law, on)
    assert [(one.subject, one.after) for one in due] == ([("eu-2023-1795", "2026-12-31")] if fell else [])


def test_a_record_of_law_tells_what_stands_on_the_day() -> None:
    before, after = (law_of(LAW, "US", [], "x", day)["eu-2023-1795"] for day in (date(2023, 7, 9), date(2023, 7, 10)))
    assert (before["state"]["standing"], after["state"]["standing"]) == ("not_yet", "in_force")
    assert "scc-2021" not in law_of(LAW, "US", [], "x", ON)
    assert "scc-2021" in law_of(LAW, "IN", ["2021/914"], "x", ON)


def test_decisions_that_name_the_importer_stand_with_the_law_and_those_of_others_do_not() -> None:
    named = next(one for one in LAW.cases if one.chapter_v and one.vendors)
    found = law_of(LAW, "US", [], f"{named.vendors[0]} LLC", ON)
    assert named.id in found
    assert named.id not in law_of(LAW, "US", [], f"{named.vendors[0]}ish LLC", ON)
