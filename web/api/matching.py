"""`If-Match`: a deed is done to a thing as it was read, or not at all (412)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request

from web.api.shapes.base import Shape, etag_of, matches
from web.problems import Refused


def require_match(request: Request[Any, Any, Any], told: Callable[[], Shape]) -> None:
    """Raises Refused (412) when If-Match names another state of the thing than it is `told` in. Without the header
    nothing is asked of the database."""
    header = request.headers.get("if-match")
    if header is not None and not matches(header, etag_of(msgspec.json.encode(told()))):
        raise Refused(
            HTTPStatus.PRECONDITION_FAILED, "It was changed since you read it (If-Match). Read it again, then decide."
        )
