"""What the body of a request names: an id, or a name as people say it; and where it names it."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection

from registry.catalogue.reading import Row
from registry.errors import BadInput, NotFound

T = TypeVar("T")
_BODY = "onward_given"


def named(find: Callable[[str], Row], name: str, field: str) -> str:
    """The id of what `find` finds by id or name. Raises BadInput naming the field, Ambiguous with the candidates."""
    try:
        return str(find(name).id)
    except NotFound as error:
        raise BadInput(str(error), field=field) from error


def remember(connection: ASGIConnection[Any, Any, Any, Any], body: T) -> T:
    """Keep a body as it was sent, for the words of a refusal."""
    connection.scope["state"][_BODY] = body
    return body


def place_in_body(request: Request[Any, Any, Any], identity: str) -> str | None:
    """Where the body names an id, such as `reviews[0]`. None where it does not, or where the address names it too."""
    if identity in request.path_params.values():
        return None
    body = request.scope.get("state", {}).get(_BODY)
    return next((place for place, value in _leaves(body, "") if value == identity), None)


def _leaves(value: object, place: str) -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, f"{place}.{name}" if place else str(name))
        case list():
            for number, inner in enumerate(value):
                yield from _leaves(inner, f"{place}[{number}]")
        case _:
            yield place, value
