"""A document that was handed in, with what was read in it and what waits for a person because of it. Read only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.tables import HandedIn, Proposal, Reading, Snapshot, Version
from registry.terms import DocumentKind


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a document that was handed in: under which hash its bytes lie, and what the readers found."""

    document: HandedIn
    version: Version
    snapshot: Snapshot
    found: dict[str, Any]


def kept(session: Session, identity: str) -> Kept:
    """The version of this id, or the newest of the document of this id. Raises NotFound."""
    statement = select(Version).where((col(Version.id) == identity) | (col(Version.document_id) == identity))
    version = session.exec(statement.order_by(col(Version.recorded_at).desc(), col(Version.id)).limit(1)).first()
    document = session.get(HandedIn, version.document_id) if version is not None else None
    snapshot = session.get(Snapshot, version.snapshot_id) if version is not None else None
    if version is None or document is None or snapshot is None:
        raise NotFound(f"No document that was handed in has the id {identity}.", named=identity)
    readings = select(Reading).where(Reading.version_id == version.id)
    reading = session.exec(readings.order_by(col(Reading.recorded_at).desc()).limit(1)).first()
    return Kept(document, version, snapshot, reading.found if reading is not None else {})


def proposed(session: Session, document_id: str) -> list[Proposal]:
    """Every proposal that the document gave rise to, in the order of its text."""
    statement = select(Proposal).where(Proposal.document_id == document_id)
    return list(session.exec(statement.order_by(col(Proposal.start), col(Proposal.id))))


def newest(session: Session, *, limit: int = 10) -> list[HandedIn]:
    """The documents that were handed in last."""
    statement = select(HandedIn).order_by(col(HandedIn.handed_at).desc(), col(HandedIn.id)).limit(limit)
    return list(session.exec(statement))


def notices(session: Session, controllers: Collection[str], until: datetime | None, *, limit: int) -> list[HandedIn]:
    """The notices of these controllers that were handed in last, by an instant (None: by now)."""
    asked = [col(HandedIn.kind) == DocumentKind.NOTICE, col(HandedIn.subject_id).in_(sorted(controllers))]
    asked += [col(HandedIn.handed_at) <= until] if until is not None else []
    statement = select(HandedIn).where(*asked).order_by(col(HandedIn.handed_at).desc(), col(HandedIn.id)).limit(limit)
    return list(session.exec(statement))
