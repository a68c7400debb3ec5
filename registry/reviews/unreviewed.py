"""Engagements that nobody has ever reviewed. Read only."""

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.tables import Engagement, Review


def unreviewed(
    session: Session, moment: Moment, controller_id: str | None = None, *, limit: int = 50
) -> tuple[int, list[str]]:  # fmt: skip
    """How many engagements that hold on the day have no review, and the ids of the first by name."""
    reviewed = sa.select(col(Review.engagement_id)).where(by.kept_at(Review, "recorded_at", "retired_at")(None, moment))
    found = live(Engagement, moment).where(col(Engagement.id).not_in(reviewed))
    if controller_id is not None:
        found = found.where(col(Engagement.controller_id) == controller_id)
    total = session.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    first = found.order_by(col(Engagement.name_as_written), col(Engagement.id)).limit(limit)
    return total, [row.id for row in session.exec(first)]
