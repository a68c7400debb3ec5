"""Lists as pages: how one is asked for, and `{items, next_cursor, total}` as the answer."""

import base64
import binascii
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta

from registry.catalogue.dated import Moment
from registry.catalogue.listing import Page as Listed
from registry.catalogue.listing import Place, Turning
from registry.errors import BadInput

T = TypeVar("T")
R = TypeVar("R")

FIRST_YEAR, LAST_YEAR = 1950, 2200

Words = Annotated[str, Meta(min_length=1, max_length=200)]
Identity = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\s]+$")]
Country = Annotated[str, Meta(pattern="^([A-Z]{2}|EPO)$", description="ISO 3166-1 alpha-2, or EPO")]
Day = Annotated[date, Meta(description="the day asked about; without it, today")]
Instant = Annotated[datetime, Meta(tz=True, description="as known at this instant; without it, now")]


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some of `total` things. `next_cursor` asks for the next page with the same parameters; null: this is the last."""

    items: list[T]
    next_cursor: str | None
    total: int


def require_year(asked: date | None, field: str) -> None:
    """Raises BadInput for a year no law of data knows; days and instants near the ends of time cannot be counted on."""
    if asked is not None and not FIRST_YEAR <= asked.year <= LAST_YEAR:
        raise BadInput(f"{field} lies outside {FIRST_YEAR} to {LAST_YEAR}.", field=field)


class Timed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two times of a question."""

    on: Day | None = None
    known_at: Instant | None = None

    def moment(self, today: date) -> Moment:
        """The day asked about and the instant of knowledge. Raises BadInput for a year no law of data knows."""
        for field, asked in (("on", self.on), ("known_at", self.known_at)):
            require_year(asked, field)
        return Moment(self.on or today, self.known_at)


class ListQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every list takes. Parameters of a list's own are its filters."""

    default_sort: ClassVar[str] = "-updated_at"

    sort: (
        Annotated[
            str, Meta(min_length=1, max_length=40, description="a name of the list's orders; - before it turns it")
        ]
        | None
    ) = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[str, Meta(max_length=500, description="next_cursor of the page before")] | None = None

    def filters(self) -> dict[str, Any]:
        """The filters asked for, by name."""
        given = {
            name: getattr(self, name) for name in self.__struct_fields__ if name not in ListQuery.__struct_fields__
        }
        return {name: value for name, value in given.items() if value is not None}

    def turning(self, *orders: str) -> Turning:
        """Which page is asked for. Raises BadInput for an order not among `orders`, or a cursor no page gave."""
        sort = self.sort or self.default_sort
        if sort.removeprefix("-") not in orders:
            raise BadInput(f"“{sort}” is no order here; one of {', '.join(orders)} is.", field="sort")
        return Turning(sort, self.limit, None if self.cursor is None else opened(self.cursor, sort))


def page(found: Listed[R], shape: Callable[[R], T], turning: Turning) -> Page[T]:
    """The answer to a list."""
    cursor = None if found.next is None else sealed(found.next, turning.sort)
    return Page(items=[shape(item) for item in found.items], next_cursor=cursor, total=found.total)


def sealed(place: Place, sort: str) -> str:
    """A place as an opaque cursor of one order."""
    value = place.value.isoformat() if isinstance(place.value, date) else place.value
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, value, place.id])).rstrip(b"=").decode()


def opened(cursor: str, sort: str) -> Place:
    """The place a cursor names. Raises BadInput for one that was not given for this order."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        whole = msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=tuple[str, str | None, str]
        )
    except (binascii.Error, UnicodeEncodeError, msgspec.MsgspecError) as error:
        raise BadInput("The cursor is none that a page gave; ask without it to begin again.", field="cursor") from error
    if whole[0] != sort or any("\0" in part for part in whole if part):
        raise BadInput("The cursor is of another order; ask without it to begin again.", field="cursor")
    return Place(whole[1], whole[2])
