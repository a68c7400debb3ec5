"""Fetching one document: polite, conditional, capped, and only from addresses the guard lets through.

The order of one fetch: judge the address → ask robots.txt → wait for a turn at the host → ask → follow a redirect
(judged anew) or take the answer. It ends as Fetched, or as FetchFailed with a kind.
"""

import asyncio
import errno
import socket
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NoReturn, Self

import aiohttp
import httpx
import yarl

from crawlers.bodies import Inflater, Unreadable
from crawlers.errors import FailureKind, FetchFailed, causes_of
from crawlers.fetched import Fetched, Headers, Validators, conditional, document_of, headers_of
from crawlers.pace import Budget, Limits, Pace, TooSoon, pace_of, wait_asked
from crawlers.robots import Memory, Robots, agent_of
from crawlers.walls import BLOCKED_STATUSES, TOO_FAST, WALL_STATUSES, wall_of
from registry.errors import AddressRefused
from registry.guard import Guard
from registry.settings import Settings

__all__ = ["Fetched", "Fetcher", "Limits", "Validators", "agent_of"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CONNECTION_ERRORS = (aiohttp.ClientError, OSError, UnicodeError)  # the last: a host's name that cannot be encoded

Resolver = aiohttp.abc.AbstractResolver

_ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/markdown, text/plain;q=0.9, */*;q=0.5"
_CONNECT_SECONDS = 15.0
_KEEP_ALIVE_SECONDS = 15.0
_LONGEST_LINE = 16_384
_LONGEST_HEADER = 32_768  # content security policies of real sites pass 8 kB
_MOST_HEADERS = 256


class Fetcher:
    """Fetches documents, as an asynchronous context manager. One serves a whole process: it keeps the hosts' pace."""

    def __init__(
        self,
        guard: Guard,
        agent: str,
        *,
        limits: Limits | None = None,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        pace: Pace | None = None,
        memory: Memory | None = None,
    ) -> None:
        """`trust` None: the certificate authorities everybody trusts; `resolver` None: the system's name server.
        `pace` and `memory` None: this process alone keeps the hosts' turns and what their robots.txt said."""
        self._guard = guard
        self._limits = limits or Limits()
        self._trust = trust
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._usual = {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        self._robots = Robots(self._read_robots, age=self._limits.robots_age, memory=memory)
        self._open = asyncio.Semaphore(self._limits.open_at_once)
        self._pace = pace or pace_of(self._limits)

    @classmethod
    def of(cls, settings: Settings, *, pace: Pace | None = None, memory: Memory | None = None) -> Self:
        """The fetcher these settings ask for."""
        return cls(Guard.of(settings.allow_addresses), agent_of(settings), pace=pace, memory=memory)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=self._limits.open_at_once,
            ssl=self._trust or _everybodys_trust(),
            resolver=self._resolver or aiohttp.ThreadedResolver(),
            socket_factory=self._guard.open_socket,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
        )
        self._session = _session_of(connector, self._usual)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str, *, validators: Validators | None = None, heed_robots: bool = True) -> Fetched:
        """The document at this address. With the validators of an earlier fetch the answer may be status 304 and no
        body: the document is what it was. Raises FetchFailed."""
        return await self._follow(url, validators, Budget(self._limits.seconds), heed_robots=heed_robots)

    async def _follow(self, url: str, validators: Validators | None, budget: Budget, *, heed_robots: bool) -> Fetched:
        trail: list[str] = []
        here = url
        while True:
            page = self._judged(here)
            here = str(page)
            if here in trail or len(trail) > self._limits.redirects:
                message = "sent round in a circle" if here in trail else f"more than {len(trail) - 1} redirects"
                raise FetchFailed(FailureKind.REDIRECT_LOOP, message, url=here)
            trail.append(here)
            if heed_robots:
                await self._heed_robots(page, budget)
            answer = await self._in_turn(page, conditional(validators, here, first=len(trail) == 1), budget)
            if isinstance(answer, Fetched):
                return answer if here == url else answer.asked_as(url)
            here = answer

    def _judged(self, url: str) -> httpx.URL:
        """The address without its fragment, if it may be asked for."""
        try:
            self._guard.check_url(url)
            page = httpx.URL(url)
            if page.scheme not in ("http", "https") or not page.host:
                raise httpx.InvalidURL("This is no address of a page: it names no host.")
            if "#" in url:
                page = page.copy_with(fragment=None)
            if str(page) != url:
                self._guard.check_url(str(page))
        except (AddressRefused, httpx.InvalidURL) as error:
            raise FetchFailed(FailureKind.REFUSED_ADDRESS, str(error), url=url) from error
        return page

    async def _heed_robots(self, page: httpx.URL, budget: Budget) -> None:
        origin = f"{page.scheme}://{page.netloc.decode('ascii')}"
        delay = await self._robots.check(str(page), origin, budget)
        if delay is not None:
            self._pace.slow(page.host, delay)

    async def _read_robots(self, url: str, budget: Budget) -> bytes:
        return (await self._follow(url, None, budget, heed_robots=False)).body

    async def _in_turn(self, page: httpx.URL, headers: dict[str, str], budget: Budget) -> Fetched | str:
        """Ask once the host's turn has come."""
        try:
            async with self._pace.turn(page.host.rstrip(".")), self._open, budget.spending():
                return await self._ask(page, headers)
        except TooSoon as error:
            until = datetime.now(UTC) + timedelta(seconds=error.seconds)
            message = f"the host asked not to be asked for another {error.seconds:.0f} seconds"
            raise FetchFailed(FailureKind.ASKED_TO_WAIT, message, url=str(page), retry_at=until) from error
        except _CONNECTION_ERRORS as error:
            kind, message = _failure_of(error)
            raise FetchFailed(kind, message, url=str(page)) from error

    async def _ask(self, page: httpx.URL, conditions: dict[str, str]) -> Fetched | str:
        """The document, or the address one is sent on to."""
        if self._session is None:
            raise RuntimeError("a Fetcher is used inside `async with`")
        async with self._session.get(_as_judged(page), headers=conditions, allow_redirects=False) as response:
            return await self._taken(page, response, asked_conditionally=bool(conditions))

    async def _taken(
        self, page: httpx.URL, response: aiohttp.ClientResponse, *, asked_conditionally: bool
    ) -> Fetched | str:
        status, headers = response.status, headers_of(response.raw_headers)
        if status in _REDIRECTS:
            return _sent_on(page, status, headers)
        if status == 304 and asked_conditionally:
            return document_of(str(page), 304, headers, b"", raw_bytes=0)
        if status not in WALL_STATUSES:
            self._refuse(page, status, headers, None)
        try:
            body, raw_bytes = await self._read(response, headers)
        except Unreadable as error:
            if status != 200:
                self._refuse(page, status, headers, None)
            raise FetchFailed(error.kind, str(error), url=str(page), status=200) from error
        wall = wall_of(headers, body)
        if wall is not None or status != 200:
            self._refuse(page, status, headers, wall)
        return document_of(str(page), 200, headers, body, raw_bytes=raw_bytes)

    async def _read(self, response: aiohttp.ClientResponse, headers: Headers) -> tuple[bytes, int]:
        """The body, inflated, and how many bytes were sent. Raises Unreadable past a cap."""
        most = self._limits.raw_bytes
        inflater = Inflater(headers.get("content-encoding", ""), self._limits.inflated_bytes)
        if headers.get("transfer-encoding", "chunked").strip().lower() != "chunked":
            raise Unreadable(FailureKind.BAD_ENCODING, "sent in a transfer encoding that was not asked for")
        declared = headers.get("content-length", "")
        if declared.isascii() and declared.isdecimal() and (len(declared) > 18 or int(declared) > most):
            raise Unreadable(FailureKind.TOO_LARGE, f"says it is larger than {most} bytes")
        sent = 0
        async for chunk in response.content.iter_any():
            sent += len(chunk)
            if sent > most:
                raise Unreadable(FailureKind.TOO_LARGE, f"sends more than {most} bytes")
            inflater.feed(chunk)
        return inflater.finish(), sent

    def _refuse(self, page: httpx.URL, status: int, headers: Headers, wall: str | None) -> NoReturn:
        """Raise for an answer that is no document, and remember how long the host wants to be left alone."""
        url = str(page)
        wait, until = self._wait_of(status, headers), None
        if wait is not None:
            self._pace.hold(page.host.rstrip("."), wait)
            until = datetime.now(UTC) + timedelta(seconds=wait)
        if wall is not None or status in BLOCKED_STATUSES:
            message = f"answers {status}" + (f", a bot wall by {wall}" if wall else "") + "; nobody tries to get round"
            raise FetchFailed(FailureKind.BLOCKED, message, url=url, status=status, retry_at=until)
        kind = FailureKind.ASKED_TO_WAIT if status == TOO_FAST else FailureKind.BAD_STATUS
        raise FetchFailed(kind, f"answers {status}", url=url, status=status, retry_at=until)

    def _wait_of(self, status: int, headers: Headers) -> float | None:
        """How long the host wants to be left alone; None: it does not say."""
        most = self._limits.longest_retry_after
        if status not in BLOCKED_STATUSES | {TOO_FAST, 503}:
            return None
        wait = wait_asked(headers.get("retry-after"), most=most)
        return min(self._limits.unsaid_retry_after, most) if wait is None and status == TOO_FAST else wait


def _as_judged(page: httpx.URL) -> yarl.URL:
    """The very address that was judged, not quoted once more. Raises aiohttp.InvalidURL."""
    try:
        judged = yarl.URL(str(page), encoded=True)
        if not judged.port:  # which is read only now
            raise ValueError("no port")
    except ValueError as error:
        raise aiohttp.InvalidURL(str(page)) from error
    return judged


def _sent_on(page: httpx.URL, status: int, headers: Headers) -> str:
    place = headers.get("location", "\\")
    try:
        if "\\" in place:  # some read a backslash as a slash, and so as another host
            raise httpx.InvalidURL("a backslash")
        return str(page.join(place))
    except httpx.InvalidURL as error:
        raise FetchFailed(FailureKind.PROTOCOL, "sent on to no address", url=str(page), status=status) from error


@cache
def _everybodys_trust() -> ssl.SSLContext:
    """The certificate authorities everybody trusts; reading them takes longer than a fetch."""
    return httpx.create_ssl_context(trust_env=False)


def _session_of(connector: aiohttp.TCPConnector, usual: Headers) -> aiohttp.ClientSession:
    """Connections past the guard and nothing else: no cookies, no proxies, no redirects followed unjudged.

    What a fetch may take in all is its budget's; a connection has its own, shorter time.
    """
    return aiohttp.ClientSession(
        connector=connector,
        headers=usual,
        timeout=aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_HEADER,
        max_headers=_MOST_HEADERS,
    )


def _failure_of(error: BaseException) -> tuple[FailureKind, str]:
    """What trouble while asking means: the causes tell."""
    causes = list(causes_of(error))
    for cause in causes:
        kind = _kind_of(cause)
        if kind is not None:
            return kind, _told(kind, cause)
    return FailureKind.PROTOCOL, f"the answer cannot be read as HTTP ({type(causes[-1]).__name__})"


def _kind_of(cause: BaseException) -> FailureKind | None:
    match cause:
        case PermissionError(errno=errno.EACCES):
            return FailureKind.REFUSED_ADDRESS
        case ssl.SSLError():
            return FailureKind.TLS
        case TimeoutError():
            return FailureKind.TIMEOUT
        case aiohttp.ClientPayloadError():
            return FailureKind.CUT_SHORT
        case aiohttp.ClientResponseError() | aiohttp.InvalidURL():
            return FailureKind.PROTOCOL
        case aiohttp.ClientConnectionError() | OSError() | UnicodeError():
            return FailureKind.UNREACHABLE
    return None


def _told(kind: FailureKind, cause: BaseException) -> str:
    if kind is FailureKind.TIMEOUT:
        return "not done within the time one fetch has"
    if kind is FailureKind.CUT_SHORT:
        return "the answer ended before its end"
    if kind is FailureKind.PROTOCOL:
        return f"the answer cannot be read as HTTP ({type(cause).__name__})"
    if isinstance(cause, socket.gaierror):
        return "no host has this name"
    text = cause.strerror if isinstance(cause, OSError) and cause.strerror else type(cause).__name__
    return text[:300]
