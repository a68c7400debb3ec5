"""Changes of substance as a list asks for them: narrowed, in an order, so many from a place on. Read only."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.reviews.inbox import end_of
from registry.tables import Alert, Change, Service
from registry.terms import ChangeKind, Severity


class Order(StrEnum):
    """Which change comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    GRAVEST = "gravest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes; None: whichever. `words` are of a service's name, `named` of what the change itself names; `ours`:
    a controller of ours was told of it."""

    words: str | None = None
    named: str | None = None
    service_id: str | None = None
    kind: ChangeKind | None = None
    severity: Severity | None = None
    ours: bool = False
    order: Order = Order.NEWEST


def counted(session: Session, moment: Moment, wanted: Wanted) -> int:
    """How many there are."""
    return session.exec(select(sa.func.count()).select_from(Change).where(*_asked(wanted, moment))).one()


def listed(
    session: Session, moment: Moment, wanted: Wanted, *, first: int = 0, limit: int | None = None
) -> list[Change]:
    """So many of them from a place on; without `limit` all that follow."""
    statement = select(Change).where(*_asked(wanted, moment)).order_by(*_order(wanted.order), col(Change.id))
    return list(session.exec(statement.offset(first).limit(limit)))


def newest_of(session: Session, moment: Moment, service_ids: Collection[str]) -> dict[str, Change]:
    """The newest change of substance of each service that has one."""
    seen, whose = col(Change.recorded_at), col(Change.service_id)
    asked = [*_asked(Wanted(), moment), whose.in_(service_ids)]
    last = select(whose, sa.func.max(seen).label("seen")).where(*asked).group_by(whose).subquery()
    is_last = sa.and_(whose == last.c.service_id, seen == last.c.seen)
    found = session.exec(select(Change).join(last, is_last).where(*asked).order_by(col(Change.id).desc()))
    return {one.service_id: one for one in found}


def _asked(wanted: Wanted, moment: Moment) -> list[sa.ColumnElement[bool]]:
    asked = [col(Change.material).is_(True), col(Change.recorded_at) < end_of(moment)]
    if wanted.words:
        named = live(Service, moment).where(by.name(Service)(wanted.words, moment))
        asked.append(col(Change.service_id).in_(named.with_only_columns(col(Service.id))))
    if wanted.service_id is not None:
        asked.append(col(Change.service_id) == wanted.service_id)
    if wanted.named:
        written = json.dumps(wanted.named)[1:-1]  # as the column holds it: letters beyond ASCII by their numbers
        asked.append(sa.cast(col(Change.changes), sa.Text).icontains(written, autoescape=True))
    if wanted.kind is not None:
        asked.append(by.has_word(Change, "kinds")(wanted.kind, moment))
    if wanted.severity is not None:
        asked.append(col(Change.severity) == wanted.severity)
    if wanted.ours:
        told = select(col(Alert.change_id)).where(col(Alert.controller_id).is_not(None))
        asked.append(col(Change.id).in_(told.where(col(Alert.change_id).is_not(None))))
    return asked


def _order(order: Order) -> list[sa.ColumnElement[Any]]:
    seen = col(Change.recorded_at)
    if order is Order.OLDEST:
        return [seen.asc()]
    if order is Order.GRAVEST:
        grave = {one.value: place for place, one in enumerate(Severity)}
        return [sa.case(grave, value=col(Change.severity), else_=len(grave)).asc(), seen.desc()]
    return [seen.desc()]
