"""What lies beside the register of a moment: claims, documents, their versions, and what was read in the newest ones.

Read when papers are held against each other; nothing else asks for it. Everything is as known at the moment.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Row, claims, rows
from registry.tables import Change, Claim, Document, HandedIn, Reading, Table, Version
from registry.terms import CaptureState, DocumentKind

FIELDS = (
    *("role", "mechanism", "notice", "conflict"),
    *("sub_processor", "recipient", "notice_days", "objection_days", "authorisation", "transfers"),
)
"""The fields of claims that are compared."""
TABLES = frozenset(str(table.__tablename__) for table in (Claim, Document, Version, Change, HandedIn, Reading))
"""All that papers are read from."""
_TEXT_MOVED = (CaptureState.CHANGED, CaptureState.RETURNED)
_AT_ONCE = 400  # ids in one statement


@dataclass(frozen=True, slots=True)
class Papers:
    """By id of what they are about; versions and changes in the order in which they became known."""

    claims: dict[str, list[Row]]  # by subject
    documents: dict[str, Row]
    of_service: dict[str, list[Row]]  # documents by service, those of its organisation that name no other included
    versions: dict[str, list[Row]]  # by document
    changes: dict[str, list[Row]]  # by document: when its text became another
    found: dict[str, Any]  # what was read in the newest version, by document

    def agreements_of(self, service_id: str) -> list[Row]:
        """The published contracts of a service."""
        return [one for one in self.of_service.get(service_id, []) if one.kind is DocumentKind.DPA]

    def title(self, document_id: str | None) -> str | None:
        """What a document is called: its title or address."""
        one = self.documents.get(document_id or "")
        return None if one is None else one.title or one.url


def read_papers(session: Session, moment: Moment, services: Collection[str]) -> Papers:
    """The papers around these services."""
    documents = rows(session, Document, moment)
    of_service = _by_service(documents, services)
    asked = {one.id for found in of_service.values() for one in found}
    asked |= set(session.exec(select(HandedIn.id).where(col(HandedIn.subject_id).in_(services))))
    versions = _known(session, Version, moment, asked, _was_read(moment))
    return Papers(
        claims=_grouped((one.subject_id, one) for one in claims(session, moment, *FIELDS)),
        documents={one.id: one for one in documents},
        of_service=of_service,
        versions=versions,
        changes=_known(session, Change, moment, asked, col(Change.state).in_(_TEXT_MOVED)),
        found=_found(session, moment, versions),
    )


def _by_service(documents: Iterable[Row], services: Collection[str]) -> dict[str, list[Row]]:
    pairs = (
        (service, one)
        for one in documents
        for service in dict.fromkeys((one.service_id, *(one.services or ())))
        if service in services
    )
    return _grouped(pairs)


def _known(
    session: Session, table: type[Table], moment: Moment, documents: set[str], *more: sa.ColumnElement[bool]
) -> dict[str, list[Row]]:
    """Rows of these documents that were recorded by then, the earliest first."""
    columns = sa.inspect(table).columns
    found: list[Row] = []
    for part in _parts(documents):
        statement = sa.select(*columns).where(columns["document_id"].in_(part), *more)
        found += session.execute(_recorded(statement, columns["recorded_at"], moment.known_at)).all()
    ordered = sorted(found, key=lambda row: (row.recorded_at, row.id))
    return _grouped((row.document_id, row) for row in ordered)


def _was_read(moment: Moment) -> sa.ColumnElement[bool]:
    """A text is known since it was read: one read anew bears the day of the text itself."""
    read = sa.select(col(Reading.id)).where(col(Reading.version_id) == col(Version.id))
    return sa.exists(_recorded(read, col(Reading.recorded_at), moment.known_at))


def _recorded(statement: Any, recorded_at: Any, known_at: datetime | None) -> Any:
    return statement if known_at is None else statement.where(recorded_at <= known_at)


def _found(session: Session, moment: Moment, versions: dict[str, list[Row]]) -> dict[str, Any]:
    """The newest reading of each document's newest version."""
    newest = {found[-1].id: document for document, found in versions.items()}
    told: dict[str, Any] = {}
    for part in _parts(newest):
        statement = sa.select(col(Reading.version_id), col(Reading.found)).where(col(Reading.version_id).in_(part))
        ordered = statement.order_by(col(Reading.recorded_at), col(Reading.id))
        for version, found in session.execute(_recorded(ordered, col(Reading.recorded_at), moment.known_at)).all():
            told[newest[version]] = found
    return told


def _parts(ids: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _grouped(pairs: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return dict(groups)
