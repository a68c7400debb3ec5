"""Raw TOML tables into frozen dataclasses: the dataclass is the schema.

Its field names are the only keys allowed; a field without a default must be given; a field of type `X | None` that is
left out is None (TOML has no null). Field types may be str, bool, int, date, a StrEnum, another dataclass, and of these
`tuple[X, ...]`, `frozenset[X]` and `Mapping[str, X]`. Nothing is coerced. Two field names are special wherever they
stand: a list `source` holds ids that the place knows and becomes their addresses or citations; the keys of `grades`
are fields of the shape. A shape with `valid_from` and `valid_until` is refused unless it holds for at least one day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, partial
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from registry.errors import BadRecord

T = TypeVar("T")
Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot inside a file: what messages name, and what each source id there cites."""

    where: str
    sources: Mapping[str, str]
    path: str = ""

    def below(self, name: str | int) -> "Place":
        """The spot one field, or one item of a list (counted from 1), further in."""
        step = f"[{name}]" if isinstance(name, int) else f".{shortened(name)}" if self.path else shortened(name)
        return Place(self.where, self.sources, self.path + step)

    def refusal(self, message: str) -> BadRecord:
        """The error to raise here."""
        told = f"`{self.path}` {message}" if self.path else message
        return BadRecord(told, where=self.where, field=self.path or None)


def built(shape: type[T], raw: Raw, place: Place) -> T:
    """A raw table as `shape`."""
    schema = _schema(cast(Any, shape))
    for key in raw:
        if key not in schema:
            raise place.below(key).refusal(f"is not a field of this record.{nearest(key, schema)}")
    given = {name: _field(shape, name, raw, place) for name in schema if name in raw}
    for name, (declared, annotation) in schema.items():
        if name not in raw and _must_be_given(declared):
            if NoneType not in get_args(annotation):
                raise place.below(name).refusal("is missing. Every record names it.")
            given[name] = None
    _refuse_empty_time(given, place)
    return shape(**given)


def _field(shape: Any, name: str, raw: Raw, place: Place) -> object:
    here = place.below(name)
    annotation = _schema(shape)[name][1]
    if name == "source" and get_origin(annotation) is tuple:
        return _citations(raw[name], here)
    value = _converter(annotation)(raw[name], here)
    if name == "grades" and isinstance(value, Mapping):
        for graded in value:
            if graded not in _schema(shape):
                raise here.below(graded).refusal(f"is not a field of this record.{nearest(graded, _schema(shape))}")
    return value


@cache
def _schema(shape: Any) -> Mapping[str, tuple["Field[Any]", Any]]:
    hints = get_type_hints(shape)
    return {declared.name: (declared, hints[declared.name]) for declared in fields(shape) if declared.init}


def _must_be_given(declared: "Field[Any]") -> bool:
    return declared.default is MISSING and declared.default_factory is MISSING


def _citations(found: object, place: Place) -> tuple[str, ...]:
    """Source ids as addresses or citations, each known to the file."""
    ids = found if isinstance(found, list) else [found]
    if not ids:
        raise place.refusal("is empty. Cite at least one id of [sources].")
    return tuple(_cited(one, place) for one in ids)


def _cited(one: object, place: Place) -> str:
    if not isinstance(one, str) or one not in place.sources:
        raise place.refusal(f"cites {_shown(one)}, which is not in [sources] of this file. Add it there.")
    return place.sources[one]


def _refuse_empty_time(given: Mapping[str, object], place: Place) -> None:
    start, end = given.get("valid_from"), given.get("valid_until")
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        message = f"{end} is not after `valid_from` {start}. It is the first day the record no longer holds."
        raise place.below("valid_until").refusal(message)


@cache
def _converter(annotation: Any) -> Callable[[object, Place], Any]:
    """The function that reads a value of this type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _converter(next(one for one in inner if one is not NoneType))
    if origin in (tuple, frozenset):
        return partial(_several, origin, inner[0])
    if origin is not None and issubclass(origin, Mapping):
        return partial(_by_name, inner[1])
    kind: type[Any] = annotation
    if is_dataclass(annotation):
        return partial(_nested, kind)
    if issubclass(kind, StrEnum):
        return partial(_word, kind)
    return partial(_plain, kind)


def _several(container: Callable[[list[Any]], Any], inner: Any, found: object, place: Place) -> Any:
    if not isinstance(found, list):
        raise place.refusal(f"must be a list, found {_shown(found)}.")
    values = [_converter(inner)(one, place.below(n)) for n, one in enumerate(found, 1)]
    if any(value in values[:n] for n, value in enumerate(values)):
        raise place.refusal("names the same value twice. Leave one out.")
    return container(values)


def _by_name(inner: Any, found: object, place: Place) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise place.refusal(f"must be a table, found {_shown(found)}.")
    return MappingProxyType({key: _converter(inner)(value, place.below(key)) for key, value in found.items()})


def _nested(shape: type[Any], found: object, place: Place) -> Any:
    if not isinstance(found, dict):
        raise place.refusal(f"must be a table, found {_shown(found)}.")
    return built(shape, found, place)


def _word(vocabulary: type[StrEnum], found: object, place: Place) -> StrEnum:
    if isinstance(found, str) and found in tuple(vocabulary):
        return vocabulary(found)
    raise place.refusal(f"is {_shown(found)}, which is not one of: {', '.join(vocabulary)}.")


def _plain(kind: type[Any], found: object, place: Place) -> object:
    """A text, flag, number or day; nothing is coerced (a TOML date with a time is no day, true is no number)."""
    fits = type(found) is kind or (kind is date and isinstance(found, date) and not isinstance(found, datetime))
    if not fits:
        raise place.refusal(f"must be {_PLAIN_WORDS.get(kind, kind.__name__)}, found {_shown(found)}.")
    if kind is str and not str(found).strip():
        raise place.refusal("is empty. Leave it out where nothing is known.")
    return found


_PLAIN_WORDS = {str: "a text", bool: "true or false", int: "a whole number", date: "a day (YYYY-MM-DD, unquoted)"}


def _shown(found: object) -> str:
    return shortened(repr(found))


def shortened(text: str) -> str:
    """A text in a message, never longer than a line."""
    return text if len(text) <= 80 else text[:79] + "…"


def nearest(wrong: str, allowed: Iterable[str]) -> str:
    """The end of a message about a wrong name: the one that was probably meant, else all that are allowed."""
    names = sorted(allowed)
    close = get_close_matches(wrong[:80], names, n=1)
    return f" Did you mean `{close[0]}`?" if close else f" Allowed: {', '.join(names)}."
