"""Seen, and nothing new: what most looks come to, written down for many sources at once.

A crash before these notes are written loses only that the documents were seen: they are due again. A change is never
among them; it is written at once (`crawlers.taking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry import watching
from registry.frequency import Rhythm, next_look
from registry.sources import MOST_AT_ONCE, in_parts
from registry.tables import Change, Source, Version
from registry.terms import CaptureState, SourceState
from registry.watching import Captured


@dataclass(frozen=True, slots=True)
class Seen:
    """A source that answered with what is known of it. `known` is the SHA-256 it was known by when it was asked.

    `captured` are other bytes with the same text, `remark` what is odd about them.
    """

    source_id: str
    known: str | None
    at: datetime
    captured: Captured | None = None
    remark: str | None = None


def note_all(session: Session, seen: Iterable[Seen]) -> list[str]:
    """Note each. Left out, and due again, is what somebody gave another text meanwhile. Returns the ids noted."""
    noted: list[str] = []
    for some in in_parts(seen, MOST_AT_ONCE):
        rhythms = _rhythms(session, some)
        standing = [one for one in some if one.source_id in rhythms]
        for one in standing:
            if one.captured is not None:
                _accept(session, one, one.captured)
        session.flush()
        _answered(session, standing, rhythms)
        noted += [one.source_id for one in standing]
    return noted


def returned_often(session: Session, source_ids: Sequence[str], since: datetime, times: int) -> list[str]:
    """Those of the sources whose text went back to an earlier one so often since then."""
    found: list[str] = []
    for some in in_parts(source_ids, MOST_AT_ONCE):
        statement = (
            sa.select(col(Change.source_id))
            .where(
                col(Change.source_id).in_(some),
                col(Change.state) == CaptureState.RETURNED,
                col(Change.recorded_at) > since,
            )
            .group_by(col(Change.source_id))
            .having(sa.func.count() >= times)
        )
        found += session.execute(statement).scalars()
    return found


def _rhythms(session: Session, seen: Sequence[Seen]) -> Mapping[str, Rhythm]:
    """How often each source is looked at; those that are known by other bytes by now are not among them."""
    known = {one.source_id: one.known for one in seen}
    statement = (
        sa.select(
            col(Source.id),
            col(Source.body_sha256),
            col(Source.kind),
            col(Source.every_days),
            col(Version.recorded_at),
            col(Source.changed_at),
        )
        .join(Version, col(Version.id) == col(Source.version_id), isouter=True)
        .where(col(Source.id).in_(known))
    )
    rows = session.execute(statement).all()
    return {row[0]: Rhythm(*row[2:]) for row in rows if row[1] == known[row[0]]}


def _accept(session: Session, seen: Seen, captured: Captured) -> None:
    source = watching.one(session, seen.source_id)
    session.add(watching.snapshot_of(source, captured))
    watching.accept_bytes(session, source, captured)


def _answered(session: Session, seen: Sequence[Seen], rhythms: Mapping[str, Rhythm]) -> None:
    """One statement for all of them."""
    if not seen:
        return
    table = Source.metadata.tables[str(Source.__tablename__)]
    named = ("trouble", "checked_at", "verified_at", "due_at")
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of_source"))
        .values(state=SourceState.VERIFIED, failures=0, troubled_at=None)
        .values({name: sa.bindparam(f"new_{name}") for name in named})
    )
    session.connection().execute(statement, [_values(one, rhythms[one.source_id]) for one in seen])


def _values(seen: Seen, rhythm: Rhythm) -> dict[str, Any]:
    return {
        "of_source": seen.source_id,
        "new_trouble": seen.remark,
        "new_checked_at": seen.at,
        "new_verified_at": seen.at,
        "new_due_at": next_look(seen.source_id, rhythm, seen.at),
    }
