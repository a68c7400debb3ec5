"""Clocks that the law starts: counted on the safe side, told to whom they are, and kept without anybody's name."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import reviewed
from hypothesis import given
from hypothesis import strategies as st
from reviewed import AT, LAW, TODAY

import app
from registry import lawfiles
from registry.catalogue.listing import Turning, listed_on
from registry.catalogue.reading import Moment, read_register
from registry.errors import BadInput, BadRecord, Conflict
from registry.judging import law_book_at
from registry.law.lawbook import Clock, Counted
from registry.law.statutory import KINDS, clock_of, last_day, last_instant
from registry.reviews import statutory, taskwork
from registry.reviews.deadlines import Deadline, Wanted
from registry.reviews.due import deadlines
from registry.reviews.statutory import CLOCKS, Begun
from registry.store import Store, open_store
from registry.tables import LawBookRow, Task
from registry.terms import DeadlineKind, TaskKind

WITHOUT_DELAY = frozenset({TaskKind.PROCESSOR_NOTICE, TaskKind.TELL_PERSONS_OF_BREACH})
NIGHT = datetime.fromisoformat("2026-11-21T00:30:00+01:00")


def rule(kind: TaskKind) -> Clock:
    found = clock_of(LAW.clocks, kind, NIGHT)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "began", "first_used", "last"),
    [
        (TaskKind.REPORT_BREACH, "2026-11-20T21:30:00+01:00", None, "2026-11-23"),
        (TaskKind.REPORT_BREACH, "2026-11-21T00:30:00+01:00", None, "2026-11-23"),  # at 23:30 in UTC
        (TaskKind.REPORT_BREACH, "2028-02-27T12:00:00+00:00", None, "2028-03-01"),  # a leap year
        (TaskKind.REPORT_BREACH, "2026-12-24T12:00:00+00:00", None, "2026-12-27"),  # a Sunday
        (TaskKind.ANSWER_REQUEST, "2026-03-05T09:00:00+01:00", None, "2026-04-05"),  # Easter Sunday
        (TaskKind.ANSWER_REQUEST, "2026-08-31T09:00:00+02:00", None, "2026-09-30"),
        (TaskKind.ANSWER_REQUEST, "2027-01-31T09:00:00+01:00", None, "2027-02-28"),
        (TaskKind.ANSWER_REQUEST, "2028-01-31T09:00:00+01:00", None, "2028-02-29"),
        (TaskKind.REPORT_BREACH, "2026-05-05T22:00:00-03:00", None, "2026-05-08"),  # Guyane
        (TaskKind.ANSWER_REQUEST, "2026-01-20T23:30:00-04:00", None, "2026-02-20"),  # Martinique
        (TaskKind.INFORM_PERSONS, "2026-11-01T09:00:00+01:00", None, "2026-12-01"),
        (TaskKind.INFORM_PERSONS, "2026-11-01T09:00:00+01:00", "2026-11-10", "2026-11-10"),
        (TaskKind.INFORM_PERSONS, "2026-11-01T09:00:00+01:00", "2027-01-10", "2026-12-01"),
        (TaskKind.INFORM_OF_PURPOSE, "2028-01-01T09:00:00+01:00", "2028-03-01", "2028-02-29"),
    ],
)
def test_the_last_day_is_that_of_the_article(kind: TaskKind, began: str, first_used: str | None, last: str) -> None:
    used_on = date.fromisoformat(first_used) if first_used else None
    assert last_day(rule(kind), datetime.fromisoformat(began), used_on) == date.fromisoformat(last)


@given(
    st.sampled_from(sorted(KINDS)),
    st.datetimes(datetime(1991, 1, 1), datetime(2190, 1, 1)),
    st.integers(0, 14),
)
def test_no_clock_is_told_later_than_it_ends_where_it_runs(kind: TaskKind, began: datetime, hours: int) -> None:
    """`hours`: how far east of Greenwich it runs."""
    local = began.replace(tzinfo=UTC)
    there, here = last_day(rule(kind), local - timedelta(hours=hours)), last_day(rule(kind), local)
    assert (there is None) == (here is None) == (kind in WITHOUT_DELAY | {TaskKind.INFORM_OF_PURPOSE})
    if there is not None and here is not None:
        ends = last_instant(rule(kind), local)
        assert there <= (ends.date() if ends is not None else here)


@pytest.fixture
def register(store: Store) -> Store:
    return reviewed.begin(store)


def began(store: Store, **values: Any) -> Task:
    usual = {
        "controller_id": "org_vi", "kind": TaskKind.REPORT_BREACH, "began_at": NIGHT, "reference": "INC-7",
    }  # fmt: skip
    with store.write("test") as session:
        row = statutory.begin(session, Begun(**(usual | values)), LAW.clocks, AT)
        session.refresh(row)
        session.expunge(row)
        return row


def due(store: Store, on: date = TODAY, **wanted: Any) -> list[Deadline]:
    with store.read() as session:
        found = deadlines(session, read_register(session, Moment(on)), LAW, Wanted(**wanted))
    return [one for one in found if one.kind is DeadlineKind.TASK]


def test_a_clock_stands_among_the_deadlines_of_its_controller_alone(register: Store) -> None:
    row = began(register)
    (told,) = due(register, controller_id="org_vi")
    assert (told.id, told.on, told.article) == (f"{row.id}-due", date(2026, 11, 23), "Art. 33(1)")
    assert (told.controller_id, told.path, told.ahead) == ("org_vi", "/clocks", (2, 1, 0))
    assert told.more == "2026-11-20 23:30 UTC → 2026-11-23 23:30 UTC"
    assert due(register, controller_id="org_ni") == []
    with register.write("test") as session:
        taskwork.done(session, row.id, "Notified.", by="test", at=AT)
    assert due(register) == []


@pytest.mark.parametrize("kind", sorted(WITHOUT_DELAY | {TaskKind.INFORM_OF_PURPOSE}))
def test_what_has_no_number_in_the_law_runs_without_a_day(register: Store, kind: TaskKind) -> None:
    dated, row = began(register), began(register, kind=kind, reference="INC-9")
    assert row.due_on is None
    assert [one.id for one in due(register)] == [f"{dated.id}-due"], "no number is made up for the calendar"
    with register.read() as session:
        running = listed_on(session, CLOCKS, Moment(TODAY), {"open": True}, Turning("due_on", 9)).items
        assert [one.id for one in running] == [dated.id, row.id]


def test_persons_are_told_of_a_new_purpose_before_it_begins(register: Store) -> None:
    row = began(register, kind=TaskKind.INFORM_OF_PURPOSE, reference="P-1", first_used_on=date(2027, 1, 1))
    (told,) = due(register)
    assert (told.on, told.article, told.ahead) == (date(2026, 12, 31), "Art. 13(3), 14(4)", (14, 7, 1))
    assert began(register, kind=TaskKind.INFORM_OF_PURPOSE, reference="P-2").due_on is None
    late = began(register, kind=TaskKind.INFORM_OF_PURPOSE, reference="P-3", first_used_on=date(2026, 11, 1))
    assert late.due_on == date(2026, 10, 31), "in use already: overdue"
    with pytest.raises(BadInput, match="first use"):
        began(register, kind=TaskKind.PROCESSOR_NOTICE, reference="P-4", first_used_on=date(2027, 1, 1))
    with pytest.raises(BadInput, match="of the years"):
        began(register, kind=TaskKind.INFORM_OF_PURPOSE, reference="P-5", first_used_on=date.min)
    assert row.id != late.id


def test_a_request_that_is_extended_is_due_on_the_day_it_was_given(register: Store) -> None:
    row = began(register, kind=TaskKind.ANSWER_REQUEST, reference="REQ-1")
    assert [one.on for one in due(register)] == [date(2026, 12, 20)]
    with register.write("test") as session:
        taskwork.assign(session, row.id, None, date(2027, 2, 20))
    assert [(one.on, one.article) for one in due(register)] == [(date(2027, 2, 20), "Art. 12(3)")]


def test_the_same_clock_is_begun_once(register: Store) -> None:
    first = began(register)
    with pytest.raises(Conflict) as refused:
        began(register)
    assert refused.value.existing == first.id
    with pytest.raises(Conflict):  # the same instant, written elsewhere
        began(register, began_at=NIGHT.astimezone(UTC))
    with pytest.raises(BadInput, match="before it came"):
        began(register, kind=TaskKind.INFORM_PERSONS, first_used_on=date(2026, 11, 1))
    assert began(register, reference="INC-8").id != first.id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"controller_id": "org_moln"}, "controller"),
        ({"controller_id": "org_nobody"}, "controller"),
        ({"kind": TaskKind.OTHER}, "kind"),
        ({"began_at": AT + timedelta(seconds=1)}, "began_at"),
        ({"began_at": datetime(1, 1, 1, tzinfo=UTC)}, "began_at"),
        ({"began_at": datetime(2018, 5, 24, 23, tzinfo=UTC)}, "began_at"),  # the Regulation did not apply yet
        ({"reference": "  "}, "reference"),
        ({"reference": "x" * 201}, "reference"),
        ({"first_used_on": TODAY}, "first_used_on"),
    ],
)
def test_what_begins_no_clock_is_refused_naming_the_field(register: Store, values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        began(register, **values)
    assert refused.value.field == field


def test_the_command_begins_a_clock_and_says_by_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    store.migrate()
    reviewed.begin(store)
    store.close()
    words = ["clock", "report_breach", "--controller", "Vinden", "--began", "2026-01-20T21:30:00+01:00"]
    assert app.main([*words, "--reference", "INC-7", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["due_on"], told["last_at"], told["subject"]) == (
        "2026-01-23", "2026-01-23T20:30:00+00:00", "org_vi",
    )  # fmt: skip
    assert app.main([*words, "--reference", "INC-8"]) == 0
    said = capsys.readouterr().err
    assert "2026-01-23T20:30:00+00:00" in said
    assert "Art. 33(1): from when the controller becomes aware of the breach." in said
    assert "https://eur-lex.europa.eu/eli/reg/2016/679/oj" in said


def test_the_clocks_are_law_with_article_time_day_and_source() -> None:
    told = {one.kind: (one.article, one.hours, one.months, one.extension_months) for one in LAW.clocks}
    assert told == {
        TaskKind.REPORT_BREACH: ("Art. 33(1)", 72, None, None),
        TaskKind.PROCESSOR_NOTICE: ("Art. 33(2)", None, None, None),
        TaskKind.TELL_PERSONS_OF_BREACH: ("Art. 34(1)", None, None, None),
        TaskKind.ANSWER_REQUEST: ("Art. 12(3)", None, 1, 2),
        TaskKind.INFORM_PERSONS: ("Art. 14(3)", None, 1, None),
        TaskKind.INFORM_OF_PURPOSE: ("Art. 13(3), 14(4)", None, None, None),
    }
    assert {one.valid_from for one in LAW.clocks} == {date(2018, 5, 25)}
    assert all("2016/679" in source for one in LAW.clocks for source in one.source)
    assert {one.kind for one in LAW.clocks if one.counted is Counted.WITHOUT_UNDUE_DELAY} == WITHOUT_DELAY


def test_a_clock_counts_by_the_record_of_the_day_it_begins() -> None:
    """A change of the law ends a record and adds another: what began before counts by the first."""
    day, kind = date(2026, 11, 22), TaskKind.REPORT_BREACH
    law = (replace(rule(kind), valid_until=day), replace(rule(kind), id="later", hours=96, valid_from=day))
    for began_on, hours in ((day - timedelta(days=1), 72), (day, 96)):
        began_at = datetime.combine(began_on, time(12), UTC)
        found = clock_of(law, kind, began_at)
        assert found is not None
        assert last_instant(found, began_at) == began_at + timedelta(hours=hours)
    assert clock_of(law, kind, datetime(2018, 5, 24, 12, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("was", "written", "field"),
    [
        ("hours = 72", "", "hours"),
        ("hours = 72", "hours = 0", "hours"),
        ("hours = 72", "hours = 72\nmonths = 1", "months"),
        ("hours = 72", "hours = 72\nextension_months = 1", "extension_months"),
        ('kind = "report_breach"', 'kind = "close_hop"', "kind"),
        ('kind = "report_breach"', 'kind = "answer_request"', "valid_from"),
        ('starts = "the controller becomes aware of the breach"', "", "starts"),
        ('source = ["GDPR"]', 'source = ["NOWHERE"]', "source"),
        ('counted = "hours"', 'counted = "days"', "counted"),
    ],
)
def test_a_record_of_a_clock_that_does_not_fit_is_refused(was: str, written: str, field: str) -> None:
    files = {path.name: path.read_bytes() for path in lawfiles.law_paths()}
    files["clocks.toml"] = files["clocks.toml"].decode().replace(was, written, 1).encode()
    with pytest.raises(BadRecord) as refused:
        lawfiles.read(files)
    assert refused.value.field is not None
    assert refused.value.field.startswith(field)


def test_a_book_kept_before_clocks_were_records_tells_the_same_days(register: Store) -> None:
    older = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths() if path.name != "clocks.toml"}
    before = lawfiles.read({name: text.encode() for name, text in older.items()})
    assert before.clocks == ()
    with register.write("test") as session:
        session.add(LawBookRow(sha256=before.sha256, loaded_at=AT - timedelta(days=900), files=older))
    with register.read() as session:
        then = law_book_at(session, AT - timedelta(days=899), LAW)
        assert (then.sha256, then.clocks) == (before.sha256, LAW.clocks)
