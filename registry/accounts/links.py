"""One-time links: the first administrator's, an invitation's, a new password's."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts import people
from registry.accounts.secrets import digest, new_secret
from registry.errors import Conflict, NotFound
from registry.tables import OneTimeLink, User
from registry.terms import AccountRole, LinkPurpose

LASTS = {
    LinkPurpose.FIRST_ADMIN: timedelta(hours=24),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.PASSWORD: timedelta(hours=4),
}


def make(session: Session, purpose: LinkPurpose, at: datetime, user_id: str | None = None) -> str:
    """A new link's secret; an earlier link to the same end holds no more."""
    same = col(OneTimeLink.user_id) == user_id if user_id else col(OneTimeLink.user_id).is_(None)
    session.execute(sa.delete(OneTimeLink).where(same))
    secret = new_secret()
    session.add(
        OneTimeLink(
            sha256=digest(secret), purpose=purpose, user_id=user_id, created_at=at, expires_at=at + LASTS[purpose]
        )
    )
    session.flush()
    return secret


def found(session: Session, secret: str, at: datetime) -> tuple[OneTimeLink, User | None]:
    """A link that can still be used, and whose it is (None: the first administrator's to be). Raises NotFound."""
    link = session.get(OneTimeLink, digest(secret))
    user = session.get(User, link.user_id) if link is not None and link.user_id else None
    is_good = link is not None and link.used_at is None and link.expires_at > at
    if link is None or not is_good or (user is not None and user.ended_at is not None):
        raise NotFound("This link was used, is too old, or was never given. Ask an administrator for a new one.")
    if user is None and people.exist(session):
        raise NotFound("There are accounts already; an administrator invites others.")
    return link, user


def redeem(session: Session, secret: str, password: str, at: datetime, *, name: str = "", email: str = "") -> User:
    """Use a link: keep the password's hash. The first administrator's also needs a name and an address.

    A link to a new password ends the person's tokens: it was asked for because somebody else may know the old one.
    """
    link, user = found(session, secret, at)
    taken = sa.update(OneTimeLink).where(col(OneTimeLink.sha256) == link.sha256, col(OneTimeLink.used_at).is_(None))
    if session.execute(taken.values(used_at=at)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("This link was just used.")
    if user is None:
        return people.add(session, email, name, AccountRole.ADMIN, None, at=at, password=password)
    people.set_password(session, user.id, password)
    if link.purpose is LinkPurpose.PASSWORD:
        people.end_tokens(session, user.id, at)
    return user
