"""Lists of the register, page by page: which may be asked for, by what they are filtered and sorted.

A page begins after a place (the last row's sort value and id), so rows written meanwhile neither repeat nor hide
others. The order is total: ties are told by id, and rows without the value come last.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.catalogue.reading import Row
from registry.errors import BadInput
from registry.tables import (
    Activity,
    Agreement,
    Alert,
    Change,
    Dated,
    Delivery,
    Engagement,
    Objection,
    Organisation,
    Proposal,
    Service,
    Source,
    SubprocessorRow,
    Table,
    Task,
    VerdictRow,
)
from registry.tables.base import Instant

T = TypeVar("T")
Value = str | int | date | datetime | None
Bound = Connection | Engine
Filter = Callable[[Any, Moment], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the sort value and the id of its last row."""

    value: Value
    id: str


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page is wanted: `sort` is a name, with `-` before it for the other way round. It begins after a place, or
    after the `first` so many."""

    sort: str
    limit: int
    after: Place | None = None
    first: int = 0

    @property
    def key(self) -> str:
        """The name sorted by."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""
        return self.sort.startswith("-")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of `total` things, and where the next page begins (None: this is the last)."""

    items: Sequence[T]
    total: int
    next: Place | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list: its table, its filters by name, and the columns it can be sorted by, by name."""

    table: type[Table]
    filters: Mapping[str, Filter]
    sorts: Mapping[str, str]
    newest: Filter | None = None  # for tables that are not dated rows: what is shown as known at an instant


