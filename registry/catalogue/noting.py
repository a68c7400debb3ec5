"""Curated claims and cited sources beside what the database holds: never edited, only superseded.

A claim that a person's deed superseded stays so, however often the data say it again.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from registry.catalogue.shelving import Counts
from registry.tables import CitedSource, Claim
from registry.terms import Origin

Noted = TypeVar("Noted", Claim, CitedSource)
LEFT_THE_DATA = "data"  # in `superseded_by`


def note(
    session: Session,
    table: type[Noted],
    wanted: Iterable[Noted],
    at: datetime,
    *,
    among: ColumnElement[bool] | None = None,
    origin: Origin = Origin.DATA,
) -> Counts:
    """Make the rows of one origin what `wanted` says (`among`: of one portfolio). Ids are made of what rows say."""
    counts = Counts()
    standing: dict[str, list[Noted]] = defaultdict(list)
    for row in session.exec(select(table) if among is None else select(table).where(among)):
        if getattr(row, "origin", Origin.DATA) is origin:
            standing[_said(row.id)].append(row)
    for row in wanted:
        _note_one(session, row, standing.pop(row.id, []), counts)
    for gone in (row for rows in standing.values() for row in rows if row.superseded_at is None):
        gone.superseded_at, gone.superseded_by = at, LEFT_THE_DATA
        session.add(gone)
        counts.ended += 1
    return counts


def _note_one(session: Session, row: Noted, before: list[Noted], counts: Counts) -> None:
    if any(one.superseded_at is None for one in before):
        counts.kept += 1
        return
    if any(one.superseded_by != LEFT_THE_DATA for one in before):
        counts.decided += 1
        return
    if before:
        row.id = f"{row.id}~{len(before) + 1}"
    session.add(row)
    counts.added += 1


def _said(identity: str) -> str:
    """The part of an id that is made of what the row says; after `~` stands how often it came back."""
    return identity.partition("~")[0]
