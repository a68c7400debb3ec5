"""What reviews are of, in words: the engagement as it is known, its service and its controller."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col

from registry.catalogue.dated import Moment, live
from registry.reviews.kept import parts
from registry.tables import Engagement, Organisation, Service


@dataclass(frozen=True, slots=True)
class Engaged:
    """An engagement by its service's name; where two of a controller are alike, its own name tells them apart."""

    engagement_id: str
    name: str
    written: str
    service_id: str
    controller_id: str
    controller: str


def engaged(session: Session, engagement_ids: Sequence[str], moment: Moment) -> dict[str, Engaged]:
    """The engagements of these ids, also past ones, as known at the moment."""
    rows: dict[str, Engagement] = {}
    for part in parts(engagement_ids):
        found = live(Engagement, moment, on=False).where(col(Engagement.id).in_(part)).order_by(col(Engagement.row))
        rows |= {row.id: row for row in session.exec(found)}
    services = _names(session, Service, {row.service_id for row in rows.values()}, moment)
    controllers = _names(session, Organisation, {row.controller_id for row in rows.values()}, moment)
    return {
        row.id: Engaged(
            row.id,
            services.get(row.service_id, row.name_as_written),
            row.name_as_written,
            row.service_id,
            row.controller_id,
            controllers.get(row.controller_id, row.controller_id),
        )
        for row in rows.values()
    }


def _names(
    session: Session, table: type[Service] | type[Organisation], wanted: set[str], moment: Moment
) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts(sorted(wanted)):
        for row in session.exec(live(table, moment, on=False).where(col(table.id).in_(part)).order_by(col(table.row))):
            found[row.id] = row.name
    return found
