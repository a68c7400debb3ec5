"""Somebody who asks: who it is, what they may do, whose rows they see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.errors import NotAllowed
from registry.tables import Organisation, User
from registry.terms import AccountRole, Right

LOCAL_USER = "local user"  # who writes while there are no accounts
_OPAQUE = "usr_"

_BY_ROLE = {
    AccountRole.READER: (Right.OPEN, Right.OWN, Right.READ),
    AccountRole.REVIEWER: (Right.DECIDE,),
    AccountRole.DPO: (Right.ADVISE,),
    AccountRole.EDITOR: (Right.EDIT,),
    AccountRole.ADMIN: (Right.ADMINISTER, Right.OPERATE),
}


def rights_of(role: AccountRole) -> frozenset[Right]:
    """What a role may do: what it adds, and what those before it may."""
    roles = list(AccountRole)
    below = roles[: roles.index(role) + 1]
    return frozenset(right for one in below for right in _BY_ROLE[one])


def least_role(right: Right) -> AccountRole:
    """The first role that has a right."""
    return next(role for role in AccountRole if right in rights_of(role))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks. `controllers` None: sees all. `id` None: nobody has signed in, or there are no accounts."""

    id: str | None
    name: str
    role: AccountRole
    rights: frozenset[Right]
    controllers: frozenset[str] | None = None
    token_id: str | None = None

    @property
    def actor(self) -> str:
        """The name under which writes enter the audit chain: an opaque id, never a person's name."""
        if self.id is None:
            return LOCAL_USER
        return f"{self.id}/{self.token_id}" if self.token_id else self.id

    def require(self, right: Right) -> None:
        """Raises NotAllowed naming what is needed."""
        if right in self.rights:
            return
        if self.token_id is not None and right in rights_of(self.role):
            raise NotAllowed(f"This token may not “{right.value}”; make one that carries that right.")
        if self.token_id is not None and right is Right.OWN:
            raise NotAllowed("A token stands for a machine; this is for somebody who has signed in.")
        raise NotAllowed(f"This needs the role {least_role(right).value} or one above it; yours is {self.role.value}.")

    def require_all_controllers(self) -> None:
        """Raises NotAllowed for somebody whose scope is a few controllers."""
        if self.controllers is not None:
            raise NotAllowed("This concerns all controllers, and your account is for some of them.")


LOCAL = Person(None, LOCAL_USER, AccountRole.ADMIN, frozenset(Right))
"""Whoever asks on this machine while there are no accounts: may do everything."""
NOBODY = Person(None, "nobody", AccountRole.READER, frozenset({Right.OPEN}), frozenset())
"""Whoever has not signed in while there are accounts."""


def scope_of(session: Session, controllers: Collection[str] | None) -> frozenset[str] | None:
    """The controllers of a scope: those it lists, and the companies of a group it lists."""
    if controllers is None:
        return None
    members = select(Organisation.id).where(
        col(Organisation.parent_id).in_(controllers),
        col(Organisation.retired_at).is_(None),
        col(Organisation.is_controller).is_(True),
    )
    return frozenset(controllers) | frozenset(session.exec(members))


def narrower(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """What lies in both scopes."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def names_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The names of those who wrote, by the id they wrote under. Who was erased, or never had an account, has none."""
    ids = {actor: actor.partition("/")[0] for actor in actors}
    found = session.exec(select(User.id, User.name).where(col(User.id).in_(set(ids.values()))))
    names = {identity: name for identity, name in found if name}
    return {actor: names[identity] for actor, identity in ids.items() if identity in names}


def is_opaque(actor: str) -> bool:
    """Whether it is the id of an account, or of a token of one: nothing for people to read."""
    return actor.startswith(_OPAQUE)


def called(session: Session, actors: Iterable[str]) -> dict[str, str | None]:
    """What people read instead of who wrote: a name, or the words themselves where they are no id. None: erased."""
    asked = set(actors)
    names = names_of(session, asked)
    return {actor: names.get(actor, None if is_opaque(actor) else actor) for actor in asked}
