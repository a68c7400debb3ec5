"""What somebody sees whose scope is a few controllers: their own rows and the shared catalogue, below every statement.

A group's companies share one register and see only their own. Filters in every handler would be forgotten in one of
them; so a session of such a person has its statements shadowed: `WITH engagement AS (SELECT * FROM main.engagement
WHERE …)` is put before each, and whatever the statement asks of `engagement` it asks of that. The rules are made of
the tables' own columns, so that a table made tomorrow is filtered too.
"""

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlmodel import Session

from registry.errors import BadInput, NotAllowed, StoreError
from registry.tables import Dated, Organisation, Proposal, Table

SCOPE = "onward_scope"
OWNER = "controller_id"
PARENTS = {
    "engagement_id": "engagement", "transfer_id": "transfer", "assessment_id": "impact_assessment",
    "activity_id": "activity", "agreement_id": "agreement", "review_id": "review", "objection_id": "objection",
    "alert_id": "alert",
}  # fmt: skip
"""Columns that name a thing of one controller. A row where it is null belongs to nobody and is shared."""
WITHOUT = frozenset({"audit", "person", "token", "subscription"})
"""Tables that no scope narrows: the chain is read whole or it proves nothing; accounts are the administrators', and
subscriptions are told apart by their person (`registry.alerts.owning`)."""
ADDED_BY_ALL = frozenset({"organisation", "name", "service", "document", "handed_in", "version", "snapshot", "reading",
                          "claim", "proposal", "source", "law_book", "cited_source"})  # fmt: skip
"""Shared tables that somebody with a scope may add to: what an import or a document names, never what a vendor does."""
_SHARED = (
    "This concerns what all controllers share, and your account is for some of them. "
    "Somebody whose account is for all of them can do it."
)
_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,80}")
_READS = re.compile(r"\A\s*(?:\([(\s]*SELECT|SELECT|(WITH)(\s+RECURSIVE)?)\s", re.IGNORECASE)
_OTHERS = re.compile(
    r"\A\s*(?:INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|PRAGMA)\b", re.IGNORECASE
)

Clause = tuple[str, ...]


