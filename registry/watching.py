"""Watched sources and what was kept of them: seen, snapshot, version, reading, change.

A failure is a state of the source, never a change. Times come from the caller; nothing here reads a clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.frequency import Rhythm, next_look
from registry.sources import Declared as Declared
from registry.sources import Due as Due
from registry.sources import bring_back as bring_back
from registry.sources import declare as declare
from registry.sources import due as due
from registry.sources import due_alone as due_alone
from registry.sources import due_at_host as due_at_host
from registry.sources import due_hosts as due_hosts
from registry.sources import heartbeat as heartbeat
from registry.sources import ids as ids
from registry.sources import last_body as last_body
from registry.sources import next_due as next_due
from registry.sources import one as one
from registry.sources import steer as steer
from registry.tables import AgreementFile, Proposal, Reading, new_id
from registry.tables import Change as Change
from registry.tables import Snapshot as Snapshot
from registry.tables import Source as Source
from registry.tables import Version as Version
from registry.terms import CaptureState, SourceState

BY_HAND = "supplied by hand by "
RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=2)
MOST_WAITS = 3  # in a row, until a source whose host wants to be left alone is out of reach


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture brought, before it is read. `sha256` is the key in the archive."""

    sha256: str
    size: int
    content_type: str | None
    final_url: str
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class LastGood:
    """The last good version of a source, and the bytes it came from."""

    version: Version
    snapshot: Snapshot


def note_seen(session: Session, source: Source, at: datetime, *, remark: str | None = None) -> None:
    """The source answered and nothing in it is new. `remark` says what is odd about it all the same."""
    standing = session.get(Version, source.version_id) if source.version_id else None
    _answered(source, SourceState.VERIFIED, at, stood_at=standing.recorded_at if standing else None)
    source.trouble = remark
    session.add(source)


def change_to(session: Session, version_id: str | None) -> str | None:
    """The id of the change that made a version the last good one; None for the first of a source."""
    statement = select(Change.id).where(Change.to_version_id == version_id)
    return session.exec(statement.order_by(col(Change.recorded_at).desc(), col(Change.id)).limit(1)).first()


def remark(session: Session, source: Source, words: str) -> None:
    """What is to be known of a source whatever its state, such as who supplied its text by hand."""
    source.trouble = words[:500]
    session.add(source)


def note_failure(
    session: Session,
    source: Source,
    state: SourceState,
    trouble: str,
    at: datetime,
    *,
    not_before: datetime | None = None,
) -> None:
    """The source did not answer, refused, or showed something that is not the document. Looked at again sooner, but
    `not_before` what the host asked for. When the trouble began is kept until it ends, and who supplied the text by
    hand until it is fetched again."""
    _note_trouble(session, source, trouble, at, not_before)
    source.state, source.checked_at = state, at


def note_wait(
    session: Session, source: Source, trouble: str, at: datetime, *, not_before: datetime | None = None
) -> bool:
    """The host asked to be left alone for now: that says nothing of the document, and the source keeps its state. Said
    so often in a row that it lasts, the document is out of reach; returns whether it is."""
    _note_trouble(session, source, trouble, at, not_before)
    lasts = source.failures >= MOST_WAITS
    if lasts and source.state is not SourceState.BLOCKED:
        source.state = SourceState.UNREACHABLE
    return lasts


def _note_trouble(session: Session, source: Source, trouble: str, at: datetime, not_before: datetime | None) -> None:
    _, said, by = (source.trouble or "").partition(BY_HAND)
    trouble = f"{trouble[:300]}; {said}{by}" if said else trouble
    if source.troubled_at is None:
        source.troubled_at = at
    source.trouble = trouble[:500]
    source.failures += 1
    again = at + min(RETRY * 2 ** min(source.failures - 1, 10), LONGEST_RETRY)
    source.due_at = max(again, not_before) if not_before is not None else again
    session.add(source)


def _answered(source: Source, state: SourceState, at: datetime, *, stood_at: datetime | None) -> None:
    source.state, source.trouble, source.failures, source.troubled_at = state, None, 0, None
    source.checked_at = source.verified_at = at
    rhythm = Rhythm(source.kind, source.every_days, stood_at=stood_at, changed_at=source.changed_at)
    source.due_at = next_look(source.id, rhythm, at)


def keep_snapshot(session: Session, source: Source, captured: Captured) -> Snapshot:
    """Record bytes that lie in the archive."""
    snapshot = snapshot_of(source, captured)
    session.add(snapshot)
    session.flush()
    return snapshot


