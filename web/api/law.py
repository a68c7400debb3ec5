"""The law book on a day: adequacy decisions, clauses, memberships, authorities, cases, instruments, notes, clocks."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import to_builtins

from registry.catalogue.listing import sliced
from registry.errors import NotFound
from registry.law.lawbook import LawBook, Record
from registry.terms import Right
from web.api.paging import Country, ListQuery, Page, Timed, Words, page
from web.api.shapes.base import known, single
from web.api.shapes.judged import LawRecord
from web.deps import AtDesk


class LawKind(StrEnum):
    """The kinds of records in the law book."""

    ADEQUACY = "adequacy"
    CLAUSES = "clauses"
    MEMBERSHIP = "membership"
    BRIDGE = "bridge"
    INSTRUMENT = "instrument"
    AUTHORITY = "authority"
    CASE = "case"
    NOTE = "note"
    TREATY = "treaty"
    CLOCK = "clock"


class LawQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`in_force` true leaves out what does not hold on the day."""

    default_sort: ClassVar[str] = "id"

    q: Words | None = None
    kind: LawKind | None = None
    country: Country | None = None
    in_force: bool | None = None


@get("/law", needs=Right.READ, query=LawQuery, sync_to_thread=True)
def law(
    desk: AtDesk,
    asked: NamedDependency[LawQuery],
) -> Page[LawRecord]:
    """List the records of law, each with whether it holds on the day."""
    turning, moment = asked.turning(*_ORDERS), asked.moment(desk.today)
    found = [shape for shape in _shapes(desk.law(moment), moment.on) if _is_asked(shape, asked)]
    return page(sliced(found, turning, lambda shape: _place(shape, turning.key)), _same, turning)


@get("/law/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=True)
def record(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[LawRecord]:
    """Read one record of law."""
    moment = asked.moment(desk.today)
    return single(request, _one(_shapes(desk.law(moment), moment.on), identity))


def _one(shapes: Iterator[LawRecord], identity: str) -> LawRecord:
    for shape in shapes:
        if shape.id == identity:
            return shape
    raise NotFound(f"No record of law has the id {identity}.", named=identity)


_ORDERS = ("id", "valid_from")
_KINDS = {
    LawKind.ADEQUACY: "adequacy",
    LawKind.CLAUSES: "clauses",
    LawKind.MEMBERSHIP: "memberships",
    LawKind.BRIDGE: "bridges",
    LawKind.INSTRUMENT: "instruments",
    LawKind.AUTHORITY: "authorities",
    LawKind.CASE: "cases",
    LawKind.NOTE: "notes",
    LawKind.TREATY: "treaties",
    LawKind.CLOCK: "clocks",
}
_TITLES = ("name", "title", "parties", "act", "code", "article")
_STARTS = ("valid_from", "decided_on", "dated", "in_force_on")
_ENDS = ("annulled_on", "repealed_on", "valid_until", "relied_until")
_CARRIED = frozenset({"id", "source", "grade"})


def _shapes(book: LawBook, on: date) -> Iterator[LawRecord]:
    for kind, name in _KINDS.items():
        for one in getattr(book, name):
            yield _shape(kind, one, on)


def _shape(kind: LawKind, one: Record, on: date) -> LawRecord:
    start = _first(one, _STARTS)
    end = min((day for name in _ENDS if (day := getattr(one, name, None)) is not None), default=None)
    return LawRecord(
        id=one.id,
        kind=kind.value,
        title=str(_first(one, _TITLES) or one.id),
        countries=_countries(one),
        in_force=(start is None or start <= on) and (end is None or on < end),
        valid_from=known(start),
        valid_until=known(end),
        source=list(one.source),
        grade=one.grade,
        record={f.name: _plain(getattr(one, f.name)) for f in fields(one) if f.name not in _CARRIED},
    )


def _first(one: Record, names: tuple[str, ...]) -> Any:
    return next((value for name in names if (value := getattr(one, name, None))), None)


def _countries(one: Record) -> list[str]:
    named = [getattr(one, "code", None), getattr(one, "country", None), *getattr(one, "countries", ())]
    return list(dict.fromkeys(code for code in named if code))


def _plain(value: Any) -> Any:
    """A field of a frozen record as JSON. Mappings that nobody can fill become objects."""
    if hasattr(value, "items"):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return to_builtins(value)


def _is_asked(shape: LawRecord, asked: LawQuery) -> bool:
    words = (asked.q or "").casefold()
    return (
        asked.kind in (None, shape.kind)
        and (asked.country is None or asked.country in shape.countries)
        and asked.in_force in (None, shape.in_force)
        and (words in shape.title.casefold() or words in shape.id.casefold() or words in str(shape.record).casefold())
    )


def _place(shape: LawRecord, key: str) -> tuple[str | None, str]:
    value = getattr(shape, key)
    return (value if isinstance(value, str) else None), shape.id


def _same(shape: LawRecord) -> LawRecord:
    return shape


ROUTES = [law, record]
