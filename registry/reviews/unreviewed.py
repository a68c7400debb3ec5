"""Engagements that nobody has ever reviewed. Read only."""

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.tables import Engagement, Review, Service


def unreviewed(
    session: Session, moment: Moment, controller_id: str | None = None, *, words: str | None = None,
    service_id: str | None = None, first: int = 0, limit: int = 50,
) -> tuple[int, list[str]]:  # fmt: skip
    """How many engagements that hold on the day have no review, and the ids of so many by name, from a place on.
    `words`: of those alone whose name, or the name of whose service, holds them."""
    reviewed = sa.select(col(Review.engagement_id)).where(by.kept_at(Review, "recorded_at", "retired_at")(None, moment))
    found = live(Engagement, moment).where(col(Engagement.id).not_in(reviewed))
    if controller_id is not None:
        found = found.where(col(Engagement.controller_id) == controller_id)
    if service_id is not None:
        found = found.where(col(Engagement.service_id) == service_id)
    if words is not None:
        services = live(Service, moment, on=False).where(by.name(Service)(words, moment))
        written = col(Engagement.name_as_written).icontains(words, autoescape=True)
        found = found.where(
            sa.or_(written, col(Engagement.service_id).in_(services.with_only_columns(col(Service.id))))
        )
    total = session.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    ordered = found.order_by(col(Engagement.name_as_written), col(Engagement.id))
    return total, [row.id for row in session.exec(ordered.offset(first).limit(limit))]
