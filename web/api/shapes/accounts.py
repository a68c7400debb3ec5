"""People, their tokens, and who is asking, as the API tells and takes them."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from registry.accounts.tokens import LONGEST_DAYS, USUAL_DAYS
from registry.terms import AccountRole, Right
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape

Scope = Annotated[list[Identity], Meta(min_length=1, max_length=500)]


class User(Shape, frozen=True, kw_only=True):
    """Somebody with an account. `controllers` null: all."""

    id: str
    email: str
    name: str
    role: AccountRole
    controllers: list[str] | None
    has_password: bool
    created_at: str
    ended_at: str | UnsetType = UNSET


class Inviting(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to give an account. `controllers`: ids of controllers or groups; without it, all."""

    email: Words
    name: Words
    role: AccountRole
    controllers: Scope | None = None


class Placing(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another role or scope."""

    role: AccountRole
    controllers: Scope | None = None


class Invited(Shape, frozen=True, kw_only=True):
    """An account and the link by which its person chooses a password; it works once and is not told again."""

    user: User
    link: str


class Token(Shape, frozen=True, kw_only=True):
    """A token for machines, without its secret."""

    id: str
    user: str
    name: str
    rights: list[Right]
    controllers: list[str] | None
    created_at: str
    expires_at: str | UnsetType = UNSET
    used_at: str | UnsetType = UNSET
    ended_at: str | UnsetType = UNSET


class Making(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token may, for whom and how long; never more than its person."""

    name: Words
    rights: Annotated[list[Right], Meta(min_length=1, max_length=10)]
    controllers: Scope | None = None
    days: Annotated[int, Meta(ge=1, le=LONGEST_DAYS)] = USUAL_DAYS


class Made(Shape, frozen=True, kw_only=True):
    """A token and its secret, which is not told again."""

    token: Token
    secret: str


class Session(Shape, frozen=True, kw_only=True):
    """Who is asking, and what they may. `id` null: there are no accounts, and this machine's user may do everything."""

    id: str | None
    name: str
    role: AccountRole
    rights: list[Right]
    controllers: list[str] | None
    token: str | UnsetType = UNSET
