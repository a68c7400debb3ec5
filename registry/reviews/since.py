"""What came about for an engagement since its review was last decided: for whoever asks whether that still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment, live
from registry.tables import Agreement, Change, Engagement, Review, VerdictRow

MOST = 100


class Sort(StrEnum):
    """What sort of thing came about."""

    VERDICT = "verdict"
    CHANGE = "change"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Since:
    """One thing: when it became known, what it is about, and its value then and now (None: it was not there)."""

    sort: Sort
    at: datetime
    about: str
    before: str | None
    after: str | None
    link: str | None = None


def since(session: Session, row: Review, moment: Moment) -> list[Since]:
    """Everything since the last decision, the newest first; nothing where there was none."""
    if row.decided_at is None:
        return []
    found = [
        *_verdicts(session, row.engagement_id, row.decided_at, moment.known_at),
        *_changes(session, row.engagement_id, row.decided_at, moment),
        *_agreements(session, row.engagement_id, row.decided_at, moment.known_at),
    ]
    return sorted(found, key=lambda one: (one.at, one.about), reverse=True)[:MOST]


def _verdicts(session: Session, engagement_id: str, decided_at: datetime, known_at: datetime | None) -> Iterator[Since]:
    """Transfers whose verdict is another now (or as known at an instant) than it was then, or that are new or gone;
    once each."""
    statement = select(VerdictRow).where(VerdictRow.engagement_id == engagement_id)
    then: dict[str, VerdictRow] = {}
    now: dict[str, VerdictRow] = {}
    for one in session.exec(statement.order_by(col(VerdictRow.judged_at), col(VerdictRow.id))):
        if _stood(one.judged_at, one.replaced_at, decided_at):
            then[one.transfer_key] = one
        if _stood(one.judged_at, one.replaced_at, known_at):
            now[one.transfer_key] = one
    for key in sorted(then.keys() | now.keys()):
        before, after = then.get(key), now.get(key)
        was, is_ = before.verdict if before else None, after.verdict if after else None
        named = after or before
        if was is not is_ and named is not None:
            at = after.judged_at if after else (before.replaced_at if before else None) or decided_at
            told = (was.value if was else None, is_.value if is_ else None)
            yield Since(Sort.VERDICT, at, " → ".join(named.path), *told)


def _changes(session: Session, engagement_id: str, decided_at: datetime, moment: Moment) -> Iterator[Since]:
    engaged = live(Engagement, moment).where(col(Engagement.id) == engagement_id)
    statement = select(Change).where(
        col(Change.service_id).in_(engaged.with_only_columns(col(Engagement.service_id))),
        col(Change.material).is_(True),
        col(Change.recorded_at) > decided_at,
    )
    if moment.known_at is not None:
        statement = statement.where(col(Change.recorded_at) <= moment.known_at)
    for one in session.exec(statement.order_by(col(Change.recorded_at).desc()).limit(MOST)):
        first = one.changes[0] if one.changes else {}
        about = str(first.get("subject") or one.document_id)
        yield Since(
            Sort.CHANGE, one.recorded_at, about, None, one.kinds[0] if one.kinds else None, f"/changes/{one.id}"
        )


def _agreements(
    session: Session, engagement_id: str, decided_at: datetime, known_at: datetime | None
) -> Iterator[Since]:
    statement = select(Agreement).where(
        Agreement.engagement_id == engagement_id, col(Agreement.recorded_at) > decided_at
    )
    for one in session.exec(statement.order_by(col(Agreement.row))):
        if _stood(one.recorded_at, one.retired_at, known_at):
            ends = one.valid_until.isoformat() if one.valid_until else None
            yield Since(Sort.AGREEMENT, one.recorded_at, one.kind.value, None, ends)


def _stood(since: datetime, until: datetime | None, at: datetime | None) -> bool:
    """Whether a row that was written and taken back then stood at an instant. None: whether it stands."""
    if at is None:
        return until is None
    return since <= at and (until is None or until > at)
