"""Rows -> services, documents and lists as the catalogue's shapes, the way back."""

from collections.abc import Container, Iterable
from typing import Any

from registry import catalogueshapes as shapes
from registry.catalogue.identities import key_of
from registry.catalogue.plain import shaped
from registry.catalogue.records_of_organisations import carried
from registry.catalogue.rows_of_organisations import SPELLING
from registry.catalogue.rows_of_services import CLAIMS
from registry.tables import Claim, Document, Location, Name, Service, SubprocessorList, SubprocessorRow
from registry.terms import Origin


def service(
    row: Service, names: Iterable[Name], documents: Iterable[Document], locations: list[Location], claims: list[Claim]
) -> shapes.Service:
    """One service with everything its documents say."""
    detection = row.detection or {}
    fields = (row.detail or {}) | {
        "id": key_of(row.id),
        "organisation": key_of(row.organisation_id),
        "name": row.name,
        "category": row.category,
        "data_categories": row.data_categories or [],
        "purposes": row.purposes or [],
        "detections": detection.get("detections", []),
        "cookies": detection.get("cookies", []),
    }
    whole: dict[str, Any] = {
        attribute: tuple(shaped(shape, one.value, **carried(one)) for one in claims if one.field == field)
        for field, (attribute, shape) in CLAIMS.items()
    }
    whole["aliases"] = tuple(one.name for one in names if one.kind in (SPELLING, None))
    whole["documents"] = tuple(document(one) for one in documents)
    whole["locations"] = _statements(locations)
    return shaped(shapes.Service, fields, **carried(row), **whole)


def document(row: Document) -> shapes.Document:
    """One document."""
    fields = (row.detail or {}) | {
        "id": key_of(row.id),
        "organisation": key_of(row.organisation_id or ""),
        "services": [key_of(one) for one in services_of(row)],
        "kind": row.kind.value,
        "label": row.title or row.kind.value,
        "url": row.url,
    }
    return shaped(shapes.Document, fields, **carried(row))


def services_of(row: Document) -> list[str]:
    """The services a document is of."""
    return row.services or ([row.service_id] if row.service_id else [])


def _statements(rows: Iterable[Location]) -> tuple[shapes.Location, ...]:
    """Rows that repeat the same words from the same source are one statement about several countries."""
    found: dict[tuple[Any, ...], list[str]] = {}
    first: dict[tuple[Any, ...], Location] = {}
    for row in rows:
        key = (row.manner, row.as_written, row.choice, row.open_ended, row.grade, row.source)
        found.setdefault(key, []).extend([row.country] if row.country else [])
        first.setdefault(key, row)
    return tuple(_statement(first[key], countries) for key, countries in found.items())


def _statement(row: Location, countries: list[str]) -> shapes.Location:
    return shapes.Location(
        manner=row.manner,
        countries=tuple(countries),
        as_written=row.as_written or "",
        choice=row.choice,
        open_ended=row.open_ended,
        **carried(row),
    )


def sub_processors(
    row: SubprocessorList, rows: Iterable[SubprocessorRow], known: Container[str]
) -> shapes.SubprocessorList:
    """One list with its rows; a list that was replaced has kept its own. `known` are ids of exported organisations."""
    fields = (row.detail or {}) | {
        "id": key_of(row.id),
        "organisation": key_of(row.organisation_id),
        "service": key_of(row.service_id),
        "url": row.url,
        "dated": row.dated,
        "complete": row.complete,
        "newer": key_of(row.newer_id) if row.newer_id else None,
        "notice_days": row.notice_days,
    }
    if row.newer_id is None:
        fields["rows"] = [_listed(one, known) for one in rows]
    return shaped(shapes.SubprocessorList, fields, **carried(row))


def _listed(row: SubprocessorRow, known: Container[str]) -> dict[str, Any]:
    """A row as the list writes it; whom a person recognised in the name is written too."""
    fields: dict[str, Any] = (row.detail or {}) | {
        "name": row.name_as_written,
        "purpose": row.purpose or "",
        "places": row.places or [],
        "seat": row.seat,
        "products": row.scope or "",
    }
    if row.origin is Origin.PERSON and row.organisation_id in known:
        fields["organisation"] = key_of(row.organisation_id or "")
    return fields
