"""Whose subscription it is: everybody's to administrators of everything, one's own to everybody else.

A person of one's own may be told at the address of the account. Another address, a chat or a webhook is a door for
alerts out of the house, which an administrator opens.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from registry.accounts.persons import Person
from registry.alerts.subscribing import Asked
from registry.errors import NotAllowed, NotFound
from registry.tables import Delivery, Subscription, User
from registry.terms import ChannelKind, Right


def sees_all(person: Person) -> bool:
    """Whether everybody's subscriptions are shown."""
    return Right.ADMINISTER in person.rights and person.controllers is None


def own(session: Session, person: Person, rows: Iterable[Subscription]) -> list[Subscription]:
    """Those of the rows that a person may see and change."""
    if sees_all(person):
        return list(rows)
    names = _names(session, person)
    return [row for row in rows if row.person.casefold() in names]


def require_own(session: Session, person: Person, row: Subscription) -> Subscription:
    """The row, if it may be seen. Raises NotFound as for one that is not there."""
    if not own(session, person, [row]):
        raise NotFound(f"There is no subscription {row.id}.", named=row.id)
    return row


def may_see(session: Session, person: Person, delivery: Delivery) -> bool:
    """Whether a delivery is shown: it went to a subscription of one's own."""
    if sees_all(person):
        return True
    held = session.get(Subscription, delivery.subscription_id) if delivery.subscription_id else None
    return held is not None and bool(own(session, person, [held]))


def as_own(session: Session, person: Person, asked: Asked) -> Asked:
    """A subscription as this person may have it: in their own name. Raises NotAllowed."""
    if sees_all(person) or person.id is None:
        return asked
    user = session.get(User, person.id)
    is_own = asked.channel is ChannelKind.MAIL and user is not None and _same(asked.target, user.email)
    if not is_own and Right.ADMINISTER not in person.rights:
        raise NotAllowed("You can be told at the address of your account; an administrator adds other channels.")
    return replace(asked, person=person.id)


def _names(session: Session, person: Person) -> set[str]:
    user = session.get(User, person.id) if person.id is not None else None
    return {name.casefold() for name in (person.id, user.email if user is not None else None) if name}


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
