"""The clock of an objection starts by itself, with the change: a clock is no decision (Art. 28(2)).

One for each change and engagement that depends on the service as a processor's, however often it is met. A person
decides; what is undecided is told seven, three and one days before the last day.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from registry import dayfiles
from registry.alerts import wording
from registry.alerts.audience import Concerned
from registry.alerts.periods_on_file import on_file, period_of
from registry.catalogue.reading import Moment, Register, Row, read_register
from registry.cataloguenames import folded
from registry.law.periods import Notice, clock
from registry.law.severity import WEIGHTS, Case, Stake, severity
from registry.tables import Alert, Change, Objection, ObjectionStep, new_id
from registry.terms import DocumentKind, Event, ObjectionState, Role

ACTOR = "onward"
UNDECIDED = (ObjectionState.NOTICE_RECEIVED, ObjectionState.ASSESSING)
BEFORE = (7, 3, 1)  # days
NOTICE_AHEAD = timedelta(days=120)  # a notice may come this long before the list changes
_ADDED = frozenset({Case.ADDED_THIRD_COUNTRY, Case.ADDED_ADEQUATE, Case.ADDED_EEA, Case.ADDED_PLACE_UNKNOWN})
_OWN_RIGHT = frozenset({Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER, Role.CONTROLLER, Role.AUTHORITY})


def starts(case: Case, document: DocumentKind) -> bool:
    """Whether a change of this case in this document starts a clock: a new sub-processor, or a list's new place."""
    if document is DocumentKind.SUB_PROCESSOR_LIST:
        return case in _ADDED or case is Case.INTO_THIRD_COUNTRY
    return document is DocumentKind.DPA and case in _ADDED


def start(
    session: Session, register: Register, change: Change, who: Concerned, named: Sequence[dict[str, Any]],
    *, at: datetime,
) -> list[Objection]:  # fmt: skip
    """The clocks of a change for one controller: those that run already are joined, never doubled."""
    if not named or not who.processes:
        return []
    found = []
    for engagement in who.engagements:
        if engagement.decided_by_us not in _OWN_RIGHT:
            found.append(
                _joined(session, engagement, change, named)
                or _opened(session, register, engagement, change, named, at=at)
            )
    session.flush()
    return found


