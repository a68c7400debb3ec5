"""Every refusal as problem details (RFC 9457): the one place that knows which error is which status."""

import traceback
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import Send

from registry import logs
from registry.errors import (
    AddressRefused,
    Ambiguous,
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    OnwardError,
    StoreAway,
    StoreError,
    Unfinished,
    Unfit,
    Unreachable,
)
from web.api.naming import place_in_body

MEDIA_TYPE = "application/problem+json"
LONGEST_DETAIL = 2_000
_FORMS = "litestar._multipart"


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with what was sent. `field` is the query parameter or the path inside the body."""

    field: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was refused, in words a person can act on."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
    existing: str | None = None  # 409: the id that stands already
    candidates: list[str] = []  # a name that fits several
    answer: dict[str, Any] | None = None  # 422 of a spreadsheet: what each row would do, were it taken


class Refused(OnwardError):
    """A request that HTTP itself refuses: its status, words, and the parameter or field it is about."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.field, self.headers = status, field, dict(headers or {})


_UNFORESEEN = "Something went wrong inside Onward; the log says what."
_DOCTOR = "Run `onward doctor` on the server: it says what is wrong and what to do."
_STATUS: Mapping[type[Exception], HTTPStatus] = MappingProxyType(
    {
        BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
        Ambiguous: HTTPStatus.UNPROCESSABLE_ENTITY,
        NotFound: HTTPStatus.NOT_FOUND,
        NotAllowed: HTTPStatus.FORBIDDEN,
        Conflict: HTTPStatus.CONFLICT,
        StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
        Unreachable: HTTPStatus.BAD_GATEWAY,
        OnwardError: HTTPStatus.SERVICE_UNAVAILABLE,  # the rest: a drawing that failed, an address refused
        RecursionError: HTTPStatus.BAD_REQUEST,
    }
)
_INSTEAD: Mapping[type[Exception], str] = MappingProxyType(
    {
        RecursionError: "What was sent is nested too deeply.",
        StoreAway: "The database or its disk does not answer now. Try again in a moment. " + _DOCTOR,
        StoreError: "What the register rests on cannot be read or written. " + _DOCTOR,
        AddressRefused: "An address that is needed for this may not be reached from here. " + _DOCTOR,
    }
)
"""The words for what is nobody's business who asks over HTTP: folders, addresses and names of the server."""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The response to an error. What nobody foresaw is logged and told as a 500 without its innards."""
    headers: Mapping[str, str] = {}
    if isinstance(error, HTTPException):
        problem, headers = _of_framework(error), dict(error.headers or {})
    elif isinstance(error, Refused):
        problem, headers = _problem(error.status, str(error), error.field), error.headers
    else:
        problem = _of_registry(error)
    problem = _of_body(request, error, problem)
    if request.method == "GET" and problem.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        problem = _restated(problem, HTTPStatus.BAD_REQUEST)  # the address itself is wrong, not what was sent to it
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logs.fail("unforeseen", error, route=request.scope.get("path_template"), status=problem.status)
    return Response(encoded(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def encoded(problem: Problem) -> bytes:
    """A problem as it is sent."""
    return msgspec.json.encode(problem)


def problem_of(status: HTTPStatus, detail: str) -> Problem:
    """A problem that no exception carries."""
    return _problem(status, detail, None)


async def refuse(send: Send, status: HTTPStatus, detail: str) -> None:
    """Refuse a request before anybody answers it. Its body is not read any further."""
    body = encoded(problem_of(status, detail))
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *([(b"retry-after", b"5")] if status is HTTPStatus.SERVICE_UNAVAILABLE else []),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _restated(problem: Problem, status: HTTPStatus) -> Problem:
    return msgspec.structs.replace(problem, status=status.value, title=status.phrase)


def _of_body(request: Request[Any, Any, Any], error: Exception, problem: Problem) -> Problem:
    """What the body names and nothing has is wrong in the body; what the address names is not there."""
    named = error.named if isinstance(error, NotFound) else None
    place = None if named is None else place_in_body(request, named)
    return problem if place is None else _problem(HTTPStatus.UNPROCESSABLE_ENTITY, problem.detail, place)


def _of_framework(error: HTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _problem(status, _UNFORESEEN, None)
    detail = error.detail
    match status:
        case HTTPStatus.NOT_FOUND:
            detail = "There is nothing at this address."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "This address does not take that method; the header Allow names those it takes."
        case _:
            detail = detail or status.description
    return _problem(status, detail, None)


def _of_registry(error: Exception) -> Problem:
    kind = next((one for one in type(error).__mro__ if one in _STATUS), None)
    if kind is None and _is_of_a_form(error):
        return _problem(
            HTTPStatus.BAD_REQUEST, "The form cannot be read; is each part text in the charset it names?", None
        )
    if kind is None:
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, _UNFORESEEN, None)
    problem = _problem(_STATUS[kind], _words(error), getattr(error, "field", None))
    match error:
        case Conflict():
            return msgspec.structs.replace(problem, existing=error.existing)
        case Unfinished():
            errors = [FieldError(field=field, detail=detail) for field, detail in error.lacks]
            answer = dict(error.answer) if isinstance(error, Unfit) else None
            return msgspec.structs.replace(problem, errors=errors, answer=answer)
        case Ambiguous():
            return msgspec.structs.replace(problem, candidates=list(error.candidates))
        case _:
            return problem


def _words(error: Exception) -> str:
    """What an error says, or what is said instead."""
    instead = next((_INSTEAD[kind] for kind in type(error).__mro__ if kind in _INSTEAD), None)
    causes = [cause for cause in (error.__cause__, getattr(error.__cause__, "__cause__", None)) if cause is not None]
    if instead is None and any(isinstance(cause, FileNotFoundError | PermissionError) for cause in causes):
        instead = f"Something this needs is wanting on the server. {_DOCTOR}"
    return str(error) if instead is None else instead


def _is_of_a_form(error: Exception) -> bool:
    """Whether the framework's reader of forms tripped: it raises whatever a part's bytes or charset make it raise."""
    return any(frame.f_globals.get("__name__") == _FORMS for frame, _ in traceback.walk_tb(error.__traceback__))


def _problem(status: HTTPStatus, detail: str, field: str | None) -> Problem:
    words = detail if len(detail) <= LONGEST_DETAIL else f"{detail[: LONGEST_DETAIL - 1]}…"
    errors = [FieldError(field=field[:200], detail=words)] if field else []
    return Problem(type="about:blank", title=status.phrase, status=status.value, detail=words, errors=errors)
