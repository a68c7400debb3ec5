"""A watched document that stays out of reach: told once per outage, so that silence is never ambiguous.

A list, agreement or set of terms after seven days, a notice after thirty, and at once where the site will not have us:
then a person is asked to upload the document by hand.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from sqlmodel import Session, col, select

from registry.alerts import tasks, wording
from registry.alerts.audience import Concerned, concerned
from registry.catalogue.reading import Register
from registry.law.severity import Case, Stake, gravest, severity
from registry.tables import Alert, Source, new_id
from registry.terms import DocumentKind, Event, SourceState, TaskKind


def tell(session: Session, source: Source, register: Register, at: datetime) -> Sequence[Alert]:
    """The alerts of an outage that has lasted long enough, one for each controller concerned; none when told before."""
    case = case_of(source, at)
    if case is None:
        return []
    service = register.services.get(source.service_id)
    if service is None:
        return []
    audience: list[Concerned | None] = [*concerned(register, source.service_id)] or [None]
    alerts = _untold(session, [_alert(source, service.name, case, one, at) for one in audience])
    session.add_all(alerts)
    if alerts and case is Case.SOURCE_BLOCKED:
        since = source.troubled_at.isoformat() if source.troubled_at else ""
        tasks.add(session, [tasks.task(TaskKind.UPLOAD_BY_HAND, source.id, source.url, at=at, cause=[since])])
    session.flush()
    return alerts


def case_of(source: Source, at: datetime) -> Case | None:
    """Which outage it is by now; None while it may still be a hiccup."""
    if source.troubled_at is None or source.state not in {SourceState.UNREACHABLE, SourceState.BLOCKED}:
        return None
    if source.state is SourceState.BLOCKED:
        return Case.SOURCE_BLOCKED
    case, patience = _patience(source.kind)
    return case if at - source.troubled_at > patience else None


def _patience(kind: DocumentKind) -> tuple[Case, timedelta]:
    match kind:
        case DocumentKind.SUB_PROCESSOR_LIST | DocumentKind.DPA | DocumentKind.TERMS:
            return Case.SOURCE_LOST, timedelta(days=7)
        case DocumentKind.NOTICE | DocumentKind.CERTIFICATE | DocumentKind.OTHER:
            return Case.POLICY_LOST, timedelta(days=30)
    assert_never(kind)


def _untold(session: Session, alerts: Sequence[Alert]) -> list[Alert]:
    marks = [alert.fingerprint for alert in alerts]
    told = set(session.exec(select(Alert.fingerprint).where(col(Alert.fingerprint).in_(marks))))
    return [alert for alert in alerts if alert.fingerprint not in told]


def _alert(source: Source, service: str, case: Case, who: Concerned | None, at: datetime) -> Alert:
    engagements = [engagement.id for engagement in who.engagements] if who else []
    roles = who.roles if who else (None,)
    grave = gravest([severity(case, source.kind, role, Stake(depends=who is not None)) for role in roles])
    state = source.state or SourceState.UNREACHABLE
    title = partial(wording.outage_title, grave, service, state, source.kind.value, engagements=len(engagements))
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash(source, state, who),
        event=Event.SOURCE_UNREACHABLE,
        severity=grave,
        title=title(),
        body={
            "source": source.id,
            "state": state.value,
            "document": source.url,
            "trouble": source.trouble,
            "since": source.troubled_at.date().isoformat() if source.troubled_at else None,
            "engagements": engagements,
            "depends": who.names if who else [],
            "why": wording.why([case]),
            "said": wording.said(title, [case]),
            "link": f"/services/{source.service_id}/sources",
        },
        service_id=source.service_id,
        controller_id=who.controller_id if who else None,
        created_at=at,
    )


def _hash(source: Source, state: SourceState, who: Concerned | None) -> str:
    since = source.troubled_at.isoformat() if source.troubled_at else ""
    whole = ["outage", source.id, state.value, since, who.controller_id if who else ""]
    return hashlib.sha256("\x1f".join(whole).encode()).hexdigest()