def names_of(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a clock keeps of changed facts: kind, name and places."""
    return [
        {"kind": one["kind"], "name": one.get("subject"), "countries": list(one.get("countries") or [])}
        for one in changes
    ]


def recount(row: Objection) -> None:
    """Set both last days from the notice and the periods the row holds."""
    notice = Notice(sent_on=row.sent_on, received_on=row.received_on, seen_on=row.seen_on)
    found = clock(notice, [period_of(one) for one in row.periods or []], dayfiles.load().holidays)
    row.deadline_on, row.contract_on = found.conservative_on, found.contract_on
    row.counted_from = found.counted_from


def step(row: Objection, by: str, at: datetime, **told: Any) -> ObjectionStep:
    """The step that brings an objection to where it stands."""
    said = {name: value for name, value in told.items() if value not in (None, [], "")}
    return ObjectionStep(id=new_id("ost"), objection_id=row.id, state=row.state, told=said, step_by=by, recorded_at=at)


def tell(session: Session, at: datetime) -> list[Alert]:
    """The alerts of last days that near, of objections nobody has decided; each once for its day and distance."""
    on = at.date()
    near = select(Objection).where(
        col(Objection.state).in_(UNDECIDED), col(Objection.deadline_on) >= on,
        col(Objection.deadline_on) <= on + timedelta(days=BEFORE[0]),
    )  # fmt: skip
    found = session.exec(near.order_by(col(Objection.deadline_on), col(Objection.id))).all()
    if not found:
        return []
    register = read_register(session, Moment(on))
    alerts = [alert for row in found if (alert := _reminder(register, row, at)) is not None]
    marks = [alert.fingerprint for alert in alerts]
    told = set(session.exec(select(Alert.fingerprint).where(col(Alert.fingerprint).in_(marks))))
    new = [alert for alert in alerts if alert.fingerprint not in told]
    session.add_all(new)
    session.flush()
    return new


def is_near(row: Objection, change: Change) -> bool:
    """Whether a notice noted without a change may be of this one."""
    came = row.received_on or row.sent_on or row.opened_at.date()
    return came >= (change.recorded_at - NOTICE_AHEAD).date()


def _opened(
    session: Session, register: Register, engagement: Row, change: Change, named: Sequence[dict[str, Any]],
    *, at: datetime,
) -> Objection:  # fmt: skip
    row = Objection(
        id=new_id("obj"),
        engagement_id=engagement.id,
        service_id=change.service_id,
        change_id=change.id,
        state=ObjectionState.ASSESSING,
        named=list(named),
        seen_on=change.recorded_at.date(),
        periods=on_file(session, register, engagement, change.service_id),
        opened_at=at,
    )
    recount(row)
    session.add_all([row, step(row, ACTOR, at, change=change.id, named=row.named)])
    return row


def _joined(session: Session, engagement: Row, change: Change, named: Sequence[dict[str, Any]]) -> Objection | None:
    """The clock that runs for this change, or for a notice that somebody noted before the page showed it."""
    of_engagement = select(Objection).where(Objection.engagement_id == engagement.id)
    same = session.exec(of_engagement.where(Objection.change_id == change.id)).first()
    if same is not None:
        return same
    noted = session.exec(of_engagement.where(col(Objection.change_id).is_(None)).order_by(col(Objection.opened_at)))
    for row in noted:
        if is_near(row, change) and speaks_of(row, change, named) and _is_still_of_use(row, named):
            row.change_id, row.service_id = change.id, row.service_id or change.service_id
            row.seen_on = row.seen_on or change.recorded_at.date()
            known = _folded(row.named)
            row.named = [*(row.named or []), *(one for one in named if not _folded([one]) & known)]
            recount(row)
            session.add(row)
            return row
    return None


def speaks_of(row: Objection, change: Change, named: Sequence[dict[str, Any]]) -> bool:
    """Whether a noted notice names one of those the change names; one that names nobody speaks of its service's."""
    if row.service_id not in {None, change.service_id}:
        return False
    before = _folded(row.named)
    return not before or bool(before & _folded(named))


def _is_still_of_use(row: Objection, named: Sequence[dict[str, Any]]) -> bool:
    """Whether what a person does with the notice answers the change: it is undecided, or was decided on by every name
    the change tells. A decision about somebody else is none about this."""
    return row.state in UNDECIDED or (bool(named) and all(_folded([one]) & _folded(row.named) for one in named))


def _folded(named: Iterable[dict[str, Any]] | None) -> set[str]:
    return {folded(one["name"]) for one in named or [] if one.get("name")}


def _reminder(register: Register, row: Objection, at: datetime) -> Alert | None:
    engagement = register.engagements.get(row.engagement_id)
    if engagement is None or row.deadline_on is None:
        return None
    left = (row.deadline_on - at.date()).days
    distance = min(days for days in BEFORE if left <= days)
    service = register.services.get(row.service_id or engagement.service_id)
    mark = hashlib.sha256(_whole(row, row.deadline_on, distance).encode()).hexdigest()
    names = [str(one["name"]) for one in row.named or [] if one.get("name")]
    named = service.name if service is not None else engagement.name_as_written
    case = Case.OBJECTION_NEARS
    grave = severity(case, DocumentKind.SUB_PROCESSOR_LIST, Role.PROCESSOR, Stake(depends=True))
    title = partial(wording.objection_title, grave, named, names, row.deadline_on)
    return Alert(
        id=f"alr_{mark[:16]}",
        fingerprint=mark,
        event=Event.OBJECTION_DUE,
        severity=grave,
        title=title(),
        body={
            "objection": row.id, "names": names, "days_left": left, "engagements": [engagement.id],
            "depends": [engagement.name_as_written], "why": wording.why([case]),
            "said": wording.said(title, [case]), "due": WEIGHTS[case].due.value, "link": f"/objections/{row.id}",
        },
        service_id=row.service_id or engagement.service_id,
        change_id=row.change_id,
        controller_id=engagement.controller_id,
        deadline_on=row.deadline_on,
        created_at=at,
    )  # fmt: skip


def _whole(row: Objection, last_on: date, distance: int) -> str:
    return "\x1f".join(["objection", row.id, last_on.isoformat(), str(distance)])
