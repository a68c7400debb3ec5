"""Rows of the register as plain JSON, read for the scope of a packet."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit import ERASE
from registry.tables import Audit, Table

T = TypeVar("T", bound=Table)
_RECORDED = ("recorded_at", "opened_at", "judged_at", "created_at", "proposed_at", "found_at", "received_at")
_AT_ONCE = 400  # ids in one statement


def plain(row: Any) -> dict[str, Any]:
    """Every column of a row."""
    columns = row._mapping if hasattr(row, "_mapping") else {c.name: getattr(row, c.name) for c in _columns(type(row))}
    return {name: _plain(value) for name, value in columns.items()}


def about(session: Session, table: type[T], column: str, ids: Collection[str], until: datetime | None) -> list[T]:
    """Rows whose column names one of these ids, recorded by then, the earliest first; then by id."""
    recorded = next(name for name in _RECORDED if name in table.model_fields)
    found: list[T] = []
    for part in _parts(ids):
        statement = select(table).where(col(getattr(table, column)).in_(part))
        if until is not None:
            statement = statement.where(col(getattr(table, recorded)) <= until)
        found += session.exec(statement).all()
    return sorted(found, key=lambda row: (getattr(row, recorded).isoformat(), row.id))  # type: ignore[attr-defined]


def stood(session: Session, rows: Collection[Table], until: datetime) -> list[dict[str, Any]]:
    """The rows as they stood at an instant. Of a row that is written over, the chain knows what it was then; where its
    content was erased nobody does, and the row is left out."""
    known: dict[tuple[str, str], Any] = {}
    names = {str(row.__tablename__) for row in rows if "row" not in type(row).model_fields}
    for part in _parts([str(row.id) for row in rows]):  # type: ignore[attr-defined]
        links = select(Audit.table, Audit.subject_id, Audit.content, Audit.at).order_by(col(Audit.seq))
        asked = (col(Audit.table).in_(names), col(Audit.subject_id).in_(part), col(Audit.deed) != ERASE)
        for name, identity, content, at in session.exec(links.where(*asked)):
            if at <= until or (name, identity) not in known:  # a row is made a moment before its first link
                known[name, identity] = content
    found = [known.get((str(row.__tablename__), str(row.id)), plain(row)) for row in rows]  # type: ignore[attr-defined]
    return [_until(told, until) for told in found if told is not None]


def _until(told: dict[str, Any], until: datetime) -> dict[str, Any]:
    """Without the end that came later: then it stood."""
    retired = told.get("retired_at")
    return told | {"retired_at": None} if retired is not None and datetime.fromisoformat(retired) > until else told


def _columns(table: type[Table]) -> Iterable[Any]:
    return list(sa.inspect(table).columns)


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(set(ids))
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value