def snapshot_of(source: Source, captured: Captured) -> Snapshot:
    """The row of bytes that lie in the archive."""
    return Snapshot(
        id=new_id("snp"),
        source_id=source.id,
        sha256=captured.sha256,
        fetched_at=captured.fetched_at,
        size=captured.size,
        content_type=captured.content_type,
        final_url=captured.final_url,
        by_hand=captured.by_hand,
    )


def accept_bytes(session: Session, source: Source, captured: Captured) -> None:
    """From now on these bytes are the known ones: their validators may be asked with."""
    source.body_sha256, source.etag, source.last_modified = captured.sha256, captured.etag, captured.last_modified
    source.validators_url = captured.final_url
    session.add(source)


def keep_version(
    session: Session, source: Source, snapshot: Snapshot, found: dict[str, Any], *, text_sha256: str,
    extractor: int, reader: int, declared_on: date | None,
) -> Version:  # fmt: skip
    """Record a good text with its reading, and make it the source's last good version."""
    version = Version(
        id=new_id("ver"),
        document_id=source.document_id,
        snapshot_id=snapshot.id,
        text_sha256=text_sha256,
        declared_on=declared_on,
        extractor=extractor,
        reader=reader,
        recorded_at=snapshot.fetched_at,
    )
    session.add(version)
    session.add(
        Reading(id=new_id("rdg"), version_id=version.id, reader=reader, found=found, recorded_at=snapshot.fetched_at)
    )
    source.version_id = version.id
    session.add(source)
    session.flush()
    return version


def last_good(session: Session, source: Source) -> LastGood | None:
    """The version to compare with, or None before the first good capture."""
    version = session.get(Version, source.version_id) if source.version_id else None
    if version is None:
        return None
    snapshot = session.get(Snapshot, version.snapshot_id)
    if snapshot is None:
        raise NotFound(f"Version {version.id} has lost its snapshot.")
    return LastGood(version, snapshot)


def stood_since(session: Session, source: Source, text_sha256: str) -> datetime | None:
    """When this very text was last a version of the document, or None when it never was."""
    statement = select(Version.recorded_at).where(
        Version.document_id == source.document_id, Version.text_sha256 == text_sha256
    )
    return session.exec(statement.order_by(col(Version.recorded_at).desc()).limit(1)).first()


def odd_since(session: Session, source: Source, until: datetime) -> list[Snapshot]:
    """What was captured in the present trouble up to an instant, the first first; nothing where there is none."""
    if source.troubled_at is None:
        return []
    statement = select(Snapshot).where(
        Snapshot.source_id == source.id,
        col(Snapshot.fetched_at) >= source.troubled_at,
        col(Snapshot.fetched_at) <= until,
    )
    return list(session.exec(statement.order_by(col(Snapshot.fetched_at)).limit(20)))


def keep_change(
    session: Session, source: Source, before: Version | None, after: Version, state: CaptureState,
    *, material: bool, kinds: list[str], changes: list[dict[str, Any]], at: datetime,
) -> Change:  # fmt: skip
    """Record what a new version is beside the last good one, and the source's state with it."""
    change = Change(
        id=new_id("chg"),
        source_id=source.id,
        document_id=source.document_id,
        service_id=source.service_id,
        from_version_id=before.id if before else None,
        to_version_id=after.id,
        state=state,
        material=material,
        kinds=kinds,
        changes=changes,
        recorded_at=at,
    )
    session.add(change)
    is_news = material and state is CaptureState.CHANGED
    if is_news:
        source.changed_at = at
    _answered(source, SourceState.CHANGED if is_news else SourceState.VERIFIED, at, stood_at=at)
    session.add(source)
    session.flush()
    return change


def bearing_nothing(session: Session, before: datetime) -> list[str]:
    """The hashes of bytes, all captured before an instant, that no version, proposal or source rests on and that no
    person filed, by hand or as a signed agreement."""
    newest = sa.func.max(col(Snapshot.fetched_at))
    by_hand = sa.func.max(sa.case((col(Snapshot.by_hand), 1), else_=0))
    held = (
        sa.select(col(Snapshot.sha256)).join(Version, col(Version.snapshot_id) == col(Snapshot.id)),
        sa.select(col(Proposal.snapshot_sha256)),
        sa.select(col(AgreementFile.sha256)),
        sa.select(col(Source.body_sha256)).where(col(Source.body_sha256).is_not(None)),
    )
    statement = sa.select(col(Snapshot.sha256)).group_by(col(Snapshot.sha256)).having(newest < before, by_hand == 0)
    for some in held:
        statement = statement.where(col(Snapshot.sha256).not_in(some))
    return list(session.execute(statement.order_by(col(Snapshot.sha256))).scalars())
