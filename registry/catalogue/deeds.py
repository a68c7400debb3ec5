"""What a person writes into the catalogue, one mechanism for every kind of dated row: add, change, end.

A kind says which rows its fields name, what tells one row from its siblings, and which rows hang on it. Nothing is
written that points at nothing, and nothing ends under what its kind lists as hanging on it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.catalogue import dated
from registry.errors import BadInput, Conflict, NotFound
from registry.lawfiles import place_names
from registry.tables import Dated
from registry.terms import Grade, Origin

BY_HAND = "entered by hand"
LONGEST_LINE, LONGEST_TEXT, MOST_VALUES = 300, 4_000, 200
FIRST_YEAR, LAST_YEAR = 1950, 2200
Values = Mapping[str, Any]
Check = Callable[[Session, Any], None]


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows of another kind that rest on this one: their table and the column that names it."""

    table: type[Dated]
    column: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row that people write. Columns that are not named here are taken as they are sent."""

    table: type[Dated]
    identity: Callable[[Any], str]
    fixed: tuple[str, ...]  # what tells it from its siblings and is never changed
    rests_on: Mapping[str, type[Dated]]  # column -> whom it names
    throughout: frozenset[str] = frozenset()  # those of them who must stand for as long as the row does
    hanging: tuple[Hanging, ...] = ()
    places: tuple[str, ...] = ()  # columns that hold a country's code
    texts: tuple[str, ...] = ()  # columns that may hold several lines
    noted: tuple[str, ...] = ()  # what has no column and stands in its notes
    siblings: Callable[[Session, Any], str | None] | None = None  # another row that is this one already
    check: Check | None = None  # what no single column shows
    after: Check | None = None  # what is written with it

    @property
    def word(self) -> str:
        """What it is called in messages."""
        return str(self.table.__tablename__).replace("_", " ")


def create(session: Session, kind: Kind, values: Values, at: datetime) -> Dated:
    """Write a new row. Raises BadInput naming the column, Conflict with the id of the one that stands."""
    said = {"source": BY_HAND, "grade": Grade.PRIMARY} | _columns(kind, values, None)
    row = kind.table(**said, id="", origin=Origin.PERSON, recorded_at=at)
    row.id = kind.identity(row)
    _require_sound(session, kind, row)
    there = _live(session, kind.table, row.id)
    existing = there[-1].id if there else kind.siblings(session, row) if kind.siblings else None
    if existing is not None:
        raise Conflict(f"The register has this {kind.word} already: {existing}. Change that one.", existing=existing)
    dated.add(session, row)
    _follow(session, kind, row)
    return row


def change(session: Session, kind: Kind, identity: str, values: Values, *, since: date | None = None) -> Dated:
    """Correct the newest row of a thing; with `since` the world changed that day and the old row ends there.

    Raises NotFound, Conflict for one that has ended, BadInput for a column that cannot be so.
    """
    row = newest(session, kind, identity)
    if row.valid_until is not None and "valid_until" not in values:
        raise Conflict(f"{identity} ends on {row.valid_until} and is not changed any more.", existing=identity)
    wanted = {"origin": Origin.PERSON} | _columns(kind, values, row)
    _require_day(since, "since")
    if since is not None and row.valid_from is not None and since <= row.valid_from:
        raise BadInput(
            f"It stands since {row.valid_from}; a change comes later. Leave it out to correct.", field="since"
        )
    ahead = wanted | ({} if since is None else {"valid_from": since})
    _require_sound(session, kind, dated.copy(row, row.recorded_at, **ahead))
    until = wanted.get("valid_until")
    if until is not None:
        _require_free(session, kind, row, until)
    written = dated.correct(session, row, **wanted) if since is None else dated.change(session, row, since, **wanted)
    _follow(session, kind, written)
    return written


def _columns(kind: Kind, values: Values, row: Any) -> dict[str, Any]:
    """What was sent, as columns; what has none goes into the notes, beside what stands there."""
    for name in kind.fixed if row is not None else ():
        if name in values and values[name] != _standing(kind, row, name):
            field = name.removesuffix("_id")
            raise BadInput(f"{field} tells this {kind.word} from others; enter another instead.", field=field)
    columns = {name: value for name, value in values.items() if name not in kind.noted}
    if not any(name in values for name in kind.noted):
        return columns
    notes = dict(values.get("notes") or getattr(row, "notes", None) or {})
    notes |= {name: _plain(values[name]) for name in kind.noted if name in values}
    return columns | {"notes": {name: said for name, said in notes.items() if said is not None} or None}


def _standing(kind: Kind, row: Any, name: str) -> Any:
    return (row.notes or {}).get(name) if name in kind.noted else getattr(row, name)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _follow(session: Session, kind: Kind, row: Dated) -> None:
    if kind.after:
        kind.after(session, row)


def end(session: Session, kind: Kind, identity: str, on: date) -> Dated:
    """End a thing: `on` is the first day it no longer holds. Raises NotFound, Conflict, BadInput."""
    row = newest(session, kind, identity)
    if row.valid_until is not None:
        raise Conflict(f"{identity} ends on {row.valid_until} already.", existing=identity)
    _require_day(on, "on")
    if row.valid_from is not None and on <= row.valid_from:
        raise BadInput(f"{identity} began on {row.valid_from}; it ends on a later day.", field="on")
    _require_free(session, kind, row, on)
    return dated.end(session, row, on)


def newest(session: Session, kind: Kind, identity: str) -> Dated:
    """The live row of a thing that begins last. Raises NotFound."""
    rows = _live(session, kind.table, identity)
    if not rows:
        raise NotFound(f"There is no {kind.word} {identity}.", named=identity)
    return rows[-1]


def _live(session: Session, table: type[Dated], identity: str) -> list[Dated]:
    """Every live row of an id, the one that begins last at the end."""
    statement = select(table).where(col(table.id) == identity, col(table.retired_at).is_(None))
    return sorted(session.exec(statement), key=lambda row: row.valid_from or date.min)


def _require_sound(session: Session, kind: Kind, row: Dated) -> None:
    """Raises BadInput for the first column that cannot be as it is."""
    for name in sorted(set(type(row).model_fields) - dated.BOOKKEEPING):
        _require_bounded(kind, name, getattr(row, name))
    for name in ("valid_from", "valid_until"):
        _require_day(getattr(row, name), name)
    for name in kind.places:
        _require_places(name, getattr(row, name))
    if row.valid_from and row.valid_until and row.valid_until <= row.valid_from:
        raise BadInput(
            f"It would end on {row.valid_until}, not after its start on {row.valid_from}.", field="valid_until"
        )
    for name in kind.rests_on:
        _require_reference(session, kind, name, row)
    if kind.check:
        kind.check(session, row)


def _require_bounded(kind: Kind, name: str, value: Any) -> None:
    field = name.removesuffix("_id")
    for text in _texts(value):
        longest = LONGEST_TEXT if name in kind.texts else LONGEST_LINE
        if len(text) > longest:
            raise BadInput(f"{field} is longer than {longest} characters.", field=field)
        if not all(sign.isprintable() or (name in kind.texts and sign in "\n\t") for sign in text):
            raise BadInput(f"{field} holds characters that no text holds.", field=field)
    if isinstance(value, str) and not value.strip():
        raise BadInput(f"{field} is empty. What is not known is left out.", field=field)
    if isinstance(value, list) and len(value) > MOST_VALUES:
        raise BadInput(f"{field} holds more than {MOST_VALUES} values.", field=field)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return (text for one in value.values() for text in _texts(one))
    return (text for one in value for text in _texts(one)) if isinstance(value, Sequence) else ()


def _require_day(day: date | None, field: str) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"{field} lies outside {FIRST_YEAR} to {LAST_YEAR}.", field=field)


def _require_places(name: str, value: Any) -> None:
    """Codes of countries, or of the one organisation that counts as a place."""
    for code in [value] if isinstance(value, str) else value or ():
        if code not in place_names():
            raise BadInput(f"“{str(code)[:20]}” is no country; write ISO 3166-1 alpha-2, or EPO.", field=name)


def _require_reference(session: Session, kind: Kind, name: str, row: Dated) -> None:
    """What a row names is there; what it cannot do without stands for as long as the row does. Raises BadInput."""
    value, field, table = getattr(row, name), name.removesuffix("_id"), kind.rests_on[name]
    for identity in [value] if isinstance(value, str) else value or ():
        rows = _live(session, table, identity)
        if not rows:
            raise BadInput(f"There is no {str(table.__tablename__).replace('_', ' ')} {identity[:80]}.", field=field)
        if name in kind.throughout and not covers(rows, row.valid_from, row.valid_until):
            raise BadInput(f"{identity} does not stand for as long as this would.", field=field)


def covers(rows: Iterable[Dated], start: date | None, until: date | None) -> bool:
    """Whether rows, in the order in which they begin, stand on every day from `start` to before `until`."""
    reached = start
    for row in rows:
        if row.valid_from is not None and (reached is None or row.valid_from > reached):
            continue
        if row.valid_until is None:
            return True
        reached = row.valid_until if reached is None or row.valid_until > reached else reached
        if until is not None and reached >= until:
            return True
    return False


def _require_free(session: Session, kind: Kind, row: Dated, on: date) -> None:
    """Raises Conflict, naming it, where something goes on resting on the row from that day."""
    for one in kind.hanging:
        column = col(getattr(one.table, one.column))
        live = select(one.table.id).where(column == row.id, col(one.table.retired_at).is_(None))
        beyond = live.where(or_(col(one.table.valid_until).is_(None), col(one.table.valid_until) > on))
        there = session.exec(beyond.order_by(col(one.table.id))).first()
        if there is not None:
            raise Conflict(f"{there} still rests on {row.id}; end that first.", existing=there)
