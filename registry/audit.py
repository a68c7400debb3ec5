"""One append-only, hash-chained row per write, in the same transaction.

`attach` hooks a session: whatever it writes to the register is entered in the chain before the transaction commits.
Writers exclude each other (`registry.store`), so the chain never forks.
Operational state (sources, deliveries) is left out: it changes at every check and proves nothing.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm.session import SessionTransaction
from sqlmodel import Session, col, select

from registry.errors import StoreError
from registry.tables import Audit, Delivery, Source, Table, now

GENESIS = "0" * 64
_OPERATIONAL = (Source, Delivery, Audit)


def attach(session: Session, actor: str) -> None:
    """Enter every write of `session` in the chain under `actor`'s name."""
    pending: list[tuple[str, Table]] = []
    before: dict[SessionTransaction, int] = {}  # how much was pending when a savepoint was set

    @event.listens_for(session, "after_transaction_create")
    def mark(_session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            before[transaction] = len(pending)

    @event.listens_for(session, "before_flush")
    def collect(s: Session, _context: Any, _instances: Any) -> None:
        pending.extend(("add", row) for row in s.new if _is_register(row))
        pending.extend((_deed(row), row) for row in s.dirty if _is_register(row) and s.is_modified(row))
        if any(_is_register(row) for row in s.deleted):
            raise StoreError("A row of the register was to be deleted; rows are retired, never deleted.")

    @event.listens_for(session, "before_commit")
    def enter(s: Session) -> None:
        if s.in_nested_transaction():
            return  # a savepoint's writes are entered with the whole, or a rollback around it would break the chain
        s.flush()
        if pending:
            _append(s, actor, pending)
            pending.clear()
            s.flush()

    @event.listens_for(session, "after_soft_rollback")
    def forget(_session: Session, rolled_back: SessionTransaction) -> None:
        del pending[before.pop(rolled_back, 0) :]


def broken_link(rows: Iterable[Audit]) -> int | None:
    """The first `seq` whose content or link does not hold, or None when the whole chain holds."""
    previous = GENESIS
    for row in rows:
        if row.previous != previous or row.sha256 != _digest(row):
            return row.seq
        previous = row.sha256
    return None


def verify(session: Session) -> int | None:
    """`broken_link` over the chain in the database."""
    return broken_link(session.exec(select(Audit).order_by(col(Audit.seq))).all())


def head(session: Session) -> str:
    """The hash of the newest link."""
    newest = session.exec(select(Audit.sha256).order_by(col(Audit.seq).desc()).limit(1)).first()
    return newest or GENESIS


def _append(session: Session, actor: str, pending: list[tuple[str, Table]]) -> None:
    previous = head(session)
    at = now()
    for deed, row in pending:
        link = Audit(
            at=at, actor=actor, deed=deed, table=str(row.__tablename__), subject_id=_subject(row),
            content=_content(row), previous=previous, sha256="",
        )  # fmt: skip
        link.sha256 = previous = _digest(link)
        session.add(link)


def _digest(link: Audit) -> str:
    """The hash of a link. Half a character is never stored, but a chain that was tampered with may hold one."""
    whole = [link.previous, link.at.isoformat(), link.actor, link.deed, link.table, link.subject_id, link.content]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_register(row: object) -> bool:
    return isinstance(row, Table) and not isinstance(row, _OPERATIONAL)


def _deed(row: Table) -> str:
    return "retire" if getattr(row, "retired_at", None) is not None else "change"


def _subject(row: Table) -> str:
    return str(getattr(row, "id", None) or getattr(row, "sha256", ""))


def _content(row: Table) -> dict[str, Any]:
    """A row as plain JSON. Long texts (law files) stand by their hash, or the chain would hold the law twice."""
    return {c.name: _plain(getattr(row, c.name)) for c in sa.inspect(type(row)).columns if c.name != "files"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value
