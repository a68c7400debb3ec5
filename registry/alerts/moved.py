"""The day from which something told earlier holds moved, and it is still to come: told in a low voice to the same.

Only a date changed in the document, so nothing else of it is told.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import wording
from registry.alerts.audience import Concerned, concerned
from registry.catalogue.reading import Register
from registry.law.severity import WEIGHTS, Case, Stake, gravest, severity
from registry.tables import Alert, Change, Source, new_id
from registry.terms import Event, Severity

LATELY = timedelta(days=365)  # an announcement older than this is another one


def tell(
    session: Session,
    change: Change,
    source: Source,
    moved: Sequence[Mapping[str, Any]],
    register: Register,
    *,
    at: datetime,
) -> list[Alert]:
    """The alerts of days that moved. `moved`: the sentences, with the days on either side as `was` and `now`."""
    ahead = [one for one in moved if any(date.fromisoformat(day) > at.date() for day in one["was"])]
    service = register.services.get(change.service_id)
    told = _told_lately(session, change, at) if ahead else set()
    if service is None or not told:
        return []
    found = [_alert(change, source, ahead, service.name, who, at=at) for who in concerned(register, change.service_id)]
    alerts = [one for one in found if one.controller_id in told and one.severity is not Severity.NONE]
    session.add_all(alerts)
    session.flush()
    return alerts


def _told_lately(session: Session, change: Change, at: datetime) -> set[str | None]:
    """The controllers who were told of a change of this very document."""
    statement = (
        select(Alert.controller_id)
        .join(Change, col(Change.id) == col(Alert.change_id))
        .where(col(Change.source_id) == change.source_id, col(Change.material).is_(True), Change.id != change.id)
        .where(col(Change.recorded_at) > at - LATELY)
    )
    return set(session.exec(statement))


def _alert(
    change: Change,
    source: Source,
    moved: Sequence[Mapping[str, Any]],
    service: str,
    who: Concerned,
    *,
    at: datetime,
) -> Alert:
    case = Case.EFFECTIVE_DAY_MOVED
    grave = gravest([severity(case, source.kind, role, Stake(depends=True)) for role in who.roles])
    engagements = [engagement.id for engagement in who.engagements]
    title = partial(wording.moved_title, grave, service, engagements=len(engagements))
    days = [day for one in moved for text in one["now"] if (day := date.fromisoformat(text)) > at.date()]
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256(f"moved\x1f{change.id}\x1f{who.controller_id}".encode()).hexdigest(),
        event=Event.POLICY_CHANGED,
        severity=grave,
        title=title(),
        body={
            "changes": list(moved),
            "kinds": change.kinds,
            "engagements": engagements,
            "depends": who.names,
            "document": source.url,
            "why": wording.why([case]),
            "said": wording.said(title, [case]),
            "due": WEIGHTS[case].due.value,
            "link": f"/changes/{change.id}",
        },
        service_id=change.service_id,
        change_id=change.id,
        controller_id=who.controller_id,
        deadline_on=min(days, default=None),
        created_at=at,
    )
