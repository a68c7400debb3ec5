"""Objections and tasks of the small world: a clock that runs, one objected to, one answered, one past its last day."""

from datetime import UTC, date, datetime
from typing import Any

from registry.tables import Objection, ObjectionStep, Task
from registry.terms import CountedFrom, NoticeCame, ObjectionState, TaskKind

AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
PERIOD = {
    "of": "agreement", "days": 30, "unit": "calendar", "counted_from": "received", "holidays": None, "rolls": None,
    "clause": "5.3", "field": "objection_days", "source": "portfolio",
}  # fmt: skip
NORRSKEN = {"kind": "new_recipient_or_subprocessor", "name": "Norrsken Ltd", "countries": ["GB"]}
SYDVIND = {"kind": "new_recipient_or_subprocessor", "name": "Sydvind Inc.", "countries": ["US"]}
OSTKUST = {"kind": "new_recipient_or_subprocessor", "name": "Ostkust Ltda", "countries": []}


def clocks() -> list[Any]:
    """The rows."""
    return [
        _objection(
            "obj_norrsken", NORRSKEN, ObjectionState.ASSESSING, change_id="chg_lista", seen_on=AT.date(),
            deadline_on=date(2026, 12, 1), counted_from=CountedFrom.SEEN,
        ),
        _objection(
            "obj_sydvind", SYDVIND, ObjectionState.OBJECTED, notice_came=NoticeCame.MAIL, sent_on=date(2026, 10, 20),
            received_on=date(2026, 10, 21), effective_on=date(2026, 12, 15), deadline_on=date(2026, 11, 19),
            contract_on=date(2026, 11, 20), counted_from=CountedFrom.SENT, decided_by="local user", decided_at=AT,
            reason="No safeguard is told for the United States.",
        ),
        _objection(
            "obj_ostkust", OSTKUST, ObjectionState.NOTICE_RECEIVED, notice_came=NoticeCame.PORTAL,
            sent_on=date(2026, 10, 1), deadline_on=date(2026, 10, 31), counted_from=CountedFrom.SENT,
        ),
        _objection(
            "obj_besvarad", SYDVIND, ObjectionState.VENDOR_ANSWERED, notice_came=NoticeCame.MAIL,
            sent_on=date(2026, 8, 1), deadline_on=date(2026, 8, 31), counted_from=CountedFrom.SENT,
            answer="A copy is attached.", answered_on=date(2026, 9, 2),
        ),
        ObjectionStep(
            id="ost_norrsken", objection_id="obj_norrsken", state=ObjectionState.ASSESSING, step_by="onward",
            told={"change": "chg_lista", "named": [NORRSKEN]}, recorded_at=AT,
        ),
        Task(
            id="tsk_notice", subject_id="eng_lagring", kind=TaskKind.ASK_FOR_NOTICE, objection_id="obj_norrsken",
            title="Ask for the notice that did not come (Art. 28(2))", due_on=date(2026, 11, 24), opened_at=AT,
        ),
        Task(
            id="tsk_upload", subject_id="src_lista", kind=TaskKind.UPLOAD_BY_HAND, about="https://molnet.example",
            title="Upload the document by hand: https://molnet.example", opened_at=AT, done_at=AT, done_by="local user",
        ),
    ]  # fmt: skip


def _objection(identity: str, named: dict[str, Any], state: ObjectionState, **more: Any) -> Objection:
    return Objection(
        id=identity, engagement_id="eng_lagring", service_id="svc_lagring", state=state, named=[named],
        periods=[PERIOD], opened_at=AT, **more,
    )  # fmt: skip
