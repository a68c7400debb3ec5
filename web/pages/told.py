"""`/settings/alerts`: who is told what, what is muted, and what went where; with a test of each channel."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from registry import watching
from registry.alerts import logged, muting, owning, subscribing
from registry.alerts.letters import beat
from registry.alerts.subscribing import Asked
from registry.errors import BadInput, Conflict, NotAllowed, NotFound
from registry.guard import Guard
from registry.reports.sheets import FORMATS
from registry.store import Session
from registry.tables import Delivery, now
from registry.terms import ChangeKind, ChannelKind, DeliveryState, Event, Pace, Right, Severity
from web.api import subscriptions as api
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages import told_listed
from web.pages.forms import require_own_form, said, several
from web.pages.lists import asked_of, format_of
from web.pages.people import names_of_people
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.settings import Once
from web.pages.told_listed import ToldQuery
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

SIGNS = {
    DeliveryState.WAITING: "proposed", DeliveryState.DELIVERED: "accepted", DeliveryState.GIVEN_UP: "warning",
    DeliveryState.REFUSED: "rejected", DeliveryState.MUTED: "paused",
}  # fmt: skip
PATH = "/settings/alerts"


@get(PATH, needs=Right.OWN, query=ToldQuery, sync_to_thread=True)
def told_page(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """Subscriptions, mutes, the log; or one of them as a file."""
    format_ = format_of(visit)
    return _shown(visit, desk, view) if format_ is None else told_listed.file(visit, desk, view, format_)


@post(PATH, needs=Right.OWN, sync_to_thread=True, status_code=200)
def subscribe_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Make a subscription; the secret of a webhook is shown this once."""
    require_own_form(request)
    try:
        asked = _asked(data, pen)
        with pen.write() as session:
            asked = owning.as_own(session, pen.person, asked)
            guard = Guard.of(pen.settings.allow_addresses)
            row = subscribing.subscribe(session, asked, guard, by=pen.actor, at=now())
            secret = (row.secrets or [""])[0] if row.channel is ChannelKind.WEBHOOK else None
    except (BadInput, Conflict, NotAllowed) as error:
        return _shown(visit, desk, view, Trouble("alerting.not_subscribed", str(error)), form=data)
    if secret is not None:
        return _shown(visit, desk, view, once=Once("alerting.secret_once", secret))
    return _back(visit, "subscriptions")


@post(f"{PATH}/{{subscription_id:str}}/test", needs=Right.OWN, sync_to_thread=True, status_code=200)
def test_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, subscription_id: FromPath[str],
) -> Response[Any]:  # fmt: skip
    """Send a test over its channel and say how that went."""
    require_own_form(request)
    return _shown(visit, desk, view, tried=api.fired(pen, subscription_id))


@post(f"{PATH}/{{subscription_id:str}}/end", needs=Right.OWN, sync_to_thread=True, status_code=303)
def end_page(
    request: Request[Any, Any, Any], visit: Visited, pen: WithPen, *, subscription_id: FromPath[str]
) -> Response[Any]:
    """End a subscription."""
    require_own_form(request)
    with pen.write() as session:
        owning.require_own(session, pen.person, subscribing.one(session, subscription_id))
        subscribing.end(session, subscription_id, now())
    return _back(visit, "subscriptions")


