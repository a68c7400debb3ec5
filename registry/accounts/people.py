"""People with accounts: invited, given another role or scope, ended, erased. One administrator always remains."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry import audit
from registry.accounts import sessions
from registry.errors import BadInput, Conflict, NotFound
from registry.tables import (
    Beat,
    Delivery,
    Digest,
    Identity,
    OneTimeLink,
    Organisation,
    Subscription,
    Token,
    User,
    beat_of,
    new_id,
)
from registry.terms import AccountRole

LONGEST_NAME, LONGEST_EMAIL = 200, 254


def exist(session: Session) -> bool:
    """Whether anybody has, or had, an account: from the first on, everybody signs in."""
    return session.exec(select(User.id).limit(1)).first() is not None


def everybody(session: Session) -> Sequence[User]:
    """All accounts that were not erased, those that hold first, by name."""
    order = (col(User.ended_at).is_not(None), col(User.name), col(User.id))
    return session.exec(select(User).where(col(User.name) != "").order_by(*order)).all()


def one(session: Session, user_id: str) -> User:
    """An account by its id. Raises NotFound."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound(f"There is no account {user_id[:80]}.", named=user_id)
    return found


def by_id(session: Session, user_ids: Collection[str]) -> dict[str, User]:
    """Those of these people that there are."""
    return {one.id: one for one in session.exec(select(User).where(col(User.id).in_(user_ids)))}


def by_email(session: Session, email: str) -> User | None:
    """The account with this address, however it is written."""
    return session.exec(select(User).where(User.email == email.strip().casefold())).first()


