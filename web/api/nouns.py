"""How people write: create, change and end, made in one way for every noun of the API.

A noun says its address, its kind, the shape of a new one and how one is told. What may be changed is derived: every
field of a new one but those that tell it from its siblings, each of which may be sent as null where it may be unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias, Union, cast

import msgspec
import msgspec.structs
from litestar import Request, Response, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType

from registry.catalogue import deeds
from registry.catalogue.dated import Moment
from registry.catalogue.deeds import Kind
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews.rejudging import judge_again
from registry.store import Session
from registry.tables import Dated, now
from registry.terms import Layer, Right
from web.api.matching import require_match
from web.api.shapes.base import Shape, Text, etag_of, known
from web.api.shapes.engagements import Ending, Flip
from web.deps import Pen, WithPen

Told: TypeAlias = Callable[[Session, str, Moment, LawBook], Shape]


class Written(Shape, frozen=True, kw_only=True):
    """What was written: its id, how long it holds, and the verdicts that turned with it."""

    id: str
    valid_from: Text = UNSET
    valid_until: Text = UNSET
    flips: list[Flip]


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing as the API speaks of it. `told` gives one as it is read; `one` is its word in the singular."""

    path: str
    one: str
    kind: Kind
    new: type[Shape]
    told: Told
    only_kept: frozenset[str] = frozenset()  # fields of a new one that are never changed, beside the kind's own
    defaults: Callable[[dict[str, Any]], dict[str, Any]] = dict  # columns that follow from those that were sent


def writing(noun: Noun, *, ends: bool = True) -> list[Any]:
    """The routes that create, change and end one."""
    return [_create(noun), _change(noun), *([_end(noun)] if ends else [])]


def _create(noun: Noun) -> Any:
    def create(pen: WithPen, given: NamedDependency[Any]) -> Response[Written]:
        with pen.write() as session:
            row = deeds.create(session, noun.kind, noun.defaults(columns_of(noun.kind, given)), now())
            return _written(noun, session, pen, row, HTTPStatus.CREATED)

    named = called(create, f"create_{noun.one}", f"Enter {_words(noun)}; 409 with the id of the one that stands.")
    options: dict[str, Any] = {"needs": Right.EDIT, "body": noun.new, "status_code": 201, "sync_to_thread": True}
    return post(f"/{noun.path}", **options)(named)


def _change(noun: Noun) -> Any:
    def change(
        request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[Any]
    ) -> Response[Written]:
        with pen.write() as session:
            require_match(request, lambda: _told(noun, session, pen, deeds.newest(session, noun.kind, identity)))
            since = None if given.since is UNSET else given.since
            values = columns_of(noun.kind, given)
            values.pop("since", None)
            row = deeds.change(session, noun.kind, identity, values, since=since)
            return _written(noun, session, pen, row, HTTPStatus.OK)

    told = f"Correct {_words(noun)}, or with `since` tell what changed from a day on. With If-Match: 412."
    named = called(change, f"change_{noun.one}", told)
    options: dict[str, Any] = {"needs": Right.EDIT, "body": changed(noun), "if_match": True, "sync_to_thread": True}
    return patch(f"/{noun.path}/{{identity:str}}", **options)(named)


def _end(noun: Noun) -> Any:
    def end(
        request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[Any]
    ) -> Response[Written]:
        with pen.write() as session:
            require_match(request, lambda: _told(noun, session, pen, deeds.newest(session, noun.kind, identity)))
            return _written(noun, session, pen, deeds.end(session, noun.kind, identity, given.on), HTTPStatus.OK)

    named = called(end, f"end_{noun.one}", f"End {_words(noun)}: `on` is the first day it no longer holds.")
    options: dict[str, Any] = {
        "needs": Right.EDIT, "body": Ending, "if_match": True, "status_code": 200, "sync_to_thread": True,
    }  # fmt: skip
    return post(f"/{noun.path}/{{identity:str}}/end", **options)(named)


def _words(noun: Noun) -> str:
    """A noun with its article."""
    words = noun.one.replace("_", " ")
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def called(function: Any, name: str, doc: str) -> Any:
    """A handler that was made, called as if it had been written."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def columns_of(kind: Kind, given: Shape) -> dict[str, Any]:
    """What was sent, by column: what a field names stands in the column of its id, a role in that of its layer."""
    table = kind.table.__table__.columns  # type: ignore[attr-defined]
    values: dict[str, Any] = {}
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if value is UNSET:
            continue
        if name == "role" and Layer.DECIDED_BY_US.value in table:
            values |= {layer.value: role for layer, role in value.items()}
            continue
        values[f"{name}_id" if f"{name}_id" in table and name not in table else name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    """Shapes inside a field as plain JSON; days stay days."""
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    return [_plain(one) for one in value] if isinstance(value, list) else value


def changed(noun: Noun) -> type[Shape]:
    """The shape of a change."""
    columns = noun.kind.table.__table__.columns  # type: ignore[attr-defined]
    fields: list[Any] = [
        ("since", Annotated[date, Meta(description="the world changed on this day")] | UnsetType, UNSET)
    ]
    for field in msgspec.structs.fields(noun.new):
        column = f"{field.name}_id" if f"{field.name}_id" in columns else field.name
        if column in noun.kind.fixed or field.name in noun.only_kept:
            continue
        may_be_unknown = column not in columns or columns[column].nullable
        kind = Union[field.type, UnsetType, None] if may_be_unknown else Union[field.type, UnsetType]  # noqa: UP007
        fields.append((field.name, kind, UNSET))
    shape = msgspec.defstruct(
        f"{noun.new.__name__.removeprefix('New')}Change", fields, bases=(Shape,), kw_only=True, frozen=True,
        forbid_unknown_fields=True, module=noun.new.__module__,
        namespace={"__doc__": f"What is to change of {_words(noun)}; null: not known any more."},
    )  # fmt: skip
    return cast(type[Shape], shape)


def day_of(row: Dated, today: date) -> date:
    """The day on which the newest row of a thing is told: today, or else the one nearest to it on which it holds."""
    if row.valid_from is not None and row.valid_from > today:
        return row.valid_from
    if row.valid_until is not None and row.valid_until <= today:
        return row.valid_until - timedelta(days=1)
    return today


def _told(noun: Noun, session: Session, pen: Pen, row: Dated) -> Shape:
    return noun.told(session, row.id, Moment(day_of(row, pen.today)), pen.law)


def _written(noun: Noun, session: Session, pen: Pen, row: Dated, status: HTTPStatus) -> Response[Written]:
    """The answer to a deed, with the ETag of the thing as it stands today, or on the first day on which it will."""
    turns = judge_again(session, pen.law, pen.today, pen.settings.now())
    headers = {"Location": f"/api/v1/{noun.path}/{row.id}"} if status is HTTPStatus.CREATED else {}
    if row.valid_until is None or row.valid_until > pen.today:  # what has ended is not changed any more
        headers["ETag"] = etag_of(msgspec.json.encode(_told(noun, session, pen, row)))
    answer = Written(
        id=row.id, valid_from=known(row.valid_from), valid_until=known(row.valid_until), flips=_flips(turns)
    )
    return Response(answer, status_code=status, headers=headers)


def _flips(turns: list[Turn]) -> list[Flip]:
    return [Flip(**turn.as_json()) for turn in turns]
