"""`/clocks`: which clocks of the law run, and by when must each be answered? Art. 33, 34, 12(3), 13(3), 14(3)-(4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from registry.catalogue.reading import Row
from registry.errors import BadInput, Conflict, NotFound
from registry.law import statutory as law
from registry.law.records import Clock as LawClock
from registry.law.records import Counted
from registry.reviews import statutory, taskwork
from registry.reviews.statutory import Begun
from registry.store import Session
from registry.tables import Task, now
from registry.terms import Right, TaskKind
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages.clocks_listed import ClocksQuery, clocks_of
from web.pages.forms import require_own_form, said
from web.pages.listings import filed, shown
from web.pages.objection_forms import day_of
from web.pages.people import names_of_people
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

NEAR = ("Europe/Stockholm", "Europe/Copenhagen", "Europe/Helsinki", "Europe/Oslo", "Atlantic/Reykjavik", "UTC")
ZONES = ("UTC", *sorted(name for name in available_timezones() if name.startswith(("Europe/", "Atlantic/"))))


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as the page shows it. `last_at`: where the law counts in hours. `left`: days to the last one; None: there
    is none, for the law says “without undue delay”, or it is not known when the purpose begins."""

    row: Row
    article: str
    last_at: datetime | None
    left: int | None
    is_without_delay: bool
    is_past: bool


@get("/clocks", needs=Right.READ, query=ClocksQuery, sync_to_thread=True)
def clocks(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """Those that run, the earliest due first; those that ended last; the form that notes another. Or one list as a
    file."""
    lists = (clocks_of(visit, desk, view, are_running=each) for each in (True, False))
    if (file := filed(visit, view, *lists)) is not None:
        return file
    return _shown(visit, desk, view)


@post("/clocks", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def begin_clock(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Note that a clock began, and lead to it."""
    require_own_form(request)
    at = pen.settings.now()
    return _done(
        visit,
        desk,
        view,
        pen,
        lambda session: statutory.begin(session, begun_of(data, pen), pen.law.clocks, at),
        form=data,
    )


@post("/clocks/{task_id:str}/end", needs=Right.DECIDE, sync_to_thread=True, status_code=303)
def end_clock(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen,
    *, task_id: FromPath[str], data: Form,
) -> Response[Any]:  # fmt: skip
    """Say what was done, or why nothing needs to be, and have the clock ended."""
    require_own_form(request)

    def deed(session: Session) -> Task:
        if taskwork.one(session, task_id).began_at is None:
            raise NotFound(f"{task_id} is no clock of the law.", named=task_id)
        if not said(data, "note").strip():
            raise BadInput("Say what was done, or why nothing needs to be.", field="note")
        return taskwork.done(session, task_id, said(data, "note"), by=pen.actor, at=now())

    return _done(visit, desk, view, pen, deed, form={})


def begun_of(form: Mapping[str, Any], pen: Pen) -> Begun:
    """A clock as the form has it: the hour on the wall and the zone it hung in. Raises BadInput."""
    if said(form, "kind") not in {kind.value for kind in law.KINDS}:
        raise BadInput("Choose what began.", field="kind")
    return Begun(
        controller_id=said(form, "controller"),
        kind=TaskKind(said(form, "kind")),
        began_at=instant_of(said(form, "began_at"), said(form, "zone")),
        reference=said(form, "reference"),
        first_used_on=day_of(form, "first_used_on"),
        owner=pen.actor,
    )


def instant_of(hour: str, zone: str) -> datetime:
    """An instant from an hour on the wall. Of an hour that came twice the first counts: the clock is sooner over.
    Raises BadInput for what is none, and for an hour that the change to summer time left out."""
    try:
        local = datetime.fromisoformat(hour)
    except ValueError as error:
        raise BadInput(f"“{hour[:80]}” is no day and hour.", field="began_at") from error
    if zone not in ZONES or local.tzinfo is not None:
        raise BadInput("Choose the time zone of the hour.", field="zone")
    try:
        found = local.replace(tzinfo=ZoneInfo(zone))
        back = found.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    except OverflowError as error:
        raise BadInput("No calendar reaches so far.", field="began_at") from error
    if back.replace(tzinfo=None) != local:
        raise BadInput("Summer time left this hour out.", field="began_at")
    return local.replace(tzinfo=timezone(found.utcoffset() or timedelta()))  # hours added to it are hours that pass


def _done(
    visit: Visit, desk: Desk, view: View, pen: Pen, deed: Callable[[Session], Task], *, form: Mapping[str, Any]
) -> Response[Any]:
    try:
        with pen.write() as session:
            identity = deed(session).id
    except Conflict as error:
        return _shown(visit, desk, view, Trouble("clocks.conflict", str(error)), form)
    except BadInput as error:
        return _shown(visit, desk, view, Trouble("clocks.bad", str(error)), form)
    return Redirect(f"{visit.link('/clocks')}#{identity}", status_code=303)


def _shown(
    visit: Visit, desk: Desk, view: View, trouble: Trouble | None = None, given: Mapping[str, Any] | None = None
) -> Response[str]:
    visit = replace(visit, path="/clocks")
    running, ended = (shown(visit, clocks_of(visit, desk, view, are_running=each)) for each in (True, False))
    clocks_shown = [_clock(row, visit, desk) for row in running.part.shown]
    return page(
        "clocks.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        running=running,
        clocks=sorted(clocks_shown, key=lambda one: not one.is_past) if "sort" not in visit.query else clocks_shown,
        ended=ended,
        kinds=law.KINDS,
        rules=_rules(visit, desk),
        near=NEAR,
        zones=[zone for zone in ZONES if zone not in NEAR],
        controllers=view.controllers(),
        names=view.names(),
        people=names_of_people(desk, visit, {one.done_by for one in ended.part.shown}),
        given=given or {},
        trouble=trouble,
    )


def _clock(row: Row, visit: Visit, desk: Desk) -> Clock:
    assert row.kind is not None
    assert row.began_at is not None
    clock = law.clock_of(desk.laws.current.clocks, row.kind, row.began_at)
    last_at = law.last_instant(clock, row.began_at) if clock is not None else None
    left = (row.due_on - visit.moment.on).days if row.due_on is not None else None
    is_past = left is not None and left < 0
    is_past = is_past or (visit.is_today and last_at is not None and last_at < desk.settings.now())
    is_without_delay = clock is not None and clock.counted is Counted.WITHOUT_UNDUE_DELAY
    return Clock(row, clock.article if clock is not None else "", last_at, left, is_without_delay, is_past)


def _rules(visit: Visit, desk: Desk) -> list[LawClock]:
    """What the law says of each clock on the day that is shown."""
    at = datetime.combine(visit.moment.on, time(), UTC)
    found = (law.clock_of(desk.laws.current.clocks, kind, at) for kind in law.KINDS)
    return [clock for clock in found if clock is not None]