def add(
    session: Session,
    email: str,
    name: str,
    role: AccountRole,
    controllers: Collection[str] | None,
    *,
    at: datetime,
    password: str | None = None,
) -> User:
    """A new account. `password` is a hash. Raises BadInput, and Conflict for an address that has one."""
    address = checked_email(email)
    there = by_email(session, address)
    if there is not None:
        raise Conflict(f"{address} has an account already.", existing=there.id)
    if role is not AccountRole.ADMIN and not _administrators(session):
        raise BadInput("The first account is an administrator's.", field="role")
    user = User(
        id=new_id("usr"), email=address, name=checked_name(name), role=role.value, password=password, created_at=at,
        controllers=checked_scope(session, role, controllers),
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user


def change(session: Session, user_id: str, role: AccountRole, controllers: Collection[str] | None) -> User:
    """Give another role or scope; whoever is signed in signs in again. Raises Conflict for the last administrator."""
    user = _live(session, user_id)
    if role is not AccountRole.ADMIN:
        _require_another(session, user)
    user.role, user.controllers = role.value, checked_scope(session, role, controllers)
    session.add(user)
    sessions.end_all(session, user_id)
    return user


def set_password(session: Session, user_id: str, password: str) -> None:
    """Keep the hash of a new password; whoever is signed in with the old one signs in again."""
    user = _live(session, user_id)
    user.password = password
    session.add(user)
    sessions.end_all(session, user_id)


def end_tokens(session: Session, user_id: str, at: datetime) -> None:
    """End every token of a person's."""
    for token in session.exec(select(Token).where(Token.user_id == user_id, col(Token.ended_at).is_(None))):
        token.ended_at = at
        session.add(token)


def end(session: Session, user_id: str, at: datetime) -> User:
    """End an account with its sessions, links and tokens. Raises Conflict for the last administrator."""
    user = _live(session, user_id)
    _require_another(session, user)
    user.ended_at = at
    session.add(user)
    sessions.end_all(session, user_id)
    session.execute(sa.delete(OneTimeLink).where(col(OneTimeLink.user_id) == user_id))
    end_tokens(session, user_id, at)
    told = select(Subscription).where(col(Subscription.ended_at).is_(None))
    for one_told in session.exec(told):
        if one_told.person.casefold() in {user.id, user.email}:
            one_told.ended_at = at
            session.add(one_told)
    return user


def erase(session: Session, user_id: str, at: datetime) -> None:
    """Take the person's name and address away, from the chain too: it still proves what the opaque id did."""
    user = one(session, user_id)
    if user.ended_at is None:
        end(session, user_id, at)
    _erase_told(session, user)
    user.email, user.name, user.password = f"erased:{user_id}", "", None
    session.add(user)
    session.flush()
    audit.erase(session, "person", user_id, "the person's account was erased")
    for identity in session.exec(select(Identity).where(Identity.user_id == user_id)).all():
        identity.subject = f"erased:{identity.id}"
        session.add(identity)
        session.flush()
        audit.erase(session, "identity", identity.id, "the person's account was erased")


def _erase_told(session: Session, user: User) -> None:
    """Take the person's address out of what they were told, and out of the chain."""
    for told in session.exec(select(Subscription)).all():
        if user.email in {told.person.casefold(), told.target.casefold()} or told.person == user.id:
            _forget_beat(session, told)
            told.person = told.target = f"erased:{user.id}"
            told.secrets = None
            session.add(told)
            session.flush()
            audit.erase(session, "subscription", told.id, "the person's account was erased")
    _erase_sent(session, user)


def _erase_sent(session: Session, user: User) -> None:
    """Take the address out of the log of deliveries, what mail servers answered among it, and out of digests."""
    erased = f"erased:{user.id}"
    named = sa.func.lower(col(Delivery.target)) == user.email
    in_words = sa.func.lower(col(Delivery.trouble)).contains(user.email, autoescape=True)
    for sent in session.exec(select(Delivery).where(sa.or_(named, in_words))).all():
        sent.target = erased if sent.target.casefold() == user.email else sent.target
        sent.trouble = (
            re.sub(re.escape(user.email), erased, sent.trouble, flags=re.IGNORECASE) if sent.trouble else None
        )
        session.add(sent)
    for digest in session.exec(select(Digest).where(sa.func.lower(col(Digest.target)) == user.email)).all():
        _forget_beat(session, digest)
        digest.target = erased
        session.add(digest)
    session.flush()


def _forget_beat(session: Session, told: Subscription | Digest) -> None:
    """The id of a beat is a hash of where it led."""
    beat = beat_of(told.channel.value, told.target, told.language)
    session.execute(sa.delete(Beat).where(col(Beat.id) == beat))


def checked_email(email: str) -> str:
    """An address as it is kept. Raises BadInput."""
    tidy = email.strip().casefold()
    name, _, host = tidy.rpartition("@")
    if not name or "." not in host or len(tidy) > LONGEST_EMAIL or not tidy.isprintable() or " " in tidy:
        raise BadInput("Write a mail address, like ada@company.example.", field="email")
    return tidy


def checked_name(name: str) -> str:
    """A name as it is kept. Raises BadInput."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadInput(f"Write a name of at most {LONGEST_NAME} characters.", field="name")
    return tidy


def checked_scope(session: Session, role: AccountRole, controllers: Collection[str] | None) -> list[str] | None:
    """A scope as it is kept: controllers and groups that the register holds. Raises BadInput."""
    if controllers is None:
        return None
    if role is AccountRole.ADMIN:
        raise BadInput("An administrator's account is for all controllers.", field="controllers")
    wanted = sorted(set(controllers))
    known = _in_scope(session, wanted)
    if unknown := [one for one in wanted if one not in known]:
        raise BadInput(f"{unknown[0][:80]} is no controller, and no group of controllers.", field="controllers")
    if not wanted:
        raise BadInput("Name at least one controller, or leave the scope out for all.", field="controllers")
    return wanted


def _in_scope(session: Session, wanted: list[str]) -> set[str]:
    """Those of the organisations that a scope can name: controllers, and groups that hold one."""
    live = (col(Organisation.retired_at).is_(None), col(Organisation.is_controller).is_(True))
    own = select(Organisation.id).where(col(Organisation.id).in_(wanted), *live)
    groups = select(Organisation.parent_id).where(col(Organisation.parent_id).in_(wanted), *live)
    return {*session.exec(own), *(one for one in session.exec(groups) if one is not None)}


def _live(session: Session, user_id: str) -> User:
    user = one(session, user_id)
    if user.ended_at is not None:
        raise Conflict("This account was ended.", existing=user_id)
    return user


def _administrators(session: Session) -> list[str]:
    wanted = select(User.id).where(User.role == AccountRole.ADMIN.value, col(User.ended_at).is_(None))
    return list(session.exec(wanted))


def _require_another(session: Session, user: User) -> None:
    if _administrators(session) == [user.id]:
        raise Conflict("This is the last administrator; make somebody else one first.", existing=user.id)
