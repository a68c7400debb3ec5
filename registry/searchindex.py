"""The index of the search: written in the transaction of the rows it is of, and made anew from them at any time.

Its tables stand outside the tables' metadata (migration 0012): in SQLite an FTS5 table beside the entries, in
PostgreSQL a column of lexemes. No trigger keeps them, for copying a table loses triggers; a hook on the session does.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm.session import SessionTransaction
from sqlmodel import Session, col, select

from registry.cataloguenames import folded
from registry.searchentries import Entry, document_of, entries, owner
from registry.stems import all_stems
from registry.tables import (
    Activity,
    Agreement,
    Claim,
    Dated,
    Document,
    Engagement,
    HandedIn,
    Name,
    Organisation,
    Reading,
    Service,
    SubprocessorRow,
    Table,
    Version,
)

VERSION = 3  # raise it whenever the same row may give other entries
_INDEXED = (
    Organisation, Service, Name, Document, HandedIn, Engagement, Activity, Agreement, SubprocessorRow, Claim, Reading,
)  # fmt: skip
KEYS = MappingProxyType(
    {
        str(table.__tablename__): "row" if issubclass(table, Dated) else "id"
        for table in _INDEXED
        if table is not Reading
    }
)
"""The tables whose rows have entries, and by which column; a reading's entries are its document's."""
_AT_ONCE = 500


def attach(session: Session) -> None:
    """Keep the index of whatever a session writes, within its transaction."""
    pending: list[Table] = []
    before: dict[SessionTransaction, int] = {}

    @event.listens_for(session, "after_transaction_create")
    def mark(_session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            before[transaction] = len(pending)

    @event.listens_for(session, "before_flush")
    def collect(s: Session, _context: Any, _instances: Any) -> None:
        pending.extend(row for row in s.new if isinstance(row, _INDEXED))
        pending.extend(row for row in s.dirty if isinstance(row, _INDEXED) and s.is_modified(row))

    @event.listens_for(session, "before_commit")
    def enter(s: Session) -> None:
        if s.in_nested_transaction():
            return
        s.flush()
        if pending:
            _renew(s, list({id(row): row for row in pending}.values()))
            pending.clear()

    @event.listens_for(session, "after_soft_rollback")
    def forget(_session: Session, rolled_back: SessionTransaction) -> None:
        del pending[before.pop(rolled_back, 0) :]


def ensure(session: Session) -> int:
    """Fill the index where it is not of this version: of a database that is older than it. How many entries it made."""
    held = session.execute(sa.text("SELECT number FROM search_version")).scalar()
    return 0 if held == VERSION else renew(session)


def renew(session: Session) -> int:
    """Make the index anew and note of which version it is, whatever stood there: after rows came in some other way."""
    made = rebuild(session)
    session.execute(sa.text("DELETE FROM search_version"))
    session.execute(sa.text("INSERT INTO search_version (number) VALUES (:number)"), {"number": VERSION})
    return made


def rebuild(session: Session) -> int:
    """The whole index anew from the rows. How many entries it holds."""
    session.flush()
    if _is_sqlite(session):
        session.execute(sa.text("DELETE FROM search_words"))
    session.execute(sa.text("DELETE FROM search_entry"))
    made = 0
    for table in _INDEXED:
        rows = session.exec(_standing(table)).all()
        for start in range(0, len(rows), _AT_ONCE):
            made += _insert(
                session, [entry for row in rows[start : start + _AT_ONCE] for entry in entries(session, row)]
            )
    return made


def _standing(table: type[Table]) -> Any:
    """The rows of a table that have entries, in an order that is always the same."""
    if issubclass(table, Dated):
        return select(table).where(col(table.retired_at).is_(None)).order_by(col(table.row))
    if table is Claim:
        return select(Claim).where(col(Claim.superseded_at).is_(None)).order_by(col(Claim.id))
    if table is Reading:
        return select(Reading).where(col(Reading.id).in_(_newest())).order_by(col(Reading.id))
    return select(HandedIn).order_by(col(HandedIn.id))


def _newest(document_id: str | None = None) -> Any:
    """The reading of each document that is searched: of its newest version the newest, whichever was made last."""
    order = (col(Version.recorded_at).desc(), col(Reading.recorded_at).desc(), col(Reading.id).desc())
    asked = (
        sa.select(col(Reading.id).label("id"))
        .add_columns(sa.func.row_number().over(partition_by=col(Version.document_id), order_by=order).label("place"))
        .join(Version, col(Version.id) == col(Reading.version_id))
    )
    of_one = asked if document_id is None else asked.where(col(Version.document_id) == document_id)
    placed = of_one.subquery()
    return sa.select(placed.c.id).where(placed.c.place == 1)


def _renew(session: Session, rows: Iterable[Any]) -> None:
    found: dict[tuple[str, str], list[Entry]] = {}
    for row in rows:
        stands = _newest_instead(session, row) if isinstance(row, Reading) else row
        found[owner(session, row)] = entries(session, stands)
    _delete(session, sorted(found))
    _insert(session, [entry for made in found.values() for entry in made])


def _newest_instead(session: Session, reading: Reading) -> Reading:
    """The reading by which its document is found: a text of last year may be read anew today."""
    newest = _newest(document_of(session, reading))
    return session.exec(select(Reading).where(col(Reading.id).in_(newest))).first() or reading


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _delete(session: Session, owners: Iterable[tuple[str, str]]) -> None:
    where = "WHERE of_table = :table AND of_row = :row"
    asked = [{"table": table, "row": row} for table, row in owners]
    if not asked:
        return
    if _is_sqlite(session):
        words = f"DELETE FROM search_words WHERE rowid IN (SELECT id FROM search_entry {where})"
        session.connection().execute(sa.text(words), asked)
    session.connection().execute(sa.text(f"DELETE FROM search_entry {where}"), asked)


def _insert(session: Session, made: list[Entry]) -> int:
    if not made:
        return 0
    first = session.connection().execute(sa.text("SELECT coalesce(max(id), 0) FROM search_entry")).scalar_one() + 1
    rows = [_columns(number, entry) for number, entry in enumerate(made, first)]
    columns = "id, of_table, of_row, kind, subject_id, found_in, folded, body"
    values = ":id, :of_table, :of_row, :kind, :subject_id, :found_in, :folded, :body"
    if _is_sqlite(session):
        session.connection().execute(sa.text(f"INSERT INTO search_entry ({columns}) VALUES ({values})"), rows)
        words = "INSERT INTO search_words (rowid, named, said) VALUES (:id, :named, :said)"
        session.connection().execute(sa.text(words), rows)
        return len(rows)
    lexemes = "array_to_tsvector(CAST(:stems AS text[]))"
    statement = f"INSERT INTO search_entry ({columns}, words) VALUES ({values}, {lexemes})"
    session.connection().execute(sa.text(statement), rows)
    return len(rows)


def _columns(number: int, entry: Entry) -> dict[str, Any]:
    found = all_stems((entry.body,))
    joined = " ".join(found)
    return {
        "id": number,
        "of_table": entry.table,
        "of_row": entry.row,
        "kind": entry.kind.value,
        "subject_id": entry.subject_id,
        "found_in": entry.where.value,
        "folded": folded(entry.body)[:200] if entry.is_name else None,
        "body": entry.body,
        "named": joined if entry.is_name else "",
        "said": "" if entry.is_name else joined,
        "stems": found,
    }
