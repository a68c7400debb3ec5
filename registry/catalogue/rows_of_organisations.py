"""Organisations of the catalogue as rows: groups and their legal persons, their names and certifications."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from registry import organisationshapes as shapes
from registry.catalogue.identities import Repeats, legal_person_id, organisation_id
from registry.catalogue.plain import sparse
from registry.cataloguenames import MatchKind, folded
from registry.catalogueshapes import Catalogue
from registry.tables import Certification, Name, Organisation
from registry.terms import Coverage, OrganisationKind, Origin

OWN, SPELLING, AMBIGUOUS = "own", "spelling", "ambiguous"  # kinds of names beside the words of NameKind

_COLUMNS = frozenset({"id", "kind", "name", "aliases", "names", "parent", "legal_persons", "certifications"})
_PERSON_COLUMNS = frozenset({"id", "organisation", "name", "country", "relation", "address", "email"})
_CERTIFICATION_COLUMNS = frozenset(
    {"organisation", "legal_person", "framework", "state", "covers", "seen_in", "seen_on", "valid_from", "valid_until"}
    | {"recertify_by", "register_id", "register_name"}
)
SOURCED = frozenset({"grade", "source"})


def carried(record: shapes.Sourced, at: datetime) -> dict[str, Any]:
    """What every curated row carries: its source, grade and origin. Several sources stand on lines of their own."""
    return {"source": "\n".join(record.source), "grade": record.grade, "origin": Origin.DATA, "recorded_at": at}


def organisation_rows(record: shapes.Organisation, position: int, at: datetime) -> Iterator[Organisation]:
    """The organisation, then its legal persons."""
    yield Organisation(
        id=organisation_id(record.id),
        kind=OrganisationKind(record.kind.value),
        name=record.name,
        parent_id=organisation_id(record.parent) if record.parent else None,
        position=position,
        detail=sparse(record, leave_out=_COLUMNS | SOURCED) or None,
        **carried(record, at),
    )
    for number, person in enumerate(record.legal_persons):
        yield _legal_person(person, number, at)


def _legal_person(record: shapes.LegalPerson, position: int, at: datetime) -> Organisation:
    contact = {key: value for key, value in (("address", record.address), ("email", record.email)) if value}
    return Organisation(
        id=legal_person_id(record.id, record.organisation),
        kind=OrganisationKind.LEGAL_PERSON,
        name=record.name,
        country=record.country,
        registration=record.identifiers[0].number if record.identifiers else None,
        parent_id=organisation_id(record.organisation),
        relation=record.relation.value,
        contact=contact or None,
        position=position,
        detail=sparse(record, leave_out=_PERSON_COLUMNS | SOURCED) or None,
        **carried(record, at),
    )


def name_rows(record: shapes.Organisation, at: datetime) -> Iterator[Name]:
    """Every name of an organisation; then those of its legal persons that the organisation does not answer to."""
    names = NamesOf(organisation_id(record.id), at)
    spoken = {folded(name) for name in (record.name, *record.aliases, *(one.name for one in record.names))}
    yield names.row(record.name, OWN, record)
    yield from (names.row(alias, SPELLING, record) for alias in record.aliases)
    for name in record.names:
        row = names.row(name.name, name.kind.value, name)
        row.valid_from, row.valid_until, row.note = name.valid_from, name.valid_until, name.note or None
        yield row
    for person in record.legal_persons:
        if person.name_read and folded(person.name) not in spoken:
            yield NamesOf(legal_person_id(person.id, person.organisation), at).row(person.name, OWN, person)


def ambiguous_rows(catalogue: Catalogue, at: datetime) -> Iterator[Name]:
    """A name that fits several organisations, once for each of them: whoever looks it up finds them all."""
    for name, match in catalogue.names.exact.items():
        if match.kind is not MatchKind.AMBIGUOUS:
            continue
        for position, candidate in enumerate(match.candidates):
            row = NamesOf(organisation_id(candidate), at).row(name, AMBIGUOUS, catalogue.organisations[candidate])
            row.position = position
            yield row


class NamesOf:
    """Makes the name rows of one organisation or service, in the order they are written."""

    def __init__(self, subject: str, at: datetime) -> None:
        self._subject, self._at = subject, at
        self._repeats, self._position = Repeats(), 0

    def row(self, name: str, kind: str, record: shapes.Sourced) -> Name:
        """The next name."""
        self._position += 1
        return Name(
            id=self._repeats.hashed("nam", self._subject, kind, name),
            subject_id=self._subject,
            name=name,
            folded=folded(name),
            kind=kind,
            position=self._position,
            **carried(record, self._at),
        )


def certification_rows(record: shapes.Organisation, at: datetime) -> Iterator[Certification]:
    """Certifications, each of the legal person that holds it, or of the group where nobody was named."""
    repeats = Repeats()
    for position, certification in enumerate(record.certifications):
        person, group = certification.legal_person, certification.organisation
        holder = legal_person_id(person, group) if person else organisation_id(group)
        yield Certification(
            id=repeats.hashed("cer", organisation_id(record.id), holder, certification.framework),
            organisation_id=holder,
            framework=certification.framework,
            covers=_words(certification.covers),
            seen_in=certification.seen_in,
            state=certification.state.value,
            checked_on=certification.seen_on,
            valid_from=certification.valid_from,
            valid_until=certification.valid_until,
            recertify_by=certification.recertify_by,
            register_id=certification.register_id,
            register_name=certification.register_name,
            position=position,
            detail=sparse(certification, leave_out=_CERTIFICATION_COLUMNS | SOURCED) or None,
            **carried(certification, at),
        )


def _words(covers: frozenset[Coverage] | None) -> list[Coverage] | None:
    return None if covers is None else sorted(covers)
