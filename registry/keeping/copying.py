"""A whole register from one database into another, row by row, and the proof that both hold the same.

Rows are copied as they are: ids, instants and the chain's hashes included. The chain is copied, never continued.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from registry import searchindex
from registry.errors import Conflict
from registry.store import Store
from registry.tables import Table

_AT_ONCE = 500
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same in both databases; None where it is missing."""

    table: str
    key: tuple[Any, ...]
    why: str


def tables() -> list[sa.Table]:
    """Every table of the register, those that others point at first."""
    return list(Table.metadata.sorted_tables)


def copy(source: Session, target: Session) -> dict[str, int]:
    """Copy every row into a database at the same schema that holds none. Raises Conflict for one that holds some.

    The target's session commits all of it or nothing. Returns how many rows each table has.
    """
    require_empty(target)
    counts = {one.name: _copy(source, target, one) for one in tables()}
    if target.get_bind().dialect.name == "postgresql":
        _count_on(target)
    return counts


def require_empty(session: Session) -> None:
    """Raises Conflict where any table holds a row."""
    filled = [
        one.name for one in tables() if session.execute(sa.select(sa.literal(1)).select_from(one).limit(1)).first()
    ]
    if filled:
        raise Conflict(
            f"The database is not empty: {', '.join(filled[:5])} hold rows. Name an empty one; nothing was written."
        )


def differences(one: Session, other: Session) -> list[Difference]:
    """The first rows that are not the same in both, table by table. Nothing means that all rows are."""
    found = (difference for table in tables() for difference in _differences(one, other, table))
    return list(islice(found, _MOST_TOLD))


def _copy(source: Session, target: Session, table: sa.Table) -> int:
    count = 0
    with closing(_rows(source, table)) as rows:
        while part := [dict(row._mapping) for row in islice(rows, _AT_ONCE)]:
            target.execute(sa.insert(table), part)
            count += len(part)
    return count


def _rows(session: Session, table: sa.Table) -> Any:
    keys = [_by_bytes(session, column) for column in table.primary_key.columns]
    return session.execute(sa.select(table).order_by(*keys).execution_options(yield_per=_AT_ONCE))


def _by_bytes(session: Session, column: Any) -> Any:
    """In the order of its bytes: a server's language may sort texts otherwise."""
    is_text = isinstance(column.type, sa.String) and session.get_bind().dialect.name == "postgresql"
    return sa.collate(column, "C") if is_text else column


def _differences(one: Session, other: Session, table: sa.Table) -> Iterator[Difference]:
    keys = [column.name for column in table.primary_key.columns]
    with closing(_rows(one, table)) as mine, closing(_rows(other, table)) as theirs:
        for here, there in zip_longest(mine, theirs):
            row = here if here is not None else there
            key = tuple(row._mapping[name] for name in keys)
            if here is None or there is None:
                yield Difference(table.name, key, "stands in one of them alone")
                return
            wrong = [name for name in here._mapping if here._mapping[name] != there._mapping[name]]
            if wrong:
                yield Difference(table.name, key, f"differs in {', '.join(wrong)}")


def _count_on(target: Session) -> None:
    """Numbers that PostgreSQL gives out go on after those that were copied."""
    for table in tables():
        column = table.autoincrement_column
        if column is None:
            continue
        highest = target.execute(sa.select(sa.func.max(column))).scalar()
        if highest is not None:
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
            target.execute(sa.select(sa.func.setval(sequence, highest)))


def copied(source: Store, target: Store, actor: str) -> dict[str, int]:
    """`copy` between two databases, in one transaction of the target; what the search looks through is made there."""
    with source.read() as reading, target.write(actor) as writing:
        counts = copy(reading, writing)
        searchindex.renew(writing)
        return counts
