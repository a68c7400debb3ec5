"""Mutes: silence that a person wants, on a service, an organisation of ours, a kind of change or an event, until a day
and for a reason. What is muted stands in the log of deliveries.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from registry.errors import BadInput, Conflict, NotFound
from registry.tables import Mute, Organisation, Service, new_id
from registry.terms import ChangeKind, Event

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Muting:
    """What is to be muted. `until` is the first day on which it is told again."""

    until: date
    reason: str
    controller: str | None = None
    service: str | None = None
    kind: ChangeKind | None = None
    event: Event | None = None


def mute(session: Session, asked: Muting, *, by: str, on: date, at: datetime) -> Mute:
    """Mute it. Raises BadInput naming the field: without reason, without end, or for everything there is; Conflict
    where the same is muted already."""
    if not asked.reason.strip():
        raise BadInput("Say why it is muted; the reason stands in the log.", field="reason")
    if not on < asked.until <= on + LONGEST:
        raise BadInput(f"Mute until a day after {on.isoformat()}, at most a year away.", field="until")
    if asked.service is None and asked.kind is None and asked.event is None:
        raise BadInput("Say what is muted: a service, a kind of change or an event.", field="service")
    for field, identity, table in (("controller", asked.controller, Organisation), ("service", asked.service, Service)):
        if identity is not None and not _is_there(session, table, identity):
            raise BadInput(f"There is nothing with the id {identity}.", field=field)
    row = Mute(
        id=new_id("mut"), controller_id=asked.controller, service_id=asked.service, kind=asked.kind,
        event=asked.event, until=asked.until, reason=asked.reason.strip(), created_at=at, created_by=by,
    )  # fmt: skip
    twin = next((other for other in in_force(session, on) if _same(other, row)), None)
    if twin is not None:
        raise Conflict(
            f"This is muted already, until {twin.until.isoformat()}. End that mute first for another day.",
            existing=twin.id,
        )
    session.add(row)
    session.flush()
    return row


def _same(one: Mute, other: Mute) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("controller_id", "service_id", "kind", "event"))


def _is_there(session: Session, table: type[Organisation] | type[Service], identity: str) -> bool:
    found = select(table.id).where(table.id == identity, col(table.retired_at).is_(None))
    return session.exec(found).first() is not None


def in_force(session: Session, on: date, known_at: datetime | None = None) -> list[Mute]:
    """The mutes of a day as known at the instant (None: now), the newest first."""
    found = select(Mute).where(col(Mute.until) > on)
    if known_at is None:
        found = found.where(col(Mute.ended_at).is_(None))
    else:
        not_ended = or_(col(Mute.ended_at).is_(None), col(Mute.ended_at) > known_at)
        found = found.where(col(Mute.created_at) <= known_at, not_ended)
    return list(session.exec(found.order_by(col(Mute.created_at).desc(), col(Mute.id))))


def one(session: Session, identity: str) -> Mute:
    """A mute that was not ended. Raises NotFound."""
    found = session.get(Mute, identity)
    if found is None or found.ended_at is not None:
        raise NotFound(f"There is no mute {identity}.", named=identity)
    return found


def unmute(session: Session, identity: str, at: datetime) -> Mute:
    """End a mute before its day."""
    row = one(session, identity)
    row.ended_at = at
    session.add(row)
    session.flush()
    return row
