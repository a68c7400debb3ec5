"""Versions that were read by other numbers or declarations than today's, and the same document read again.

What is read again stands as an upgrade of ours: never a change of the vendor's, and nobody is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.tables import Change, Reading, Snapshot, Source, Version, new_id
from registry.terms import CaptureState


@dataclass(frozen=True, slots=True)
class ReadBy:
    """By what a text was read: the numbers of the extractor and the readers, and the day of the declaration."""

    extractor: int
    reader: int
    declared_on: date | None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A text read again: the fingerprint of its words, what was found in it, and by what it was read."""

    text_sha256: str
    found: dict[str, Any]
    by: ReadBy


def read_by(version: Version) -> ReadBy:
    """By what a version was read."""
    return ReadBy(version.extractor, version.reader, version.declared_on)


def read_otherwise(
    session: Session, extractor: int, reader: int, declared: Mapping[str, date], *, limit: int
) -> list[str]:
    """Sources whose last good version was read by other numbers, or by another declaration than the day given for its
    document; by id."""
    numbers = sa.or_(col(Version.extractor) != extractor, col(Version.reader) != reader)
    days = [
        sa.and_(
            col(Source.document_id) == document,
            sa.or_(col(Version.declared_on).is_(None), col(Version.declared_on) != on),
        )
        for document, on in sorted(declared.items())[:limit]
    ]
    statement = select(Source.id).join(Version, col(Version.id) == col(Source.version_id)).where(sa.or_(numbers, *days))
    return list(session.exec(statement.order_by(col(Source.id)).limit(limit)))


def keep_upgrade(
    session: Session, source: Source, before: Version, snapshot: Snapshot, again: ReadAgain, *, at: datetime
) -> Version:
    """Record the text as it is read today, and that it is the same document. The source's state stays as it is."""
    version = Version(
        id=new_id("ver"),
        document_id=source.document_id,
        snapshot_id=snapshot.id,
        text_sha256=again.text_sha256,
        declared_on=again.by.declared_on,
        extractor=again.by.extractor,
        reader=again.by.reader,
        # The text stands since then: days until a return are counted from it. One instant later, so that it is newer.
        recorded_at=before.recorded_at + timedelta(microseconds=1),
    )
    reading = Reading(
        id=new_id("rdg"), version_id=version.id, reader=again.by.reader, found=again.found, recorded_at=at
    )
    change = Change(
        id=new_id("chg"),
        source_id=source.id,
        document_id=source.document_id,
        service_id=source.service_id,
        from_version_id=before.id,
        to_version_id=version.id,
        state=CaptureState.UPGRADED,
        material=False,
        kinds=[],
        changes=[],
        recorded_at=at,
    )
    source.version_id = version.id
    session.add_all((version, reading, change, source))
    session.flush()
    return version
