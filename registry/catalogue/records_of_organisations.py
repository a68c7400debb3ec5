"""Rows -> organisations as the catalogue's shapes, the way back from `rows_of_organisations`."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry import organisationshapes as shapes
from registry.catalogue.identities import key_of
from registry.catalogue.plain import shaped
from registry.catalogue.rows_of_organisations import AMBIGUOUS, OWN, SPELLING
from registry.tables import Certification, Name, Organisation
from registry.tables.base import Sourced
from registry.terms import OrganisationKind


def carried(row: Sourced) -> dict[str, Any]:
    """Grade and sources of a row."""
    return {"grade": row.grade, "source": tuple(row.source.split("\n"))}


def is_legal_person(row: Organisation) -> bool:
    """Whether the row is a legal person of a group, not an organisation of its own."""
    return row.kind is OrganisationKind.LEGAL_PERSON and row.parent_id is not None and row.relation is not None


def organisation(
    row: Organisation,
    persons: Iterable[Organisation],
    names: Mapping[str, list[Name]],
    certifications: Mapping[str, list[Certification]],
) -> shapes.Organisation:
    """One organisation with everything that belongs to it."""
    own = names.get(row.id, [])
    people = tuple(_legal_person(person) for person in persons)
    holders = (row.id, *(person.id for person in persons))
    held = sorted((one for holder in holders for one in certifications.get(holder, [])), key=place)
    by_id = {person.id: key_of(person.id) for person in persons}
    fields = (row.detail or {}) | {
        "id": key_of(row.id),
        "kind": row.kind.value,
        "name": row.name,
        "parent": key_of(row.parent_id) if row.parent_id else None,
    }
    whole = {
        "aliases": tuple(one.name for one in own if one.kind in (SPELLING, None)),
        "names": tuple(_name(one) for one in own if one.kind not in (OWN, SPELLING, AMBIGUOUS, None)),
        "legal_persons": people,
        "certifications": tuple(_certification(one, key_of(row.id), by_id.get(one.organisation_id)) for one in held),
    }
    return shaped(shapes.Organisation, fields, **carried(row), **whole)


def place(row: Any) -> tuple[bool, int, str]:
    """Where a row stands among its siblings: in the order of the data, then what people added."""
    return row.position is None, row.position or 0, row.id


def _name(row: Name) -> shapes.OrganisationName:
    return shapes.OrganisationName(
        name=row.name,
        kind=shapes.NameKind(row.kind or SPELLING),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        note=row.note or "",
        **carried(row),
    )


def _legal_person(row: Organisation) -> shapes.LegalPerson:
    fields = (row.detail or {}) | (row.contact or {}) | {"relation": row.relation, "name": row.name}
    ids = {"id": key_of(row.id), "organisation": key_of(row.parent_id or ""), "country": row.country}
    return shaped(shapes.LegalPerson, fields | ids, **carried(row))


def _certification(row: Certification, organisation: str, legal_person: str | None) -> shapes.Certification:
    fields = (row.detail or {}) | {
        "organisation": organisation,
        "legal_person": legal_person,
        "framework": row.framework.value,
        "state": row.state,
        "covers": row.covers,
        "seen_in": row.seen_in.value if row.seen_in else None,
        "seen_on": row.checked_on,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "recertify_by": row.recertify_by,
        "register_id": row.register_id,
        "register_name": row.register_name,
    }
    return shaped(shapes.Certification, fields, **carried(row))
