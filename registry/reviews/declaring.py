"""Accepting that a document is watched at an address: the document, where it is new, and its source.

Other selectors of a watched document ask for no row but the claim: the round reads by it from its day on.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from registry import valued, watching
from registry.catalogue import dated
from registry.errors import BadInput, Conflict
from registry.redeclared import plain_address, watched_addresses
from registry.tables import Document, HandedIn, Proposal, new_id
from registry.terms import DocumentKind, Grade, Origin
from registry.watching import Declared

KINDS = tuple(kind.value for kind in DocumentKind)


def apply_watch(session: Session, proposal: Proposal, value: dict[str, Any], at: datetime) -> None:
    """Make the document and its source. Raises Conflict where the address is watched already, BadInput for a kind."""
    url, kind = _checked(valued.text_of(value, "url") or ""), kind_of(value.get("kind"))
    there = watched_addresses(session).get(plain_address(url))
    if there is not None:
        raise Conflict(f"{url} is watched already; reject the proposal.", existing=there)
    _watch(session, _declared(proposal.document_id, proposal.subject_id, kind, url), at)


def watch(
    session: Session, service_id: str, kind: DocumentKind, url: str, *, every_days: int | None, at: datetime
) -> str:
    """Watch a document of a service at an address, as when a proposal to do so is accepted; the source's id. Raises
    Conflict where the address is watched already, BadInput for what is no address on the web."""
    there = watched_addresses(session).get(plain_address(_checked(url)))
    if there is not None:
        raise Conflict(f"{url} is watched already.", existing=there)
    declared = replace(_declared(new_id("doc"), service_id, kind, url), every_days=every_days)
    _watch(session, declared, at)
    return declared.id


def _watch(session: Session, declared: Declared, at: datetime) -> None:
    if not _is_known(session, declared.document_id):
        dated.add(session, _document(declared, at))
    watching.declare(session, [declared], at)
    session.flush()


def _declared(document_id: str, service_id: str, kind: DocumentKind, url: str) -> Declared:
    return Declared(f"src_{document_id.removeprefix('doc_')}", document_id, service_id, kind, url)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        is_one = is_one and parts.port != 0 and not any(one.isspace() for one in url)
    except ValueError:
        is_one = False
    if not is_one:
        raise BadInput("Write an address that begins with https:// and names a host, without a password.", field="url")
    return url


def kind_of(said: object) -> DocumentKind:
    """A kind of document. Raises BadInput."""
    if said not in KINDS:
        raise BadInput(f"“{said}” is no kind of document; one of {', '.join(KINDS)} is.", field="kind")
    return DocumentKind(str(said))


def _is_known(session: Session, identity: str) -> bool:
    """Whether the document has a row, or gets one from what was handed in."""
    live = select(Document.row).where(Document.id == identity, col(Document.retired_at).is_(None)).limit(1)
    return session.exec(live).first() is not None or session.get(HandedIn, identity) is not None


def _document(declared: Declared, at: datetime) -> Document:
    return Document(
        id=declared.document_id,
        service_id=declared.service_id,
        kind=declared.kind,
        url=declared.url,
        source=declared.url,
        grade=Grade.PRIMARY,
        origin=Origin.PERSON,
        recorded_at=at,
    )
