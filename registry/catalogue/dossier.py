"""Everything the catalogue holds about one service: who offers it, what its documents say, who stands behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, Row, claims, rows
from registry.cataloguenames import folded
from registry.errors import NotFound
from registry.tables import Document, Name, SubprocessorList

CLAIMED = ("role", "third_country", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One service on one day. Rows are columns, named as in their tables."""

    service: Row
    organisation: Row | None
    names: tuple[Row, ...]
    legal_persons: tuple[Row, ...]
    certifications: tuple[Row, ...]
    documents: tuple[Row, ...]
    roles: tuple[Row, ...]
    mechanisms: tuple[Row, ...]
    third_countries: tuple[Row, ...]
    conflicts: tuple[Row, ...]
    locations: tuple[Row, ...]
    lists: tuple[Row, ...]
    listed: tuple[Row, ...]
    engagements: tuple[Row, ...]


def read_dossier(session: Session, register: Register, service_id: str) -> Dossier:
    """The dossier of a service on the register's day. Raises NotFound."""
    service = service_of(register, service_id)
    organisation = register.organisations.get(service.organisation_id)
    persons = register.members.get(service.organisation_id, [])
    said = claims(session, register.moment, *CLAIMED, subject=service.id)
    return Dossier(
        service=service,
        organisation=organisation,
        names=names_of(session, register.moment, service),
        legal_persons=tuple(persons),
        certifications=tuple(c for p in persons for c in register.certifications.get(p.id, [])),
        documents=documents_of(session, register.moment, service),
        roles=tuple(claim for claim in said if claim.field == "role"),
        mechanisms=tuple(register.mechanisms.get(service.id, [])),
        third_countries=tuple(claim for claim in said if claim.field == "third_country"),
        conflicts=tuple(claim for claim in said if claim.field == "conflict"),
        locations=tuple(register.locations.get(service.id, [])),
        lists=lists_of(session, register.moment, service),
        listed=tuple(register.list_rows.get(service.id, [])),
        engagements=engagements_of(register, service),
    )


def service_of(register: Register, service_id: str) -> Row:
    """The service on the register's day. Raises NotFound."""
    service = register.services.get(service_id)
    if service is None:
        raise NotFound(f"No service has the id {service_id} on {register.moment.on.isoformat()}.", named=service_id)
    return service


def engagements_of(register: Register, service: Row) -> tuple[Row, ...]:
    """Who of our organisations has the service as a recipient."""
    return tuple(e for e in register.engagements.values() if e.service_id == service.id)


def lists_of(session: Session, moment: Moment, service: Row) -> tuple[Row, ...]:
    """The lists of sub-processors that were read: of which day each is, and whether all of it was read."""
    return tuple(rows(session, SubprocessorList, moment, where=[col(SubprocessorList.service_id) == service.id]))


def services_named(session: Session, register: Register, words: str) -> list[Row]:
    """Services whose name, or a name people write for them or their organisation, holds the words; by name."""
    wanted = folded(words)
    services = register.services.values()
    if not words.strip():
        return _by_name(services)
    holds = [col(Name.folded).contains(wanted, autoescape=True)]
    named = {n.subject_id for n in rows(session, Name, register.moment, where=holds)} if wanted else set()
    asked = words.strip().casefold()
    return _by_name(s for s in services if asked in s.name.casefold() or s.id in named or s.organisation_id in named)


def _by_name(services: Iterable[Row]) -> list[Row]:
    return sorted(services, key=lambda s: (s.name.casefold(), s.id))


def names_of(session: Session, moment: Moment, service: Row) -> tuple[Row, ...]:
    """Names of the service and of its organisation; spellings that only help recognition are left out."""
    whose = col(Name.subject_id).in_([service.id, service.organisation_id])
    found = rows(session, Name, moment, where=[whose, col(Name.kind).is_distinct_from("spelling")])
    return tuple(n for n in found if n.name != service.name)


def documents_of(session: Session, moment: Moment, service: Row) -> tuple[Row, ...]:
    """Documents of the service, and those of its organisation that name no other service."""
    might = sa.or_(
        col(Document.service_id) == service.id,
        col(Document.organisation_id) == service.organisation_id,
        sa.cast(col(Document.services), sa.String).contains(service.id, autoescape=True),
    )
    return tuple(
        d
        for d in rows(session, Document, moment, where=[might])
        if d.service_id == service.id
        or service.id in (d.services or [])
        or (d.organisation_id == service.organisation_id and d.service_id is None and not d.services)
    )
