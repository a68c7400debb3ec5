"""Services of the catalogue as rows: names, documents and places; what documents say stays a claim."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any

from registry import catalogueshapes as shapes
from registry.answers import dumps
from registry.catalogue.identities import Repeats, document_id, organisation_id, service_id
from registry.catalogue.plain import plain, sparse
from registry.catalogue.rows_of_organisations import OWN, SOURCED, SPELLING, NamesOf, carried
from registry.tables import CitedSource, Claim, Document, Location, Name, Service

CLAIMS: Mapping[str, tuple[str, type[Any]]] = {
    "role": ("roles", shapes.ClaimedRole),
    "mechanism": ("mechanisms", shapes.DeclaredMechanism),
    "third_country": ("third_countries", shapes.ThirdCountry),
    "notice": ("notice", shapes.NoticeTerms),
    "conflict": ("conflicts", shapes.Conflict),
}
"""The field of a claim, the field of a service it comes from, and its shape."""

_ELSEWHERE = frozenset(
    {"id", "organisation", "name", "category", "aliases", "data_categories", "purposes", "documents", "locations"}
    | {"detections", "cookies"}
    | {field for field, _ in CLAIMS.values()}
)


def service_row(record: shapes.Service, position: int, at: datetime) -> Service:
    """The service itself."""
    detection = {"detections": _with_sources(record.detections), "cookies": _with_sources(record.cookies)}
    return Service(
        id=service_id(record.id),
        organisation_id=organisation_id(record.organisation),
        name=record.name,
        category=record.category,
        data_categories=list(record.data_categories) or None,
        purposes=list(record.purposes) or None,
        detection={kind: found for kind, found in detection.items() if found} or None,
        notice_days=record.notice_days,
        objection_days=record.objection_days,
        position=position,
        detail=sparse(record, leave_out=_ELSEWHERE | SOURCED) or None,
        **carried(record, at),
    )


def _with_sources(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [sparse(record) for record in records]


def service_names(record: shapes.Service, at: datetime) -> Iterator[Name]:
    """The service's name and its other spellings."""
    names = NamesOf(service_id(record.id), at)
    yield names.row(record.name, OWN, record)
    yield from (names.row(alias, SPELLING, record) for alias in record.aliases)


def document_rows(services: Iterable[shapes.Service], at: datetime) -> Iterator[Document]:
    """The documents of all services, in an order that fits each of them; one that several share is one document."""
    records: dict[str, shapes.Document] = {}
    before: dict[str, list[str]] = {}
    for service in services:
        for earlier, record in zip((None, *service.documents), service.documents, strict=False):
            records[record.id] = record
            before.setdefault(record.id, []).extend([earlier.id] if earlier else [])
    for position, key in enumerate(TopologicalSorter(before).static_order()):
        yield _document(records[key], position, at)


def _document(record: shapes.Document, position: int, at: datetime) -> Document:
    of = [service_id(one) for one in record.services]
    return Document(
        id=document_id(record.id),
        organisation_id=organisation_id(record.organisation),
        service_id=of[0] if len(of) == 1 else None,
        services=of,
        kind=record.kind,
        url=record.url,
        title=record.label,
        position=position,
        detail=sparse(record, leave_out={"id", "organisation", "services", "kind", "label", "url"} | SOURCED) or None,
        **carried(record, at),
    )


def location_rows(record: shapes.Service, at: datetime) -> Iterator[Location]:
    """One row per country a statement names; where it names none, one row with its words alone."""
    repeats, position = Repeats(), 0
    subject = service_id(record.id)
    for statement in record.locations:
        for country in statement.countries or (None,):
            position += 1
            yield Location(
                id=repeats.hashed("loc", subject, statement.manner, country),
                service_id=subject,
                manner=statement.manner,
                country=country,
                as_written=statement.as_written,
                choice=statement.choice,
                open_ended=statement.open_ended,
                position=position,
                **carried(statement, at),
            )


def claim_rows(record: shapes.Service, at: datetime) -> Iterator[Claim]:
    """Roles, mechanisms, third countries, notice terms and conflicts as documents state them."""
    repeats = Repeats()
    subject = service_id(record.id)
    for field, (attribute, _) in CLAIMS.items():
        for position, claimed in enumerate(getattr(record, attribute)):
            value = plain(claimed, leave_out=SOURCED)
            values = carried(claimed, at)
            text = dumps([value, values["source"], values["grade"]], indent=None)
            identity = repeats.hashed("clm", subject, field, text)
            yield Claim(id=identity, subject_id=subject, field=field, value=value, position=position, **values)


def cited_rows(sources: Iterable[shapes.CitedSource], at: datetime) -> Iterator[CitedSource]:
    """The sources that records cite by their keys."""
    repeats = Repeats()
    for source in sources:
        values = plain(source)
        identity = repeats.hashed("cit", dumps(values, indent=None))
        yield CitedSource(id=identity, recorded_at=at, **(values | {"dated": source.dated}))
