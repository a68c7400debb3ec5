"""Watched sources and what was kept of them: seen, snapshot, version, reading, change.

A failure is a state of the source, never a change. Times come from the caller; nothing here reads a clock.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.tables import Change as Change
from registry.tables import Proposal, Reading, new_id
from registry.tables import Snapshot as Snapshot
from registry.tables import Source as Source
from registry.tables import Version as Version
from registry.terms import CaptureState, DocumentKind, SourceState

DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Declared:
    """A source as declared: which document of which service lies at which address."""

    id: str
    document_id: str
    service_id: str
    kind: DocumentKind
    url: str
    every_days: int | None = None


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
    """The last good version of a source with its reading and the bytes it came from."""

    version: Version
    snapshot: Snapshot
    found: dict[str, Any]


def declare(session: Session, declared: Iterable[Declared], at: datetime) -> int:
    """Make or update the source of each declaration; a new one is due at once. Returns how many are new."""
    known = {source.id: source for source in session.exec(select(Source))}
    new = 0
    for one in declared:
        source = known.get(one.id)
        host = urlsplit(one.url).hostname or ""
        values: dict[str, Any] = {
            "document_id": one.document_id,
            "service_id": one.service_id,
            "kind": one.kind,
            "url": one.url,
            "every_days": one.every_days,
        }
        if source is None:
            session.add(Source(id=one.id, host=host, due_at=at, **values))
            new += 1
        elif source.url != one.url or source.document_id != one.document_id or source.kind != one.kind:
            # Another address has other validators: the old ones would answer 304 for a page never seen.
            source.sqlmodel_update(values | {"host": host, "due_at": at, "etag": None, "last_modified": None})
            session.add(source)
        elif source.every_days != one.every_days:
            source.every_days = one.every_days
            session.add(source)
    return new


def due(session: Session, at: datetime, *, limit: int = 10_000) -> list[Source]:
    """Sources whose check is due, the longest waiting first."""
    statement = select(Source).where(col(Source.due_at) <= at, col(Source.paused).is_(False))
    return list(session.exec(statement.order_by(col(Source.due_at), col(Source.id)).limit(limit)))


def ids(session: Session) -> set[str]:
    """The ids of all sources."""
    return set(session.exec(select(Source.id)))


def one(session: Session, source_id: str) -> Source:
    """A source by id. Raises NotFound."""
    source = session.get(Source, source_id)
    if source is None:
        raise NotFound(f"There is no source {source_id}.")
    return source


def next_due(session: Session) -> datetime | None:
    """When the next source is due, or None when nothing is watched."""
    statement = select(sa.func.min(col(Source.due_at))).where(col(Source.paused).is_(False))
    return session.exec(statement).one()


def next_check(source: Source, at: datetime) -> datetime:
    """When to look again: as declared, else lists daily and other documents weekly; spread over an hour by id."""
    pause = DAILY if source.kind is DocumentKind.SUB_PROCESSOR_LIST else WEEKLY
    if source.every_days is not None:
        pause = timedelta(days=source.every_days)
    spread = int(hashlib.sha256(source.id.encode()).hexdigest()[:4], 16) % 3600
    return at + pause - timedelta(seconds=spread)


def note_seen(session: Session, source: Source, at: datetime, *, remark: str | None = None) -> None:
    """The source answered and nothing in it is new. `remark` says what is odd about it all the same."""
    _answered(source, SourceState.VERIFIED, at)
    source.trouble = remark
    session.add(source)


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
    `not_before` what the host asked for. When the trouble began is kept until it ends."""
    if source.troubled_at is None:
        source.troubled_at = at
    source.state, source.trouble, source.checked_at = state, trouble[:500], at
    source.failures += 1
    again = at + min(RETRY * 2 ** min(source.failures - 1, 10), LONGEST_RETRY)
    source.due_at = max(again, not_before) if not_before is not None else again
    session.add(source)


def _answered(source: Source, state: SourceState, at: datetime) -> None:
    source.state, source.trouble, source.failures, source.troubled_at = state, None, 0, None
    source.checked_at = source.verified_at = at
    source.due_at = next_check(source, at)


def keep_snapshot(session: Session, source: Source, captured: Captured) -> Snapshot:
    """Record bytes that lie in the archive."""
    snapshot = Snapshot(
        id=new_id("snp"),
        source_id=source.id,
        sha256=captured.sha256,
        fetched_at=captured.fetched_at,
        size=captured.size,
        content_type=captured.content_type,
        final_url=captured.final_url,
        by_hand=captured.by_hand,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


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
    newest = col(Reading.recorded_at).desc()
    reading = session.exec(select(Reading).where(Reading.version_id == version.id).order_by(newest)).first()
    if snapshot is None or reading is None:
        raise NotFound(f"Version {version.id} has lost its snapshot or its reading.")
    return LastGood(version, snapshot, reading.found)


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
    _answered(source, SourceState.CHANGED if is_news else SourceState.VERIFIED, at)
    if is_news:
        source.changed_at = at
    session.add(source)
    session.flush()
    return change


def bearing_nothing(session: Session, before: datetime) -> list[str]:
    """The hashes of bytes, all captured before an instant, that no version, proposal or source rests on and that no
    person filed."""
    newest = sa.func.max(col(Snapshot.fetched_at))
    by_hand = sa.func.max(sa.case((col(Snapshot.by_hand), 1), else_=0))
    held = (
        sa.select(col(Snapshot.sha256)).join(Version, col(Version.snapshot_id) == col(Snapshot.id)),
        sa.select(col(Proposal.snapshot_sha256)),
        sa.select(col(Source.body_sha256)).where(col(Source.body_sha256).is_not(None)),
    )
    statement = sa.select(col(Snapshot.sha256)).group_by(col(Snapshot.sha256)).having(newest < before, by_hand == 0)
    for some in held:
        statement = statement.where(col(Snapshot.sha256).not_in(some))
    return list(session.execute(statement.order_by(col(Snapshot.sha256))).scalars())


def heartbeat(session: Session) -> dict[str, int]:
    """How many sources are in each state; `never_checked` has none yet. Silence is never ambiguous."""
    counts = session.execute(sa.select(col(Source.state), sa.func.count()).group_by(col(Source.state))).all()
    found = Counter({(state.value if state else "never_checked"): number for state, number in counts})
    return {state: found.get(state, 0) for state in [*(s.value for s in SourceState), "never_checked"]}
