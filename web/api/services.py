"""Services with their documents, places and claims; and who stands behind them."""

from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue import dated, wholes
from registry.catalogue.reading import Row
from registry.tables import SubprocessorRow
from registry.terms import Right
from web.api.lists import answered
from web.api.paging import Country, Identity, ListQuery, Page, Timed, Words
from web.api.shapes import organisations as shapes
from web.api.shapes.base import filled, single
from web.deps import AtDesk


class ServicesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`q` finds every name a service answers to; `country` those that a document places there."""

    default_sort: ClassVar[str] = "name"

    q: Words | None = None
    organisation: Identity | None = None
    category: Words | None = None
    country: Country | None = None


class SubprocessorsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`country` finds rows with a place of processing or a seat there."""

    default_sort: ClassVar[str] = "name"

    q: Words | None = None
    service: Identity | None = None
    organisation: Identity | None = None
    engagement: Identity | None = None
    country: Country | None = None


@get("/services", needs=Right.READ, query=ServicesQuery, kept=True, sync_to_thread=False)
def services(desk: AtDesk, asked: NamedDependency[ServicesQuery]) -> Page[shapes.Service]:
    """List services."""
    return answered("services", desk, asked, _service)


@get("/services/{identity:str}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)
def service(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.ServiceWhole]:
    """Read one service with its names, documents, places, claims and lists of sub-processors."""
    return single(request, whole(wholes.service(desk.session, identity, asked.moment(desk.today))))


@get("/sub-processors", needs=Right.READ, query=SubprocessorsQuery, kept=True, sync_to_thread=False)
def subprocessors(desk: AtDesk, asked: NamedDependency[SubprocessorsQuery]) -> Page[shapes.Subprocessor]:
    """List the rows of sub-processor lists."""
    return answered("sub-processors", desk, asked, _subprocessor)


@get("/sub-processors/{identity:str}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)
def subprocessor(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.Subprocessor]:
    """Read one row of a sub-processor list."""
    return single(request, _subprocessor(dated.one(desk.session, SubprocessorRow, identity, asked.moment(desk.today))))


def whole(found: wholes.ServiceWhole) -> shapes.ServiceWhole:
    """A service with all that belongs to it, in its shape."""
    return filled(
        shapes.ServiceWhole,
        found.service,
        names=[filled(shapes.Name, row) for row in found.names],
        documents=[filled(shapes.Document, row) for row in found.documents],
        locations=[filled(shapes.Location, row) for row in found.locations],
        claims=[filled(shapes.Claim, row, value=row.value) for row in found.claims],
        subprocessor_lists=[filled(shapes.SubprocessorList, row) for row in found.lists],
    )


def _service(row: Row) -> shapes.Service:
    return filled(shapes.Service, row)


def _subprocessor(row: Any) -> shapes.Subprocessor:
    return filled(shapes.Subprocessor, row)


ROUTES = [services, service, subprocessors, subprocessor]
