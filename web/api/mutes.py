"""Mutes, and what people made of alerts."""

from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, structs

from registry.alerts import handling, muting
from registry.catalogue.listing import sliced
from registry.catalogue.reading import Row
from registry.tables import now
from registry.terms import Right
from web.api.matching import require_match
from web.api.paging import Identity, ListQuery, Page, page
from web.api.shapes import alerting as shapes
from web.api.shapes import watched
from web.api.shapes.base import filled, single
from web.api.watched import alert_told
from web.deps import AtDesk, WithPen


class MutesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those in force on the day, as known at the instant."""

    default_sort: ClassVar[str] = "until"

    service: Identity | None = None
    controller: Identity | None = None


@get("/mutes", needs=Right.READ, query=MutesQuery, sync_to_thread=False)
def mutes(desk: AtDesk, asked: NamedDependency[MutesQuery]) -> Page[shapes.Mute]:
    """List what is muted on the day, and why."""
    moment = asked.moment(desk.today)
    found = muting.in_force(desk.session, moment.on, moment.known_at)
    wanted, turning = asked.filters().items(), asked.turning("until")
    rows = [one for one in found if wanted <= {"service": one.service_id, "controller": one.controller_id}.items()]
    return page(sliced(rows, turning, lambda one: (one.until, one.id)), mute_told, turning)


@get("/mutes/{identity:str}", needs=Right.READ, sync_to_thread=False)
def mute(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Mute]:
    """Read one mute."""
    return single(request, mute_told(muting.one(desk.session, identity)))


@post("/mutes", needs=Right.DECIDE, body=shapes.Muting, status_code=200, sync_to_thread=True)
def mute_alerts(pen: WithPen, given: NamedDependency[shapes.Muting]) -> shapes.Mute:
    """Mute a service, a kind of change or an event until a day, for a reason."""
    values = {name: value for name, value in structs.asdict(given).items() if value is not UNSET}
    with pen.write() as session:
        row = muting.mute(session, muting.Muting(**values), by=pen.actor, on=pen.today, at=now())
        return mute_told(row)


@post("/mutes/{identity:str}/end", needs=Right.DECIDE, if_match=True, status_code=200, sync_to_thread=True)
def end_mute(request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str]) -> shapes.Mute:
    """End a mute before its day."""
    with pen.write() as session:
        require_match(request, lambda: mute_told(muting.one(session, identity)))
        return mute_told(muting.unmute(session, identity, now()))


@post(
    "/alerts/{identity:str}/decisions", needs=Right.DECIDE,
    if_match=True, body=shapes.AlertDeciding, status_code=200, sync_to_thread=True,
)  # fmt: skip
def decide_alert(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.AlertDeciding]
) -> watched.Alert:
    """Say what became of an alert, so that it is not escalated; 409 when somebody did."""
    with pen.write() as session:
        require_match(request, lambda: alert_told(handling.one(session, identity)))
        return alert_told(
            handling.decide(session, identity, given.decision, given.reason, by=pen.actor, at=now())
        )  # fmt: skip


def mute_told(row: Row) -> shapes.Mute:
    """A mute as it is told."""
    return filled(shapes.Mute, row)


ROUTES = [mutes, mute, mute_alerts, end_mute, decide_alert]
