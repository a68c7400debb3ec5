"""Organisations: legal persons, groups, public bodies, names nobody knows more about."""

from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue import wholes
from registry.catalogue.reading import Row
from registry.terms import OrganisationKind, Right
from web.api.lists import answered
from web.api.paging import Country, Identity, ListQuery, Page, Timed, Words
from web.api.shapes import organisations as shapes
from web.api.shapes.base import filled, single
from web.deps import AtDesk


class OrganisationsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`q` finds every name an organisation answers to; `parent` the legal persons of a group."""

    default_sort: ClassVar[str] = "name"

    q: Words | None = None
    country: Country | None = None
    kind: OrganisationKind | None = None
    controller: bool | None = None
    parent: Identity | None = None


@get("/organisations", needs=Right.READ, query=OrganisationsQuery, kept=True, sync_to_thread=False)
def organisations(desk: AtDesk, asked: NamedDependency[OrganisationsQuery]) -> Page[shapes.Organisation]:
    """List organisations."""
    return answered("organisations", desk, asked, _organisation)


@get("/organisations/{identity:str}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)
def organisation(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.OrganisationWhole]:
    """Read one organisation with its names, legal persons, services and certifications."""
    return single(request, whole(wholes.organisation(desk.session, identity, asked.moment(desk.today))))


def whole(found: wholes.OrganisationWhole) -> shapes.OrganisationWhole:
    """An organisation with all that belongs to it, in its shape."""
    return filled(
        shapes.OrganisationWhole,
        found.organisation,
        names=[filled(shapes.Name, row) for row in found.names],
        legal_persons=[_organisation(row) for row in found.legal_persons],
        services=[filled(shapes.Service, row) for row in found.services],
        certifications=[filled(shapes.Certification, row) for row in found.certifications],
    )


def _organisation(row: Row) -> shapes.Organisation:
    return filled(shapes.Organisation, row)


ROUTES = [organisations, organisation]
