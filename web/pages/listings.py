"""A list as one declaration: what it is searched and ordered by, its page and its file. Any page shows lists so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from litestar import Response

from registry.catalogue.dated import Moment
from registry.catalogue.listing import Shelf, Turning, counted_on, listed_on
from registry.catalogue.reading import Row
from registry.reports.cells import Cell
from registry.reports.sheets import FORMATS
from web.deps import Desk
from web.pages.lists import (
    MOST_IN_A_FILE,
    ON_A_PAGE,
    Choice,
    Part,
    asked_of,
    file_of,
    format_of,
    holding,
    list_of,
    one_of,
    order,
    page_number,
    require_few,
    sheet_of,
)
from web.pages.views import View
from web.pages.visiting import PageQuery, Visit

T = TypeVar("T")
S = TypeVar("S", covariant=True)


class ListQuery(PageQuery, frozen=True, kw_only=True):
    """What the address of a page with lists takes. `of`: which of them is asked for as a file."""

    q: str | None = None
    sort: str | None = None
    page: str | None = None
    of: str | None = None
    format: str | None = None


class Sliced(Protocol[S]):
    """A list of which a stretch is asked for: one in hand, or rows that wait in the database."""

    def __len__(self) -> int: ...

    def __getitem__(self, stretch: slice, /) -> Sequence[S]: ...


@dataclass(frozen=True, slots=True)
class Waiting(Generic[T]):
    """Rows in the database: how many there are, and so many from a place on. No more are read than are shown."""

    total: int
    between: Callable[[int, int], Sequence[T]]

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, stretch: slice) -> Sequence[T]:
        first, until, _ = stretch.indices(self.total)
        return self.between(first, until - first) if until > first else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """A list of a page. `of` names it in the address and in the file's name, `sorts` are its orders by their words
    (`lists.by_…`), the first where the address says nothing; `asks` names its page in the address, for a page may hold
    several. `rows`: as cells of `columns`; `keeps`: what else of the address stays, a tuple several times."""

    of: str
    found: Sliced[T]
    columns: tuple[str, ...]
    rows: Callable[[Sequence[T]], Iterable[dict[str, Cell]]]
    sorts: Sequence[str]
    choices: Sequence[Choice] = ()
    keeps: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    asks: str = "page"
    each: int = ON_A_PAGE


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A list as a template has it: its page, what narrows and orders it, what the address says of that."""

    of: str
    part: Part[T]
    choices: Sequence[Choice]
    asked: Mapping[str, str | tuple[str, ...]]
    keeps: Mapping[str, str | tuple[str, ...]]
    formats: Sequence[str] = FORMATS


def in_hand(
    visit: Visit, things: Iterable[T], texts: Callable[[T], Iterable[str | None]],
    sorts: Mapping[str, Callable[[T], Any] | None],
) -> list[T]:  # fmt: skip
    """Those that hold the words of the address, in its order; a sort without a key leaves them as they come."""
    words = visit.query.get("q", "")
    found = [one for one in things if holding(words, texts(one))]
    key = sorts[sort_of(visit, list(sorts))]
    return found if key is None else sorted(found, key=key)


def on_shelf(desk: Desk, shelf: Shelf, moment: Moment, asked: Mapping[str, Any], sort: str) -> Waiting[Row]:
    """The rows of a shelf that are asked for, in one of its orders."""

    def between(first: int, limit: int) -> Sequence[Row]:
        return listed_on(desk.session, shelf, moment, asked, Turning(sort, limit, first=first)).items

    return Waiting(counted_on(desk.session, shelf, moment, asked), between)


def sort_of(visit: Visit, sorts: Sequence[str]) -> str:
    """The order that the address asks for, the first where it says nothing. Raises BadInput for one that is none."""
    return one_of(visit, "sort", sorts) or sorts[0]


def shown(visit: Visit, listing: Listing[T]) -> Shown[T]:
    """The page of a list that the address asks for. Raises BadInput for one that is not there."""
    number = page_number(visit, len(listing.found), listing.each, listing.asks)
    stretch = listing.found[(number - 1) * listing.each : number * listing.each]
    choices = [*listing.choices, order(visit, {one: f"lists.by_{one}" for one in listing.sorts})]
    return Shown(
        of=listing.of,
        part=Part(stretch, len(listing.found), number, listing.each, listing.asks),
        choices=choices,
        asked=dict(listing.keeps) | asked_of(visit, "q", *(one.name for one in choices)),
        keeps=listing.keeps,
    )


def filed(visit: Visit, view: View, *listings: Listing[Any]) -> Response[Any] | None:
    """The list that is asked for as a file, whole; None where a page is. Raises BadInput where it is too long."""
    format_ = format_of(visit)
    if format_ is None:
        return None
    asked = listings[0].of if len(listings) == 1 else list_of(visit, [one.of for one in listings])
    listing = next(one for one in listings if one.of == asked)
    require_few(len(listing.found))
    rows = listing.rows(listing.found[:MOST_IN_A_FILE])
    return file_of(sheet_of(listing.of, listing.columns, rows, view), format_, visit, listing.of)
