"""Agreements that end soon: told 90, 30 and 7 days before, once for each agreement, end and mark.

After an outage only the nearest mark is told, not those that were missed. An agreement that another one of its kind
follows without a gap is not told of.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from registry import glossary
from registry.alerts import wording
from registry.tables import Agreement, Alert, Engagement, Service, new_id
from registry.terms import AgreementKind, Event, Severity

MARKS = {90: Severity.LOW, 30: Severity.MEDIUM, 7: Severity.HIGH}
"""Days before the end, and how grave it is to be told that late. Without a contract the processing itself is unlawful
(Art. 28(3)), so the last mark is grave."""
_A_DAY = timedelta(days=1)
OLDEST = timedelta(days=90)  # what ended longer ago was told, or is how things stand


@dataclass(frozen=True, slots=True)
class _Ending:
    """An agreement, the first day it no longer holds, and the mark that was reached."""

    agreement: Agreement
    until: date
    mark: int


def tell(session: Session, at: datetime) -> list[Alert]:
    """The reminders that are due and nobody was told."""
    found = [alert for ending in _endings(session, at.date()) for alert in _alerts(session, ending, at)]
    marks = [alert.fingerprint for alert in found]
    told = set(session.exec(select(Alert.fingerprint).where(col(Alert.fingerprint).in_(marks)))) if marks else set()
    alerts = [alert for alert in found if alert.fingerprint not in told]
    session.add_all(alerts)
    session.flush()
    return alerts


def _endings(session: Session, on: date) -> Iterator[_Ending]:
    live = select(Agreement).where(col(Agreement.retired_at).is_(None), col(Agreement.valid_until).is_not(None))
    near = live.where(
        col(Agreement.valid_until) >= on - OLDEST, col(Agreement.valid_until) <= on + timedelta(days=max(MARKS))
    )
    for one in session.exec(near.order_by(col(Agreement.valid_until), col(Agreement.id))):
        until = one.valid_until
        if until is not None and not is_followed(session, one, until):
            yield _Ending(one, until, min(mark for mark in MARKS if (until - on).days <= mark))


def is_followed(session: Session, one: Agreement, until: date) -> bool:
    """Whether another agreement of its kind holds on the day it no longer does, or took its place."""
    others = select(Agreement).where(
        Agreement.engagement_id == one.engagement_id, Agreement.kind == one.kind, col(Agreement.retired_at).is_(None)
    )
    return any(_holds(other, until) or other.supersedes_id == one.id for other in session.exec(others))


def _holds(one: Agreement, on: date) -> bool:
    has_begun = one.valid_from is None or one.valid_from <= on
    return has_begun and (one.valid_until is None or on < one.valid_until)


def _alerts(session: Session, ending: _Ending, at: datetime) -> Iterable[Alert]:
    """The reminder to the controller, where its engagement still runs on the day."""
    running = select(Engagement).where(
        Engagement.id == ending.agreement.engagement_id, col(Engagement.retired_at).is_(None)
    )
    held = [
        one
        for one in session.exec(running)
        if one.valid_until is None or one.valid_until > min(ending.until, at.date())
    ]
    if held:
        yield _alert(session, ending, held[-1], at)


def _alert(session: Session, ending: _Ending, engagement: Engagement, at: datetime) -> Alert:
    one, grave = ending.agreement, MARKS[ending.mark]
    title = partial(_title, ending, _name(session, engagement), at.date())
    whole = ["agreement", one.id, ending.until.isoformat(), str(ending.mark)]
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.DPA_EXPIRING,
        severity=grave,
        title=title(),
        body={
            "agreement": one.id,
            "kind": one.kind.value,
            "valid_until": ending.until.isoformat(),
            "days_before": ending.mark,
            "engagements": [engagement.id],
            "depends": [engagement.name_as_written],
            "why": [_why(one.kind)],
            "said": {
                other: {"title": title(language=other), "why": [_why(one.kind, other)]} for other in wording.OTHERS
            },
            "link": f"/services/{engagement.service_id}/agreements",
        },
        service_id=engagement.service_id,
        controller_id=engagement.controller_id,
        deadline_on=ending.until - _A_DAY,
        created_at=at,
    )


def _name(session: Session, engagement: Engagement) -> str:
    """The service as people know it."""
    named = select(Service.name).where(Service.id == engagement.service_id, col(Service.retired_at).is_(None))
    return session.exec(named).first() or engagement.name_as_written


def _title(ending: _Ending, name: str, on: date, *, language: str = wording.LANGUAGE) -> str:
    """The last day it holds is the day before `valid_until`; that is the day people know."""
    last = ending.until - _A_DAY
    headline = "agreement_ended" if on > last else "agreement_ends"
    kind = glossary.label("agreement_kind", ending.agreement.kind.value, language)
    what = glossary.label("headline", headline, language).format(kind=kind, day=last.isoformat())
    return wording.titled(MARKS[ending.mark], f"{wording.plain(name, wording.LONGEST_NAME)}: {what}", language)


def _why(kind: AgreementKind, language: str = wording.LANGUAGE) -> str:
    """What falls with an agreement of this kind."""
    return glossary.label("agreement_gone", kind.value, language)
