"""The log of deliveries: what went where, what waits and why, and delivering it again."""

from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.alerts import logged, owning, subscribing
from registry.catalogue.dated import Moment
from registry.catalogue.listing import listed
from registry.errors import NotFound
from registry.tables import now
from registry.terms import ChannelKind, DeliveryState, Right
from web.api.paging import Identity, ListQuery, Page, page
from web.api.shapes import alerting as shapes
from web.api.shapes.base import filled, known, single
from web.deps import AtDesk, WithPen


class DeliveriesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Deliveries are as they are now, whatever `on` and `known_at` say."""

    default_sort: ClassVar[str] = "-queued_at"

    alert: Identity | None = None
    subscription: Identity | None = None
    channel: ChannelKind | None = None
    state: DeliveryState | None = None


@get("/deliveries", needs=Right.OWN, query=DeliveriesQuery, sync_to_thread=False)
def deliveries(desk: AtDesk, asked: NamedDependency[DeliveriesQuery]) -> Page[shapes.Delivery]:
    """List deliveries, the newest first: everybody's to administrators, one's own to others."""
    wanted, turning = asked.filters(), asked.turning("queued_at")
    if not owning.sees_all(desk.person):
        rows = owning.own(desk.session, desk.person, subscribing.live(desk.session))
        wanted["subscriptions"] = [row.id for row in rows]
    return page(listed(desk.session, "deliveries", Moment(desk.today), wanted, turning), delivery_told, turning)


@get("/deliveries/{identity:str}", needs=Right.OWN, sync_to_thread=False)
def delivery(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Delivery]:
    """Read one delivery."""
    found = logged.one(desk.session, identity)
    if not owning.may_see(desk.session, desk.person, found):
        raise NotFound(f"There is no delivery {identity}.", named=identity)
    return single(request, delivery_told(found))


@post("/deliveries/{identity:str}/redeliveries", needs=Right.OWN, status_code=200, sync_to_thread=True)
def redeliver(pen: WithPen, identity: FromPath[str]) -> shapes.Delivery:
    """Deliver it once more, under the same id; 409 for what waits already and for a test."""
    with pen.read() as session:
        if not owning.may_see(session, pen.person, logged.one(session, identity)):
            raise NotFound(f"There is no delivery {identity}.", named=identity)
    with pen.operate() as session:
        return delivery_told(logged.again(session, identity, now()))


def delivery_told(row: Any) -> shapes.Delivery:
    """A delivery as it is told."""
    return filled(shapes.Delivery, row, subscription=known(row.subscription_id))


ROUTES = [deliveries, delivery, redeliver]
