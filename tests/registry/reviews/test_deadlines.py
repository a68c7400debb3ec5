"""Deadlines that stand in papers and in the law: on which days they are told, and to whom."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from registry import lawfiles, lawwords, letterfiles
from registry.catalogue.reading import Moment, read_register
from registry.errors import BadRecord
from registry.glossary import Language
from registry.reviews.deadlines import Deadline, Wanted
from registry.reviews.due import deadlines, told_at
from registry.store import Store
from registry.tables import (
    Activity,
    Agreement,
    Assessment,
    Engagement,
    Objection,
    Organisation,
    Review,
    ReviewCondition,
    Service,
    Task,
    Transfer,
    VerdictRow,
)
from registry.terms import (
    AgreementKind,
    DeadlineKind,
    Grade,
    Manner,
    ObjectionState,
    OrganisationKind,
    Origin,
    ReviewStep,
    TaskKind,
    Verdict,
)

LAW = lawfiles.load()
AT = datetime(2026, 1, 1, tzinfo=UTC)
USUAL: dict[str, Any] = {"recorded_at": AT, "origin": Origin.IMPORT, "source": "file", "grade": Grade.PRIMARY}
ENDING = min((one for one in LAW.adequacy if one.general and one.valid_until is not None and one.annulled_on is None
              and one.valid_until > date(2026, 1, 1)), key=lambda one: one.valid_until or date.max)  # fmt: skip
LAST = (ENDING.valid_until or date.max) - timedelta(days=1)


@pytest.fixture
def filled(store: Store) -> Store:
    """Two controllers; a transfer of the first rests on a decision that ends."""
    person = OrganisationKind.LEGAL_PERSON
    answer = {"reasons": [{"record": ENDING.id}], "holds_until": None}
    with store.write("test") as session:
        session.add_all(
            [
                Organisation(id="org_a", kind=person, name="Sjöboden AB", country="SE", is_controller=True, **USUAL),
                Organisation(id="org_b", kind=person, name="Annan AB", country="SE", is_controller=True, **USUAL),
                Activity(
                    id="act_a", controller_id="org_b", key="faces", dpia={"consulted_on": "2026-02-02"}, **USUAL
                ),
                VerdictRow(
                    id="vdt_1", transfer_key="k", engagement_id="eng_a", controller_id="org_a", path=[],
                    verdict=Verdict.COVERED, answer=answer, on=AT.date(), law=LAW.sha256, judged_at=AT,
                ),
            ]
        )  # fmt: skip
    return store


def found(store: Store, on: date, **wanted: Any) -> list[Deadline]:
    with store.read() as session:
        return deadlines(session, read_register(session, Moment(on)), LAW, Wanted(**wanted))


def test_an_adequacy_decision_that_ends_is_told_180_90_and_30_days_before_and_on_its_last(filled: Store) -> None:
    told = found(filled, LAST - timedelta(days=200), controller_id="org_a")
    assert [(LAST - one.on).days for one in told] == [180, 90, 30, 0]
    assert {one.kind for one in told} == {DeadlineKind.ADEQUACY_END}
    assert all(one.article == "Art. 45(3)" and one.source for one in told)
    assert len({one.id for one in told}) == 4


@pytest.mark.parametrize(("left", "count"), [(180, 4), (179, 3), (30, 2), (1, 1), (0, 1), (-1, 0)])
def test_days_of_a_decision_that_passed_are_told_no_more(filled: Store, left: int, count: int) -> None:
    assert len(found(filled, LAST - timedelta(days=left), controller_id="org_a")) == count


def test_who_rests_on_nothing_that_ends_is_told_nothing_of_it(filled: Store) -> None:
    assert not [one for one in found(filled, date(2026, 3, 1), controller_id="org_b") if "adequacy" in one.kind]


def test_a_prior_consultation_is_answered_within_eight_weeks(filled: Store) -> None:
    (told,) = found(filled, date(2026, 3, 1), controller_id="org_b")
    assert (told.kind, told.on) == (DeadlineKind.PRIOR_CONSULTATION, date(2026, 3, 30))
    assert (told.article, told.path) == ("Art. 36(2)", "/controllers/org_b")
    assert told.title(Language.SV) == "Tillsynsmyndighetens råd efter förhandssamråd: faces"


@pytest.fixture
def ended(filled: Store) -> Store:
    """An engagement of the first controller that ends on 1 June 2026, with all that hangs on it."""
    hangs = {"engagement_id": "eng_slut"}
    with filled.write("test") as session:
        session.add_all(
            [
                Service(id="svc_a", organisation_id="org_m", name="Molnet", **USUAL),
                Engagement(
                    id="eng_slut", controller_id="org_a", service_id="svc_a", name_as_written="Molnet",
                    valid_until=date(2026, 6, 1), **USUAL,
                ),
                Agreement(
                    id="agr_a", kind=AgreementKind.DPA, valid_until=date(2026, 9, 1), **hangs, **USUAL,
                ),
                Transfer(id="trf_a", hop_id="svc_a", destination="US", manner=Manner.STORAGE, **hangs, **USUAL),
                Assessment(id="ass_a", transfer_id="trf_a", review_due_on=date(2026, 8, 1), **USUAL),
                Objection(
                    id="obj_a", state=ObjectionState.ASSESSING, deadline_on=date(2026, 7, 1), opened_at=AT, **hangs
                ),
                ReviewCondition(
                    id="rvc_a", review_id="rvw_a", controller_id="org_a", text="Get the list", set_by="usr_1",
                    due_on=date(2026, 7, 5), recorded_at=AT,
                ),
                Task(
                    id="tsk_a", subject_id="eng_slut", kind=TaskKind.RETURN_OR_DELETE, title="Return",
                    due_on=date(2026, 7, 10), opened_at=AT, fingerprint="t",
                ),
            ]
        )  # fmt: skip
        review = Review(
            id="rvw_a", engagement_id="eng_slut", controller_id="org_a", step=ReviewStep.OPENED, step_by="onward",
            recorded_at=AT, is_open=True, opened_at=AT, due_on=date(2026, 7, 2),
        )  # fmt: skip
        session.add(review)
    return filled


def test_what_hangs_on_an_engagement_is_told_while_it_runs(ended: Store) -> None:
    told = {one.id: one.controller_id for one in found(ended, date(2026, 5, 31), controller_id="org_a")}
    ours = {"agr_a-end", "ass_a-review", "obj_a-objection", "rvw_a-due", "rvc_a-due", "tsk_a-due"}
    assert ours <= told.keys()
    assert {told[one] for one in ours} == {"org_a"}


def test_of_an_ended_engagement_only_its_tasks_are_told_and_to_its_controller_alone(ended: Store) -> None:
    on = date(2026, 6, 1)
    assert [one.id for one in found(ended, on, controller_id="org_a") if "adequacy" not in one.kind] == ["tsk_a-due"]
    assert [
        one.id for one in found(ended, on, controller_id="org_b") if one.kind is not DeadlineKind.PRIOR_CONSULTATION
    ] == []
    (task,) = [one for one in found(ended, on) if one.kind is DeadlineKind.TASK]
    assert task.controller_id == "org_a"


def test_conditions_of_a_review_that_ended_are_told_no_more(ended: Store) -> None:
    with ended.write("test") as session:
        session.exec(select(Review)).one().retired_at = AT + timedelta(days=2)
    assert "rvc_a-due" not in {one.id for one in found(ended, date(2026, 5, 31))}
    with ended.read() as session:
        then = Moment(date(2026, 5, 31), AT + timedelta(days=1))
        told = deadlines(session, read_register(session, then), LAW, Wanted())
    assert "rvc_a-due" in {one.id for one in told}


def test_what_is_asked_until_a_day_leaves_out_what_comes_later(filled: Store) -> None:
    assert found(filled, date(2026, 3, 1), controller_id="org_b", until=date(2026, 3, 29)) == []


def test_nothing_is_told_that_was_written_later(filled: Store, store: Store) -> None:
    with store.read() as session:
        assert told_at(session).microsecond == 0
        assert told_at(session) <= datetime.now(UTC)


def test_an_empty_register_has_no_deadlines(store: Store) -> None:
    assert found(store, date(2026, 3, 1)) == []
    with store.read() as session:
        assert told_at(session) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{sv = "Till: {m}"', '{sv = "Till: {okänd}"'),
        ("[question]", "[questions]"),
        ('namn = {sv = "den som undertecknar", en = "who signs"}\n', ""),
    ],
)
def test_wordings_that_do_not_fit_are_refused_by_table(tmp_path: Path, old: str, new: str) -> None:
    text = letterfiles.LETTERS_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "letters.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadRecord, match=r"letters\.toml"):
        letterfiles.load(path)


def test_a_country_stands_in_the_title_by_its_name_in_the_reader_s_language() -> None:
    told = Deadline(
        id="tia_1-review",
        kind=DeadlineKind.ASSESSMENT_REVIEW,
        on=date(2026, 11, 30),
        name="Kolonn LLC",
        article="Art. 46(1)",
        source="test",
        path="/assessments/tia_1",
        more=lawwords.country("US"),
    )
    assert told.title(Language.SV).endswith(": Kolonn LLC (USA)")
    assert told.title(Language.EN).endswith(": Kolonn LLC (United States)")
