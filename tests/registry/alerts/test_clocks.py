"""The clock of an objection: started by the change itself, once, with what is on file; and told before its last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from registry.alerts import clocks
from registry.alerts.audience import concerned
from registry.alerts.periods_on_file import unit_in
from registry.catalogue.reading import Moment, read_register
from registry.store import Store
from registry.tables import (
    Agreement,
    Alert,
    Change,
    Claim,
    Engagement,
    Objection,
    ObjectionStep,
    Service,
    Task,
    Version,
)
from registry.terms import (
    AgreementKind,
    CountedFrom,
    Event,
    Grade,
    NoticeCame,
    ObjectionState,
    PeriodUnit,
    Role,
    TaskKind,
)
from tests.crawlers.github_watched import CONTROLLER, ENGAGEMENT, FIRST_DAY, SERVICE, Watched, load_registry, page
from tests.registry.alerts.test_rules import INDIA, ROWS, USUAL, another_controller
from tests.servers.vendor_site import VendorSite

NIMBUS = {"kind": "new_recipient_or_subprocessor", "name": "Nimbus Pvt Ltd", "countries": ["IN"]}
BILLS = ("Kvarnbolaget AB", "Invoices", "India")
SOMEBODY = {"kind": "new_recipient_or_subprocessor", "name": "Kvarnbolaget", "countries": []}


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """The registry, its list seen and accepted; the agreement on file gives 30 days to object."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        begun = Watched(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def objections(watched: Watched) -> list[Objection]:
    with watched.store.read() as session:
        return list(session.exec(select(Objection).order_by(col(Objection.engagement_id))))


def reminders(watched: Watched) -> list[Alert]:
    with watched.store.read() as session:
        told = select(Alert).where(Alert.event == Event.OBJECTION_DUE)
        return list(session.exec(told.order_by(col(Alert.created_at))))


def put(watched: Watched, *rows: Any) -> None:
    with watched.store.write("test") as session:
        session.add_all(rows)


def noted(**fields: Any) -> Objection:
    usual = {
        "id": "obj_1",
        "engagement_id": ENGAGEMENT,
        "state": ObjectionState.NOTICE_RECEIVED,
        "opened_at": FIRST_DAY,
    }
    return Objection(**(usual | fields))


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


def test_a_notice_noted_before_the_page_shows_it_is_the_same_clock(watched: Watched) -> None:
    came = watched.now.date() - timedelta(days=3)
    put(watched, noted(notice_came=NoticeCame.MAIL, sent_on=came, periods=[{"of": "agreement", "days": 30}]))
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert one.change_id is not None
    assert (one.deadline_on, one.counted_from) == (came + timedelta(days=30), CountedFrom.SENT)


def test_a_notice_of_somebody_else_is_another_clock(watched: Watched) -> None:
    put(watched, noted(named=[{"kind": "new_recipient_or_subprocessor", "name": "Kvarnbolaget", "countries": []}]))
    watched.show(page([*ROWS, INDIA]))
    assert len(objections(watched)) == 2


@pytest.mark.parametrize(
    "named", [None, [NIMBUS]], ids=["a notice that names nobody", "a notice that names one of two"]
)
def test_a_notice_that_was_decided_on_swallows_no_new_change(
    watched: Watched, named: list[dict[str, Any]] | None
) -> None:
    put(watched, noted(state=ObjectionState.ACCEPTED, named=named))
    watched.show(page([*ROWS, INDIA, BILLS]))
    old, new = sorted(objections(watched), key=lambda one: one.change_id is not None)
    assert (old.id, old.change_id, old.state) == ("obj_1", None, ObjectionState.ACCEPTED)
    assert new.state is ObjectionState.ASSESSING
    assert [one["name"] for one in new.named or []] == ["Nimbus Pvt Ltd", "Kvarnbolaget AB"]


def test_what_was_decided_on_by_name_is_not_asked_again_when_the_page_shows_it(watched: Watched) -> None:
    put(watched, noted(state=ObjectionState.ACCEPTED, named=[NIMBUS], notice_came=NoticeCame.MAIL))
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert one.change_id is not None
    assert one.state is ObjectionState.ACCEPTED