def shadow(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> tuple[str, Any]:
    """For the engine's `before_cursor_execute`: the statement as somebody with a scope asks it."""
    controllers = connection.get_execution_options().get(SCOPE)
    if controllers is None:
        return statement, parameters
    return narrowed(statement, controllers, str(connection.dialect.default_schema_name or "main")), parameters


def narrowed(statement: str, controllers: Collection[str], schema: str) -> str:
    """A statement that reads, over what these controllers own. Those that write are left: rows are written by id.

    Raises StoreError for a statement that is neither: nobody knows what it would show.
    """
    reads = _READS.match(statement)
    if reads is None:
        if _OTHERS.match(statement) is None:
            raise StoreError("A statement that cannot be narrowed to a scope was refused.")
        return statement
    views = _views(tuple(sorted(controllers)), schema)
    mentioned = sorted({name.lower() for name in _mentions(tuple(views)).findall(statement)})
    if not mentioned:
        return statement
    shadows = ", ".join(f'"{name}" AS ({views[name]})' for name in mentioned)
    if reads[1] is None:
        return f"WITH {shadows} {statement}"
    return f"WITH{reads[2] or ''} {shadows}, {statement[reads.end() :]}"


def attach(session: Session, controllers: Collection[str]) -> None:
    """Refuse what somebody with this scope may not write: another controller's rows, and what all controllers share."""

    @event.listens_for(session, "before_flush")
    def check(s: Session, _context: Any, _instances: Any) -> None:
        _refuse_hidden(s, [row for row in s.new if isinstance(row, Dated)])
        for row in [*s.new, *(one for one in s.dirty if s.is_modified(one))]:
            if isinstance(row, Table) and not may_write(row, controllers, is_new=row in s.new):
                raise NotAllowed(_SHARED)


def _refuse_hidden(session: Session, rows: Collection[Dated]) -> None:
    """Raises NotAllowed for a new row under an id that another controller's rows bear: names make ids."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(str(row.__tablename__), set()).add(row.id)
    connection = session.connection()
    schema = connection.dialect.default_schema_name or "main"
    for name, wanted in ids.items():
        hidden = sa.text(
            f'SELECT 1 FROM "{schema}"."{name}" AS every WHERE every.id IN :ids AND every.retired_at IS NULL '
            f'AND every."row" NOT IN (SELECT "row" FROM {name}) LIMIT 1'
        ).bindparams(sa.bindparam("ids", expanding=True))
        if connection.execute(hidden, {"ids": sorted(wanted)}).first() is not None:
            raise NotAllowed(_SHARED)


def may_write(row: Table, controllers: Collection[str], *, is_new: bool) -> bool:
    """Whether somebody with this scope may write the row. What an engagement owns was read through the scope before."""
    name = str(row.__tablename__)
    if name in WITHOUT:
        return True
    if isinstance(row, Organisation):
        return row.id in controllers or (is_new and not row.is_controller)
    if isinstance(row, Proposal) and not is_new:
        return row.subject_id in controllers
    if (owner := getattr(row, OWNER, None)) is not None:
        return owner in controllers
    if any(getattr(row, column, None) is not None for column in PARENTS):
        return True
    if getattr(row, "subject_id", None) in controllers:
        return True
    return is_new and name in ADDED_BY_ALL


@lru_cache(maxsize=64)
def _views(controllers: Clause, schema: str) -> dict[str, str]:
    """Each narrowed table and what stands in for it. Raises BadInput for an id that is none of ours."""
    for one in controllers:
        if _ID.fullmatch(one) is None:
            raise BadInput(f"“{one[:80]}” is no controller's id.", field="controllers")
    own = ", ".join(f"'{one}'" for one in controllers or ("",))
    return _Rules(own, lambda name: f'"{schema}"."{name}"').views()


@lru_cache(maxsize=64)
def _mentions(names: Clause) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b", re.IGNORECASE)


class _Rules:
    """The rows of each table that these controllers see."""

    def __init__(self, own: str, real: Callable[[str], str]) -> None:
        self._own, self._real = own, real
        self._tables = {table.name: table for table in Table.metadata.sorted_tables if table.name not in WITHOUT}

    def views(self) -> dict[str, str]:
        found = {name: self._where(name) for name in self._tables}
        made = {name: f"SELECT * FROM {self._real(name)} WHERE {where}" for name, where in found.items() if where}
        return made | {"organisation": self._organisations()}

    def _names(self, name: str) -> list[str]:
        return [column.name for column in self._tables[name].columns]

    def _seen(self, name: str) -> str:
        return f'SELECT "id" FROM {self._real(name)} WHERE {self._where(name) or "1 = 1"}'

    def _where(self, name: str) -> str:
        columns = self._names(name)
        parts = [f'("{OWNER}" IS NULL OR "{OWNER}" IN ({self._own}))'] if OWNER in columns else []
        parts += [
            f'("{column}" IS NULL OR "{column}" IN ({self._seen(parent)}))'
            for column, parent in PARENTS.items()
            if column in columns and parent in self._tables
        ]
        parts += [self._not_theirs("subject_id")] if "subject_id" in columns else []
        parts += [self._no_document_of_theirs()] if "document_id" in columns else []
        return " AND ".join(parts)

    def _foreign(self) -> list[str]:
        """Ids of what belongs to other controllers."""
        others = f'SELECT "id" FROM {self._real("organisation")} WHERE "is_controller" AND "id" NOT IN ({self._own})'
        owned = ("engagement", "activity", "impact_assessment")
        theirs = [
            f'SELECT "id" FROM {self._real(name)} WHERE "{OWNER}" NOT IN ({self._own})' for name in owned
        ]  # fmt: skip
        behind = ("agreement", "transfer", "review", "objection")
        further = [
            f'SELECT "id" FROM {self._real(name)} WHERE NOT ({where})'
            for name in behind
            if name in self._tables and (where := self._where(name))
        ]
        return [others, *theirs, *further]

    def _not_theirs(self, column: str) -> str:
        apart = " AND ".join(f'"{column}" NOT IN ({foreign})' for foreign in self._foreign())
        return f'("{column}" IS NULL OR ({apart}))'

    def _no_document_of_theirs(self) -> str:
        """A document that was handed in has no row of its own until somebody accepts what it says."""
        filed = f'SELECT "id" FROM {self._real("document")} WHERE "{OWNER}" NOT IN ({self._own})'
        handed = f'SELECT "id" FROM {self._real("handed_in")} WHERE NOT {self._not_theirs("subject_id")}'
        apart = f'"document_id" NOT IN ({filed}) AND "document_id" NOT IN ({handed})'
        return f'("document_id" IS NULL OR ({apart}))'

    def _organisations(self) -> str:
        """Another controller is nobody of ours; where it is a party to something of ours, it is a party like others."""
        masked = f'("is_controller" AND "id" IN ({self._own})) AS "is_controller"'
        columns = [f'"{one}"' if one != "is_controller" else masked for one in self._names("organisation")]
        ours = f'"{OWNER}" IN ({self._own})'
        shown = [
            f'"id" IN ({self._own})',
            f'"id" IN (SELECT "organisation_id" FROM {self._real("service")})',
            f'"id" IN (SELECT "contracting_party_id" FROM {self._real("engagement")} WHERE {ours})',
            f'"id" IN (SELECT "other_id" FROM {self._real("joint_control")} WHERE {ours})',
        ]
        where = f'NOT "is_controller" OR {" OR ".join(shown)}'
        return f"SELECT {', '.join(columns)} FROM {self._real('organisation')} WHERE {where}"
