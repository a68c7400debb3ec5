"""Deeds on engagements. Whoever does one judges again afterwards: verdicts depend on it."""

from datetime import date

from sqlmodel import Session, col

from registry.catalogue import dated
from registry.catalogue.dated import Moment, live
from registry.errors import Conflict, NotFound
from registry.tables import Engagement


def end_engagement(session: Session, engagement_id: str, on: date) -> Engagement:
    """End an engagement: `on` is the first day it no longer holds.

    Raises NotFound, Conflict when an end stands already, BadInput when it would end before it began.
    """
    statement = live(Engagement, Moment(on), on=False).where(col(Engagement.id) == engagement_id)
    rows = session.exec(statement.order_by(col(Engagement.valid_from).is_not(None), col(Engagement.valid_from))).all()
    if not rows:
        raise NotFound(f"There is no engagement {engagement_id}.", named=engagement_id)
    newest = rows[-1]
    if newest.valid_until is not None:
        raise Conflict(f"{engagement_id} ends on {newest.valid_until} already.", existing=engagement_id)
    return dated.end(session, newest, on)
