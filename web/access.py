"""Under which name this server is asked, before anything is asked, and never on another site's behalf.

Without accounts it answers to this machine alone; with them, also to the host of ONWARD_BASE_URL. A page of another
site that has this server's address looked up under its own name (DNS rebinding) is told by the Host header; a page that
sends a form here is told by Origin or Sec-Fetch-Site.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from litestar.datastructures import Headers
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


_ENCODED = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items())
_PORT = re.compile("[0-9]{1,5}")
_LAST_PORT = 65535
_OFTEN = frozenset({"127.0.0.1", "[::1]", "localhost"})  # asked twice of every request, and not worth parsing


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host in _OFTEN:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def require_loopback(host: str) -> None:
    """Raises BadInput for an address that others could reach."""
    if not is_loopback(host):
        raise BadInput(
            f"The server listens on this machine alone until there are accounts; “{host}” is not loopback. "
            "Use 127.0.0.1, ::1 or localhost, or make the first account: "
            'onward user add ada@company.example --name "Ada Berg" --role admin',
            field="host",
        )


class Door:
    """Stands before the whole application: refuses strangers, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, base_url: str = "", is_closed: Callable[[], bool] = lambda: False) -> None:
        """`is_closed` says whether there are accounts: only then is it asked under the base address's host too."""
        self._app = app
        self._base, self._is_closed = urlsplit(base_url), is_closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = Headers.from_scope(scope)
        why = refusal(str(scope["method"]), headers, self._own(headers.get("host", "")))
        if why is None:
            await self._app(scope, receive, _with_headers(send))
        else:
            await problems.refuse(_with_headers(send), HTTPStatus.FORBIDDEN, why)

    def _own(self, host: str) -> SplitResult | None:
        """The base address, where the request came under its host and there are accounts."""
        if is_loopback(_name(host)) or not self._base.hostname or _name(host).lower() != self._base.hostname:
            return None
        return self._base if self._is_closed() else None


def refusal(method: str, headers: Headers, own: SplitResult | None = None) -> str | None:
    """Why a request is refused, or None. `own` is the address under which it may come besides this machine's."""
    host = headers.get("host", "")
    if own is None and not is_loopback(_name(host)):
        return "This server answers to its own address alone (127.0.0.1, localhost); the Host header names another."
    if method in _READING:
        return None
    if headers.get("sec-fetch-site", "none").lower() not in _SAME_SITE:
        return "Another site may not write here (Sec-Fetch-Site)."
    origin = headers.get("origin")
    if origin is not None and not _is_ours(origin, host, own):
        return "Another site may not write here (Origin)."
    return None


def _is_ours(origin: str, host: str, own: SplitResult | None) -> bool:
    """Whether a page of this host sent it; under the base address, over its scheme too: a plain page is another's."""
    sent = urlsplit(origin)
    return sent.netloc.lower() == host.lower() and (own is None or sent.scheme == own.scheme)


def _name(host: str) -> str:
    """The host without its port. What is no host at all is no name of ours either."""
    name, separator, port = host.rpartition(":")
    return name if separator and _PORT.fullmatch(port) and int(port) <= _LAST_PORT else host


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(one for one in _ENCODED if one[0] not in said)]
        await send(message)

    return sending
