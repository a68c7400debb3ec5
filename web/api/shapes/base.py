"""What all shapes share: how they are filled from rows, and how one thing is answered with its ETag."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar, cast

import msgspec
import msgspec.structs
from litestar import Request, Response
from msgspec import UNSET, UnsetType

from registry.catalogue.told import may_be
from registry.terms import Grade, Origin

S = TypeVar("S", bound="Shape")
Text: TypeAlias = str | UnsetType


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """Something the API tells. A field that is UNSET is not known and left out."""


class Dated(Shape, frozen=True, kw_only=True):
    """A dated row: when it holds (`valid_until`: first day it no longer does), who set it, from where it is known."""

    id: str
    source: str
    grade: Grade
    origin: Origin
    valid_from: str | UnsetType = UNSET
    valid_until: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET


def filled(shape: type[S], row: Any, **more: Any) -> S:
    """A shape from the row's columns of the same names. NULL is unknown and left out; `more` goes over the row."""
    values, kind = {}, cast(Hashable, type(row))
    for name, column in _columns(shape, kind, getattr(row, "_fields", None)):
        value = getattr(row, column)
        if value is not None:
            values[name] = msgspec.to_builtins(value) if isinstance(value, date) else value
    return shape(**(values | more))


@cache
def _columns(shape: type[Shape], kind: Hashable, selected: tuple[str, ...] | None) -> tuple[tuple[str, str], ...]:
    """The fields that a row fills, each with its column: of the same name, or the id of what the field names. A row of
    a table has that table's columns, one of a query those that were `selected`."""
    held = {one for one in dir(kind) if not one.startswith("_")} if selected is None else set(selected)
    held |= {*getattr(kind, "model_fields", ()), *getattr(kind, "__dataclass_fields__", ())}
    found = {name: [one for one in may_be(name) if one in held] for name in shape.__struct_fields__}
    return tuple((name, columns[0]) for name, columns in found.items() if columns)


def each(shape: type[S], fields: Sequence[str], rows: Iterable[Sequence[Any]], **more: Any) -> list[S]:
    """Shapes filled from rows that were told field by field (`registry.catalogue.told`), each with `more` beside. NULL
    is unknown and left out, where it may be."""
    always = {**_nullable(shape), **more}
    known = [{name: value for name, value in zip(fields, row, strict=False) if value is not None} for row in rows]
    return [shape(**{**always, **one}) for one in known] if always else [shape(**one) for one in known]


@cache
def _nullable(shape: type[Shape]) -> dict[str, None]:
    """The fields that are always there and may be null."""
    return {one.name: None for one in msgspec.structs.fields(shape) if one.required and one.type is Any}


def told(value: Any) -> Any:
    """A day or an instant as JSON tells it; other values as they are."""
    return msgspec.to_builtins(value) if hasattr(value, "isoformat") else value


def known(value: Any) -> Any:
    """The value, or UNSET for None: not known."""
    return UNSET if value is None else told(value)


def etag_of(body: bytes) -> str:
    """The ETag of an answer: it changes when what is told changes."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def single(request: Request[Any, Any, Any], shape: Shape) -> Response[Any]:
    """One thing with its ETag; 304 without a body when the caller has it already."""
    body = msgspec.json.encode(shape)
    etag = etag_of(body)
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return Response(body, media_type="application/json", headers={"ETag": etag})


def matches(header: str | None, etag: str) -> bool:
    """Whether If-Match or If-None-Match names this ETag."""
    if header is None:
        return False
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in named or "*" in named
