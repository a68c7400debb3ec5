"""One thing with all that belongs to it, on a day as known at an instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue import dated
from registry.catalogue.dated import Moment, live
from registry.catalogue.reading import Row
from registry.catalogue.told import IDENTITY, AtMoment, in_order
from registry.tables import (
    Agreement,
    Certification,
    Dated,
    Document,
    Engagement,
    Name,
    Organisation,
    Service,
)

_ESCAPE = "/"


@dataclass(frozen=True, slots=True)
class OrganisationWhole:
    """An organisation, its names, its legal persons, what it offers, and the certifications of all of them."""

    organisation: Organisation
    names: Sequence[Row]
    legal_persons: Sequence[Row]
    services: Sequence[Row]
    certifications: Sequence[Row]


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


def engagement(session: Session, identity: str, moment: Moment) -> EngagementWhole:
    """The whole of an engagement. Raises NotFound."""
    found = dated.one(session, Engagement, identity, moment)
    return EngagementWhole(found, _rows(session, Agreement, moment, col(Agreement.engagement_id) == identity))


def _rows(session: Session, table: type[Dated], moment: Moment, belongs: sa.ColumnElement[bool]) -> list[Row]:
    columns = sa.inspect(table).columns
    order = [columns[name] for name in ("position", "name", "id") if name in columns]
    statement = live(table, moment).with_only_columns(*columns).where(belongs)
    return list(session.execute(statement.order_by(*order)).all())


def documents(fields: Iterable[str]) -> AtMoment:
    """A service's documents: its own, and those that name it beside others (`naming`)."""
    columns = sa.inspect(Document).columns
    several = columns["services"]
    naming_it = sa.cast(several, sa.Text).like(sa.bindparam("naming", type_=sa.Text()), escape=_ESCAPE)
    own = sa.select(columns["row"]).where(columns["service_id"] == IDENTITY)
    shared = sa.select(columns["row"]).where(several.is_not(None), naming_it)
    # One question of two parts: each has an index, and no database finds both in an OR.
    found = columns["row"].in_(own.union_all(shared))
    return AtMoment(Document, fields, lambda asked, _moment: in_order(asked.where(found), Document))


def naming(identity: str) -> str:
    """How a list of ids that holds this one is found."""
    escaped = "".join(f"{_ESCAPE}{one}" if one in "%_/" else one for one in identity)
    return f'%"{escaped}"%'
