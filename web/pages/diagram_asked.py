"""What is asked of a diagram in its address, what its form offers, and where it leads on to."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from graphs.flows import Wanted
from graphs.model import Language
from graphs.renderers.reached import Place
from graphs.selecting import resolved
from registry.catalogue.reading import Row
from registry.errors import BadInput
from web.pages.listings import ListQuery
from web.pages.views import View
from web.pages.visiting import Visit

DEEPEST = 64  # hops: all of them, as the form says it
NARROWED = ("controller", "service", "activity", "destination", "depth", "third_countries_only", "since")


class DiagramQuery(ListQuery, frozen=True, kw_only=True):
    """What is drawn: names or ids, a country, a depth, `true` for third countries alone, the day compared with."""

    controller: str | None = None
    service: str | None = None
    activity: str | None = None
    destination: str | None = None
    depth: str | None = None
    third_countries_only: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: our organisations, the services they use, their activities, the countries reached."""

    controllers: list[Row]
    services: list[Row]
    activities: list[Row]
    countries: list[str]


def wanted(visit: Visit, view: View) -> Wanted:
    """What is asked, by id. Raises NotFound, Ambiguous, or BadInput for what cannot be read."""
    asked = visit.query
    narrowed = Wanted(
        controller_id=asked.get("controller"),
        service_id=asked.get("service"),
        activity_id=asked.get("activity"),
        destination=asked.get("destination"),
        depth=_depth(asked.get("depth")),
        third_countries_only=asked.get("third_countries_only") == "true",
        language=Language(visit.language.value),
        known_at=view.register.moment.known_at,
        site="",
        query=f"?{urlencode(visit.kept())}" if visit.kept() else "",
    )
    return resolved(view.register, view.law, narrowed)


def way_to(visit: Visit, place: Place) -> str:
    """The diagram of the ways to a country; of what nobody knows, the whole diagram."""
    narrowed = {name: visit.query[name] for name in NARROWED if name in visit.query}
    return visit.link("/diagram", **(narrowed | ({"destination": place.country} if place.country else {})))


def exports(visit: Visit, formats: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each format with its address in the API: the same selection, the same day."""
    narrowed = {name: visit.query[name] for name in NARROWED if name in visit.query}
    times = {"on": visit.moment.on.isoformat()}
    if visit.moment.known_at:
        times["known_at"] = visit.moment.known_at.isoformat()
    if since := narrowed.pop("since", None):
        narrowed["compare_with"] = since
    told = narrowed | times | {"lang": visit.language.value}
    return [(one, f"/api/v1/flows?{urlencode(told | {'format': one})}") for one in formats]


def choices(view: View) -> Choices:
    """What the form offers on the day."""
    register = view.register
    used = {one.service_id for one in register.engagements.values()}
    reached = {
        crossing.destination
        for several in view.flows.values()
        for one in several
        for crossing in one.hop.crossings
        if crossing.destination
    }
    return Choices(
        controllers=view.controllers(),
        services=sorted((register.services[one] for one in used), key=lambda one: (one.name.casefold(), one.id)),
        activities=sorted(register.activities.values(), key=lambda one: ((one.name or one.key).casefold(), one.id)),
        countries=sorted(reached),
    )


def _depth(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= DEEPEST:
        raise BadInput(f"depth is a number of hops, 1 to {DEEPEST}.", field="depth")
    return int(text)


def other_day(text: str | None) -> date | None:
    """The day that is compared with. Raises BadInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text}” is no day; write YYYY-MM-DD.", field="since") from error
