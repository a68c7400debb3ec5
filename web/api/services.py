"""Services with their documents, places and claims; and who stands behind them."""

from typing import Any, ClassVar, TypeVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue import dated, told, wholes
from registry.catalogue.dated import Moment
from registry.catalogue.listing import SHELVES
from registry.catalogue.told_lists import ToldList
from registry.store import Connection
from registry.tables import Claim, Location, Name, Service, SubprocessorList, SubprocessorRow
from registry.terms import Right
from web.api import lists
from web.api.asking import read_query
from web.api.paging import Country, Identity, ListQuery, Page, Timed, Words
from web.api.shapes import organisations as shapes
from web.api.shapes.base import Shape, each, filled, single
from web.deps import AtDesk, look, today

S = TypeVar("S", bound=Shape)
_ALL = ToldList(SHELVES["services"], shapes.Service.__struct_fields__)
_LISTED = ToldList(SHELVES["sub-processors"], shapes.Subprocessor.__struct_fields__)
_SERVICE = told.one(Service, shapes.ServiceWhole.__struct_fields__)
_NAMES = told.belonging(Name, shapes.Name.__struct_fields__, "subject_id")
_DOCUMENTS = wholes.documents(shapes.Document.__struct_fields__)
_LOCATIONS = told.belonging(Location, shapes.Location.__struct_fields__, "service_id")
_CLAIMS = told.belonging(Claim, shapes.Claim.__struct_fields__, "subject_id")
_LISTS = told.belonging(SubprocessorList, shapes.SubprocessorList.__struct_fields__, "service_id")


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
def services(request: Request[Any, Any, Any]) -> Page[shapes.Service]:
    """List services."""
    return lists.told(_ALL, request, shapes.Service)


@get("/services/{identity:str}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)
def service(request: Request[Any, Any, Any], identity: FromPath[str]) -> Response[shapes.ServiceWhole]:
    """Read one service with its names, documents, places, claims and lists of sub-processors."""
    asked: Timed = read_query(request)
    moment = asked.moment(today(request))
    with look(request) as connection:
        found = whole(connection, identity, moment)
    return single(request, found)


@get("/sub-processors", needs=Right.READ, query=SubprocessorsQuery, kept=True, sync_to_thread=False)
def subprocessors(request: Request[Any, Any, Any]) -> Page[shapes.Subprocessor]:
    """List the rows of sub-processor lists."""
    return lists.told(_LISTED, request, shapes.Subprocessor)


@get("/sub-processors/{identity:str}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)
def subprocessor(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.Subprocessor]:
    """Read one row of a sub-processor list."""
    return single(request, _subprocessor(dated.one(desk.session, SubprocessorRow, identity, asked.moment(desk.today))))


def whole(connection: Connection, identity: str, moment: Moment) -> shapes.ServiceWhole:
    """A service with all that belongs to it. Raises NotFound."""

    def asked(question: told.AtMoment, shape: type[S]) -> list[S]:
        return each(shape, question.fields, question.rows(connection, moment, identity=identity))

    rows = _SERVICE.rows(connection, moment, identity=identity)[:1]
    if not rows:
        raise dated.nothing(identity, moment)
    documents = _DOCUMENTS.rows(connection, moment, identity=identity, naming=wholes.naming(identity))
    (found,) = each(
        shapes.ServiceWhole,
        _SERVICE.fields,
        rows,
        names=asked(_NAMES, shapes.Name),
        documents=each(shapes.Document, _DOCUMENTS.fields, documents),
        locations=asked(_LOCATIONS, shapes.Location),
        claims=asked(_CLAIMS, shapes.Claim),
        subprocessor_lists=asked(_LISTS, shapes.SubprocessorList),
    )
    return found


def _subprocessor(row: Any) -> shapes.Subprocessor:
    return filled(shapes.Subprocessor, row)


ROUTES = [services, service, subprocessors, subprocessor]
