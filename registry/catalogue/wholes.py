"""One thing with all that belongs to it, on a day as known at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue import dated
from registry.catalogue.dated import Moment, live
from registry.catalogue.reading import Row
from registry.tables import (
    Agreement,
    Certification,
    Claim,
    Dated,
    Document,
    Engagement,
    Location,
    Name,
    Organisation,
    Service,
    SubprocessorList,
)


@dataclass(frozen=True, slots=True)
class OrganisationWhole:
    """An organisation, its names, its legal persons, what it offers, and the certifications of all of them."""

    organisation: Organisation
    names: Sequence[Row]
    legal_persons: Sequence[Row]
    services: Sequence[Row]
    certifications: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ServiceWhole:
    """A service, its names, documents, places, claims and lists."""

    service: Service
    names: Sequence[Row]
    documents: Sequence[Row]
    locations: Sequence[Row]
    claims: Sequence[Row]
    lists: Sequence[Row]


@dataclass(frozen=True, slots=True)
class EngagementWhole:
    """An engagement and what was signed for it."""

    engagement: Engagement
    agreements: Sequence[Row]


def organisation(session: Session, identity: str, moment: Moment) -> OrganisationWhole:
    """The whole of an organisation. Raises NotFound."""
    found = dated.one(session, Organisation, identity, moment)
    people = _rows(session, Organisation, moment, col(Organisation.parent_id) == identity)
    holders = [identity, *(person.id for person in people)]
    return OrganisationWhole(
        found,
        _rows(session, Name, moment, col(Name.subject_id) == identity),
        people,
        _rows(session, Service, moment, col(Service.organisation_id) == identity),
        _rows(session, Certification, moment, col(Certification.organisation_id).in_(holders)),
    )


def service(session: Session, identity: str, moment: Moment) -> ServiceWhole:
    """The whole of a service. Raises NotFound."""
    found = dated.one(session, Service, identity, moment)
    return ServiceWhole(
        found,
        _rows(session, Name, moment, col(Name.subject_id) == identity),
        _documents(session, identity, moment),
        _rows(session, Location, moment, col(Location.service_id) == identity),
        _claims(session, identity, moment),
        _rows(session, SubprocessorList, moment, col(SubprocessorList.service_id) == identity),
    )


def engagement(session: Session, identity: str, moment: Moment) -> EngagementWhole:
    """The whole of an engagement. Raises NotFound."""
    found = dated.one(session, Engagement, identity, moment)
    return EngagementWhole(found, _rows(session, Agreement, moment, col(Agreement.engagement_id) == identity))


def _rows(session: Session, table: type[Dated], moment: Moment, belongs: sa.ColumnElement[bool]) -> list[Row]:
    columns = sa.inspect(table).columns
    order = [columns[name] for name in ("position", "name", "id") if name in columns]
    statement = live(table, moment).with_only_columns(*columns).where(belongs)
    return list(session.execute(statement.order_by(*order)).all())


def _documents(session: Session, service: str, moment: Moment) -> list[Row]:
    """A service's documents: its own, and those that name it beside others."""
    several = sa.inspect(Document).columns["services"]
    named = sa.cast(several, sa.Text).contains(f'"{service}"', autoescape=True)
    shared = sa.select(col(Document.id)).where(several.is_not(None), named)
    ids = list(session.execute(shared).scalars())
    return _rows(session, Document, moment, sa.or_(col(Document.service_id) == service, col(Document.id).in_(ids)))


def _claims(session: Session, subject: str, moment: Moment) -> list[Row]:
    """What documents say of the subject on the day, as known at the instant."""
    columns = sa.inspect(Claim).columns
    statement = sa.select(*columns).where(col(Claim.subject_id) == subject, *_standing(moment))
    return list(session.execute(statement.order_by(columns["field"], columns["position"], columns["id"])).all())


def _standing(moment: Moment) -> list[Any]:
    superseded = col(Claim.superseded_at)
    known: sa.ColumnElement[bool] = superseded.is_(None)
    if moment.known_at is not None:
        later = sa.or_(known, superseded > moment.known_at)
        known = sa.and_(col(Claim.recorded_at) <= moment.known_at, later)
    begun = sa.or_(col(Claim.valid_from).is_(None), col(Claim.valid_from) <= moment.on)
    holds = sa.or_(col(Claim.valid_until).is_(None), col(Claim.valid_until) > moment.on)
    return [known, begun, holds]
