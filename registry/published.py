"""The text that was accepted with an agreement, and the text its watched document has now.

Which text was accepted is known in one of three ways: the agreement names the version; else the signed copy is on
file; else the version that stood on the day of signing. A text that was only read anew by newer readers of ours is no
other text.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

import sqlalchemy as sa
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
    return beside_each(session, [agreement])[agreement.id]


def beside_each(session: Session, agreements: Sequence[Any]) -> dict[str, list[Beside]]:
    """The same of several agreements, rows of their table or its columns; as many questions as of one."""
    shelf = _shelf(session, agreements)
    return {one.id: _all_beside(shelf, one) for one in agreements}


def _all_beside(shelf: "_Shelf", agreement: Any) -> list[Beside]:
    named = shelf.texts.get(agreement.version_id)
    sources = [
        one
        for one in shelf.sources
        if one.service_id in shelf.services[agreement.engagement_id] and one.kind in _kinds(agreement.kind)
    ]
    of_named = [source for source in sources if named and source.document_id == named.version.document_id]
    found = (_beside(shelf, agreement, source, named) for source in of_named or sources)
    return [one for one in found if one is not None]


def _beside(shelf: "_Shelf", agreement: Any, source: Source, named: Text | None) -> Beside | None:
    present = shelf.texts.get(source.version_id)
    if present is None:
        return None
    by, accepted, since = _accepted(shelf, agreement, source, named)
    later = [one for one in shelf.changes[source.document_id] if since and one.recorded_at.date() > since]
    return Beside(
        source, shelf.titles.get(source.document_id), _state(by, accepted, present, later), by, accepted, present,
        later[-1].recorded_at.date() if later else None,
    )  # fmt: skip


def _accepted(
    shelf: "_Shelf", agreement: Any, source: Source, named: Text | None
) -> tuple[AcceptedBy | None, Text | None, date | None]:
    """How it is known which text was accepted, that text, and the day since which a change of the published one is
    later (None: not known)."""
    if named is not None and named.version.document_id == source.document_id:
        return AcceptedBy.NAMED, named, named.version.recorded_at.date()
    copy = named or shelf.texts.get(shelf.copies.get(agreement.id))
    stood = shelf.stood(source, agreement.signed_on) if agreement.signed_on else None
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


def _kinds(kind: AgreementKind) -> tuple[DocumentKind, ...]:
    match kind:
        case AgreementKind.DPA | AgreementKind.SCC:
            return (DocumentKind.DPA,)
        case AgreementKind.JOINT_ARRANGEMENT:
            return (DocumentKind.TERMS, DocumentKind.OTHER)
    assert_never(kind)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Everything that some agreements may be laid beside, each sort asked once."""

    services: Mapping[str, set[str]]  # by engagement
    sources: Sequence[Source]
    copies: Mapping[str, str]  # by agreement: the version of its newest file that holds words
    texts: Mapping[str | None, Text]  # by version
    versions: Mapping[str, list[Version]]  # by document, as they were recorded
    changes: Mapping[str, list[Change]]  # by document
    titles: Mapping[str, str | None]  # by document

    def stood(self, source: Source, day: date) -> Text | None:
        """The text that stood at the end of a day."""
        by_then = [one for one in self.versions[source.document_id] if one.recorded_at.date() <= day]
        return self.texts.get(by_then[-1].id) if by_then else None


def _shelf(session: Session, agreements: Sequence[Any]) -> _Shelf:
    services = _services(session, {one.engagement_id for one in agreements})
    sources = _sources(session, {one for several in services.values() for one in several})
    documents = {one.document_id for one in sources}
    files = signed.files_of(session, [one.id for one in agreements])
    read = {key: [one.version_id for one in several if one.version_id] for key, several in files.items()}
    copies = {key: versions[0] for key, versions in read.items() if versions}
    texts = _texts(session, documents, {one.version_id for one in (*agreements, *sources)} | {*copies.values()})
    versions: dict[str, list[Version]] = defaultdict(list)
    for text in sorted(texts.values(), key=lambda one: one.version.recorded_at):
        versions[text.version.document_id].append(text.version)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in _changes(session, documents):
        changes[change.document_id].append(change)
    titles = session.exec(select(Document.id, Document.title).where(col(Document.id).in_(documents))).all()
    return _Shelf(services, sources, copies, texts, versions, changes, dict(titles))


def _services(session: Session, engagement_ids: Collection[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    asked = select(Engagement.id, Engagement.service_id).where(col(Engagement.id).in_(engagement_ids))
    for engagement_id, service_id in session.exec(asked):
        found[engagement_id].add(service_id)
    return found


def _sources(session: Session, service_ids: Collection[str]) -> Sequence[Source]:
    mine = select(Source).where(col(Source.service_id).in_(service_ids), col(Source.version_id).is_not(None))
    return session.exec(mine.order_by(col(Source.id))).all()


def _changes(session: Session, document_ids: Collection[str]) -> Sequence[Change]:
    mine = select(Change).where(col(Change.document_id).in_(document_ids), col(Change.state).in_(_TEXT_MOVED))
    return session.exec(mine.order_by(col(Change.recorded_at))).all()


def _texts(
    session: Session, document_ids: Collection[str], version_ids: Collection[str | None]
) -> dict[str | None, Text]:
    """Every text of these documents, and these texts of whatever document."""
    joined = select(Version, Snapshot).join(Snapshot, col(Snapshot.id) == col(Version.snapshot_id))
    asked = sa.or_(col(Version.document_id).in_(document_ids), col(Version.id).in_({one for one in version_ids if one}))
    return {version.id: Text(version, snapshot) for version, snapshot in session.exec(joined.where(asked))}
