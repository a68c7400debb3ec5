"""Answers given before, given again while nothing was committed to the database since: by anybody, to any table.

A handler says `kept=True` when its answer depends on the address, the day and what the person sees, and on nothing
else: no clock, no right. What is kept is dropped as a whole with the first commit.
"""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from litestar import Request, Response
from litestar.types import Message, Receive, Scope, Send

from registry.commits import Commits
from web.api.shapes.base import matches
from web.deps import person_of

MOST_BYTES = 32_000_000
LARGEST = 1_000_000
BESIDE = 1_000  # bytes that an answer takes beside its body and what was asked
OF_A_NAME = 100  # bytes of one controller's id
_KEEPING = "onward_keeping"
_BEGUN = "onward_begun"


class Question(NamedTuple):
    """All that an answer depends on. `controllers`: whose rows are seen; None: all."""

    path: str
    query: bytes
    controllers: frozenset[str] | None
    on: date


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was sent."""

    body: bytes
    media_type: str | None
    etag: str | None


class Kept:
    """The answers given since the last commit."""

    def __init__(self, commits: Commits | None) -> None:
        self._commits = commits
        self._number: int | str | None = None
        self._bytes = 0
        self._given: dict[Question, Given] = {}

    def number(self) -> int | str | None:
        """As of which commit the database stands; None where nothing is kept, or where it cannot be told."""
        return None if self._commits is None else self._commits.number()

    def find(self, number: int | str, question: Question) -> Given | None:
        """The answer, where it was given as of this commit."""
        if number != self._number:
            self._number, self._bytes = number, 0
            self._given.clear()
        return self._given.get(question)

    def keep(self, number: int | str, question: Question, given: Given) -> None:
        """Keep an answer that was read as of a commit, or later."""
        if number != self._number or len(given.body) > LARGEST or question in self._given:
            return
        self._given[question] = given
        self._bytes += _taken(question, given)
        while self._bytes > MOST_BYTES:
            oldest = next(iter(self._given))
            self._bytes -= _taken(oldest, self._given.pop(oldest))

    def close(self) -> None:
        """Let go of the database."""
        if self._commits is not None:
            self._commits.close()


def _taken(question: Question, given: Given) -> int:
    """How much memory an answer takes: whoever asks for nothing in many ways has many short ones kept."""
    asked = len(question.path) + len(question.query) + OF_A_NAME * len(question.controllers or ())
    return BESIDE + asked + len(given.body)


async def answered(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """The answer that was given before, or None. For Litestar's `before_request`: it is known who asks by then."""
    if not request.route_handler.opt.get("kept"):
        return None
    state = request.app.state
    kept: Kept = state.kept
    number = kept.number()
    if number is None:
        return None
    scope = request.scope
    question = Question(scope["path"], scope["query_string"], person_of(request).controllers, state.settings.on())
    given = kept.find(number, question)
    if given is None:
        scope["state"][_KEEPING] = (number, question)
        return None
    if given.etag and matches(request.headers.get("if-none-match"), given.etag):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": given.etag})
    return _Again(given)


class _Again(Response[bytes]):
    """What was sent before, sent again as it is: nothing of it is encoded or counted anew."""

    def __init__(self, given: Given) -> None:
        super().__init__(given.body)
        headers = [(b"etag", given.etag.encode("latin-1"))] if given.etag else []
        headers += [(b"content-type", given.media_type.encode("latin-1"))] if given.media_type else []
        headers += [(b"content-length", str(len(given.body)).encode())]
        self._start: Any = {"type": "http.response.start", "status": HTTPStatus.OK.value, "headers": headers}
        self._rest: Any = {"type": "http.response.body", "body": given.body, "more_body": False}

    def to_asgi_response(self, *_given: Any, **_more: Any) -> Any:
        """Nothing is added by whoever sends it."""
        return self._sent

    async def _sent(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send(self._start)
        await send(self._rest)


async def keep(message: Message, scope: Scope) -> None:
    """Keep an answer that is whole and good. For Litestar's `before_send`."""
    state: dict[str, Any] = scope.get("state", {})
    if _KEEPING not in state:
        return
    if message["type"] == "http.response.start":
        if message["status"] != HTTPStatus.OK:
            del state[_KEEPING]
            return
        state[_BEGUN] = {name.decode("latin-1").lower(): said.decode("latin-1") for name, said in message["headers"]}
        return
    number, question = state.pop(_KEEPING)
    headers = state.get(_BEGUN)
    if headers is not None and not message.get("more_body"):
        body: Any = message.get("body", b"")
        given = Given(body, headers.get("content-type"), headers.get("etag"))
        scope["litestar_app"].state.kept.keep(number, question, given)
