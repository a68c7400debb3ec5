"""Documents that a person handed in: whose each is, and what was kept of it: snapshot, version, reading.

The same bytes handed in again are the same document and the same version. Nothing here is a row of the catalogue: the
Document row is made when somebody accepts what the document says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment, live
from registry.catalogue.identities import hashed
from registry.cataloguenames import folded
from registry.errors import NotFound
from registry.tables import Document, HandedIn, Organisation, Reading, Service, Snapshot, Version, new_id
from registry.terms import DocumentKind

BY_HAND = "handed in"  # where a snapshot came from when nobody names an address


@dataclass(frozen=True, slots=True)
class Handed:
    """A document as it was handed in. `subject_id` is the controller or service it is of."""

    subject_id: str
    kind: DocumentKind
    title: str | None
    url: str | None
    sha256: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """What the readers made of it: the hash of its text, their numbers, and what they found."""

    text_sha256: str
    extractor: int
    reader: int
    found: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a document with the bytes it was read from."""

    version: Version
    snapshot: Snapshot


def is_controller(session: Session, subject_id: str) -> bool:
    """Whether the subject is a controller (else it is a service). Raises NotFound for anything else."""
    organisation = session.exec(_standing(Organisation, subject_id)).first()
    if organisation is not None and organisation.is_controller:
        return True
    if session.exec(_standing(Service, subject_id)).first() is None:
        raise NotFound(
            f"{subject_id} is neither a controller nor a service. Name one that is in the register.", named=subject_id
        )
    return False


def _standing(table: Any, identity: str) -> Any:
    return live(table, Moment(_ANY), on=False).where(col(table.id) == identity)


_ANY = datetime.max.date()


def document_id(session: Session, handed: Handed) -> str:
    """The document these bytes are of: the one they were handed in as before; else the subject's document of this kind
    at this address; where no address is said, the one handed in under this title, or the only one where no title is
    said either; else a new one.

    What was pasted without an address is never taken for a document that lies at one: nobody said it came from there.
    """
    mine = select(HandedIn).where(HandedIn.subject_id == handed.subject_id, HandedIn.kind == handed.kind)
    before = session.exec(mine.order_by(col(HandedIn.id))).all()
    same = _with_same_bytes(session, handed)
    found = next((one.id for one in before if one.id in same), None) or _at_address(session, handed, before)
    if found is None and handed.url is None:
        found = _of_title(handed, [one for one in before if one.url is None])
    return found or hashed("doc_handed", handed.subject_id, handed.kind, handed.url or folded(handed.title or ""))


def _with_same_bytes(session: Session, handed: Handed) -> set[str]:
    statement = (
        select(Version.document_id)
        .join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
        .where(Snapshot.sha256 == handed.sha256, col(Snapshot.by_hand).is_(True))
    )
    return set(session.exec(statement))


def _at_address(session: Session, handed: Handed, before: Sequence[HandedIn]) -> str | None:
    """The document at the address: the register's, else one that was handed in."""
    if handed.url is None:
        return None
    there = live(Document, Moment(_ANY), on=False).where(
        col(Document.kind) == handed.kind, col(Document.url) == handed.url
    )
    for row in session.exec(there.order_by(col(Document.id))):
        if handed.subject_id in (row.service_id, row.controller_id, *(row.services or ())):
            return row.id
    return next((one.id for one in before if one.url == handed.url), None)


def _of_title(handed: Handed, before: Sequence[HandedIn]) -> str | None:
    if handed.title is None:
        return before[0].id if len(before) == 1 else None
    title = folded(handed.title)
    return next((one.id for one in before if title and folded(one.title or "") == title), None)


def latest(session: Session, document: str, *, but: str) -> Kept | None:
    """The newest version of a document with its bytes, however it came; `but` is the hash of bytes not meant."""
    statement = (
        select(Version, Snapshot)
        .join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
        .where(Version.document_id == document, Snapshot.sha256 != but)
    )
    newest = session.exec(statement.order_by(col(Version.recorded_at).desc(), col(Version.id)).limit(1)).first()
    return Kept(newest[0], newest[1]) if newest is not None else None


def reading_of(session: Session, version_id: str) -> dict[str, Any]:
    """What the readers found in a version, as it was kept; nothing where it was never read."""
    statement = select(Reading).where(Reading.version_id == version_id).order_by(col(Reading.recorded_at).desc())
    reading = session.exec(statement.limit(1)).first()
    return dict(reading.found) if reading is not None else {}


def keep(session: Session, document: str, handed: Handed, read: Read) -> Version:
    """The version of these bytes as these readers read them; written where it is not there yet."""
    standing = _version(session, document, handed, read)
    if standing is not None:
        return standing
    if session.get(HandedIn, document) is None:
        session.add(
            HandedIn(
                id=document, subject_id=handed.subject_id, kind=handed.kind, title=handed.title, url=handed.url,
                handed_at=handed.at,
            )
        )  # fmt: skip
    snapshot = Snapshot(
        id=new_id("snp"),
        source_id=document,
        sha256=handed.sha256,
        fetched_at=handed.at,
        size=handed.size,
        final_url=handed.url or BY_HAND,
        by_hand=True,
    )
    version = Version(
        id=new_id("ver"),
        document_id=document,
        snapshot_id=snapshot.id,
        text_sha256=read.text_sha256,
        extractor=read.extractor,
        reader=read.reader,
        recorded_at=handed.at,
    )
    reading = Reading(
        id=new_id("rdg"), version_id=version.id, reader=read.reader, found=read.found, recorded_at=handed.at
    )
    session.add_all((snapshot, version, reading))
    session.flush()
    return version


def _version(session: Session, document: str, handed: Handed, read: Read) -> Version | None:
    statement = (
        select(Version)
        .join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
        .where(
            Version.document_id == document,
            Snapshot.sha256 == handed.sha256,
            Version.extractor == read.extractor,
            Version.reader == read.reader,
        )
    )
    return session.exec(statement.order_by(col(Version.recorded_at), col(Version.id))).first()
