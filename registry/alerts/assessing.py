"""Transfer impact assessments that are due for review: their day came, or what they stand on moved. Told once each."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select

from registry import glossary
from registry.alerts import wording
from registry.catalogue.assessments import Assessed, of_controller
from registry.catalogue.reading import Moment, Register, read_register
from registry.law.lawbook import LawBook
from registry.tables import Alert, Conclusion, new_id
from registry.terms import Event, ReviewTrigger, Severity

_GRAVE = frozenset({ReviewTrigger.LAW_RECORD})  # what the conclusion relies on has fallen


def reviews(session: Session, register: Register, law: LawBook) -> list[Assessed]:
    """The assessments that are due for review on the register's day and that nobody works on anew."""
    if not register.conclusions:
        return []
    return [one for one in of_controller(session, register, law, None) if one.due and not one.is_reopened]


def tell(session: Session, law: LawBook, at: datetime) -> list[Alert]:
    """The alerts of reviews that are due and nobody was told of. A reason that comes on top is told anew."""
    if session.exec(select(Conclusion.id).limit(1)).first() is None:
        return []  # every round asks: no register is read for none
    register = read_register(session, Moment(at.date()))
    found = [_alert(one, at) for one in reviews(session, register, law)]
    told = _told(session, [alert.fingerprint for alert in found])
    alerts = [alert for alert in found if alert.fingerprint not in told]
    session.add_all(alerts)
    session.flush()
    return alerts


def _told(session: Session, marks: list[str]) -> set[str]:
    if not marks:
        return set()
    return set(session.exec(select(Alert.fingerprint).where(col(Alert.fingerprint).in_(marks))))


def _alert(one: Assessed, at: datetime) -> Alert:
    assert one.conclusion is not None  # nothing is due where nothing was concluded
    grave = Severity.HIGH if any(due.trigger in _GRAVE for due in one.due) else Severity.MEDIUM
    reasons = sorted("\x1e".join(map(str, (due.trigger.value, due.subject, due.fact, due.before))) for due in one.due)
    whole = ["assessment", one.row.id, one.conclusion.concluded_on.isoformat(), *reasons]
    triggers = list(dict.fromkeys(due.trigger for due in one.due))
    title = partial(_title, grave, one, triggers)
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.REVIEW_DUE,
        severity=grave,
        title=title(),
        body={
            "assessment": one.row.id,
            "triggers": [trigger.value for trigger in triggers],
            "engagements": _engagements(one.facts["transfers"]),
            "depends": [one.row.importer],
            "said": wording.said(title),
            "link": f"/assessments/{one.row.id}",
        },
        controller_id=one.row.controller_id,
        deadline_on=one.conclusion.review_due_on,
        created_at=at,
    )


def _engagements(transfers: Iterable[str]) -> list[str]:
    """The engagements of transfers' keys: `eng_…>sub_…:US:storage`."""
    return sorted({key.partition(":")[0].partition(">")[0] for key in transfers})


def _title(
    grave: Severity, one: Assessed, triggers: Iterable[ReviewTrigger], language: str = wording.LANGUAGE
) -> str:  # fmt: skip
    event = glossary.label("event", Event.REVIEW_DUE.value, language)
    why = ", ".join(glossary.label("review_trigger", trigger.value, language) for trigger in triggers)
    who = f"{wording.plain(one.row.importer, wording.LONGEST_NAME)} ({wording.country(one.row.destination, language)})"
    return wording.titled(grave, f"{who}: {event[0].lower()}{event[1:]} ({why})", language)
