"""The text that was accepted with an agreement, and the text its watched document has now.

Which text was accepted is known in one of three ways: the agreement names the version; else the signed copy is on
file; else the version that stood on the day of signing. A text that was only read anew by newer readers of ours is no
other text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from sqlmodel import Session, col, select

from registry import signed
from registry.tables import Agreement, Change, Document, Engagement, Snapshot, Source, Version
from registry.terms import AcceptedBy, AgreementKind, CaptureState, DocumentKind, TextState

_TEXT_MOVED = (CaptureState.CHANGED, CaptureState.RETURNED)


@dataclass(frozen=True, slots=True)
class Text:
    """A version with the bytes it was read from."""

    version: Version
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Beside:
    """The accepted text beside what one watched document says now. `accepted` and `by` None: nobody knows which."""

    source: Source
    title: str | None
    state: TextState
    by: AcceptedBy | None
    accepted: Text | None
    present: Text
    moved_on: date | None  # when the published text last became another


def beside(session: Session, agreement: Agreement) -> list[Beside]:
    """The agreement beside each watched document that its service publishes for it; none where nothing is watched."""
    named = _text(session, agreement.version_id) if agreement.version_id else None
    sources = _sources(session, agreement)
    of_named = [source for source in sources if named and source.document_id == named.version.document_id]
    found = (_beside(session, agreement, source, named) for source in of_named or sources)
    return [one for one in found if one is not None]


def _beside(session: Session, agreement: Agreement, source: Source, named: Text | None) -> Beside | None:
    present = _text(session, source.version_id)
    if present is None:
        return None
    by, accepted, since = _accepted(session, agreement, source, named)
    later = _changes(session, source, since) if since is not None else []
    title = session.exec(select(Document.title).where(Document.id == source.document_id)).first()
    return Beside(
        source, title, _state(by, accepted, present, later), by, accepted, present,
        later[-1].recorded_at.date() if later else None,
    )  # fmt: skip


def _accepted(
    session: Session, agreement: Agreement, source: Source, named: Text | None
) -> tuple[AcceptedBy | None, Text | None, date | None]:
    """How it is known which text was accepted, that text, and the day since which a change of the published one is
    later (None: not known)."""
    if named is not None and named.version.document_id == source.document_id:
        return AcceptedBy.NAMED, named, named.version.recorded_at.date()
    copy = named or _signed_copy(session, agreement)
    stood = _stood(session, source, agreement.signed_on) if agreement.signed_on else None
    if copy is not None:
        return AcceptedBy.FILE, copy, agreement.signed_on if stood else None
    return (AcceptedBy.STOOD, stood, agreement.signed_on) if stood else (None, None, None)


def _state(by: AcceptedBy | None, accepted: Text | None, present: Text, later: Sequence[Change]) -> TextState:
    if by is None or accepted is None:
        return TextState.UNKNOWN
    if accepted.version.text_sha256 == present.version.text_sha256:
        return TextState.SAME
    match by:
        case AcceptedBy.FILE:
            return TextState.MOVED if later else TextState.DIFFERS
        case AcceptedBy.NAMED | AcceptedBy.STOOD:
            return TextState.MOVED if later or _read_alike(accepted, present) else TextState.SAME
    assert_never(by)


def _read_alike(one: Text, other: Text) -> bool:
    return (one.version.extractor, one.version.reader) == (other.version.extractor, other.version.reader)


def _sources(session: Session, agreement: Agreement) -> Sequence[Source]:
    """The watched documents of the engaged service that an agreement of this kind accepts."""
    service = select(Engagement.service_id).where(Engagement.id == agreement.engagement_id)
    mine = select(Source).where(col(Source.service_id).in_(service), col(Source.kind).in_(_kinds(agreement.kind)))
    return session.exec(mine.where(col(Source.version_id).is_not(None)).order_by(col(Source.id))).all()


def _kinds(kind: AgreementKind) -> tuple[DocumentKind, ...]:
    match kind:
        case AgreementKind.DPA | AgreementKind.SCC:
            return (DocumentKind.DPA,)
        case AgreementKind.JOINT_ARRANGEMENT:
            return (DocumentKind.TERMS, DocumentKind.OTHER)
    assert_never(kind)


def _signed_copy(session: Session, agreement: Agreement) -> Text | None:
    read = (one.version_id for one in signed.files(session, agreement.id) if one.version_id)
    return _text(session, next(read, None))


def _stood(session: Session, source: Source, day: date) -> Text | None:
    """The text that stood at the end of a day."""
    kept = select(Version).where(Version.document_id == source.document_id).order_by(col(Version.recorded_at))
    by_then = [one for one in session.exec(kept) if one.recorded_at.date() <= day]
    return _text(session, by_then[-1].id) if by_then else None


def _changes(session: Session, source: Source, since: date) -> list[Change]:
    mine = select(Change).where(Change.document_id == source.document_id, col(Change.state).in_(_TEXT_MOVED))
    return [one for one in session.exec(mine.order_by(col(Change.recorded_at))) if one.recorded_at.date() > since]


def _text(session: Session, version_id: str | None) -> Text | None:
    if version_id is None:
        return None
    joined = select(Version, Snapshot).join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
    found = session.exec(joined.where(Version.id == version_id)).first()
    return Text(found[0], found[1]) if found is not None else None
