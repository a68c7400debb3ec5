"""Frozen shapes as plain JSON values and back, without loss."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(shape: Any, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """Every field of a shape as JSON."""
    return {f.name: _plain(getattr(shape, f.name)) for f in fields(shape) if f.name not in leave_out}


def said(shape: Any, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a shape that say something, as they are: None and defaults are left out."""
    return {
        f.name: getattr(shape, f.name)
        for f in fields(shape)
        if f.name not in leave_out and getattr(shape, f.name) not in (None, f.default)
    }


def sparse(shape: Any, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """`said`, as JSON."""
    return {name: _plain(value) for name, value in said(shape, leave_out=leave_out).items()}


def shaped(shape: Callable[..., T], raw: Mapping[str, Any], **ready: Any) -> T:
    """A shape from its plain form, and from fields that are ready as they are.

    Keys the shape does not know are passed over; absent ones are their default.
    """
    given = {name: _read(annotation, raw[name]) for name, annotation in _hints(shape).items() if name in raw}
    return shape(**(_absent(shape) | given | ready))


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        return sparse(value)
    return value


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


@cache
def _absent(shape: Any) -> dict[str, None]:
    required = (f for f in fields(shape) if f.default is MISSING and f.default_factory is MISSING)
    return {f.name: None for f in required}


def _read(annotation: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _read(next(one for one in inner if one is not NoneType), value)
    if origin in (tuple, frozenset):
        return origin(_read(inner[0], one) for one in value)
    if annotation is date:
        return value if isinstance(value, date) else date.fromisoformat(value)
    if hasattr(annotation, "__dataclass_fields__"):
        return shaped(annotation, value)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return annotation(value)
    return value
