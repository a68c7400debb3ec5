"""Watched sources: declared, due, known by an id; and how many are in which state.

Times come from the caller; nothing here reads a clock.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.tables import Source
from registry.terms import DocumentKind, SourceState

T = TypeVar("T")
MOST_AT_ONCE = 500  # ids in one question
MOST_DUE = 4_000  # in one round: a kilobyte each; who is left is due in the next


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
class Due:
    """A source to be checked: what it is, where it lies, and by what its present bytes are known."""

    id: str
    kind: DocumentKind
    url: str
    host: str
    etag: str | None
    last_modified: str | None
    validators_url: str | None
    body_sha256: str | None


_WATCHED = sa.select(*(col(getattr(Source, name)) for name in Due.__dataclass_fields__))


def declare(session: Session, declared: Iterable[Declared], at: datetime) -> int:
    """Make or update the source of each declaration; a new one is due at once. Returns how many are new."""
    new = 0
    for some in in_parts(declared, MOST_AT_ONCE):
        known = _as_declared(session, [one.id for one in some])
        fresh = [one for one in some if one.id not in known]
        if fresh:
            usual = {"due_at": at, "paused": False, "failures": 0}
            session.execute(sa.insert(Source), [asdict(one) | {"host": _host(one)} | usual for one in fresh])
        for one in some:
            if one.id in known and known[one.id] != one:
                _redeclare(session, known[one.id], one, at)
        new += len(fresh)
    return new


def in_parts(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, the last time fewer."""
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part


def steer(session: Session, source_id: str, at: datetime, *, paused: bool, every_days: int | None) -> Source:
    """Pause or resume the watch, or say how often to look (None: by the kind of document). Raises NotFound."""
    source = one(session, source_id)
    if every_days is not None and every_days != source.every_days:
        source.due_at = min(source.due_at, at + timedelta(days=every_days))
    source.paused, source.every_days = paused, every_days
    session.add(source)
    session.flush()
    return source


def _as_declared(session: Session, source_ids: list[str]) -> dict[str, Declared]:
    """What is known of these sources, as it was declared."""
    columns = [col(Source.id), col(Source.document_id), col(Source.service_id), col(Source.kind), col(Source.url)]
    rows = session.execute(sa.select(*columns, col(Source.every_days)).where(col(Source.id).in_(source_ids)))
    return {row[0]: Declared(*row) for row in rows}


def _redeclare(session: Session, before: Declared, now: Declared, at: datetime) -> None:
    source = one(session, now.id)
    source.every_days = now.every_days
    if (before.url, before.document_id, before.kind) != (now.url, now.document_id, now.kind):
        # Another address has other validators: the old ones would answer 304 for a page never seen.
        source.sqlmodel_update(asdict(now) | {"host": _host(now), "due_at": at, "etag": None, "last_modified": None})
    session.add(source)


def _host(declared: Declared) -> str:
    return urlsplit(declared.url).hostname or ""


def due(session: Session, at: datetime, *, limit: int = MOST_DUE) -> list[Due]:
    """Sources whose check is due, the longest waiting first."""
    return [Due(*row) for row in session.execute(_due(at, limit))]


def _due(at: datetime, limit: int) -> sa.Select[Any]:
    in_order = _WATCHED.order_by(col(Source.due_at), col(Source.id)).limit(limit)
    return in_order.where(col(Source.due_at) <= at, col(Source.paused) == sa.false())


def due_hosts(session: Session, at: datetime, *, limit: int) -> list[str]:
    """Hosts that have sources whose check is due, the longest waiting first."""
    waits = sa.select(col(Source.host)).where(col(Source.due_at) <= at, col(Source.paused) == sa.false())
    in_order = waits.group_by(col(Source.host)).order_by(sa.func.min(col(Source.due_at)), col(Source.host))
    return list(session.execute(in_order.limit(limit)).scalars())


def due_at_host(session: Session, host: str, at: datetime, *, limit: int) -> list[Due]:
    """Sources of one host whose check is due, the longest waiting first."""
    return [Due(*row) for row in session.execute(_due(at, limit).where(col(Source.host) == host))]


def due_alone(session: Session, source_id: str) -> Due:
    """One source, due or not. Raises NotFound."""
    row = session.execute(_WATCHED.where(col(Source.id) == source_id)).first()
    if row is None:
        raise NotFound(f"There is no source {source_id}.", named=source_id)
    return Due(*row)


def ids(session: Session) -> set[str]:
    """The ids of all sources."""
    return set(session.exec(select(Source.id)))


def one(session: Session, source_id: str) -> Source:
    """A source by id. Raises NotFound."""
    source = session.get(Source, source_id)
    if source is None:
        raise NotFound(f"There is no source {source_id}.", named=source_id)
    return source


def last_body(session: Session) -> str | None:
    """The hash of the bytes by which the source that answered last is known; None where none answered yet."""
    known = select(Source.body_sha256).where(col(Source.body_sha256).is_not(None))
    return session.exec(known.order_by(col(Source.verified_at).desc().nulls_last(), col(Source.id)).limit(1)).first()


def bring_back(session: Session, at: datetime) -> int:
    """Make due what was checked by a clock that ran ahead and put off by it; returns how many.

    It looks at every source, so it is for the beginning and for a clock that was set back, not for each round.
    """
    ahead = sa.update(Source).where(col(Source.checked_at) > at, col(Source.due_at) > at).values(due_at=at)
    return int(session.execute(ahead.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def next_due(session: Session) -> datetime | None:
    """When the next source is due, or None when nothing is watched."""
    statement = select(sa.func.min(col(Source.due_at))).where(col(Source.paused) == sa.false())
    return session.exec(statement).one()


def heartbeat(session: Session) -> dict[str, int]:
    """How many sources are in each state; `never_checked` has none yet. Silence is never ambiguous."""
    counts = session.execute(sa.select(col(Source.state), sa.func.count()).group_by(col(Source.state))).all()
    found = Counter({(state.value if state else "never_checked"): number for state, number in counts})
    return {state: found.get(state, 0) for state in [*(s.value for s in SourceState), "never_checked"]}
