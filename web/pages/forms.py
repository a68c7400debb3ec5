"""Forms that a page of ours sends: that it was ours, and what its fields say."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from web.problems import Refused


def require_own_form(request: Request[Any, Any, Any]) -> None:
    """A browser names the page a form was sent from; a form that names none of ours is not taken. Raises Refused."""
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    if not origin or urlsplit(origin).netloc.lower() != host.lower():
        raise Refused(HTTPStatus.FORBIDDEN, "A form is sent from Onward's own page (Origin).")


def said(form: Mapping[str, Any], name: str) -> str:
    """A field of the form; one that is sent several times says nothing."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def several(form: Mapping[str, Any], name: str) -> list[str]:
    """All values of a field that may be sent several times."""
    value = form.get(name, [])
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]