def test_a_notice_of_one_takes_in_the_others_that_the_page_shows_with_it(watched: Watched) -> None:
    put(watched, noted(named=[NIMBUS]))
    watched.show(page([*ROWS, INDIA, BILLS]))
    (one,) = objections(watched)
    assert [each["name"] for each in one.named or []] == ["Nimbus Pvt Ltd", "Kvarnbolaget AB"]


def test_a_notice_of_another_service_is_no_notice_of_this_change(watched: Watched) -> None:
    put(watched, noted(notice_came=NoticeCame.MAIL, service_id="svc_another", named=[SOMEBODY]))
    watched.show(page([*ROWS, INDIA]))
    for _ in range(7):
        watched.round()
    with watched.store.read() as session:
        (task,) = session.exec(select(Task)).all()
    assert task.kind is TaskKind.ASK_FOR_NOTICE


def test_the_clauses_and_the_agreement_give_each_their_period(watched: Watched) -> None:
    clauses = Agreement(id="agr_scc", engagement_id=ENGAGEMENT, kind=AgreementKind.SCC, notice_days=14, **USUAL)
    put(watched, clauses)
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert sorted((kept["of"], kept["days"], kept["clause"]) for kept in one.periods or []) == [
        ("agreement", 30, None),
        ("clauses", 14, "9(a)"),
    ]
    assert one.deadline_on == watched.now.date() + timedelta(days=14)


def test_what_was_read_in_the_agreement_brings_its_unit(watched: Watched) -> None:
    claim = Claim(
        id="clm_1", subject_id=SERVICE, field="objection_days", value={"days": 10}, recorded_at=FIRST_DAY,
        quote="Customer may object within ten (10) business days.", source="the agreement", grade=Grade.PRIMARY,
    )  # fmt: skip
    with watched.store.write("test") as session:
        session.add(claim)
        service = session.exec(select(Service).where(Service.id == SERVICE)).one()
        service.notice_days = 45
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    told = {(kept["of"], kept["days"]): kept["unit"] for kept in one.periods or []}
    assert told == {("agreement", 30): None, ("published", 10): "business", ("published", 45): None}


@pytest.mark.parametrize(
    ("version", "of"),
    [("ver_signed", "agreement"), ("ver_read_anew", "agreement"), ("ver_later", "published")],
)
def test_a_period_counts_as_signed_where_that_very_text_was_accepted(watched: Watched, version: str, of: str) -> None:
    versions = [("ver_signed", "snp_1", "a"), ("ver_read_anew", "snp_1", "b"), ("ver_later", "snp_2", "c")]
    with watched.store.write("test") as session:
        session.add_all(
            Version(
                id=identity, document_id="doc_dpa", snapshot_id=snapshot, text_sha256=text * 64, extractor=1, reader=1,
                recorded_at=FIRST_DAY,
            )
            for identity, snapshot, text in versions
        )  # fmt: skip
        session.exec(select(Agreement)).one().version_id = "ver_signed"
        session.add(
            Claim(
                id="clm_1", subject_id=SERVICE, field="objection_days", value={"days": 10}, recorded_at=FIRST_DAY,
                source="the agreement", grade=Grade.PRIMARY, document_id="doc_dpa", version_id=version,
            )
        )  # fmt: skip
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert {(kept["of"], kept["days"]) for kept in one.periods or []} == {("agreement", 30), (of, 10)}


@pytest.mark.parametrize(
    ("quote", "unit"),
    [
        ("within 10 business days of the notice", PeriodUnit.BUSINESS),
        ("inom tio arbetsdagar", PeriodUnit.BUSINESS),
        ("inom tio vardagar", None),
        ("30 calendar-days before", PeriodUnit.CALENDAR),
        ("30 kalenderdagar i förväg", PeriodUnit.CALENDAR),
        ("10 business days or 30 calendar days", None),
        ("within 10 days", None),
        (None, None),
    ],
)
def test_a_sentence_names_its_unit_or_none(quote: str | None, unit: PeriodUnit | None) -> None:
    assert unit_in(quote) is unit


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
