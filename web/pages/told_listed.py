"""The lists of `/settings/alerts`: who is told, what is muted, what went where; narrowed, paged and as files."""

from typing import Any

from litestar import Response

from registry.alerts import logged, muting, owning, subscribing
from registry.alerts.letters import title_of
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Turning, listed
from registry.catalogue.reading import Row
from registry.reports.cells import Cell, Word, several
from registry.tables import Mute
from registry.terms import ChannelKind, DeliveryState
from web.api import subscriptions as api
from web.api.shapes.alerting import Subscription
from web.deps import Desk
from web.pages.lists import (
    MOST_IN_A_FILE,
    Choice,
    Part,
    choice,
    file_of,
    holding,
    labelled,
    list_of,
    one_of,
    order,
    page_number,
    part_of,
    require_few,
    sheet_of,
)
from web.pages.people import names_of_people
from web.pages.views import View
from web.pages.visiting import PageQuery, Visit

EACH = 25
FILTERS = ("q", "channel", "state", "sort")
SORTS = {"latest": "-queued_at", "oldest": "queued_at"}
COLUMNS = {
    "subscriptions": (
        "id", "target", "channel", "person", "least_severity", "pace", "controller", "service", "events",
        "change_kinds",
    ),
    "mutes": ("id", "service", "muted", "reason", "controller", "valid_until"),
    "log": ("id", "queued_on", "delivery_state", "channel", "target", "told", "delivered_on", "trouble"),
}  # fmt: skip


class ToldQuery(PageQuery, frozen=True, kw_only=True):
    """`q`: words of an address, a name or a reason; `state`: of a delivery; `of`: which list is asked for as a file."""

    q: str | None = None
    channel: str | None = None
    state: str | None = None
    sort: str | None = None
    subscriptions: str | None = None
    mutes: str | None = None
    log: str | None = None
    of: str | None = None
    format: str | None = None


def subscriptions_asked(visit: Visit, desk: Desk, view: View) -> list[Subscription]:
    """Who is told, as the address asks for it: by address, person, channel or the name of a service."""
    words, channel = visit.query.get("q", ""), one_of(visit, "channel", ChannelKind)
    every = api.standing(desk)
    people, names = names_of_people(desk, visit, (one.person for one in every)), view.names()
    return [
        one
        for one in every
        if channel in (None, one.channel)
        and holding(words, (one.target, people[one.person], *(names.get(key) for key in one.services or ())))
    ]


def mutes_asked(visit: Visit, desk: Desk, view: View) -> list[Mute]:
    """What is muted: by reason or the name of a service."""
    words, names = visit.query.get("q", ""), view.names()
    found = muting.in_force(desk.session, desk.today)
    return [one for one in found if holding(words, (one.reason, names.get(one.service_id or "")))]


def subscriptions(visit: Visit, desk: Desk, view: View) -> Part[Subscription]:
    """The page of who is told."""
    return part_of(subscriptions_asked(visit, desk, view), visit, each=EACH, asks="subscriptions")


def mutes(visit: Visit, desk: Desk, view: View) -> Part[Mute]:
    """The page of what is muted."""
    return part_of(mutes_asked(visit, desk, view), visit, each=EACH, asks="mutes")


def log(visit: Visit, desk: Desk) -> Part[Row]:
    """The page of what went where."""
    _, total = _deliveries(visit, desk, 1)
    number = page_number(visit, total, EACH, "log")
    found, _ = _deliveries(visit, desk, number * EACH)
    return Part(found[(number - 1) * EACH :], total, number, EACH, "log")


