"""What people entered by hand beside what an import brings: the same thing is not written again under another id."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.tables import Dated
from registry.terms import Origin

Row = TypeVar("Row", bound=Dated)
_APART = frozenset(
    {"row", "id", "recorded_at", "retired_at", "origin", "source", "grade", "valid_from", "valid_until", "position"}
)


def not_by_hand(
    session: Session, table: type[Row], wanted: Sequence[Row], among: ColumnElement[bool]
) -> list[Row]:  # fmt: skip
    """The rows wanted, without those that say what a person entered: their row stands, and an import leaves it."""
    by_hand = select(table).where(col(table.retired_at).is_(None), table.origin == Origin.PERSON, among)
    standing = session.exec(by_hand).all()
    if not standing:
        return list(wanted)
    of_people = {one.id for one in standing}
    entered = [_said(one) for one in standing]
    return [one for one in wanted if one.id in of_people or _said(one) not in entered]


def _said(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) or None for name in type(row).model_fields if name not in _APART}
