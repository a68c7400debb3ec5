"""The order in which a packet is filled, and what its manifest says."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from registry import audit
from registry.evidence import packet as packets
from registry.evidence.answering import file_answer
from registry.evidence.chain import file_chain
from registry.evidence.documents import Bytes, Filed, file_documents
from registry.evidence.extracts import file_assessments, file_dpias, file_papers, file_registers, file_verdicts
from registry.evidence.history import file_history
from registry.evidence.packet import Packet
from registry.evidence.scope import Asked, Scope, find
from registry.law.lawbook import LawBook
from registry.tables import Audit


@dataclass(frozen=True, slots=True)
class Packed:
    """A packet that was written: the hash of its manifest, its files, its links, and what could not be had."""

    place: Path
    manifest_sha256: str
    files: int
    links: int
    head: str
    wanting: tuple[dict[str, str], ...]


def pack(
    session: Session, asked: Asked, place: Path, *,
    law: LawBook, installed: LawBook, snapshot: Bytes, most: int | None = None,
) -> Packed:  # fmt: skip
    """Write the packet. `law` is that of the moment asked about, `installed` that of today; `most`: how many bytes its
    files may have together.

    Raises NotFound or Ambiguous for what is asked about, BadInput where the file cannot be written.
    """
    scope = find(session, asked, law)
    with packets.written(place, most) as packet:
        filed, ids = _fill(scope, packet, installed, snapshot)
        links = file_chain(scope, packet, None if asked.is_whole else ids)
        head = audit.head(session)
        sealed = packet.seal(_about(scope, filed, head, _last(session)))
        return Packed(place, sealed, len(packet.files), links, head, tuple(filed.wanting))


def _fill(scope: Scope, packet: Packet, installed: LawBook, snapshot: Bytes) -> tuple[Filed, set[str]]:
    file_registers(scope, packet)
    filed = file_documents(scope, packet, snapshot)
    ids = {*scope.ids(), *file_papers(scope, packet), *file_assessments(scope, packet)}
    file_dpias(scope, packet)
    ids |= file_history(scope, packet, filed.ids)
    file_verdicts(scope, packet, installed)
    file_answer(scope, packet, filed)
    return filed, ids | {scope.law.sha256, installed.sha256}


def _about(scope: Scope, filed: Filed, head: str, last: datetime | None) -> dict[str, Any]:
    moment = scope.asked.moment
    return {
        "engagement": scope.asked.engagement_id,
        "controllers": [one.id for one in scope.controllers],
        "on": moment.on.isoformat(),
        "known_at": moment.known_at.isoformat() if moment.known_at else None,
        "law": scope.law.sha256,
        "chain": {"head": head, "at": last.isoformat() if last else None},
        "withheld": scope.asked.withheld.as_json(),
        "wanting": filed.wanting,
    }


def _last(session: Session) -> datetime | None:
    return session.exec(select(Audit.at).order_by(col(Audit.seq).desc()).limit(1)).first()