SHELVES: Mapping[str, Shelf] = {
    "organisations": Shelf(
        Organisation,
        {"q": by.name(Organisation), "country": by.equal(Organisation, "country"),
         "kind": by.equal(Organisation, "kind"), "controller": by.equal(Organisation, "is_controller"),
         "parent": by.equal(Organisation, "parent_id")},
        {"name": "name", "country": "country", "updated_at": "recorded_at"},
    ),
    "services": Shelf(
        Service,
        {"q": by.name(Service), "organisation": by.equal(Service, "organisation_id"),
         "category": by.equal(Service, "category"), "country": by.placed},
        {"name": "name", "category": "category", "updated_at": "recorded_at"},
    ),
    "sub-processors": Shelf(
        SubprocessorRow,
        {"q": by.words(SubprocessorRow, "name_as_written"), "service": by.equal(SubprocessorRow, "service_id"),
         "organisation": by.equal(SubprocessorRow, "organisation_id"),
         "engagement": by.equal(SubprocessorRow, "engagement_id"), "country": by.listed_in},
        {"name": "name_as_written", "updated_at": "recorded_at"},
    ),
    "activities": Shelf(
        Activity,
        {"q": by.words(Activity, "name", "key"), "controller": by.equal(Activity, "controller_id")},
        {"key": "key", "updated_at": "recorded_at"},
    ),
    "engagements": Shelf(
        Engagement,
        {"q": by.words(Engagement, "name_as_written"), "controller": by.equal(Engagement, "controller_id"),
         "service": by.equal(Engagement, "service_id"), "role": by.said_role, "verdict": by.weakest_verdict},
        {"name": "name_as_written", "updated_at": "recorded_at"},
    ),
    "agreements": Shelf(
        Agreement,
        {"engagement": by.equal(Agreement, "engagement_id"), "kind": by.equal(Agreement, "kind"),
         "controller": by.through(Agreement, "engagement_id", Engagement, "controller_id"),
         "service": by.through(Agreement, "engagement_id", Engagement, "service_id"), "ends_by": by.ends_by(Agreement)},
        {"signed_on": "signed_on", "updated_at": "recorded_at"},
    ),
    "verdicts": Shelf(
        VerdictRow,
        {"controller": by.equal(VerdictRow, "controller_id"), "engagement": by.equal(VerdictRow, "engagement_id"),
         "verdict": by.equal(VerdictRow, "verdict")},
        {"judged_at": "judged_at", "updated_at": "judged_at"},
        newest=by.stood_on(VerdictRow, "judged_at", "replaced_at"),
    ),
    "sources": Shelf(
        Source,
        {"q": by.words(Source, "url"), "service": by.equal(Source, "service_id"), "state": by.equal(Source, "state"),
         "kind": by.equal(Source, "kind")},
        {"url": "url", "due_at": "due_at", "updated_at": "checked_at"},
    ),
    "changes": Shelf(
        Change,
        {"service": by.equal(Change, "service_id"), "source": by.equal(Change, "source_id"),
         "state": by.equal(Change, "state"), "severity": by.equal(Change, "severity"),
         "material": by.equal(Change, "material"), "kind": by.has_word(Change, "kinds")},
        {"updated_at": "recorded_at"},
        newest=by.known_by(Change, "recorded_at"),
    ),
    "proposals": Shelf(
        Proposal,
        {"q": by.words(Proposal, "quote"), "state": by.proposal_state,
         "subject": by.equal(Proposal, "subject_id"), "change": by.equal(Proposal, "change_id")},
        {"proposed_at": "proposed_at", "updated_at": "proposed_at"},
        newest=by.known_by(Proposal, "proposed_at"),
    ),
    "alerts": Shelf(
        Alert,
        {"q": by.words(Alert, "title"), "controller": by.equal(Alert, "controller_id"),
         "service": by.equal(Alert, "service_id"), "event": by.equal(Alert, "event"),
         "severity": by.equal(Alert, "severity"), "change": by.equal(Alert, "change_id"),
         "least_severity": by.least_severity, "decided": by.is_known(Alert, "decision")},
        {"deadline_on": "deadline_on", "updated_at": "created_at"},
        newest=by.known_by(Alert, "created_at"),
    ),
    "deliveries": Shelf(
        Delivery,
        {"alert": by.equal(Delivery, "alert_id"), "subscription": by.equal(Delivery, "subscription_id"),
         "subscriptions": by.among(Delivery, "subscription_id"), "channel": by.equal(Delivery, "channel"),
         "state": by.equal(Delivery, "state"), "q": by.words(Delivery, "target")},
        {"queued_at": "queued_at", "updated_at": "queued_at"},
    ),
    "objections": Shelf(
        Objection,
        {"controller": by.of_controller(Objection, "engagement_id"), "engagement": by.equal(Objection, "engagement_id"),
         "service": by.equal(Objection, "service_id"), "change": by.equal(Objection, "change_id"),
         "state": by.objection_state, "q": by.objected},
        {"deadline_on": "deadline_on", "updated_at": "opened_at"},
        newest=by.known_by(Objection, "opened_at"),
    ),
    "tasks": Shelf(
        Task,
        {"q": by.words(Task, "title", "about"), "subject": by.equal(Task, "subject_id"), "kind": by.equal(Task, "kind"),
         "objection": by.equal(Task, "objection_id"), "owner": by.equal(Task, "owner"),
         "open": by.still_open},
        {"due_on": "due_on", "updated_at": "opened_at"},
        newest=by.known_by(Task, "opened_at"),
    ),
}  # fmt: skip


def listed(session: Session, name: str, moment: Moment, asked: Mapping[str, Any], turning: Turning) -> Page[Row]:
    """A page of a list in one of its orders. `asked` holds the filters by name, without those nobody asked for."""
    return listed_on(session, SHELVES[name], moment, asked, turning)


def listed_on(session: Session, shelf: Shelf, moment: Moment, asked: Mapping[str, Any], turning: Turning) -> Page[Row]:
    """`listed`, for a list whose filters need rules that stand to the right of the catalogue."""
    statement = held(shelf, moment, asked)
    begun = beginning(session.get_bind(), shelf, statement, turning).offset(turning.first or None)
    rows = session.execute(begun.limit(turning.limit + 1)).all()
    key, total = ordered_by(shelf, turning).key, counted_on(session, shelf, moment, asked)
    return _page(rows, total, turning, lambda row: (getattr(row, key), row.id))


def counted_on(session: Session, shelf: Shelf, moment: Moment, asked: Mapping[str, Any]) -> int:
    """How many a list holds of what is asked for."""
    counted = held(shelf, moment, asked).with_only_columns(sa.func.count(), maintain_column_froms=True)
    return int(session.execute(counted).scalar_one())


