"""`/feeds/deadlines.ics`: every deadline the registry knows, as iCalendar (RFC 5545). An entry's id never changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from graphs.text import plain
from registry.catalogue.dated import Moment
from registry.glossary import Language, label
from registry.reviews import due
from registry.reviews.deadlines import Deadline, Wanted
from registry.terms import DeadlineKind, Right
from web.api.paging import Identity
from web.api.shapes.base import Shape
from web.deps import AtDesk, Desk
from web.feeds import conditional

MEDIA_TYPE = "text/calendar"  # the framework adds the charset
PRODUCT = "-//Onward//deadlines//EN"
HOST = "onward.internal"  # a name of our own making: the same whatever address the server has
AHEAD = timedelta(days=3 * 365)
MORNING = timedelta(hours=9)


class CalendarQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is the organisation whose deadlines are wanted; without it, all. `lang` is the language."""

    controller: Identity | None = None
    kind: DeadlineKind | None = None
    lang: Language = Language.EN
    token: str | None = None  # read at the door


@get("/feeds/deadlines.ics", needs=Right.READ, token_in_address=True, query=CalendarQuery, sync_to_thread=True)
def deadlines(request: Request[Any, Any, Any], desk: AtDesk, asked: NamedDependency[CalendarQuery]) -> Response[bytes]:
    """Deadlines of the next three years, and those that passed undone."""
    told_at = due.told_at(desk.session)
    question = ("calendar", asked.controller, asked.kind, asked.lang, desk.today)
    body = desk.once(question, lambda: _calendar(desk, asked, told_at))
    return conditional(request, body, told_at, MEDIA_TYPE)


def _calendar(desk: Desk, asked: CalendarQuery, told_at: datetime) -> bytes:
    moment = Moment(desk.today)
    wanted = Wanted(controller_id=asked.controller, until=desk.today + AHEAD)
    found = due.deadlines(desk.session, desk.register(moment), desk.law(moment), wanted)
    kept = [one for one in found if asked.kind in {None, one.kind}]
    return calendar(kept, told_at, asked.lang, desk.settings.base_url)


def calendar(found: Iterable[Deadline], told_at: datetime, language: Language, base_url: str) -> bytes:
    """Deadlines as a calendar. The same deadlines give the same bytes."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Onward: {label('noun', 'deadline', language.value)}")
    for one in found:
        made.add_component(_event(one, told_at, language, base_url))
    return bytes(made.to_ical())


def _event(one: Deadline, told_at: datetime, language: Language, base_url: str) -> Event:
    title = plain(one.title(language))
    event = Event()
    event.add("uid", f"{one.id}@{HOST}")
    event.add("dtstamp", told_at)
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", "\n".join(_lines(one, language, base_url)))
    event.add("url", f"{base_url}{one.path}")
    event.add("categories", [one.kind.value])
    event.add("transp", "TRANSPARENT")
    for days in one.ahead:
        event.add_component(_alarm(title, days))
    return event


def _lines(one: Deadline, language: Language, base_url: str) -> list[str]:
    """What stands under an entry: the article, the source, where to act."""
    told = [one.article, f"{label('noun', 'source', language.value)}: {one.source}" if one.source else ""]
    return [plain(line) for line in (*told, f"{base_url}{one.path}") if line]


def _alarm(title: str, days: int) -> Alarm:
    """A word in the morning, so many days before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", MORNING - timedelta(days=days))
    return alarm


ROUTES: list[ControllerRouterHandler] = [deadlines]
