"""Who may ask, before anything is asked: this machine alone, by its own name, and never on another site's behalf.

There are no accounts yet. A page of another site that has this server's address looked up under its own name (DNS
rebinding) is told by the Host header; a page that sends a form here is told by Origin or Sec-Fetch-Site.
"""

import re
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from registry.errors import BadInput
from web import problems

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE = frozenset({"same-origin", "none"})  # none: typed into the address bar
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


_PORT = re.compile("[0-9]{1,5}")
_LAST_PORT = 65535


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def require_loopback(host: str) -> None:
    """Raises BadInput for an address that others could reach."""
    if not is_loopback(host):
        raise BadInput(
            f"The server listens on this machine alone until there are accounts; “{host}” is not loopback. "
            "Use 127.0.0.1, ::1 or localhost.",
            field="host",
        )


class Door:
    """Stands before the whole application: refuses strangers, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        why = refusal(str(scope["method"]), Headers.from_scope(scope))
        if why is None:
            await self._app(scope, receive, _with_headers(send))
        else:
            await _refuse(why, _with_headers(send))


def refusal(method: str, headers: Headers) -> str | None:
    """Why a request is refused, or None."""
    host = headers.get("host", "")
    if not is_loopback(_name(host)):
        return "This server answers to its own address alone (127.0.0.1, localhost); the Host header names another."
    if method in _READING:
        return None
    if headers.get("sec-fetch-site", "none").lower() not in _SAME_SITE:
        return "Another site may not write here (Sec-Fetch-Site)."
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return "Another site may not write here (Origin)."
    return None


def _name(host: str) -> str:
    """The host without its port. What is no host at all is no name of ours either."""
    name, separator, port = host.rpartition(":")
    return name if separator and _PORT.fullmatch(port) and int(port) <= _LAST_PORT else host


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _refuse(why: str, send: Send) -> None:
    body = problems.encoded(problems.problem_of(HTTPStatus.FORBIDDEN, why))
    headers = [
        (b"content-type", problems.MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the body of a refused request is never read
    ]
    await send({"type": "http.response.start", "status": HTTPStatus.FORBIDDEN.value, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
