"""The documents of a packet, byte for byte: notices of the controllers, published contracts and lists, signed files.

Beside each document stands what it is, when it was captured and under which hash the chain knows it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from registry.catalogue.reading import rows
from registry.errors import StoreError
from registry.evidence.packet import Packet
from registry.evidence.rows import about, plain
from registry.evidence.scope import Scope
from registry.evidence.withheld import MARK
from registry.tables import AgreementFile, Audit, Document, HandedIn, Snapshot, Version
from registry.terms import DocumentKind, EvidencePart

Bytes = Callable[[str], bytes]
"""The captured bytes of a SHA-256. Raises StoreError where they are missing or damaged."""

_OF_CONTRACT = (DocumentKind.DPA, DocumentKind.SUB_PROCESSOR_LIST, DocumentKind.TERMS, DocumentKind.CERTIFICATE)
_ENDINGS = {"text/html": "html", "application/pdf": "pdf", "text/markdown": "md", "text/plain": "txt"}

_WANTING = "The captured text is not there or is damaged; restore it from a backup."


@dataclass(slots=True)
class Filed:
    """What was filed: ids the chain is asked about, and bytes that could not be had."""

    ids: set[str] = field(default_factory=set)
    wanting: list[dict[str, str]] = field(default_factory=list)


def file_documents(scope: Scope, packet: Packet, snapshot: Bytes) -> Filed:
    """File the notices and contracts that were kept by then."""
    documents = [one for one in rows(scope.session, Document, scope.asked.moment) if one.id not in scope.others.ids]
    controllers = {one.id for one in scope.controllers}
    services = {one.id for one in scope.services}
    notices = [d for d in documents if d.controller_id in controllers and d.kind is DocumentKind.NOTICE]
    notices += _handed(scope, controllers, {one.id for one in documents})
    papers = [d for d in documents if d.kind in _OF_CONTRACT and services & {d.service_id, *(d.services or ())}]
    filing = _Filing(scope, packet, snapshot)
    filing.documents(EvidencePart.NOTICE, notices)
    filing.documents(EvidencePart.CONTRACT, papers)
    filing.signed()
    return filing.filed


def _handed(scope: Scope, controllers: Iterable[str], known: Collection[str]) -> list[Any]:
    """Notices that were handed in and whose document nobody has accepted yet."""
    found = scope.session.exec(select(HandedIn).where(col(HandedIn.subject_id).in_(list(controllers)))).all()
    notices = [one for one in found if one.kind is DocumentKind.NOTICE and one.id not in known]
    return [one for one in notices if one.handed_at <= scope.until]


class _Filing:
    """Documents on their way into a packet."""

    def __init__(self, scope: Scope, packet: Packet, snapshot: Bytes) -> None:
        self._scope, self._packet, self._snapshot = scope, packet, snapshot
        self._withheld = scope.asked.withheld.documents
        self._seen: set[tuple[EvidencePart, str]] = set()
        self.filed = Filed()

    def documents(self, part: EvidencePart, documents: Iterable[Any]) -> None:
        """The text that was the newest by then, of each document."""
        for document in sorted(documents, key=lambda one: one.id):
            self.filed.ids.add(document.id)
            kept = _newest(self._scope, document.id)
            if kept is None:
                continue
            version, captured = kept
            self.filed.ids |= {version.id, captured.id}
            if document.id in self._withheld:
                self._packet.add(part, f"{document.id}.withheld.txt", "", f"{document.kind.value}: withheld")
            elif (part, captured.sha256) not in self._seen:
                self._seen.add((part, captured.sha256))
                self._captured(part, document, captured)

    def signed(self) -> None:
        """The files of the agreements that held on the day."""
        register = self._scope.register
        kinds = {row.id: row.kind.value for one in register.engagements for row in register.agreements.get(one, [])}
        for one in about(self._scope.session, AgreementFile, "agreement_id", kinds, None):
            self.filed.ids.add(one.id)
            if one.received_at > self._scope.until or one.agreement_id in self._withheld:
                continue
            name = f"{one.agreement_id}_{one.id}.{_ENDINGS.get(one.media_type, 'bin')}"
            what = f"{kinds[one.agreement_id]}, received {one.received_at.isoformat()}"
            self._bytes(EvidencePart.CONTRACT, name, one.sha256, what, about=one.agreement_id)

    def _captured(self, part: EvidencePart, document: Any, captured: Any) -> None:
        when = captured.fetched_at.isoformat()
        kind = (captured.content_type or "").partition(";")[0].strip().lower()
        name = f"{document.id}_{when[:10]}.{_ENDINGS.get(kind, 'bin')}"
        told = {**_told(document), "captured": when, "from": captured.final_url}
        withheld = self._scope.asked.withheld
        told |= {"from": MARK} if {"url", "final_url"} & withheld.fields else {}
        what = ", ".join(f"{key} {value}" for key, value in withheld.from_json(told).items())
        self._bytes(part, name, captured.sha256, what, about=document.id, snapshot=self._proven_as(captured))

    def _proven_as(self, captured: Any) -> str | None:
        """The id under which the chain of the packet knows these bytes; None where it has to keep silent of them."""
        about = select(Audit).where(Audit.table == str(Snapshot.__tablename__), Audit.subject_id == captured.id)
        return None if any(map(self._scope.seals, self._scope.session.exec(about))) else captured.id

    def _bytes(
        self, part: EvidencePart, name: str, sha256: str, what: str, *, about: str, snapshot: str | None = None
    ) -> None:
        try:
            body = self._snapshot(sha256)
        except StoreError:  # which names a folder of this machine: nothing for an authority
            self.filed.wanting.append({"document": about, "sha256": sha256, "why": _WANTING})
            return
        self._packet.add(part, name, body, what, snapshot=snapshot)


def _newest(scope: Scope, document_id: str) -> tuple[Any, Any] | None:
    statement = (
        sa.select(Version, Snapshot)
        .join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
        .where(col(Version.document_id) == document_id, col(Snapshot.fetched_at) <= scope.until)
        .order_by(col(Snapshot.fetched_at).desc(), col(Version.recorded_at).desc(), col(Version.id))
        .limit(1)
    )
    found = scope.session.execute(statement).first()
    return None if found is None else (found[0], found[1])


def _told(document: Any) -> dict[str, Any]:
    whole = plain(document)
    return {name: whole.get(name) for name in ("kind", "title", "url", "dated") if whole.get(name) is not None}
