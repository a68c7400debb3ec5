"""The database as a catalogue again: curated rows and what people decided, in the form the data are written in.

A portfolio's own rows (origin `import`) stay out: they are one organisation's, not knowledge about others.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from registry.catalogue import records_of_organisations as of_organisations
from registry.catalogue import records_of_services as of_services
from registry.catalogue.dated import Moment, live
from registry.catalogue.identities import key_of, named_only_id
from registry.catalogue.plain import plain
from registry.catalogue.records_of_organisations import place
from registry.catalogue.rows_of_organisations import AMBIGUOUS
from registry.cataloguenames import MatchKind, Names, names_of
from registry.catalogueshapes import Catalogue, CitedSource, Organisation, Service, SubprocessorList
from registry.tables import (
    Certification,
    Claim,
    Dated,
    Document,
    Location,
    Name,
    SubprocessorRow,
)
from registry.tables import CitedSource as CitedSourceRow
from registry.tables import Organisation as OrganisationRow
from registry.tables import Service as ServiceRow
from registry.tables import SubprocessorList as SubprocessorListRow
from registry.terms import Origin

Row = TypeVar("Row")
DatedRow = TypeVar("DatedRow", bound=Dated)


def export(session: Session, on: date) -> Catalogue:
    """The catalogue as it stands on the day. Its `sha256` is empty: it was read from no bytes.

    Raises BadRecord where a person gave one organisation a name of another.
    """
    names = _grouped(_in_place(_standing(session, Name)), lambda one: one.subject_id)
    organisations = _organisations(session, on, names)
    services = _services(session, on, names)
    sources = session.exec(select(CitedSourceRow).where(col(CitedSourceRow.superseded_at).is_(None))).all()
    return Catalogue(
        sha256="",
        organisations=MappingProxyType(organisations),
        legal_persons=MappingProxyType({p.id: p for one in organisations.values() for p in one.legal_persons}),
        services=MappingProxyType(services),
        documents=MappingProxyType({d.id: d for one in services.values() for d in one.documents}),
        lists=MappingProxyType(_lists(session, on, organisations)),
        sources=MappingProxyType({one.key: _cited(one) for one in sorted(sources, key=lambda one: one.key)}),
        names=_names(organisations, services, names),
    )


def as_json(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as one JSON object; everything stands under its id."""
    return {
        "ambiguous": {name: list(ids) for name, ids in sorted(ambiguous_names(catalogue).items())},
        "organisations": {key: plain(one) for key, one in catalogue.organisations.items()},
        "services": {key: plain(one) for key, one in catalogue.services.items()},
        "lists": {key: plain(one) for key, one in catalogue.lists.items()},
        "sources": {key: plain(one) for key, one in catalogue.sources.items()},
    }


def ambiguous_names(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Names declared to fit several organisations, as they are compared, and whom they fit."""
    found = catalogue.names.exact.items()
    return {name: match.candidates for name, match in found if match.kind is MatchKind.AMBIGUOUS}


def _standing(session: Session, table: type[DatedRow]) -> list[DatedRow]:
    """Live rows of the catalogue, of any day."""
    statement = live(table, Moment(date.min), on=False).where(table.origin != Origin.IMPORT)
    return list(session.exec(statement.order_by(col(table.id), col(table.valid_from))).all())


def _now(rows: Iterable[DatedRow], on: date) -> list[DatedRow]:
    """The row of each thing that holds on the day, else the one that begins next."""
    lasting = (row for row in rows if row.valid_until is None or row.valid_until > on)
    found: dict[str, DatedRow] = {}
    for row in lasting:
        found.setdefault(row.id, row)
    return list(found.values())


def _in_place(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order the data give them; those without a place come last."""
    return sorted(rows, key=place)


def _grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def _organisations(session: Session, on: date, names: dict[str, list[Name]]) -> dict[str, Organisation]:
    rows = [row for row in _now(_standing(session, OrganisationRow), on) if not row.is_controller]
    persons = _grouped((r for r in _in_place(rows) if of_organisations.is_legal_person(r)), lambda one: one.parent_id)
    certifications = _grouped(_standing(session, Certification), lambda one: one.organisation_id)
    own = (row for row in _in_place(rows) if not of_organisations.is_legal_person(row) and not row.id.startswith(_BARE))
    return {
        key_of(row.id): of_organisations.organisation(row, persons.get(row.id, []), names, certifications)
        for row in own
    }


_BARE = named_only_id("").rpartition("_")[0] + "_"  # made by loading for names nobody knows


def _services(session: Session, on: date, names: dict[str, list[Name]]) -> dict[str, Service]:
    documents: dict[str, list[Document]] = defaultdict(list)
    for row in _in_place(_now(_standing(session, Document), on)):
        for service in of_services.services_of(row) if row.organisation_id else []:
            documents[service].append(row)
    locations = _grouped(_in_place(_now(_standing(session, Location), on)), lambda one: one.service_id)
    claims = _grouped(_in_place(session.exec(_curated_claims()).all()), lambda one: one.subject_id)
    return {
        key_of(row.id): of_services.service(
            row, names.get(row.id, []), documents[row.id], locations.get(row.id, []), claims.get(row.id, [])
        )
        for row in _in_place(_now(_standing(session, ServiceRow), on))
    }


def _curated_claims() -> Any:
    return select(Claim).where(col(Claim.superseded_at).is_(None), Claim.origin == Origin.DATA)


def _lists(session: Session, on: date, organisations: dict[str, Organisation]) -> dict[str, SubprocessorList]:
    known = {f"org_{key}" for key in organisations}
    rows = [row for row in _now(_standing(session, SubprocessorRow), on) if _is_listed(row)]
    lists = _now(_standing(session, SubprocessorListRow), on)
    current = {(one.service_id, one.document_id): one.id for one in lists if one.newer_id is None}
    of_list = _grouped(_in_place(rows), lambda one: one.list_id or current.get((one.service_id, one.document_id)))
    return {key_of(row.id): of_services.sub_processors(row, of_list.get(row.id, []), known) for row in lists}


def _is_listed(row: SubprocessorRow) -> bool:
    """Whether a list has the row today. Curated rows that ended come out of its history again."""
    return row.engagement_id is None and (row.valid_until is None or row.origin is Origin.PERSON)


def _cited(row: CitedSourceRow) -> CitedSource:
    return CitedSource(key=row.key, what=row.what, licence=row.licence, url=row.url, dated=row.dated)


def _names(organisations: dict[str, Organisation], services: dict[str, Service], names: dict[str, list[Name]]) -> Names:
    rows = [row for group in names.values() for row in group if row.kind == AMBIGUOUS]
    declared = {
        name: tuple(key_of(one.subject_id) for one in _in_place(group))
        for name, group in _grouped(rows, lambda one: one.name).items()
    }
    return names_of(organisations.values(), services.values(), declared)