@post(f"{PATH}/mutes", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def mute_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Mute something until a day."""
    require_own_form(request)

    def deed(session: Session) -> None:
        muting.mute(session, _muting(data), by=pen.actor, on=pen.today, at=now())

    return _done(visit, desk, view, pen, deed, place="mutes", form=data)


@post(f"{PATH}/mutes/{{mute_id:str}}/end", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def unmute_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, mute_id: FromPath[str]
) -> Response[Any]:
    """End a mute."""
    require_own_form(request)
    return _done(visit, desk, view, pen, lambda session: muting.unmute(session, mute_id, now()), place="mutes")


@post(f"{PATH}/deliveries/{{delivery_id:str}}/again", needs=Right.OWN, sync_to_thread=True, status_code=303)
def again_page(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, pen: WithPen, *, delivery_id: FromPath[str]
) -> Response[Any]:
    """Deliver it once more."""
    require_own_form(request)
    if not owning.may_see(desk.session, desk.person, logged.one(desk.session, delivery_id)):
        raise NotFound(f"There is no delivery {delivery_id}.", named=delivery_id)
    with pen.store.write(pen.actor) as session:  # operational, and it was just seen to be one's own
        logged.again(session, delivery_id, now())
    return _back(visit, "log")


def _done(
    visit: Visit, desk: Desk, view: View, pen: Pen, deed: Callable[[Session], object], *, place: str,
    form: dict[str, Any] | None = None,
) -> Response[Any]:  # fmt: skip
    try:
        with pen.write() as session:
            deed(session)
    except (BadInput, Conflict, NotAllowed) as error:
        return _shown(visit, desk, view, Trouble("alerting.not_done", str(error)), form=form)
    return _back(visit, place)


def _back(visit: Visit, place: str) -> Response[Any]:
    return Redirect(f"{visit.link(PATH)}#{place}", status_code=303)


def _asked(form: dict[str, Any], pen: Pen) -> Asked:
    """What the form says. Raises BadInput for a word that is none of ours."""
    channel, target = _word(ChannelKind, form, "channel"), said(form, "target").strip()
    events = tuple(Event(one) for one in several(form, "event") if one in set(Event))
    return Asked(
        person=target if channel is ChannelKind.MAIL else pen.actor,
        channel=channel,
        target=target,
        least_severity=_word(Severity, form, "least_severity"),
        controllers=tuple(several(form, "controller")) or None,
        events=events or None,
        pace=Pace.IMMEDIATE if channel is ChannelKind.WEBHOOK else _word(Pace, form, "pace"),
        language=said(form, "language"),
        heartbeat=channel is not ChannelKind.WEBHOOK or bool(said(form, "heartbeat")),
    )


def _word(kind: Any, form: dict[str, Any], field: str) -> Any:
    try:
        return kind(said(form, field))
    except ValueError as error:
        raise BadInput(f"Choose one of {', '.join(kind)}.", field=field) from error


def _muting(form: dict[str, Any]) -> muting.Muting:
    try:
        until = date.fromisoformat(said(form, "until"))
    except ValueError as error:
        raise BadInput("Write the day as YYYY-MM-DD.", field="until") from error
    kind, event = said(form, "kind"), said(form, "event")
    return muting.Muting(
        until, said(form, "reason"), service=said(form, "service") or None,
        kind=ChangeKind(kind) if kind in set(ChangeKind) else None, event=Event(event) if event in set(Event) else None,
    )  # fmt: skip


def _shown(
    visit: Visit, desk: Desk, view: View, trouble: Trouble | None = None, *, once: Once | None = None,
    tried: Delivery | None = None, form: dict[str, Any] | None = None,
) -> Response[str]:  # fmt: skip
    desk.session.rollback()  # what was just written is to be seen
    services = {one.service_id for one in view.register.engagements.values()}
    log, subscriptions = told_listed.log(visit, desk), told_listed.subscriptions(visit, desk, view)
    return page(
        "settings-alerts.html",
        replace(visit, path=PATH),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        beat=beat(watching.heartbeat(desk.session), visit.language.value),
        subscriptions=subscriptions,
        people=names_of_people(desk, visit, (one.person for one in subscriptions.shown)),
        mutes=told_listed.mutes(visit, desk, view),
        log=log,
        titles=told_listed.titles(desk, list(log.shown), visit.language.value),
        asked=asked_of(visit, *told_listed.FILTERS),
        choices=told_listed.choices(visit),
        formats=FORMATS,
        signs=SIGNS,
        may_decide=Right.DECIDE in desk.person.rights,
        controllers=view.controllers(),
        services=sorted((one for one in view.register.services.values() if one.id in services), key=lambda o: o.name),
        names=view.names(),
        channels=list(ChannelKind),
        severities=[one for one in Severity if one is not Severity.NONE],
        paces=list(Pace),
        events=list(Event),
        kinds=[one for one in ChangeKind if one.is_material],
        trouble=trouble,
        once=once,
        tried=tried,
        form=form or {},
    )


PAGES: list[ControllerRouterHandler] = [
    told_page, subscribe_page, test_page, end_page, mute_page, unmute_page, again_page,
]  # fmt: skip
