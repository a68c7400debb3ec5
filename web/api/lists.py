"""How every list of rows is answered: the page of `registry.catalogue.listing`, each row in its shape."""

from collections.abc import Callable
from typing import TypeVar

from registry.catalogue.listing import SHELVES, listed
from registry.catalogue.reading import Row
from web.api.paging import ListQuery, Page, page
from web.deps import Desk

T = TypeVar("T")


def answered(name: str, desk: Desk, asked: ListQuery, shape: Callable[[Row], T]) -> Page[T]:
    """The page of the list `name` that was asked for."""
    turning = asked.turning(*SHELVES[name].sorts)
    return page(listed(desk.session, name, asked.moment(desk.today), asked.filters(), turning), shape, turning)
