"""Every noun that people write by themselves: the table of what is entered, changed and ended, and how each is told."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue import dated, kinds, shelves, wholes
from registry.catalogue.dated import Moment
from registry.catalogue.deeds import Kind
from registry.catalogue.listing import listed_on
from registry.catalogue.reading import read_register
from registry.judging import flows
from registry.law.lawbook import LawBook
from registry.store import Session
from registry.terms import DocumentKind, Framework, Right, SafeguardKind
from web.api import engagements, organisations, services, transfers
from web.api.nouns import Noun, Told, called, writing
from web.api.paging import Country, Identity, ListQuery, Page, Timed, page
from web.api.shapes import engagements as engaged
from web.api.shapes import organisations as named
from web.api.shapes import parts
from web.api.shapes import written as shapes
from web.api.shapes.base import Shape, filled, single
from web.deps import AtDesk


class DocumentsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Documents of a service or of a controller."""

    service: Identity | None = None
    controller: Identity | None = None
    kind: DocumentKind | None = None


class LocationsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places of a service, or in a country."""

    service: Identity | None = None
    country: Country | None = None


class CertificationsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Certifications of a legal person, or of a framework."""

    organisation: Identity | None = None
    framework: Framework | None = None


class JointControlsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who acts jointly with whom."""

    controller: Identity | None = None
    other: Identity | None = None


class SafeguardsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Safeguards of a transfer on file."""

    transfer: Identity | None = None
    kind: SafeguardKind | None = None


class OfTransferQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What belongs to a transfer on file."""

    transfer: Identity | None = None


def reading(path: str, one: str, many: str, shape: type[Shape], query: type[ListQuery]) -> list[Any]:
    """The routes that list a noun and read one of it."""
    kind = kinds.KINDS[path]

    def listing(desk: AtDesk, asked: NamedDependency[Any]) -> Page[shape]:  # type: ignore[valid-type]
        shelf = shelves.SHELVES[path]
        turning = asked.turning(*shelf.sorts)
        found = listed_on(desk.session, shelf, asked.moment(desk.today), asked.filters(), turning)
        return page(found, lambda row: filled(shape, row), turning)

    def single_one(
        request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str], asked: NamedDependency[Timed]
    ) -> Response[shape]:  # type: ignore[valid-type]
        return single(request, filled(shape, dated.one(desk.session, kind.table, identity, asked.moment(desk.today))))

    words = one.replace("_", " ")
    called(listing, many, f"List {many.replace('_', ' ')}.")
    called(single_one, one, f"Read one {words}.")
    return [
        get(f"/{path}", needs=Right.READ, query=query, kept=True, sync_to_thread=False)(listing),
        get(f"/{path}/{{identity:str}}", needs=Right.READ, query=Timed, kept=True, sync_to_thread=False)(single_one),
    ]


def _row(kind: Kind, shape: type[Shape]) -> Told:
    """Told as its row is."""

    def told(session: Session, identity: str, moment: Moment, _law: LawBook) -> Shape:
        return filled(shape, dated.one(session, kind.table, identity, moment))

    return told


def _whole(find: Callable[[Session, str, Moment], Any], shape: Callable[[Any], Shape]) -> Told:
    """Told with all that belongs to it."""

    def told(session: Session, identity: str, moment: Moment, _law: LawBook) -> Shape:
        return shape(find(session, identity, moment))

    return told


def _service(session: Session, identity: str, moment: Moment, _law: LawBook) -> Shape:
    return services.whole(session.connection(), identity, moment)


def _transfer(session: Session, identity: str, moment: Moment, law: LawBook) -> Shape:
    """Told with the law's answer."""
    return transfers.told(flows(read_register(session, moment), law), identity, moment.on)


def _own_organisation(values: dict[str, Any]) -> dict[str, Any]:
    return {"is_controller": False} | values


NOUNS = (
    Noun(
        "organisations", "organisation", kinds.ORGANISATION, shapes.NewOrganisation,
        _whole(wholes.organisation, organisations.whole), defaults=_own_organisation,
    ),
    Noun("services", "service", kinds.SERVICE, shapes.NewService, _service),
    Noun("documents", "document", kinds.DOCUMENT, shapes.NewDocument, _row(kinds.DOCUMENT, parts.Document)),
    Noun("locations", "location", kinds.LOCATION, shapes.NewLocation, _row(kinds.LOCATION, parts.Location)),
    Noun(
        "certifications", "certification", kinds.CERTIFICATION, shapes.NewCertification,
        _row(kinds.CERTIFICATION, named.Certification),
    ),
    Noun(
        "activities", "activity", kinds.ACTIVITY, shapes.NewActivity,
        _row(kinds.ACTIVITY, engaged.Activity),
    ),
    Noun(
        "joint-controls", "joint_control", kinds.JOINT_CONTROL, shapes.NewJointControl,
        _row(kinds.JOINT_CONTROL, parts.JointControl),
    ),
    Noun(
        "sub-processors", "subprocessor", kinds.SUB_PROCESSOR, shapes.NewSubprocessor,
        _row(kinds.SUB_PROCESSOR, named.Subprocessor),
    ),
    Noun("transfers", "transfer", kinds.TRANSFER, shapes.NewTransfer, _transfer),
    Noun("safeguards", "safeguard", kinds.SAFEGUARD, shapes.NewSafeguard, _row(kinds.SAFEGUARD, parts.Safeguard)),
    Noun("measures", "measure", kinds.MEASURE, shapes.NewMeasure, _row(kinds.MEASURE, parts.Measure)),
    Noun("derogations", "derogation", kinds.DEROGATION, shapes.NewDerogation, _row(kinds.DEROGATION, parts.Derogation)),
)  # fmt: skip
ENGAGEMENT = Noun(
    "engagements", "engagement", kinds.ENGAGEMENT, shapes.NewEngagement,
    _whole(wholes.engagement, engagements.whole), only_kept=frozenset({"key"}),
)  # fmt: skip
"""An engagement is ended at an address of its own, older than the others."""

ROUTES = [
    *reading("documents", "document", "documents", parts.Document, DocumentsQuery),
    *reading("locations", "location", "locations", parts.Location, LocationsQuery),
    *reading("certifications", "certification", "certifications", named.Certification, CertificationsQuery),
    *reading("joint-controls", "joint_control", "joint_controls", parts.JointControl, JointControlsQuery),
    *reading("safeguards", "safeguard", "safeguards", parts.Safeguard, SafeguardsQuery),
    *reading("measures", "measure", "measures", parts.Measure, OfTransferQuery),
    *reading("derogations", "derogation", "derogations", parts.Derogation, OfTransferQuery),
    *(route for noun in NOUNS for route in writing(noun)),
    *writing(ENGAGEMENT, ends=False),
]
