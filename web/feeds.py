"""The feed of alerts as Atom. An entry's id never changes; asking again costs nothing when nothing is new."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from graphs.text import plain
from registry import glossary
from registry.alerts.letters import title_of
from registry.alerts.told import of_alert
from registry.alerts.writing import text
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Turning, listed
from registry.catalogue.reading import Row
from registry.glossary import Language
from registry.terms import Right, Severity
from web.api.paging import Identity
from web.api.shapes.base import Shape, etag_of, matches
from web.deps import AtDesk

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
TAG = "tag:onward.internal,2026:"  # a name of our own making (RFC 4151): the same whatever address the server has
NEWEST = 100
_ATOM = "http://www.w3.org/2005/Atom"
_FILTERS = ("controller", "service", "least_severity")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class FeedQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is the organisation whose alerts are wanted, `service` the one they are about; `least_severity`: so
    grave or graver. Without any, all."""

    controller: Identity | None = None
    service: Identity | None = None
    least_severity: Severity | None = None
    lang: Language = Language.EN
    token: str | None = None  # read at the door


@get("/feeds/changes.atom", needs=Right.READ, token_in_address=True, query=FeedQuery, sync_to_thread=False)
def changes(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    asked: NamedDependency[FeedQuery],
) -> Response[bytes]:
    """What changed and what it means to us, the newest first."""
    wanted = {name: value for name in _FILTERS if (value := getattr(asked, name)) is not None}
    found = listed(desk.session, "alerts", Moment(desk.today), wanted, Turning("-updated_at", NEWEST)).items
    return conditional(
        request, feed(found, desk.settings.base_url, wanted, asked.lang), found[0].created_at if found else _NEVER
    )


def feed(
    alerts: Any, base_url: str, wanted: Mapping[str, str] = MappingProxyType({}), language: str = "en"
) -> bytes:  # fmt: skip
    """Alerts as an Atom document. What is asked for is part of the feed's id; an entry has one id in every feed."""
    query = urlencode(sorted(wanted.items()) + ([("lang", language)] if language != "en" else []))
    asked = f"?{query}" if query else ""
    root = ET.Element("feed", {"xmlns": _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(root, "id", f"{TAG}feeds/changes{asked}")
    _add(root, "title", glossary.label("letter", "feed", language))
    _add(root, "updated", _instant(alerts[0].created_at if alerts else _NEVER))
    _add(_add(root, "author"), "name", "Onward")
    _add(root, "link", rel="self", href=f"{base_url}/feeds/changes.atom{asked}", type="application/atom+xml")
    for alert in alerts:
        _entry(root, alert, base_url, language)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, alert: Row, base_url: str, language: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"{TAG}alerts/{alert.id}")
    _add(entry, "title", title_of(alert, language))
    _add(entry, "updated", _instant(alert.created_at))
    _add(entry, "link", rel="alternate", href=f"{base_url}{alert.body.get('link', '/')}", type="text/html")
    _add(entry, "link", rel="related", href=f"{base_url}/api/v1/alerts/{alert.id}", type="application/json")
    _add(entry, "category", term=alert.event.value)
    _add(entry, "category", term=f"severity:{alert.severity.value}")
    _add(entry, "content", text(of_alert(alert, language), base_url), type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    if text is not None:
        element.text = "\n\n".join(plain(part) for part in text.split("\n\n"))
    return element


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def conditional(
    request: Request[Any, Any, Any], body: bytes, changed_at: datetime, media_type: str = MEDIA_TYPE
) -> Response[bytes]:
    """The document, or 304 when the caller has it: by its ETag, or without one by the day of the newest entry."""
    etag = etag_of(body)
    headers = {"ETag": etag, "Last-Modified": format_datetime(changed_at, usegmt=True)}
    asked = request.headers.get("if-none-match")
    if matches(asked, etag) or (asked is None and _is_seen(request.headers.get("if-modified-since"), changed_at)):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _is_seen(header: str | None, changed_at: datetime) -> bool:
    try:
        since = parsedate_to_datetime(header) if header else None
    except ValueError:
        return False
    if since is None or since.tzinfo is None:
        return False
    return changed_at.replace(microsecond=0) <= since


ROUTES: list[ControllerRouterHandler] = [changes]
