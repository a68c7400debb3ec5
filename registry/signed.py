"""Signed agreements as files: kept by hash, with the text that was read in them.

What a signed copy says is the controller's own affair: nothing of it is proposed, and no claim about the service is
made of it, for other controllers sign other terms. A scan that holds no words is kept all the same.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlmodel import Session, col, select

from registry import handed
from registry.catalogue.dated import Moment, live
from registry.catalogue.identities import hashed
from registry.errors import Conflict, NotFound
from registry.handed import BY_HAND, Handed, Read
from registry.tables import Agreement, AgreementFile, Engagement, Snapshot
from registry.terms import AgreementKind, DocumentKind


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it came: its bytes by hash, what they are, and what its sender called it (None: nothing)."""

    sha256: str
    size: int
    media_type: str
    name: str | None


def document_id(agreement_id: str) -> str:
    """The document that all files of an agreement are versions of."""
    return hashed("doc_signed", agreement_id)


def document_kind(kind: AgreementKind) -> DocumentKind:
    """What a signed copy is as a document."""
    match kind:
        case AgreementKind.DPA | AgreementKind.SCC:
            return DocumentKind.DPA
        case AgreementKind.JOINT_ARRANGEMENT:
            return DocumentKind.OTHER
    assert_never(kind)


def of_engagement(session: Session, engagement_id: str, moment: Moment) -> list[Agreement]:
    """What was signed for an engagement and holds on the day, by kind."""
    rows = session.exec(live(Agreement, moment).where(Agreement.engagement_id == engagement_id))
    return sorted(rows, key=lambda row: (row.kind.value, row.id))


def later(session: Session, identity: str, moment: Moment) -> Agreement | None:
    """The agreement that took the place of this one, from whichever day on."""
    return session.exec(live(Agreement, moment, on=False).where(Agreement.supersedes_id == identity)).first()


def require_unkept(session: Session, agreement: Agreement, paper: Paper) -> str:
    """The id that a file would get. Raises Conflict with it where these bytes are kept with the agreement already."""
    identity = hashed("agf", agreement.id, paper.sha256)
    if session.get(AgreementFile, identity) is not None:
        raise Conflict("These very bytes are kept with the agreement already.", existing=identity)
    return identity


def keep(
    session: Session, agreement: Agreement, paper: Paper, read: Read | None, *, by: str, at: datetime
) -> AgreementFile:
    """Keep a file whose bytes lie where captured bytes do; `read` None: it holds no words. Raises
    Conflict with the id where these bytes are kept already."""
    identity = require_unkept(session, agreement, paper)
    file = AgreementFile(
        id=identity, agreement_id=agreement.id, engagement_id=agreement.engagement_id, sha256=paper.sha256,
        size=paper.size, media_type=paper.media_type, name=paper.name, received_at=at, received_by=by,
        version_id=_version(session, agreement, paper, read, at),
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def _version(session: Session, agreement: Agreement, paper: Paper, read: Read | None, at: datetime) -> str | None:
    """The text of the file as a version; without a text the bytes stand as a snapshot, so that nobody lets them go."""
    document = document_id(agreement.id)
    if read is not None:
        told = Handed(
            subject_id=_controller(session, agreement), kind=document_kind(agreement.kind), title=paper.name, url=None,
            sha256=paper.sha256, size=paper.size, at=at,
        )  # fmt: skip
        return handed.keep(session, document, told, read).id
    session.add(
        Snapshot(
            id=hashed("snp_signed", agreement.id, paper.sha256), source_id=document, sha256=paper.sha256,
            fetched_at=at, size=paper.size, content_type=paper.media_type, final_url=BY_HAND, by_hand=True,
        )
    )  # fmt: skip
    return None


def _controller(session: Session, agreement: Agreement) -> str:
    whose = session.exec(select(Engagement.controller_id).where(Engagement.id == agreement.engagement_id)).first()
    if whose is None:
        raise NotFound(f"There is no engagement {agreement.engagement_id}.", named=agreement.engagement_id)
    return whose


def files(session: Session, agreement_id: str) -> Sequence[AgreementFile]:
    """The files of an agreement, the newest first."""
    mine = select(AgreementFile).where(AgreementFile.agreement_id == agreement_id)
    return session.exec(mine.order_by(col(AgreementFile.received_at).desc(), col(AgreementFile.id))).all()


def files_of(session: Session, agreement_ids: Collection[str]) -> Mapping[str, list[AgreementFile]]:
    """The files of several agreements, of each the newest first."""
    mine = select(AgreementFile).where(col(AgreementFile.agreement_id).in_(agreement_ids))
    found: dict[str, list[AgreementFile]] = defaultdict(list)
    for one in session.exec(mine.order_by(col(AgreementFile.received_at).desc(), col(AgreementFile.id))):
        found[one.agreement_id].append(one)
    return found


def one(session: Session, identity: str) -> AgreementFile:
    """A file by its id. Raises NotFound."""
    found = session.exec(select(AgreementFile).where(AgreementFile.id == identity)).first()
    if found is None:
        raise NotFound(f"There is no file {identity}.", named=identity)
    return found