def sliced(items: Iterable[T], turning: Turning, place: Callable[[T], tuple[Value, str]]) -> Page[T]:
    """A page of things that are not rows, in the same order as rows would come. `place` gives sort value and id."""
    ordered = sorted(items, key=lambda item: place(item)[1])
    known = [item for item in ordered if place(item)[0] is not None]
    known.sort(key=lambda item: place(item)[0], reverse=turning.descending)  # type: ignore[arg-type,return-value]
    ordered = known + [item for item in ordered if place(item)[0] is None]
    rest = ordered if turning.after is None else [item for item in ordered if _is_after(place(item), turning)]
    return _page(rest[: turning.limit + 1], len(ordered), turning, place)


def held(shelf: Shelf, moment: Moment, asked: Mapping[str, Any]) -> sa.Select[Any]:
    """All that a list holds at a moment and that meets what was asked, in no order."""
    columns = sa.inspect(shelf.table).columns
    if issubclass(shelf.table, Dated):
        statement: sa.Select[Any] = live(shelf.table, moment).with_only_columns(*columns)
    else:
        statement = sa.select(*columns)
    newest = () if shelf.newest is None else (shelf.newest(None, moment),)
    return statement.where(*newest, *(shelf.filters[key](value, moment) for key, value in asked.items()))


def ordered_by(shelf: Shelf, turning: Turning) -> Any:
    """The column a list is sorted by."""
    return sa.inspect(shelf.table).columns[shelf.sorts[turning.key]]


def beginning(bound: Bound, shelf: Shelf, statement: sa.Select[Any], turning: Turning) -> sa.Select[Any]:
    """The list in its order, from the place where the page begins."""
    column, identity = ordered_by(shelf, turning), sa.inspect(shelf.table).columns["id"]
    return _from_place(statement, _comparable(bound, column), identity, _typed(turning, column))


def _from_place(statement: sa.Select[Any], column: Any, identity: Any, turning: Turning) -> sa.Select[Any]:
    last = [column.is_(None)] if getattr(column, "nullable", True) else []  # without it an index gives the order
    ordered = statement.order_by(*last, column.desc() if turning.descending else column, identity)
    after = turning.after
    if after is None:
        return ordered
    if after.value is None:
        return ordered.where(column.is_(None), identity > after.id)
    beyond = column < after.value if turning.descending else column > after.value
    return ordered.where(sa.or_(beyond, sa.and_(column == after.value, identity > after.id), column.is_(None)))


def _comparable(bound: Bound, column: Any) -> Any:
    """Texts are compared by code point on every database, as SQLite does and a cursor expects."""
    if isinstance(column.type, sa.String) and bound.dialect.name == "postgresql":
        column = sa.collate(column, "C")
    return column


def _typed(turning: Turning, column: Any) -> Turning:
    """The place with its value as the column holds it. Raises BadInput for a place of another order."""
    after = turning.after
    if after is None or after.value is None:
        return turning
    try:
        value = _read(str(after.value), column)
    except (ValueError, OverflowError) as error:
        raise BadInput("The cursor is of another order; ask without it to begin again.", field="cursor") from error
    return replace(turning, after=Place(value, after.id))


def _read(text: str, column: Any) -> Value:
    """A value as the column holds it. Raises ValueError."""
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(text).astimezone(UTC)
    return date.fromisoformat(text) if isinstance(column.type, sa.Date) else text


def _is_after(here: tuple[Value, str], turning: Turning) -> bool:
    value, identity = here
    after = turning.after
    assert after is not None
    if value is None or after.value is None:
        return value is None and (after.value is not None or identity > after.id)
    if value == after.value:
        return identity > after.id
    return (value < after.value) if turning.descending else (value > after.value)  # type: ignore[operator]


def _page(rows: Sequence[T], total: int, turning: Turning, place: Callable[[T], tuple[Value, str]]) -> Page[T]:
    """The page without the one row more that tells whether another page follows."""
    kept = rows[: turning.limit]
    return Page(kept, total, Place(*place(kept[-1])) if len(rows) > turning.limit else None)
