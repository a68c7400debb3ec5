"""Accepting that a document is watched at an address: the document, where it is new, and its source.

Other selectors of a watched document ask for no row but the claim: the round reads by it from its day on.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry import watching
from registry.catalogue import dated
from registry.errors import BadInput, Conflict
from registry.redeclared import plain_address, watched_addresses
from registry.tables import Document, HandedIn, Proposal
from registry.terms import DocumentKind, Grade, Origin
from registry.watching import Declared

KINDS = tuple(kind.value for kind in DocumentKind)


def apply_watch(session: Session, proposal: Proposal, value: dict[str, Any], at: datetime) -> None:
    """Make the document and its source. Raises Conflict where the address is watched already, BadInput for a kind."""
    url, kind = str(value["url"]), kind_of(value.get("kind"))
    there = watched_addresses(session).get(plain_address(url))
    if there is not None:
        raise Conflict(f"{url} is watched already; reject the proposal.", existing=there)
    if not _is_known(session, proposal.document_id):
        dated.add(session, _document(proposal, kind, url, at))
    declared = Declared(
        id=f"src_{proposal.document_id.removeprefix('doc_')}",
        document_id=proposal.document_id,
        service_id=proposal.subject_id,
        kind=kind,
        url=url,
    )
    watching.declare(session, [declared], at)
    session.flush()


def kind_of(said: object) -> DocumentKind:
    """A kind of document. Raises BadInput."""
    if said not in KINDS:
        raise BadInput(f"“{said}” is no kind of document; one of {', '.join(KINDS)} is.", field="kind")
    return DocumentKind(str(said))


def _is_known(session: Session, identity: str) -> bool:
    """Whether the document has a row, or gets one from what was handed in."""
    live = select(Document.row).where(Document.id == identity, col(Document.retired_at).is_(None)).limit(1)
    return session.exec(live).first() is not None or session.get(HandedIn, identity) is not None


def _document(proposal: Proposal, kind: DocumentKind, url: str, at: datetime) -> Document:
    return Document(
        id=proposal.document_id,
        service_id=proposal.subject_id,
        kind=kind,
        url=url,
        source=url,
        grade=Grade.PRIMARY,
        origin=Origin.PERSON,
        recorded_at=at,
    )
