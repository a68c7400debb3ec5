"""Tokens for machines: told once, kept by hash, expiring, with some of their person's rights and controllers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import people
from registry.accounts.persons import Person, narrower, rights_of, scope_of
from registry.accounts.secrets import digest, new_secret
from registry.errors import BadInput, Conflict, NotFound
from registry.tables import Token, User, new_id
from registry.terms import AccountRole, Right

PREFIX = "onw_"
LONGEST_DAYS, USUAL_DAYS = 366, 90
LONGEST_NAME = 100
NOTED_EVERY = timedelta(minutes=5)
CARRIED = (Right.READ, Right.DECIDE, Right.ADVISE, Right.EDIT, Right.ADMINISTER, Right.OPERATE)
"""The rights a token can carry."""


def make(
    session: Session, user_id: str, name: str, rights: Collection[Right], controllers: Collection[str] | None,
    *, days: int = USUAL_DAYS, at: datetime,
) -> tuple[Token, str]:  # fmt: skip
    """A new token and its secret. Raises BadInput for more than its person may."""
    user = people.one(session, user_id)
    if user.ended_at is not None:
        raise Conflict("This account was ended.", existing=user_id)
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadInput(f"Say in at most {LONGEST_NAME} characters what the token is for.", field="name")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(f"A token holds from 1 to {LONGEST_DAYS} days.", field="days")
    secret = new_secret(PREFIX)
    token = Token(
        id=new_id("tok"), user_id=user_id, sha256=digest(secret), scopes=_checked_rights(user, rights), name=tidy,
        controllers=_checked_scope(session, user, controllers), created_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    session.add(token)
    session.flush()
    return token, secret


def listed(session: Session, user_id: str | None = None) -> Sequence[Token]:
    """The tokens that hold or held, of one person or of all, the newest first."""
    asked = select(Token) if user_id is None else select(Token).where(Token.user_id == user_id)
    return session.exec(asked.order_by(col(Token.created_at).desc(), col(Token.id))).all()


def one(session: Session, token_id: str) -> Token:
    """A token by its id. Raises NotFound."""
    found = session.get(Token, token_id)
    if found is None:
        raise NotFound(f"There is no token {token_id[:80]}.", named=token_id)
    return found


def end(session: Session, token_id: str, at: datetime) -> Token:
    """End a token."""
    token = one(session, token_id)
    if token.ended_at is None:
        token.ended_at = at
        session.add(token)
        session.flush()
    return token


def person(session: Session, secret: str, at: datetime) -> tuple[Person, bool] | None:
    """For whom a token stands, and whether it is time to note its use. None: it is none, or holds no more."""
    if not secret.startswith(PREFIX):
        return None
    columns: list[Any] = [Token.id, Token.scopes, Token.controllers, Token.used_at]
    columns += [User.id, User.name, User.role, User.controllers]
    asked = (
        sa.select(*columns)
        .join(User, col(User.id) == col(Token.user_id))
        .where(
            col(Token.sha256) == digest(secret),
            col(Token.ended_at).is_(None),
            col(User.ended_at).is_(None),
            sa.or_(col(Token.expires_at).is_(None), col(Token.expires_at) > at),
        )
    )
    found = session.execute(asked).first()
    if found is None:
        return None
    token_id, carried, narrowed, used_at, user_id, name, role, controllers = found
    kind = AccountRole(role)
    rights = rights_of(kind) & {Right(one) for one in carried} | {Right.OPEN}
    scope = narrower(scope_of(session, controllers), scope_of(session, narrowed))
    who = Person(user_id, name, kind, frozenset(rights), scope, token_id)
    return who, used_at is None or at - used_at > NOTED_EVERY


def note_used(session: Session, token_id: str, at: datetime) -> None:
    """Remember when a token was last used."""
    session.execute(sa.update(Token).where(col(Token.id) == token_id).values(used_at=at))


def _checked_rights(user: User, rights: Collection[Right]) -> list[str]:
    wanted = [right for right in CARRIED if right in rights]
    if not wanted or len(wanted) != len(set(rights)):
        raise BadInput(f"A token carries some of {', '.join(CARRIED)}.", field="rights")
    held = rights_of(AccountRole(user.role))
    if beyond := [right.value for right in wanted if right not in held]:
        raise BadInput(f"A token carries no more than its person may: not {', '.join(beyond)}.", field="rights")
    return [right.value for right in wanted]


def _checked_scope(session: Session, user: User, controllers: Collection[str] | None) -> list[str] | None:
    wanted = people.checked_scope(session, AccountRole.READER, controllers)
    mine = scope_of(session, user.controllers)
    if wanted is not None and mine is not None and not set(wanted) <= mine:
        raise BadInput("A token sees no more controllers than its person.", field="controllers")
    return wanted
