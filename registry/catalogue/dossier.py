"""Everything the catalogue holds about one service: who offers it, what its documents say, who stands behind it."""

from dataclasses import dataclass

from sqlmodel import Session

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
    service = register.services.get(service_id)
    if service is None:
        raise NotFound(f"No service has the id {service_id} on {register.moment.on.isoformat()}.")
    organisation = register.organisations.get(service.organisation_id)
    persons = register.members.get(service.organisation_id, [])
    said = [claim for claim in claims(session, register.moment, *CLAIMED) if claim.subject_id == service.id]
    return Dossier(
        service=service,
        organisation=organisation,
        names=_names(session, register.moment, service),
        legal_persons=tuple(persons),
        certifications=tuple(c for p in persons for c in register.certifications.get(p.id, [])),
        documents=_documents(session, register.moment, service),
        roles=tuple(claim for claim in said if claim.field == "role"),
        mechanisms=tuple(register.mechanisms.get(service.id, [])),
        third_countries=tuple(claim for claim in said if claim.field == "third_country"),
        conflicts=tuple(claim for claim in said if claim.field == "conflict"),
        locations=tuple(register.locations.get(service.id, [])),
        lists=tuple(x for x in rows(session, SubprocessorList, register.moment) if x.service_id == service.id),
        listed=tuple(register.list_rows.get(service.id, [])),
        engagements=tuple(e for e in register.engagements.values() if e.service_id == service.id),
    )


def services_named(session: Session, register: Register, words: str) -> list[Row]:
    """Services whose name, or a name people write for them or their organisation, holds the words; by name."""
    wanted = folded(words)
    services = sorted(register.services.values(), key=lambda s: (s.name.casefold(), s.id))
    if not words.strip():
        return services
    named = {n.subject_id for n in rows(session, Name, register.moment) if wanted and wanted in n.folded}
    asked = words.strip().casefold()
    return [s for s in services if asked in s.name.casefold() or s.id in named or s.organisation_id in named]


def _names(session: Session, moment: Moment, service: Row) -> tuple[Row, ...]:
    """Names of the service and of its organisation; spellings that only help recognition are left out."""
    subjects = (service.id, service.organisation_id)
    found = [n for n in rows(session, Name, moment) if n.subject_id in subjects and n.kind != "spelling"]
    return tuple(n for n in found if n.name != service.name)


def _documents(session: Session, moment: Moment, service: Row) -> tuple[Row, ...]:
    """Documents of the service, and those of its organisation that name no other service."""
    return tuple(
        d
        for d in rows(session, Document, moment)
        if d.service_id == service.id
        or service.id in (d.services or [])
        or (d.organisation_id == service.organisation_id and d.service_id is None and not d.services)
    )
