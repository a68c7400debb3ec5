"""The clock of an objection: started by the change itself, once, with what is on file; and told before its last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from registry.alerts import clocks
from registry.alerts.audience import concerned
from registry.catalogue.reading import Moment, read_register
from registry.store import Store
from registry.tables import (
    Alert,
    Change,
    Engagement,
    Objection,
    ObjectionStep,
    Task,
)
from registry.terms import (
    CountedFrom,
    Event,
    ObjectionState,
    Role,
    TaskKind,
)
from tests.crawlers.github_watched import CONTROLLER, ENGAGEMENT, SERVICE, Watched, page
from tests.registry.alerts.clocked import clocked, noted, objections, put
from tests.registry.alerts.test_rules import INDIA, ROWS, another_controller


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    with clocked(store, tmp_path) as begun:
        yield begun


def reminders(watched: Watched) -> list[Alert]:
    with watched.store.read() as session:
        told = select(Alert).where(Alert.event == Event.OBJECTION_DUE)
        return list(session.exec(told.order_by(col(Alert.created_at))))


def test_a_new_sub_processor_starts_the_clock_with_the_agreements_days_and_their_source(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    seen_on = watched.now.date()
    assert (one.engagement_id, one.service_id) == (ENGAGEMENT, SERVICE)
    assert (one.seen_on, one.deadline_on) == (seen_on, seen_on + timedelta(days=30))
    assert (one.counted_from, one.contract_on, one.notice_came) == (CountedFrom.SEEN, None, None)
    assert one.named == [{"kind": "new_recipient_or_subprocessor", "name": "Nimbus Pvt Ltd", "countries": ["IN"]}]
    assert [(kept["of"], kept["days"], kept["source"]) for kept in one.periods or []] == [
        ("agreement", 30, "contract file")
    ]


def test_the_clock_decides_nothing(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    watched.round(after=timedelta(days=60))
    (one,) = objections(watched)
    assert one.state is ObjectionState.ASSESSING
    assert one.decided_at is None


def test_the_same_change_starts_one_clock_however_often_it_is_met(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    before = objections(watched)[0].id
    for _ in range(8):
        watched.round()
    with watched.store.write("test") as session:
        change = session.exec(select(Change).where(col(Change.material).is_(True))).one()
        register = read_register(session, Moment(watched.now.date()))
        (who,) = concerned(register, SERVICE)
        named = clocks.names_of(change.changes)
        again = clocks.start(session, register, change, who, named, at=watched.now)
        assert [one.id for one in again] == [before]
    assert [one.id for one in objections(watched)] == [before]
    with watched.store.read() as session:
        assert len(session.exec(select(ObjectionStep)).all()) == 1


@pytest.mark.parametrize("role", [Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER])
def test_a_controller_of_its_own_is_objected_to_by_nobody(watched: Watched, role: Role) -> None:
    another_controller(watched, role)
    watched.show(page([*ROWS, INDIA]))
    assert [one.engagement_id for one in objections(watched)] == [ENGAGEMENT]


def test_each_engagement_has_a_clock_of_its_own(watched: Watched) -> None:
    another_controller(watched, Role.PROCESSOR)
    watched.show(page([*ROWS, INDIA]))
    found = {one.engagement_id: one for one in objections(watched)}
    assert set(found) == {ENGAGEMENT, "eng_annan"}
    assert found["eng_annan"].deadline_on is None
    assert found["eng_annan"].periods == []


@pytest.mark.parametrize(
    "rows",
    [[("Fastly", "Content delivery for all", "Sweden")], []],
    ids=["another purpose", "one who is gone"],
)
def test_other_changes_start_no_clock(watched: Watched, rows: list[tuple[str, str, str]]) -> None:
    watched.show(page([*ROWS, INDIA]))
    begun = len(objections(watched))
    watched.show(page([*rows, INDIA]))
    assert len(objections(watched)) == begun


def test_a_place_outside_the_eea_starts_the_clock(watched: Watched) -> None:
    watched.show(page([("Fastly", "Content delivery", "India")]))
    (one,) = objections(watched)
    assert (one.named or [])[0]["kind"] == "location_or_country_change"


def test_what_is_undecided_is_told_seven_three_and_one_days_before(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    last_on = objections(watched)[0].deadline_on
    assert last_on is not None
    for _ in range(40):
        watched.round()
    told = [(last_on - one.created_at.date()).days for one in reminders(watched)]
    assert told == [7, 3, 1]
    first = reminders(watched)[0]
    assert (first.controller_id, first.deadline_on, first.body["link"]) == (
        CONTROLLER, last_on, f"/objections/{objections(watched)[0].id}",
    )  # fmt: skip
    assert f"last day to object is {last_on.isoformat()} (Nimbus Pvt Ltd)" in first.title
    assert "sista dag för invändning" in first.body["said"]["sv"]["title"]


@pytest.mark.parametrize("state", [ObjectionState.OBJECTED, ObjectionState.ACCEPTED, ObjectionState.RESOLVED])
def test_what_is_decided_is_told_no_more(watched: Watched, state: ObjectionState) -> None:
    put(watched, noted(state=state, deadline_on=watched.now.date() + timedelta(days=2)))
    watched.round()
    assert reminders(watched) == []


def test_a_clock_met_late_is_told_by_its_nearest_distance_alone(watched: Watched) -> None:
    put(watched, noted(deadline_on=watched.now.date() + timedelta(days=3)))
    watched.round()
    watched.round(after=timedelta(hours=1))
    assert [one.body["days_left"] for one in reminders(watched)] == [2]
    watched.round()
    assert [one.body["days_left"] for one in reminders(watched)] == [2, 1]


def test_a_reminder_has_an_id_made_of_what_it_says(watched: Watched) -> None:
    put(watched, noted(deadline_on=date(2025, 1, 1)))
    with watched.store.write("test") as session:
        row = session.get_one(Objection, "obj_1")
        row.deadline_on = watched.now.date() + timedelta(days=1)
    with watched.store.write("test") as session:
        first = [one.id for one in clocks.tell(session, watched.now)]
        session.rollback()
    with watched.store.write("test") as session:
        assert [one.id for one in clocks.tell(session, watched.now + timedelta(hours=3))] == first


def test_an_engagement_that_ended_is_told_nothing(watched: Watched) -> None:
    put(watched, noted(deadline_on=watched.now.date() + timedelta(days=2)))
    with watched.store.write("test") as session:
        session.exec(select(Engagement)).one().retired_at = watched.now
    watched.round()
    assert reminders(watched) == []


def test_a_list_changed_in_silence_leaves_a_task_to_ask_with_its_clock(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    for _ in range(7):
        watched.round()
    with watched.store.read() as session:
        (task,) = session.exec(select(Task)).all()
    assert (task.kind, task.objection_id) == (TaskKind.ASK_FOR_NOTICE, objections(watched)[0].id)
    assert task.due_on is not None
