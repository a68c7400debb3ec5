"""The command line's own door outward: what a command asks the server of ONWARD_SERVER instead of the local database.

The person who runs the command wrote the address, so it may lie inside their own network: the guard is not asked. The
token goes to that origin alone, encrypted unless it is this machine: no redirect is followed, no proxy is heeded.
"""

import ipaddress
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NoReturn

import httpx

from registry.answers import Asked, Form, Upload
from registry.errors import BadInput, Conflict, NotAllowed, NotFound, OnwardError, Unreachable
from registry.settings import Settings

API = "/api/v1"
LARGEST = 64 * 1024 * 1024
LONGEST_WORDS = 2_000
LONGEST_TOKEN = 4_096
SECONDS = 120.0
LARGEST_FILE = 2 * 1024 * 1024 * 1024
FILE_SECONDS = 1_800.0
PAGE = 200
MOST_PAGES = 5_000
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_FILE_TIMEOUT = httpx.Timeout(600.0, connect=10.0)  # a file is made whole before the first byte of it is sent
_PROBLEM = "application/problem+json"
_KINDS: Mapping[int, type[OnwardError]] = MappingProxyType(
    {401: NotAllowed, 403: NotAllowed, 404: NotFound, 409: Conflict}
)


@dataclass(frozen=True, slots=True)
class _Bound:
    """How much of an answer is taken, and until when by the clock that only goes forward."""

    ends: float
    largest: int = LARGEST


def answer(settings: Settings, asked: Asked) -> Any:
    """What the server answers, in the form asked for. Raises Unreachable, or what its refusal is among our errors; a
    file in pieces raises when it is read."""
    if asked.form is Form.PIECES:
        return _pieces(settings, asked)
    with _client(settings) as client:
        match asked.form:
            case Form.OBJECT:
                return _object(client, _sent(client, asked, asked.query))
            case Form.LIST:
                return list(_items(client, asked))
            case Form.BYTES | Form.PIECES:
                return _sent(client, asked, asked.query)


def _client(settings: Settings) -> httpx.Client:
    base = _address(settings.server or "")
    headers = {"User-Agent": "onward", "Accept-Encoding": "identity"}
    if settings.token is not None:
        headers["Authorization"] = f"Bearer {_token(settings.token)}"
    return httpx.Client(
        base_url=base,
        headers=headers,
        timeout=_TIMEOUT,
        verify=httpx.create_ssl_context() if base.scheme == "https" else True,  # heeds SSL_CERT_FILE
        follow_redirects=False,
        trust_env=False,
    )


def _address(text: str) -> httpx.URL:
    """ONWARD_SERVER. Raises BadInput for what is no address, or would send the token in clear to another machine."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise BadInput(f"ONWARD_SERVER is “{_plain(text)}”; that is no address.", field="ONWARD_SERVER") from error
    is_odd = url.query or url.fragment or url.userinfo or not 0 < (url.port or 1) <= 65535
    if url.scheme not in {"http", "https"} or not url.host or is_odd:
        raise BadInput(
            "ONWARD_SERVER cannot be read; write https://host, without a name, a password or a question in it.",
            field="ONWARD_SERVER",
        )
    if url.scheme == "http" and not _is_this_machine(url.host):
        raise BadInput(
            f"ONWARD_SERVER is http, and {_plain(url.host)} is not this machine: the token would go in clear. "
            "Write https.",
            field="ONWARD_SERVER",
        )
    return url.copy_with(path=url.path.rstrip("/") + API + "/")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(secret: str) -> str:
    """The token, if a header can hold it. Never shown."""
    if not secret.isascii() or not secret.isprintable() or " " in secret or len(secret) > LONGEST_TOKEN:
        raise BadInput("ONWARD_TOKEN is no token; copy it as `onward token` told it.", field="ONWARD_TOKEN")
    return secret


def _items(client: httpx.Client, asked: Asked) -> Iterator[Any]:
    """All of a list, page by page."""
    query = [*asked.query, ("limit", str(PAGE))]
    cursor: list[tuple[str, str]] = []
    for _ in range(MOST_PAGES):
        page = _object(client, _sent(client, asked, query + cursor))
        items, following = page.get("items"), page.get("next_cursor")
        if not isinstance(items, list) or not isinstance(following, str | None):
            _misread(client)
        yield from items
        if following is None:
            return
        cursor = [("cursor", following)]
    _misread(client)


def _sent(client: httpx.Client, asked: Asked, query: Sequence[tuple[str, str]]) -> bytes:
    """The body of a good answer, or of a refusal that holds one."""
    response, body = _taken(client, asked, query)
    if response.status_code == HTTPStatus.OK:
        return body
    told = _problem(response, body).get(asked.refused) if asked.refused else None
    if response.status_code != HTTPStatus.UNPROCESSABLE_ENTITY or not isinstance(told, dict):
        _refuse(client, response, body)
    return json.dumps(told).encode()


def _taken(client: httpx.Client, asked: Asked, query: Sequence[tuple[str, str]]) -> tuple[httpx.Response, bytes]:
    """The answer and its body."""
    method = "GET" if asked.body is None and asked.upload is None else "POST"
    bound = _Bound(time.monotonic() + SECONDS)
    with _heard(client), client.stream(method, asked.path, params=list(query), **_content(asked)) as response:
        return response, b"".join(_chunks(client, response, bound))


@contextmanager
def _heard(client: httpx.Client) -> Iterator[None]:
    """Raises Unreachable where the server is not heard to its end."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        why = _plain(str(error)).rstrip(".") or type(error).__name__
        raise Unreachable(f"{_name(client)} does not answer: {why}.") from error


