"""People whom an identity provider knows: a sign-in that was sent there, and who came back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import people
from registry.accounts.secrets import digest
from registry.errors import NotAllowed
from registry.tables import Identity, SignInAttempt, User, new_id
from registry.terms import AccountRole

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the provider vouches for. `email` None: it did not verify one."""

    issuer: str
    subject: str
    email: str | None
    name: str | None


def remember(session: Session, state: str, nonce: str, verifier: str, way: str, *, at: datetime) -> None:
    """Keep what a sign-in that comes back is checked against; old ones are let go."""
    session.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.created_at) <= at - LASTS))
    session.add(SignInAttempt(sha256=digest(state), nonce=nonce, verifier=verifier, next=way, created_at=at))
    session.flush()


def take(session: Session, state: str, at: datetime) -> SignInAttempt:
    """What was remembered under this state, once. Raises NotAllowed for one that is unknown, used or too old."""
    attempt = session.get(SignInAttempt, digest(state))
    gone = sa.delete(SignInAttempt).where(col(SignInAttempt.sha256) == digest(state))
    if attempt is None:
        raise NotAllowed("This sign-in was used, took too long, or was begun elsewhere. Begin again.")
    session.expunge(attempt)
    taken = session.execute(gone).rowcount == 1  # type: ignore[attr-defined]
    if not taken or attempt.created_at <= at - LASTS:
        raise NotAllowed("This sign-in was used, took too long, or was begun elsewhere. Begin again.")
    return attempt


def user_of(
    session: Session, known: Known, role: AccountRole | None, at: datetime, *, signed_in: str | None = None
) -> User:  # fmt: skip
    """The account of whom the provider vouches for. Raises NotAllowed.

    It is the one tied to the provider's subject; else the one with the verified address, which is tied to it now where
    nobody has entered it otherwise yet, or whom it is entered by just now (`signed_in`); else a new one with `role`.
    Without a role nobody enters who was not invited.
    """
    tied = select(Identity).where(Identity.issuer == known.issuer, Identity.subject == known.subject)
    identity = session.exec(tied).first()
    if identity is not None:
        return _live(people.one(session, identity.user_id))
    user = people.by_email(session, known.email) if known.email else None
    if user is None:
        user = _new(session, known, role, at)
    if user.password is not None and user.id != signed_in:
        raise NotAllowed(
            "The account of this address has a password. Sign in with it, and tie the account to the identity provider "
            "under Settings."
        )
    others = select(Identity).where(Identity.issuer == known.issuer, Identity.user_id == user.id)
    if session.exec(others).first() is not None:
        raise NotAllowed("This account is tied to somebody else at the identity provider.")
    session.add(
        Identity(id=new_id("idt"), user_id=user.id, issuer=known.issuer, subject=known.subject, created_at=at)
    )  # fmt: skip
    session.flush()
    return _live(user)


def is_tied(session: Session, user_id: str, issuer: str) -> bool:
    """Whether the person enters through this provider."""
    held = select(Identity.id).where(Identity.user_id == user_id, Identity.issuer == issuer)
    return session.exec(held.limit(1)).first() is not None


def _live(user: User) -> User:
    if user.ended_at is not None:
        raise NotAllowed("This account was ended.")
    return user


def _new(session: Session, known: Known, role: AccountRole | None, at: datetime) -> User:
    if role is None:
        raise NotAllowed("You have no account here. Ask an administrator to invite the address you sign in with.")
    if known.email is None:
        raise NotAllowed("The identity provider did not verify a mail address of yours.")
    return people.add(session, known.email, known.name or known.email, role, None, at=at)
