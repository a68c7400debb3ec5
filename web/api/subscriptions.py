"""Who is told what: subscriptions, and trying their channels."""

from typing import Any, ClassVar

from litestar import Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, structs

from registry.alerts import owning, subscribing, trying
from registry.alerts.channels import channels_of
from registry.alerts.outbox import Channel
from registry.alerts.subscribing import Asked
from registry.alerts.ways import Office
from registry.catalogue.listing import sliced
from registry.errors import NotFound
from registry.guard import Guard
from registry.settings import Settings
from registry.store import Session
from registry.tables import Subscription as Row
from registry.tables import now
from registry.terms import ChannelKind, Pace, Right, Severity
from web.api.deliveries import delivery_told
from web.api.matching import require_match
from web.api.paging import ListQuery, Page, Words, page
from web.api.shapes import alerting as shapes
from web.api.shapes.base import filled, single
from web.deps import AtDesk, Desk, Pen, WithPen

_LISTS = ("controllers", "services", "events", "kinds", "secrets")


class SubscriptionsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Subscriptions are as they are now, whatever `on` and `known_at` say."""

    default_sort: ClassVar[str] = "person"

    person: Words | None = None
    channel: ChannelKind | None = None


@get("/subscriptions", needs=Right.OWN, query=SubscriptionsQuery, sync_to_thread=False)
def subscriptions(desk: AtDesk, asked: NamedDependency[SubscriptionsQuery]) -> Page[shapes.Subscription]:
    """List who is told what: everybody to administrators, oneself to others."""
    wanted = asked.filters().items()
    told = [one for one in standing(desk) if wanted <= {"person": one.person, "channel": one.channel}.items()]
    turning = asked.turning("person")
    return page(sliced(told, turning, lambda one: (one.person, one.id)), lambda one: one, turning)


@get("/subscriptions/{identity:str}", needs=Right.OWN, sync_to_thread=False)
def subscription(
    request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]
) -> Response[shapes.Subscription]:
    """Read one subscription."""
    found = next((one for one in standing(desk) if one.id == identity), None)
    if found is None:
        raise NotFound(f"There is no subscription {identity}.", named=identity)
    return single(request, found)


@post("/subscriptions", needs=Right.OWN, body=shapes.Subscribing, status_code=200, sync_to_thread=True)
def subscribe(pen: WithPen, given: NamedDependency[shapes.Subscribing]) -> shapes.Subscribed:
    """Make a subscription; 409 names one that says the same."""
    values = _values(given)
    values.setdefault("person", given.target if given.channel is ChannelKind.MAIL else pen.actor)
    values.setdefault("heartbeat", given.channel is not ChannelKind.WEBHOOK)
    with pen.write() as session:
        asked = owning.as_own(session, pen.person, Asked(**values))
        row = subscribing.subscribe(session, asked, _guard(pen.settings), by=pen.actor, at=now())
        is_made = given.channel is ChannelKind.WEBHOOK and given.secrets is UNSET
        secret = row.secrets[0] if is_made and row.secrets else UNSET
        return shapes.Subscribed(subscription=told_of(row), secret=secret)


@patch(
    "/subscriptions/{identity:str}", needs=Right.OWN,
    if_match=True, body=shapes.SubscriptionChanges, status_code=200, sync_to_thread=True,
)  # fmt: skip
def change_subscription(
    request: Request[Any, Any, Any],
    pen: WithPen,
    identity: FromPath[str],
    given: NamedDependency[shapes.SubscriptionChanges],
) -> shapes.Subscription:
    """Change a subscription. With If-Match: only if it is as you read it (412)."""
    with pen.write() as session:
        row = _own(session, pen, identity)
        require_match(request, lambda: told_of(row))
        if given.target is not UNSET:
            owning.as_own(session, pen.person, Asked(row.person, row.channel, given.target))
        return told_of(subscribing.change(session, identity, _values(given), _guard(pen.settings)))


@post("/subscriptions/{identity:str}/end", needs=Right.OWN, if_match=True, status_code=200, sync_to_thread=True)
def end_subscription(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str]
) -> shapes.Subscription:  # fmt: skip
    """End a subscription; what waits for it is not sent any more."""
    with pen.write() as session:
        row = _own(session, pen, identity)
        require_match(request, lambda: told_of(row))
        return told_of(subscribing.end(session, identity, now()))


@post("/channels/test", needs=Right.OWN, body=shapes.Testing, status_code=200, sync_to_thread=True)
def test_channel(pen: WithPen, given: NamedDependency[shapes.Testing]) -> shapes.Delivery:
    """Send a message marked as a test over a subscription's channel, at once and once."""
    return delivery_told(fired(pen, given.subscription))


def fired(pen: Pen, identity: str) -> Any:
    """The delivery of a test over one's own subscription, or one that the settings name."""
    at, office = now(), Office.of_settings(pen.settings)
    if identity.startswith("sbn_settings_"):
        pen.require(Right.ADMINISTER, for_all=True)
        return trying.fire_named(pen.store, channels_of(pen.settings), identity, by=pen.actor, at=at)
    with pen.read() as session:
        row = _own(session, pen, identity)
    return trying.fire(pen.store, office, row, by=pen.actor, at=at)


def standing(desk: Desk) -> list[shapes.Subscription]:
    """Those that the settings name, for administrators, and those of people."""
    rows = owning.own(desk.session, desk.person, subscribing.live(desk.session))
    named = channels_of(desk.settings) if owning.sees_all(desk.person) else []
    return [*map(_named, named), *map(told_of, rows)]


def told_of(row: Row) -> shapes.Subscription:
    """A subscription as it is told: how many secrets sign, never which."""
    counted = len(row.secrets or []) if row.channel is ChannelKind.WEBHOOK else 0
    return filled(shapes.Subscription, row, set_by=shapes.SetBy.PERSON, secrets=counted)


def _named(channel: Channel) -> shapes.Subscription:
    is_machine = channel.name is ChannelKind.WEBHOOK
    return shapes.Subscription(
        id=subscribing.id_of_named(channel), set_by=shapes.SetBy.SETTINGS, person=channel.target, channel=channel.name,
        target=channel.target, least_severity=Severity.MEDIUM if is_machine else Severity.LOW, pace=Pace.IMMEDIATE,
        language=shapes.Language(channel.language), heartbeat=not is_machine,
    )  # fmt: skip


def _own(session: Session, pen: Pen, identity: str) -> Row:
    return owning.require_own(session, pen.person, subscribing.one(session, identity))


def _values(given: shapes.Subscribing | shapes.SubscriptionChanges) -> dict[str, Any]:
    """What was sent, as the registry takes it."""
    sent = {name: value for name, value in structs.asdict(given).items() if value is not UNSET}
    lists = {name: tuple(sent[name]) for name in _LISTS if sent.get(name) is not None}
    return sent | lists | ({"language": sent["language"].value} if "language" in sent else {})


def _guard(settings: Settings) -> Guard:
    return Guard.of(settings.allow_addresses)


ROUTES = [subscriptions, subscription, subscribe, change_subscription, end_subscription, test_channel]
