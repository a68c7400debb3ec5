"""Where the data flow, as a picture or as data: what `onward draw` draws."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Meta

from graphs.commands.draw import drawn, query_of, render
from graphs.flows import Wanted
from graphs.model import Language
from graphs.selecting import resolved
from registry.catalogue.reading import TABLES, Register
from registry.law.lawbook import LawBook
from registry.terms import Right
from web.api.paging import Country, Timed, Words
from web.deps import AtDesk, Desk


class Format(StrEnum):
    """What a drawing is answered as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"
    MERMAID = "mermaid"
    GRAPHML = "graphml"
    JSON = "json"
    MAP = "map"


MEDIA_TYPES = {
    Format.SVG: "image/svg+xml; charset=utf-8",
    Format.PNG: "image/png",
    Format.PDF: "application/pdf",
    Format.DOT: "text/vnd.graphviz; charset=utf-8",
    Format.MERMAID: "text/vnd.mermaid; charset=utf-8",
    Format.GRAPHML: "application/graphml+xml; charset=utf-8",
    Format.JSON: "application/json",
    Format.MAP: "image/svg+xml; charset=utf-8",
}


class FlowsQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller`, `service` and `activity` are ids or names; `destination` keeps the ways to one country; `depth`
    1 is the engagement alone; `compare_with` draws what is new, gone or changed since that day. `map` is SVG too."""

    controller: Words | None = None
    service: Words | None = None
    activity: Words | None = None
    destination: Country | None = None
    depth: Annotated[int, Meta(ge=1, le=64)] | None = None
    third_countries_only: bool = False
    compared_on: date | None = msgspec.field(default=None, name="compare_with")
    lang: Language = Language.ENGLISH
    format: Format = Format.JSON


@get("/flows", needs=Right.READ, query=FlowsQuery, answers=MEDIA_TYPES, sync_to_thread=True)
def flows(
    desk: AtDesk,
    asked: NamedDependency[FlowsQuery],
) -> Response[bytes]:
    """Draw engagements, chains and verdicts."""
    register, law, wanted = _wanted(desk, asked)
    other = _other(desk, asked)
    question = ("flows", register.moment, law.sha256, wanted, asked.compared_on)
    found = desk.once(question, lambda: drawn(register, law, wanted, other), TABLES)
    return Response(render(found, asked.format.value, desk.settings, law), media_type=MEDIA_TYPES[asked.format])


def _other(desk: Desk, asked: FlowsQuery) -> Register | None:
    """The register of the day that is compared with."""
    if asked.compared_on is None:
        return None
    return desk.register(msgspec.structs.replace(asked, on=asked.compared_on).moment(desk.today))


def _wanted(desk: Desk, asked: FlowsQuery) -> tuple[Register, LawBook, Wanted]:
    moment = asked.moment(desk.today)
    register = desk.register(moment)
    law = desk.law(moment)
    named = Wanted(
        controller_id=asked.controller,
        service_id=asked.service,
        activity_id=asked.activity,
        destination=asked.destination,
        depth=asked.depth,
        third_countries_only=asked.third_countries_only,
        language=asked.lang,
        known_at=moment.known_at,
        site=desk.settings.base_url,
        query=query_of(moment),
    )
    return register, law, resolved(register, law, named)


ROUTES = [flows]
