"""How every list of rows is answered: the page of `registry.catalogue.listing`, each row in its shape."""

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Request

from registry.catalogue.listing import SHELVES, listed
from registry.catalogue.reading import Row
from registry.catalogue.told_lists import ToldList
from web.api.asking import read_query
from web.api.paging import ListQuery, Page, page, sealed
from web.api.shapes.base import Shape, each
from web.deps import Desk, look, today

T = TypeVar("T")
S = TypeVar("S", bound=Shape)


def answered(name: str, desk: Desk, asked: ListQuery, shape: Callable[[Row], T]) -> Page[T]:
    """The page of the list `name` that was asked for."""
    turning = asked.turning(*SHELVES[name].sorts)
    return page(listed(desk.session, name, asked.moment(desk.today), asked.filters(), turning), shape, turning)


def told(shelf: ToldList, request: Request[Any, Any, Any], shape: type[S]) -> Page[S]:
    """The page of a list that was asked for, where its rows are told as they are."""
    asked: ListQuery = read_query(request)
    turning = asked.turning(*shelf.shelf.sorts)
    moment = asked.moment(today(request))
    with look(request) as connection:
        found = shelf.page(connection, moment, asked.filters(), turning)
    cursor = None if found.next is None else sealed(found.next, turning.sort)
    return Page(items=each(shape, shelf.fields, found.items), next_cursor=cursor, total=found.total)
