"""What does not fit the shape it is read in, told in words: the field, what was given, and what is taken there.

Which place is wrong comes from the reader of shapes; what is taken there comes from the shape itself.
"""

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DateType,
    DictType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
)

LONGEST = 80
DAY = "a day of the calendar as YYYY-MM-DD"
INSTANT = "an instant with its time zone, such as 2026-11-22T12:00:00Z"
_AT = re.compile(r" - at (`key` in )?`\$\.?([^`]*)`$")
_STEP = re.compile(r"\.{3}|[^.\[\]]+")
_MISSING = re.compile(r"missing required field `([^`]*)`")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "^([A-Z]{2}|EPO)$": "a country as ISO 3166-1 alpha-2, or EPO",
        "^[A-Z]{2}$": "a country as ISO 3166-1 alpha-2",
        "^https?://": "an address that begins with http:// or https://",
        r"^[^\s]+$": "an id, without spaces",
        "^[a-z0-9][a-z0-9_-]{0,59}$": "1 to 60 small letters, digits, - and _, the first a letter or digit",
    }
)


def told(error: msgspec.ValidationError, value: object, shape: Any) -> tuple[str, str]:
    """The field that is wrong (empty: the whole) and a sentence about it."""
    text = str(error)
    at = _AT.search(text)
    field, is_key = (at[2], bool(at[1])) if at else ("", False)
    kind, given, field = _descended(msgspec.inspect.type_info(shape), value, field, is_key)
    missing, unknown = _MISSING.search(text), _UNKNOWN.search(text)
    named = ".".join(part for part in (field, (missing or unknown or [""])[1 if missing or unknown else 0]) if part)
    if missing:
        return named, f"{named} is wanting; write {taken(_inner(kind, missing[1]))}."
    if unknown:
        return named, f"There is no field “{named[:LONGEST]}” here; it takes {', '.join(_fields(kind))}."
    where = f"{field}{'’s key' if is_key else ''}" if field else "The body"
    return field, f"{where} is {_shown(given)}; write {taken(kind)}."


def taken(kind: Type | None) -> str:
    """What a place in a shape takes."""
    match kind:
        case EnumType():
            return _one_of([one.value for one in kind.cls])
        case LiteralType():
            return _one_of(kind.values)
        case DateType():
            return DAY
        case DateTimeType():
            return INSTANT
        case BoolType():
            return "true or false"
        case IntType() | FloatType():
            return "a number" + _between(kind.ge, kind.le)
        case StrType():
            return _PATTERNS.get(kind.pattern or "", "text" + _of_length(kind))
        case ListType() | VarTupleType():
            return "a list" + _of_length(kind)
        case UnionType():
            return " or ".join(dict.fromkeys(taken(one) for one in kind.types))
        case _:
            return "an object"


def _descended(kind: Type | None, value: Any, field: str, is_key: bool) -> tuple[Type | None, Any, str]:
    """The kind and the value at the end of the steps to a field, and the field with the keys that `...` stands for."""
    for step in _STEP.findall(field):
        kind = _inner(kind, step)
        if step == "...":
            key, value = next(((key, one) for key, one in value.items() if not _is_taken(kind, one)), (step, None))
            field = field.replace("[...]", f".{key}", 1)
        else:
            value = value[int(step)] if isinstance(value, list) else value.get(step)
    kind = _bare(kind)
    if is_key and isinstance(kind, DictType):
        return kind.key_type, next((one for one in value if not _is_taken(kind.key_type, one)), None), field
    return kind, value, field


def _inner(kind: Type | None, step: str) -> Type | None:
    match _bare(kind):
        case StructType(fields=fields):
            return _bare(next((one.type for one in fields if one.encode_name == step), None))
        case ListType(item_type=inner) | VarTupleType(item_type=inner) | DictType(value_type=inner):
            return _bare(inner)
        case _:
            return None


def _bare(kind: Type | None) -> Type | None:
    """A kind without what only describes it, and without the null that only says it may be left out."""
    match kind:
        case Metadata():
            return _bare(kind.type)
        case UnionType():
            kinds = [one for one in map(_bare, kind.types) if one is not None and not isinstance(one, NoneType)]
            return kinds[0] if len(kinds) == 1 else UnionType(tuple(kinds))
        case _:
            return kind


def _is_taken(kind: Type | None, value: object) -> bool:
    return not isinstance(kind, EnumType) or value in [one.value for one in kind.cls]


def _fields(kind: Type | None) -> Iterator[str]:
    return (one.encode_name for one in kind.fields) if isinstance(kind, StructType) else iter(())


def _one_of(words: Any) -> str:
    several = [str(one) for one in words]
    return several[0] if len(several) == 1 else f"one of {', '.join(several)}"


def _between(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" from {least} to {most}"
    return f" of at least {least}" if least is not None else f" of at most {most}" if most is not None else ""


def _of_length(kind: Any) -> str:
    what = "characters" if isinstance(kind, StrType) else "values"
    if kind.max_length is None:
        return " that is not empty" if kind.min_length else ""
    return f" of {kind.min_length or 0} to {kind.max_length} {what}"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= LONGEST else f"“{value[:LONGEST]}…” ({len(value)} characters)"
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= LONGEST else f"{written[:LONGEST]}…"
