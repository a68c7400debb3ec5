"""A list that changed while no notice of it came: by itself a finding (Art. 28(2): the processor must inform).

Told once a change, five days after it was seen, to each controller whose agreement on file gives days of notice and
who has no notice on file; at once where somebody noted that the page alone told it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import clocks, tasks, wording
from registry.alerts.audience import Concerned, concerned
from registry.catalogue.reading import Moment, Register, read_register
from registry.law.severity import Case, Due, Stake, gravest, severity
from registry.tables import Alert, Change, Objection, Source, new_id
from registry.terms import CaptureState, ChangeKind, DocumentKind, Event, NoticeCame, Severity, TaskKind

PATIENCE = timedelta(days=5)
OLDEST = timedelta(days=60)


def tell(session: Session, at: datetime) -> list[Alert]:
    """The alerts that are due and nobody was told."""
    changes = _changes(session, at)
    if not changes:
        return []
    register = read_register(session, Moment(at.date()))
    alerts = [alert for change in changes for alert in _of_change(session, register, change, at)]
    session.add_all(alerts)
    session.flush()
    return alerts


def _changes(session: Session, at: datetime) -> list[Change]:
    """Lists that name somebody new, seen some days ago."""
    statement = (
        select(Change)
        .join(Source, col(Source.id) == col(Change.source_id))
        .where(
            col(Source.kind) == DocumentKind.SUB_PROCESSOR_LIST,
            col(Change.state) == CaptureState.CHANGED,
            col(Change.material).is_(True),
            col(Change.recorded_at) > at - OLDEST,
        )
    )
    found = session.exec(statement.order_by(col(Change.recorded_at), col(Change.id)))
    return [change for change in found if ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR in change.kinds]


def _of_change(session: Session, register: Register, change: Change, at: datetime) -> Iterable[Alert]:
    service = register.services.get(change.service_id)
    if service is None:
        return
    for who in concerned(register, change.service_id):
        if who.processes and who.notice_is_due and _is_unannounced(session, change, who, at):
            alert = _alert(change, service.name, who, at)
            if alert.severity is not Severity.NONE and not _is_told(session, alert):
                _ask(session, register, change, who, at)
                yield alert


def _ask(session: Session, register: Register, change: Change, who: Concerned, at: datetime) -> None:
    """The finding leaves a task with each clock of the change: ask for the notice that did not come."""
    due_on = (at + PATIENCE).date()
    for one in clocks.start(session, register, change, who, clocks.names_of(_added(change)), at=at):
        asked = tasks.task(
            TaskKind.ASK_FOR_NOTICE, one.engagement_id, None,
            at=at, cause=[one.id], due_on=due_on, objection_id=one.id,
        )  # fmt: skip
        tasks.add(session, [asked])


def _is_unannounced(session: Session, change: Change, who: Concerned, at: datetime) -> bool:
    """Whether a person noted that only the page told it, or the time to hear of it has passed in silence."""
    engagements = [engagement.id for engagement in who.engagements]
    told = col(Objection.notice_came).is_not(None)
    noted = session.exec(select(Objection).where(col(Objection.engagement_id).in_(engagements), told)).all()
    added = clocks.names_of(_added(change))
    is_near = [
        one
        for one in noted
        if one.change_id is None and clocks.is_near(one, change) and clocks.speaks_of(one, change, added)
    ]
    ours = [*is_near, *(one for one in noted if one.change_id == change.id)]
    if ours:
        return all(one.notice_came is NoticeCame.PAGE_ONLY for one in ours)
    return at - change.recorded_at >= PATIENCE


def _alert(change: Change, service: str, who: Concerned, at: datetime) -> Alert:
    case = Case.LIST_WITHOUT_NOTICE
    stake = Stake(depends=True)
    grave = gravest([severity(case, DocumentKind.SUB_PROCESSOR_LIST, role, stake) for role in who.roles])
    whole = ["unannounced", change.id, who.controller_id]
    engagements = [engagement.id for engagement in who.engagements]
    title = partial(wording.unannounced_title, grave, service, engagements=len(engagements))
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.SUBPROCESSOR_ADDED,
        severity=grave,
        title=title(),
        body={
            "changes": _added(change),
            "kinds": change.kinds,
            "engagements": engagements,
            "depends": who.names,
            "why": wording.why([case]),
            "said": wording.said(title, [case]),
            "due": Due.FIVE_DAYS.value,
            "link": f"/changes/{change.id}",
        },
        service_id=change.service_id,
        change_id=change.id,
        controller_id=who.controller_id,
        deadline_on=at.date() + timedelta(days=5),
        created_at=at,
    )


def _added(change: Change) -> list[dict[str, Any]]:
    return [one for one in change.changes if one["kind"] == ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR]


def _is_told(session: Session, alert: Alert) -> bool:
    return session.exec(select(Alert.id).where(Alert.fingerprint == alert.fingerprint)).first() is not None
