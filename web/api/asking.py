"""What a request asks: query parameters and bodies, read strictly into shapes; the first thing wrong is named.

A handler says what it takes in its options: `query`, a shape of parameters, and `body`, a shape of JSON. With `raw` it
is given the JSON as it is, for readers that have words of their own; `reads` names another media type, whose text it
reads itself, and `also` one or several beside it. A parameter that is several things in its shape may stand several
times, every other once. Nothing is taken that no handler names.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from web.api import misfits
from web.api.naming import remember
from web.problems import Refused

S = TypeVar("S")
JSON = "application/json"
LONGEST_VALUE = 500
DEEPEST = 64

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "limit": (re.compile(r"[0-9]{1,6}"), "a number"),
    "depth": (re.compile(r"[0-9]{1,6}"), "a number"),
    "on": (_DAY, misfits.DAY),
    "earlier_on": (_DAY, misfits.DAY),
    "compare_with": (_DAY, misfits.DAY),
    "known_at": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,20}(Z|[+-][0-9]{2}:?[0-9]{2})"),
        misfits.INSTANT,
    ),
}
"""Forms the reader of parameters would be too generous about: numbers in exponents, instants without dates."""


async def check(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: refuses parameters nobody reads, texts no database holds, and bodies of another kind. It waits for
    nothing, and is asynchronous so that no thread is begun for it."""
    for value in connection.path_params.values():
        _refuse_text("path", str(value))
    if handler.opt.get("foreign"):
        return  # what another server sends along with a browser is that server's to choose; the handler bounds it
    pairs = connection.query_params.items()
    names, several = parameters(handler), repeated(handler)
    seen: set[str] = set()
    for name, value in pairs:
        if name not in names:
            known = f"It takes {', '.join(names)}." if names else "It takes none."
            raise Refused(HTTPStatus.BAD_REQUEST, f"There is no parameter “{name[:80]}” here. {known}", field=name)
        if name in seen - several:
            raise Refused(HTTPStatus.BAD_REQUEST, f"The parameter “{name}” stands twice.", field=name)
        seen.add(name)
        _refuse_text(name, value)
        _refuse_form(name, value)
    _refuse_media_type(connection, handler)


def parameters(handler: BaseRouteHandler) -> tuple[str, ...]:
    """The query parameters a handler reads."""
    shape = handler.opt.get("query")
    return tuple(shape.__struct_encode_fields__) if shape is not None else ()


def repeated(handler: BaseRouteHandler) -> frozenset[str]:
    """Those of them that may stand several times."""
    shape = handler.opt.get("query")
    return frozenset() if shape is None else _repeated(shape)


@cache
def _repeated(shape: type[msgspec.Struct]) -> frozenset[str]:
    found = msgspec.inspect.type_info(shape)
    assert isinstance(found, msgspec.inspect.StructType)
    return frozenset(one.encode_name for one in found.fields if isinstance(one.type, msgspec.inspect.VarTupleType))


def read_query(request: Request[Any, Any, Any]) -> Any:
    """The parameters in the handler's shape. Raises Refused naming the first that is wrong."""
    several = repeated(request.route_handler)
    pairs: dict[str, Any] = {
        name: request.query_params.getall(name) if name in several else value
        for name, value in request.query_params.items()
    }
    shape = request.route_handler.opt["query"]
    try:
        return msgspec.convert(pairs, shape, strict=False)
    except msgspec.ValidationError as error:
        field, words = misfits.told(error, pairs, shape)
        raise Refused(HTTPStatus.BAD_REQUEST, words, field=field) from error


async def read_body(request: Request[Any, Any, Any]) -> Any:
    """The body in the handler's shape, or its text where the handler reads that itself."""
    options = request.route_handler.opt
    text = _text(await request.body())
    if options.get("reads", JSON) != JSON:
        return text
    value = remember(request, parsed(text))
    return value if options.get("raw") else shaped(value, options["body"])


def parsed(text: str) -> object:
    """JSON with no key written twice, no number that is none, and no depth that nobody would write by hand."""
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_refuse_constant, parse_int=_number, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refused(HTTPStatus.BAD_REQUEST, f"The body is no JSON: {why}.") from error
    _refuse_depth(value)
    return value


def shaped(value: object, shape: type[S], *, strict: bool = True) -> S:
    """A value in a shape. Raises Refused (422) naming the first field that is wrong. Forms are not strict."""
    try:
        return msgspec.convert(value, shape, strict=strict)
    except msgspec.ValidationError as error:
        field, words = misfits.told(error, value, shape)
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field=field or None) from error


def _refuse_text(name: str, value: str) -> None:
    if len(value) > LONGEST_VALUE:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is longer than {LONGEST_VALUE} characters.", field=name)
    if not value.isprintable():
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} holds characters that no name holds.", field=name)


def _refuse_form(name: str, value: str) -> None:
    form = _FORMS.get(name)
    if form is not None and form[0].fullmatch(value) is None:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is “{value[:80]}”; write {form[1]}.", field=name)


def _refuse_media_type(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    if "body" not in handler.opt:
        return
    wanted = media_types(handler)
    found = media_type_of(connection)
    if found not in wanted:
        words = f"The body is read as {' or '.join(wanted)}; Content-Type says “{found[:80]}”."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)


def media_types(handler: BaseRouteHandler) -> tuple[str, ...]:
    """The kinds of body a handler reads."""
    others = handler.opt.get("also", ())
    return (handler.opt.get("reads", JSON), *((others,) if isinstance(others, str) else others))


def media_type_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """What a request says its body is."""
    return connection.headers.get("content-type", "").partition(";")[0].strip().lower()


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The body is no UTF-8 at byte {error.start}.") from error
    if "\0" in text:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body holds a NUL character.")
    return text


def _refuse_depth(value: object) -> None:
    """Level by level, never deeper into Python's own stack. Texts no database holds are refused on the way."""
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise Refused(HTTPStatus.BAD_REQUEST, f"The body is nested more than {DEEPEST} levels deep.")
        level, depth = [inner for outer in level for inner in _inside(outer)], depth + 1


def _inside(value: object) -> Iterable[object]:
    match value:
        case dict():
            return [*value.keys(), *value.values()]
        case list():
            return value
        case str() if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Refused(HTTPStatus.BAD_REQUEST, "The body holds a NUL or half a character (a lone surrogate).")
        case _:
            return ()


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{twice[:80]}” is written twice in one object")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _number(text: str) -> int:
    if len(text) > 18:
        raise ValueError("a number has more than 18 digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too great")
    return number


ASKING = {"asked": Provide(read_query, sync_to_thread=False), "given": Provide(read_body)}
"""Dependencies: `asked` is the query, `given` the body."""
