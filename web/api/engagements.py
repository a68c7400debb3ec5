"""What a controller does, whom it engages for it; and the end of an engagement."""

from datetime import date
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue import dated, deeds, kinds, wholes
from registry.catalogue.dated import Moment
from registry.catalogue.engagements import end_engagement
from registry.catalogue.reading import Row
from registry.judging import Turn
from registry.reviews.rejudging import judge_again
from registry.store import Session
from registry.tables import Activity
from registry.terms import Layer, Right, Role, Verdict
from web.api.lists import answered
from web.api.matching import require_match
from web.api.nouns import day_of
from web.api.paging import Identity, ListQuery, Page, Timed, Words
from web.api.shapes import engagements as shapes
from web.api.shapes.base import filled, single
from web.deps import AtDesk, WithPen


class ActivitiesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an organisation's id."""

    default_sort: ClassVar[str] = "key"

    q: Words | None = None
    controller: Identity | None = None


class EngagementsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`role` finds it in any of the three layers; `verdict` is the weakest kept verdict of the whole chain."""

    default_sort: ClassVar[str] = "name"

    q: Words | None = None
    controller: Identity | None = None
    service: Identity | None = None
    role: Role | None = None
    verdict: Verdict | None = None


@get("/activities", needs=Right.READ, query=ActivitiesQuery, sync_to_thread=False)
def activities(desk: AtDesk, asked: NamedDependency[ActivitiesQuery]) -> Page[shapes.Activity]:
    """List processing activities."""
    return answered("activities", desk, asked, _activity)


@get("/activities/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=False)
def activity(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.Activity]:
    """Read one processing activity."""
    return single(request, _activity(dated.one(desk.session, Activity, identity, asked.moment(desk.today))))


@get("/engagements", needs=Right.READ, query=EngagementsQuery, sync_to_thread=False)
def engagements(desk: AtDesk, asked: NamedDependency[EngagementsQuery]) -> Page[shapes.Engagement]:
    """List engagements."""
    return answered("engagements", desk, asked, _engagement)


@get("/engagements/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=False)
def engagement(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.EngagementWhole]:
    """Read one engagement with its agreements."""
    return single(request, whole(wholes.engagement(desk.session, identity, asked.moment(desk.today))))


@post(
    "/engagements/{identity:str}/end",
    needs=Right.EDIT,
    if_match=True,
    body=shapes.Ending,
    status_code=200,
    sync_to_thread=True,
)
def end(
    request: Request[Any, Any, Any],
    pen: WithPen,
    identity: FromPath[str],
    given: NamedDependency[shapes.Ending],
) -> shapes.Ended:
    """End an engagement and judge again what depended on it. With If-Match: only if it is as you read it (412)."""
    with pen.write() as session:
        require_match(request, lambda: _standing(session, identity, pen.today))
        end_engagement(session, identity, given.on)
        return _ended(identity, given.on, judge_again(session, pen.law, pen.today, pen.settings.now()))


def whole(found: wholes.EngagementWhole) -> shapes.EngagementWhole:
    """An engagement with its agreements, in its shape."""
    agreements = [_agreement(row) for row in found.agreements]
    return filled(shapes.EngagementWhole, found.engagement, role=_roles(found.engagement), agreements=agreements)


def _standing(session: Session, identity: str, today: date) -> shapes.EngagementWhole:
    day = day_of(deeds.newest(session, kinds.ENGAGEMENT, identity), today)
    return whole(wholes.engagement(session, identity, Moment(day)))


def _ended(identity: str, on: date, turns: list[Turn]) -> shapes.Ended:
    flips = [shapes.Flip(**turn.as_json()) for turn in turns]
    return shapes.Ended(engagement=identity, valid_until=on.isoformat(), flips=flips)


def _activity(row: Any) -> shapes.Activity:
    return filled(shapes.Activity, row)


def _engagement(row: Row) -> shapes.Engagement:
    return filled(shapes.Engagement, row, role=_roles(row))


def _agreement(row: Any) -> shapes.Agreement:
    return filled(shapes.Agreement, row)


def _roles(row: Any) -> dict[Layer, Role]:
    """The role in each layer that has one."""
    roles = {layer: getattr(row, layer.value) for layer in Layer}
    return {layer: role for layer, role in roles.items() if role is not None}


ROUTES = [activities, activity, engagements, engagement, end]
