"""What is refused of an assessment: a nameless conclusion, an unfinished one, a step or a start that cannot be kept."""

from datetime import date, timedelta
from typing import Any

import assessed
import pytest
from assessed import BY, CONTROLLER, LAW, ON, at, brought, concluded, filled, read, started

from registry.catalogue import assessing
from registry.catalogue.assessing import Filling
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict, NotFound, Unfinished
from registry.store import Store
from registry.terms import AssessmentOutcome, AssessmentStep

S = AssessmentStep
DATED = {"title": "x", "dated": "2026-01-01"}


@pytest.mark.parametrize("name", ["", "  ", "local user", "Command Line", "1234", "onward"])
def test_a_conclusion_is_a_named_persons(store: Store, name: str) -> None:
    brought(store)
    with store.write(BY) as session:
        identity = started(session)
        filled(session, identity)
    with pytest.raises(BadInput, match="named person"), store.write(BY) as session:
        concluded(session, identity, by=name)


@pytest.mark.parametrize("step", list(AssessmentStep))
def test_a_conclusion_with_a_step_to_fill_is_refused_and_says_which(store: Store, step: AssessmentStep) -> None:
    brought(store)
    with store.write(BY) as session:
        identity = started(session)
        filled(session, identity, but=step)
    with pytest.raises(Unfinished, match=step.value) as refused, store.write(BY) as session:
        concluded(session, identity)
    assert [field for field, _ in refused.value.lacks] == [f"steps.{step.value}"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"outcome": AssessmentOutcome.EFFECTIVE_WITH_MEASURES}, "requires"),
        ({"requires": ["prayer"]}, "requires"),
        ({"relies_on": ["(EU) 1999/1"]}, "relies_on"),
        ({"relies_on": ["(EU) 2016/1250"]}, "relies_on"),
        ({"reasons": "  "}, "reasons"),
        ({"review_due_on": ON}, "review_due_on"),
        ({"review_due_on": date(2029, 11, 23)}, "review_due_on"),
    ],
)
def test_a_conclusion_that_cannot_stand_is_refused_with_its_field(
    store: Store, more: dict[str, Any], field: str
) -> None:  # fmt: skip
    brought(store)
    with store.write(BY) as session:
        identity = started(session)
        filled(session, identity)
    with pytest.raises(BadInput) as refused, store.write(BY) as session:
        concluded(session, identity, **more)
    assert refused.value.field == field


def test_a_review_may_be_put_off_for_three_years_to_the_day(store: Store) -> None:
    brought(store)
    assessed.assessed_whole(store, review_due_on=date(2029, 11, 22))
    with store.read() as session:
        found = read(session).conclusion
        assert found is not None
        assert found.review_due_on == date(2029, 11, 22)


def test_a_concluded_assessment_is_changed_by_reopening_it_alone(store: Store) -> None:
    brought(store)
    identity = assessed.assessed_whole(store)
    filling = Filling(S.MAP, "Something else.", BY)
    with pytest.raises(Conflict, match="Reopen"), store.write(BY) as session:
        assessing.fill(session, identity, filling, on=ON, at=at())
    with pytest.raises(Conflict, match="Reopen"), store.write(BY) as session:
        concluded(session, identity)
    with store.write(BY) as session:
        assessing.reopen(session, identity, "Again.", by=BY, law=LAW, on=ON, at=at())
    with pytest.raises(Conflict, match="reopened already"), store.write(BY) as session:
        assessing.reopen(session, identity, "Again.", by=BY, law=LAW, on=ON, at=at())


def test_what_was_never_concluded_is_not_reopened(store: Store) -> None:
    brought(store)
    with pytest.raises(Conflict, match="never concluded"), store.write(BY) as session:
        assessing.reopen(session, started(session), "Again.", by=BY, law=LAW, on=ON, at=at())


@pytest.mark.parametrize(
    ("importer", "destination", "field"),
    [
        ("Nobody Ever Heard Of, Inc.", "US", "importer"),
        ("", "US", "importer"),
        ("Fabricated Registers, Inc.", "DE", "destination"),
        ("Fabricated Registers, Inc.", "usa", "destination"),
    ],
)
def test_an_assessment_that_would_cover_nothing_is_not_started(
    store: Store, importer: str, destination: str, field: str
) -> None:
    brought(store)
    with store.read() as session:
        register = read_register(session, Moment(ON))
    with pytest.raises(BadInput) as refused, store.write(BY) as session:
        assessing.start(session, register, CONTROLLER, importer, destination, by=BY, at=at())
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("filling", "field"),
    [
        (Filling(S.MAP, " ", BY), "finding"),
        (Filling(S.MAP, "x", ""), "filled_by"),
        (Filling(S.MAP, "x", BY, answers={"problematic_law": "no"}), "answers.problematic_law"),
        (Filling(S.LAW_AND_PRACTICE, "x", BY, answers={"problematic_law": "maybe"}), "answers.problematic_law"),
        (Filling(S.MEASURES, "x", BY, answers={"scenarios": ["use_case_8"]}), "answers.scenarios"),
        (Filling(S.MAP, "x", BY, sources=[{"title": "x"}]), "sources[0].dated"),
        (Filling(S.MAP, "x", BY, sources=[{"title": "x", "dated": "2026-W10"}]), "sources[0].dated"),
        (Filling(S.MAP, "x", BY, sources=[{"dated": "2026-01-01"}]), "sources[0].title"),
        (Filling(S.MAP, "x", BY, sources=[DATED | {"url": "javascript:x"}]), "sources[0].url"),
        (Filling(S.MAP, "x" * 20_001, BY), "finding"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_kept_is_refused_with_its_field(store: Store, filling: Filling, field: str) -> None:
    brought(store)
    with pytest.raises(BadInput) as refused, store.write(BY) as session:
        assessing.fill(session, started(session), filling, on=ON, at=at())
    assert refused.value.field == field


def test_a_day_to_come_is_no_day_of_a_conclusion() -> None:
    assert assessing.day_of(None, ON) == assessing.day_of(ON, ON) == ON
    assert assessing.day_of(ON - timedelta(days=1), ON) == ON - timedelta(days=1)
    with pytest.raises(BadInput):
        assessing.day_of(ON + timedelta(days=1), ON)


def test_an_unknown_assessment_is_not_found(store: Store) -> None:
    brought(store)
    with store.read() as session, pytest.raises(NotFound):
        read(session)
