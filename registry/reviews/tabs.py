"""How much stands behind the tabs of a service's page, counted in one question. Read only."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment
from registry.reviews.inbox import end_of
from registry.tables import Change, Source


@dataclass(frozen=True, slots=True)
class Counted:
    """Watched addresses, and changes of substance recorded by the end of the day."""

    sources: int
    changes: int


def counted(session: Session, moment: Moment, service_id: str) -> Counted:
    """What is watched of a service, and what changed there."""
    sources = select(sa.func.count()).select_from(Source).where(col(Source.service_id) == service_id)
    changed = select(sa.func.count()).select_from(Change).where(
        col(Change.service_id) == service_id, col(Change.material).is_(True), col(Change.recorded_at) < end_of(moment)
    )  # fmt: skip
    found = session.execute(sa.select(sources.scalar_subquery(), changed.scalar_subquery())).one()
    return Counted(int(found[0]), int(found[1]))