def _pieces(settings: Settings, asked: Asked) -> Iterator[bytes]:
    """A file as it comes."""
    ends = time.monotonic() + FILE_SECONDS
    more: dict[str, Any] = {"params": list(asked.query), "timeout": _FILE_TIMEOUT}
    with _client(settings) as client, _heard(client), client.stream("GET", asked.path, **more) as response:
        if response.status_code != HTTPStatus.OK:
            _refuse(client, response, b"".join(_chunks(client, response, _Bound(ends))))
        yield from _chunks(client, response, _Bound(ends, LARGEST_FILE))


def _content(asked: Asked) -> dict[str, Any]:
    """What is sent: JSON, a file as it is, or a form that holds one."""
    match asked.upload:
        case None:
            return {"json": asked.body}
        case Upload(content=content, media_type=media_type, fields=None):
            return {"content": content, "headers": {"Content-Type": media_type}}
        case Upload() as one:
            fields: dict[str, list[str]] = {}
            for name, value in one.fields or ():
                fields.setdefault(name, []).append(value)
            return {"data": fields, "files": {"file": (one.name or "document", one.content, one.media_type)}}


def _chunks(client: httpx.Client, response: httpx.Response, bound: _Bound) -> Iterator[bytes]:
    """What is sent, up to a size and a time. Nothing is inflated: no encoding was asked for."""
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Unreachable(f"{_name(client)} answers in an encoding that was not asked for.")
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > bound.largest:
            raise Unreachable(f"{_name(client)} answers with more than {bound.largest // 1024 // 1024} MB.")
        if time.monotonic() > bound.ends:
            raise Unreachable(f"{_name(client)} was not done answering in time.")
        yield chunk


def _refuse(client: httpx.Client, response: httpx.Response, body: bytes) -> NoReturn:
    """Raise for an answer that is none: in the server's own words where it has any."""
    status, said = response.status_code, _words(response, body)
    if response.is_redirect:
        place = _plain(response.headers.get("location", ""))
        raise BadInput(
            f"{_name(client)} sends on to “{place}”, and nothing is sent there. Is that where ONWARD_SERVER should be?",
            field="ONWARD_SERVER",
        )
    if not 400 <= status < 500:
        raise Unreachable(f"{_name(client)} answers {status}{f': {said}' if said else '.'}")
    if said is None:
        raise BadInput(f"{_name(client)} answers {status}, not as an Onward would.", field="ONWARD_SERVER")
    raise _KINDS.get(status, BadInput)(f"{said} (ONWARD_TOKEN)" if status == HTTPStatus.UNAUTHORIZED else said)


def _words(response: httpx.Response, body: bytes) -> str | None:
    """What problem details say; None: these are none."""
    detail = _problem(response, body).get("detail")
    return _plain(detail) if isinstance(detail, str) else None


def _problem(response: httpx.Response, body: bytes) -> dict[str, Any]:
    """Problem details; empty where these are none."""
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() != _PROBLEM:
        return {}
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return problem if isinstance(problem, dict) else {}


def _object(client: httpx.Client, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        _misread(client)
    if not isinstance(found, dict):
        _misread(client)
    return found


def _misread(client: httpx.Client) -> NoReturn:
    raise Unreachable(f"{_name(client)} does not answer as an Onward of this version does.")


def _name(client: httpx.Client) -> str:
    """The server, as messages name it."""
    return _plain(str(client.base_url.copy_with(path="/")).rstrip("/"))


def _plain(text: str) -> str:
    """Text from outside, bounded, and without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "·" for letter in text[:LONGEST_WORDS])
