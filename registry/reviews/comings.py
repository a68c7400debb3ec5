"""What a day brings that is reason to look at an engagement again: agreements that end, owners that change, days that
near, engagements that are over. Read only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.alerts.expiring import is_followed
from registry.catalogue.dated import Moment, live
from registry.reviews import workflow
from registry.reviews.telling import Due
from registry.tables import Agreement, Engagement, Organisation, Review, ReviewCauseRow, Service
from registry.terms import ReviewCause, Severity

RECENT = timedelta(days=90)  # a new owner, or an end that nobody followed up, is news for so long
_A_DAY = timedelta(days=1)
_OVERDUE = ":overdue"


@dataclass(frozen=True, slots=True)
class Coming:
    """One cause for one engagement. `key` tells it from every other; `due_on` None: by how grave it is."""

    engagement_id: str
    kind: ReviewCause
    key: str
    told: dict[str, Any]
    severity: Severity
    due_on: date | None = None
    alert_id: str | None = None


def nearing_agreements(session: Session, on: date) -> Iterator[Coming]:
    """Agreements that end within 90 days, or ended lately, and that none of their kind follows."""
    near = select(Agreement).where(
        col(Agreement.retired_at).is_(None),
        col(Agreement.valid_until) >= on - RECENT,
        col(Agreement.valid_until) <= on + workflow.ENDING,
    )
    for one in session.exec(near.order_by(col(Agreement.valid_until), col(Agreement.id))).all():
        until = one.valid_until
        if until is None or is_followed(session, one, until):
            continue
        last = until - _A_DAY
        told = {"agreement": one.id, "kind": one.kind.value, "last_day": last.isoformat()}
        yield Coming(
            one.engagement_id, ReviewCause.AGREEMENT_ENDING, f"{one.id}:{until.isoformat()}", told, Severity.HIGH,
            due_on=max(last, on),
        )  # fmt: skip


def new_owners(session: Session, on: date) -> Iterator[Coming]:
    """Engagements whose contracting party, or whose service's organisation, was bought or moved its seat lately."""
    for before, after in _moved(session, on):
        key = f"{after.id}:{after.valid_from}"
        told = {
            "organisation": after.id,
            "name": after.name,
            "before": {"parent": before.parent_id, "country": before.country},
            "after": {"parent": after.parent_id, "country": after.country},
        }
        for engagement in _engaging(session, after.id, on):
            yield Coming(engagement, ReviewCause.ENTITY_CHANGE, key, told, Severity.HIGH)


def _moved(session: Session, on: date) -> Iterator[tuple[Organisation, Organisation]]:
    """Organisations as they were and are, where the world changed on a day: a correction is no purchase."""
    recent = live(Organisation, Moment(on)).where(col(Organisation.valid_from) > on - RECENT)
    for after in session.exec(recent.order_by(col(Organisation.id))).all():
        ended = select(Organisation).where(
            Organisation.id == after.id,
            Organisation.valid_until == after.valid_from,
            col(Organisation.retired_at).is_(None),
        )
        before = session.exec(ended.limit(1)).first()
        if before is not None and (before.parent_id, before.country) != (after.parent_id, after.country):
            yield before, after


def _engaging(session: Session, organisation_id: str, on: date) -> list[str]:
    services = live(Service, Moment(on)).where(col(Service.organisation_id) == organisation_id)
    statement = live(Engagement, Moment(on)).where(
        sa.or_(
            col(Engagement.contracting_party_id) == organisation_id,
            col(Engagement.service_id).in_(services.with_only_columns(col(Service.id))),
        )
    )
    return sorted({one.id for one in session.exec(statement)})


def nearing(session: Session, on: date) -> list[Due]:
    """Reviews that are due soon or overdue, and of which that was not told yet for this very day."""
    soon = sa.and_(col(Review.is_open).is_(False), col(Review.due_on) >= on)
    late = col(Review.due_on) < on
    day = sa.cast(col(Review.due_on), sa.String)
    key = sa.case((late, day + _OVERDUE), else_=day)
    told = select(ReviewCauseRow.id).where(
        ReviewCauseRow.engagement_id == Review.engagement_id,
        ReviewCauseRow.kind == ReviewCause.DAY_NEARS,
        ReviewCauseRow.key == key,
    )
    statement = (
        select(Review, Engagement.name_as_written)
        .join(Engagement, col(Engagement.id) == col(Review.engagement_id))
        .where(col(Review.retired_at).is_(None), col(Review.due_on) <= on + workflow.SOON, sa.or_(soon, late))
        .where(~sa.exists(told), *_holds(on))
    )
    return [
        _nearing(row, name, on) for row, name in session.exec(statement.order_by(col(Review.due_on), col(Review.id)))
    ]


def _nearing(row: Review, name: str, on: date) -> Due:
    is_late = row.due_on < on
    key = row.due_on.isoformat() + (_OVERDUE if is_late else "")
    grave = Severity.HIGH if is_late else Severity.MEDIUM
    return Due(
        row.id, row.controller_id, row.engagement_id, name, kind=ReviewCause.DAY_NEARS, key=key, severity=grave,
        due_on=row.due_on,
    )  # fmt: skip


def ended(session: Session, on: date) -> list[Review]:
    """Reviews that stand, of engagements that hold no more and will not hold again."""
    later = live(Engagement, Moment(on), on=False).where(
        sa.or_(col(Engagement.valid_until).is_(None), col(Engagement.valid_until) > on)
    )
    over = live(Engagement, Moment(on), on=False).where(col(Engagement.valid_until) <= on)
    statement = select(Review).where(
        col(Review.retired_at).is_(None),
        col(Review.engagement_id).in_(over.with_only_columns(col(Engagement.id))),
        col(Review.engagement_id).not_in(later.with_only_columns(col(Engagement.id))),
    )
    return list(session.exec(statement.order_by(col(Review.row))))


def _holds(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Engagement.retired_at).is_(None),
        sa.or_(col(Engagement.valid_from).is_(None), col(Engagement.valid_from) <= on),
        sa.or_(col(Engagement.valid_until).is_(None), col(Engagement.valid_until) > on),
    )
