"""The order of loading: the catalogue becomes rows, and only what differs from the database is written.

Rows that a person or an import wrote are never touched. Whatever documents say about roles, mechanisms and notice
stays a claim. A second load of the same data writes nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue import rows_of_lists as of_lists
from registry.catalogue import rows_of_organisations as of_organisations
from registry.catalogue import rows_of_services as of_services
from registry.catalogue.identities import service_id
from registry.catalogue.noting import note
from registry.catalogue.shelving import Counts, shelve
from registry.catalogueshapes import Catalogue
from registry.tables import (
    Certification,
    CitedSource,
    Claim,
    Dated,
    Document,
    LawBookRow,
    Location,
    Name,
    Organisation,
    Service,
    SubprocessorList,
    SubprocessorRow,
    now,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, by table."""

    tables: Mapping[str, Counts]

    def wrote(self) -> bool:
        """Whether anything was written."""
        return any(counts.wrote() for counts in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        """The counts by table, as JSON."""
        return {table: asdict(counts) for table, counts in self.tables.items()}


def load(session: Session, catalogue: Catalogue, at: datetime) -> Loaded:
    """Bring the curated rows of the database to what the catalogue says. Raises Conflict for rows that overlap."""
    groups, services = catalogue.organisations.values(), catalogue.services.values()
    lists = catalogue.lists.values()
    listed = of_lists.list_rows(catalogue, at)
    bare, bare_names = of_lists.named_only_rows(lists, listed, at)
    organisations = (row for n, one in enumerate(groups) for row in of_organisations.organisation_rows(one, n, at))
    names = chain(
        (row for one in groups for row in of_organisations.name_rows(one, at)),
        (row for one in services for row in of_services.service_names(one, at)),
        of_organisations.ambiguous_rows(catalogue, at),
    )
    certifications = (row for one in groups for row in of_organisations.certification_rows(one, at))
    locations = (row for one in services for row in of_services.location_rows(one, at))
    claims = (row for one in services for row in of_services.claim_rows(one, at))
    cited = of_services.cited_rows(catalogue.sources.values(), at)
    loaded = {
        "organisation": shelve(session, Organisation, chain(organisations, bare), at),
        "name": shelve(session, Name, chain(names, bare_names), at),
        "certification": shelve(session, Certification, certifications, at),
        "service": shelve(session, Service, (of_services.service_row(s, n, at) for n, s in enumerate(services)), at),
        "document": shelve(session, Document, of_services.document_rows(services, at), at),
        "location": shelve(session, Location, locations, at),
        "subprocessor_list": shelve(session, SubprocessorList, of_lists.lists_of(catalogue, at), at),
        "subprocessor_row": shelve(session, SubprocessorRow, listed, at, leaving=_leaving(catalogue)),
        "claim": note(session, Claim, claims, at),
        "cited_source": note(session, CitedSource, cited, at),
    }
    session.flush()
    return Loaded(loaded)


def _leaving(catalogue: Catalogue) -> Callable[[Dated], date | None]:
    """The day a row left its list: that of the service's newest list, where it is complete and dated."""
    newest = {service_id(one.service): one for one in catalogue.lists.values() if one.newer is None}

    def day(row: Dated) -> date | None:
        one = newest.get(row.service_id) if isinstance(row, SubprocessorRow) else None
        return one.dated if one is not None and one.complete else None

    return day


def keep_law(session: Session, files: Mapping[str, str], sha256: str, at: datetime | None = None) -> bool:
    """Keep a law book for ever under its hash. Returns whether it is another than the one that stood.

    A book that comes back after another is kept again, so that each instant has the book of then; its row has a key of
    its own, made of the hash and how often it came.
    """
    newest = session.exec(select(LawBookRow).order_by(*_NEWEST_LAW).limit(1)).first()
    if newest is not None and newest.files == dict(files):
        return False
    key, times = sha256, 1
    while session.get(LawBookRow, key) is not None:
        times += 1
        key = hashlib.sha256(f"{sha256}~{times}".encode()).hexdigest()
    session.add(LawBookRow(sha256=key, files=dict(files), loaded_at=at or now()))
    session.flush()
    return True


_NEWEST_LAW = (col(LawBookRow.loaded_at).desc(), col(LawBookRow.sha256))


def has_services(session: Session) -> bool:
    """Whether the catalogue holds any service."""
    return session.exec(select(Service.id).limit(1)).first() is not None


def law_known_at(session: Session, known_at: datetime) -> str | None:
    """The key of the law book that was known at an instant; None before any was loaded."""
    statement = select(LawBookRow.sha256).where(LawBookRow.loaded_at <= known_at)
    return session.exec(statement.order_by(*_NEWEST_LAW).limit(1)).first()
