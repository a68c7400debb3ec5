"""`Idempotency-Key`: a POST that is sent again under the same key does nothing twice and is answered the same.

A guard looks the key up once it is known who asks; the deed's own transaction claims it; the answer is kept before it
is sent. A refusal is not kept: nothing was done, and the same may be tried again.
"""

from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

from registry import repeats
from registry.repeats import Answered, Claim
from registry.store import Store
from web.deps import CLAIM, person_of
from web.problems import Refused
from web.problems import answer as answer_to

HEADER = "idempotency-key"
LONGEST_KEY = 200
SECRETS = ("/api/v1/tokens", "/api/v1/users", "/api/v1/session", "/api/v1/subscriptions")
"""Where answers hold secrets, which are shown once and kept nowhere."""


class Repeated(Exception):
    """Done before: the answer that was given then."""

    def __init__(self, answer: Answered) -> None:
        super().__init__("done before")
        self.answer = answer


async def once(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard: raises Repeated where the key was used, Refused for a key that is none."""
    key = connection.headers.get(HEADER)
    path = str(connection.scope["path"])
    if key is None or not isinstance(connection, Request) or connection.method != "POST" or "/api/" not in path:
        return
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable() or not key.isascii():
        words = f"Idempotency-Key holds 1 to {LONGEST_KEY} plain characters."
        raise Refused(HTTPStatus.BAD_REQUEST, words, field="Idempotency-Key")
    body = await connection.body()
    address = f"{path}?{connection.scope['query_string'].decode('latin-1')}"
    claim = repeats.claim_of(key, address, person_of(connection).actor, body)
    found = await sync_to_thread(_answered, connection.app.state.store, claim)
    if found is not None:
        raise Repeated(found)
    connection.scope["state"][CLAIM] = claim


def _answered(store: Store, claim: Claim) -> Answered | None:
    with store.read() as session:
        return repeats.answered(session, claim)


def replay(request: Request[Any, Any, Any], error: Repeated) -> Response[bytes]:
    """The answer that was given, marked as given before."""
    answer = error.answer
    if answer.body is None:
        words = "This was done before under the same key; its answer was not kept. Read what it wrote."
        return answer_to(request, Refused(HTTPStatus.CONFLICT, words, field="Idempotency-Key"))
    headers = {"Idempotency-Replayed": "true"}
    headers |= {"Location": answer.location} if answer.location else {}
    headers |= {"ETag": answer.etag} if answer.etag else {}
    return Response(answer.body.encode(), status_code=answer.status, media_type=answer.media_type, headers=headers)


async def keep(message: Message, scope: Scope) -> None:
    """Keep an answer before it is sent. For Litestar's `before_send`."""
    state: dict[str, Any] = scope.get("state", {})
    claim: Claim | None = state.get(CLAIM)
    if claim is None:
        return
    if message["type"] == "http.response.start":
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]}
        state[_START] = (message["status"], headers)
        state[_BODY] = b""
        return
    if message["type"] != "http.response.body" or _START not in state:
        return
    state[_BODY] += message.get("body", b"")
    status, headers = state[_START]
    if message.get("more_body") or not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    is_secret = str(scope["path"]).startswith(SECRETS)
    text = None if is_secret else _text(state[_BODY])
    answer = Answered(status, headers.get("content-type"), headers.get("location"), headers.get("etag"), text)
    await sync_to_thread(_keep, scope["litestar_app"].state.store, claim, answer)


_START, _BODY = "onward_start", "onward_body"


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _keep(store: Store, claim: Claim, answer: Answered) -> None:
    with store.write("idempotency") as session:
        repeats.keep(session, claim, answer)