def _deliveries(visit: Visit, desk: Desk, limit: int) -> tuple[list[Row], int]:
    """The first of those that the address asks for, and how many there are."""
    state, channel = one_of(visit, "state", DeliveryState), one_of(visit, "channel", ChannelKind)
    wanted: dict[str, Any] = {"state": state, "channel": channel, "q": visit.query.get("q")}
    if not owning.sees_all(desk.person):
        rows = owning.own(desk.session, desk.person, subscribing.live(desk.session))
        wanted["subscriptions"] = [row.id for row in rows]
    asked = {name: value for name, value in wanted.items() if value is not None}
    turning = Turning(SORTS[one_of(visit, "sort", SORTS) or "latest"], limit)
    found = listed(desk.session, "deliveries", Moment(desk.today), asked, turning)
    return list(found.items), found.total


def titles(desk: Desk, deliveries: list[Row], language: str) -> dict[str, str]:
    """The titles of the alerts that were delivered, by id."""
    ids = {one.alert_id for one in deliveries if one.alert_id}
    return {identity: title_of(alert, language) for identity, alert in logged.alerts(desk.session, ids).items()}


def choices(visit: Visit) -> list[Choice]:
    """What narrows and orders them."""
    return [
        choice(visit, "channel", "alerting.channel", labelled(visit, "channel_kind", ChannelKind)),
        choice(visit, "state", "alerting.log_state", labelled(visit, "delivery_state", DeliveryState)),
        order(visit, {one: f"alerting.sort_{one}" for one in SORTS}),
    ]


def file(visit: Visit, desk: Desk, view: View, format_: str) -> Response[Any]:
    """One of the lists, whole."""
    asked = list_of(visit, COLUMNS)
    match asked:
        case "subscriptions":
            rows = _subscriptions(visit, desk, view)
        case "mutes":
            rows = [_mute(one, view) for one in mutes_asked(visit, desk, view)]
        case _:
            rows = _log(visit, desk)
    require_few(len(rows))
    return file_of(sheet_of(asked, COLUMNS[asked], rows, view), format_, visit, asked)


def _subscriptions(visit: Visit, desk: Desk, view: View) -> list[dict[str, Cell]]:
    found, names = subscriptions_asked(visit, desk, view), view.names()
    people = names_of_people(desk, visit, (one.person for one in found))
    return [
        {
            "id": one.id,
            "target": one.target,
            "channel": Word("channel_kind", one.channel),
            "person": people[one.person],
            "least_severity": Word("severity", one.least_severity),
            "pace": Word("pace", one.pace),
            "controller": tuple(names.get(key, key) for key in one.controllers or ()),
            "service": tuple(names.get(key, key) for key in one.services or ()),
            "events": several(one.events or (), "event"),
            "change_kinds": several(one.kinds or (), "change_kind"),
        }
        for one in found
    ]


def _mute(one: Mute, view: View) -> dict[str, Cell]:
    names = view.names()
    kind = (Word("change_kind", one.kind),) if one.kind else ()
    event = (Word("event", one.event),) if one.event else ()
    return {
        "id": one.id,
        "service": names.get(one.service_id, one.service_id) if one.service_id else (),
        "muted": kind + event,
        "reason": one.reason,
        "controller": names.get(one.controller_id, one.controller_id) if one.controller_id else (),
        "valid_until": one.until,
    }


def _log(visit: Visit, desk: Desk) -> list[dict[str, Cell]]:
    found, total = _deliveries(visit, desk, MOST_IN_A_FILE)
    require_few(total)
    told = titles(desk, found, visit.language.value)
    return [
        {
            "id": one.id,
            "queued_on": one.queued_at.date(),
            "delivery_state": Word("delivery_state", one.state),
            "channel": Word("channel_kind", one.channel),
            "target": one.target,
            "told": _what(one, told, visit),
            "delivered_on": one.delivered_at.date() if one.delivered_at else (),
            "trouble": one.trouble or (),
        }
        for one in found
    ]


def _what(one: Row, told: dict[str, str], visit: Visit) -> str:
    """The title of its alert; else whether it is a digest or a test."""
    if one.alert_id:
        return told.get(one.alert_id, str(one.alert_id))
    return visit.wording("alerting.digest" if one.digest_id else "alerting.a_test")
