"""The lists of `/settings`: who may enter, and the tokens of programs; narrowed, sorted, paged and as files."""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from registry.accounts import people, tokens
from registry.reports.cells import Cell, Word, several
from registry.tables import Token, User
from registry.terms import AccountRole, Right
from web.deps import Desk
from web.pages.lists import (
    Choice,
    Part,
    choice,
    file_of,
    holding,
    labelled,
    list_of,
    one_of,
    order,
    part_of,
    require_few,
    sheet_of,
)
from web.pages.views import View
from web.pages.visiting import PageQuery, Visit

EACH = 25
FILTERS = ("q", "role", "sort")
LISTS = ("people", "tokens")
SORTS = ("name", "latest")
COLUMNS = {
    "people": ("id", "person", "email", "account_role", "may_see", "entered_on", "ended_on"),
    "tokens": ("id", "token", "person", "rights", "may_see", "entered_on", "valid_until", "used_on"),
}
Owned = tuple[Token, User | None]


class SettingsQuery(PageQuery, frozen=True, kw_only=True):
    """`q`: words of a name, an address or what a token is for; `of`: which list is asked for as a file."""

    q: str | None = None
    role: str | None = None
    sort: str | None = None
    people: str | None = None
    tokens: str | None = None
    of: str | None = None
    format: str | None = None


def people_asked(visit: Visit, desk: Desk) -> list[User]:
    """The accounts that the address asks for; only an administrator is told of others."""
    if Right.ADMINISTER not in desk.person.rights:
        return []
    words, role = visit.query.get("q", ""), one_of(visit, "role", AccountRole)
    found = [
        one
        for one in people.everybody(desk.session)
        if holding(words, (one.name, one.email)) and role in (None, one.role)
    ]
    return sorted(found, key=lambda one: (one.ended_at is not None, *_sorted(visit, one.name, one)))


def tokens_asked(visit: Visit, desk: Desk) -> list[Owned]:
    """The tokens that the address asks for: one's own, of an administrator everybody's."""
    words = visit.query.get("q", "")
    found = [
        (one, owner)
        for one, owner in every_token(desk)
        if holding(words, (one.name, one.id, owner.name if owner else None))
    ]
    return sorted(found, key=lambda one: _sorted(visit, one[0].name or "", one[0]))


def every_token(desk: Desk) -> list[Owned]:
    """The tokens that were not ended, with their people, the newest first."""
    who = desk.person
    if who.id is None:
        return []
    whose = None if Right.ADMINISTER in who.rights else who.id
    found = [one for one in tokens.listed(desk.session, whose) if one.ended_at is None]
    owners = people.by_id(desk.session, {one.user_id for one in found})
    return [(one, owners.get(one.user_id)) for one in found]


def _sorted(visit: Visit, name: str, row: User | Token) -> tuple[Any, ...]:
    if (one_of(visit, "sort", SORTS) or SORTS[0]) == "latest":
        return (-row.created_at.timestamp(), row.id)
    return (name.casefold(), row.id)


def parts(visit: Visit, desk: Desk) -> tuple[Part[User], Part[Owned]]:
    """The pages of both lists that the address asks for."""
    found = part_of(people_asked(visit, desk), visit, each=EACH, asks="people")
    return found, part_of(tokens_asked(visit, desk), visit, each=EACH, asks="tokens")


def choices(visit: Visit, desk: Desk) -> list[Choice]:
    """What narrows and orders them."""
    roles = [choice(visit, "role", "settings.role", labelled(visit, "account_role", AccountRole))]
    sorts = order(visit, {one: f"settings.sort_{one}" for one in SORTS})
    return [*(roles if Right.ADMINISTER in desk.person.rights else []), sorts]


def file(visit: Visit, desk: Desk, view: View, format_: str) -> Response[Any]:
    """One of the lists, whole."""
    asked = list_of(visit, LISTS)
    rows = [_person(one, view) for one in people_asked(visit, desk)] if asked == "people" else []
    rows += [_token(*one, view) for one in tokens_asked(visit, desk)] if asked == "tokens" else []
    require_few(len(rows))
    return file_of(sheet_of(asked, COLUMNS[asked], rows, view), format_, visit, asked)


def _person(one: User, view: View) -> dict[str, Cell]:
    return {
        "id": one.id,
        "person": one.name,
        "email": one.email,
        "account_role": Word("account_role", one.role),
        "may_see": _seen(one.controllers, view),
        "entered_on": one.created_at.date(),
        "ended_on": one.ended_at.date() if one.ended_at else (),
    }


def _token(one: Token, owner: User | None, view: View) -> dict[str, Cell]:
    return {
        "id": one.id,
        "token": one.name,
        "person": owner.name if owner else None,
        "rights": several(one.scopes, "right"),
        "may_see": _seen(one.controllers, view),
        "entered_on": one.created_at.date(),
        "valid_until": one.expires_at.date() if one.expires_at else (),
        "used_on": one.used_at.date() if one.used_at else (),
    }


def _seen(controllers: list[str] | None, view: View) -> Cell:
    """The controllers of a scope by name; without a scope every one that there is."""
    names: Mapping[str, str] = {one.id: one.name for one in view.controllers()}
    return tuple(names.get(one, one) for one in controllers) if controllers is not None else tuple(names.values())
