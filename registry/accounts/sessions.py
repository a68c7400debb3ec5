"""Sessions: a browser's secret, kept by its hash, ended by time, by signing out, by a new password or another role."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.persons import Person, rights_of, scope_of
from registry.accounts.secrets import digest, new_secret
from registry.tables import SignIn, User
from registry.terms import AccountRole

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
NOTED_EVERY = timedelta(minutes=5)  # so that reading writes nothing


def start(session: Session, user_id: str, at: datetime, *, instead_of: str | None = None) -> str:
    """A new session and its secret. The one the browser held before ends: nobody hands on a session they know."""
    if instead_of is not None:
        end(session, instead_of)
    session.execute(sa.delete(SignIn).where(col(SignIn.expires_at) <= at))
    secret = new_secret()
    session.add(
        SignIn(sha256=digest(secret), user_id=user_id, created_at=at, seen_at=at, expires_at=at + LONGEST)
    )  # fmt: skip
    session.flush()
    return secret


def person(session: Session, secret: str, at: datetime) -> tuple[Person, bool] | None:
    """Who is signed in with this secret, and whether it is time to note that they were seen. None: nobody."""
    columns: list[Any] = [User.id, User.name, User.role, User.controllers, SignIn.seen_at]
    asked = (
        sa.select(*columns)
        .join(SignIn, col(SignIn.user_id) == col(User.id))
        .where(
            col(SignIn.sha256) == digest(secret),
            col(SignIn.expires_at) > at,
            col(SignIn.seen_at) > at - IDLE,
            col(User.ended_at).is_(None),
        )
    )
    found = session.execute(asked).first()
    if found is None:
        return None
    identity, name, role, controllers, seen_at = found
    kind = AccountRole(role)
    return Person(identity, name, kind, rights_of(kind), scope_of(session, controllers)), at - seen_at > NOTED_EVERY


def note_seen(session: Session, secret: str, at: datetime) -> None:
    """Remember that the session is in use."""
    session.execute(sa.update(SignIn).where(col(SignIn.sha256) == digest(secret)).values(seen_at=at))


def end(session: Session, secret: str) -> None:
    """End one session."""
    session.execute(sa.delete(SignIn).where(col(SignIn.sha256) == digest(secret)))


def end_all(session: Session, user_id: str) -> None:
    """End all sessions of one person."""
    session.execute(sa.delete(SignIn).where(col(SignIn.user_id) == user_id))
