"""What everybody wants to be told, as the register and the settings have it: subscriptions into wishes, mutes into
silences.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.persons import scope_of
from registry.alerts import muting
from registry.alerts.addressing import Silence, Wish
from registry.tables import Subscription, User
from registry.terms import ChannelKind, Severity


class Named(Protocol):
    """A channel that the settings name."""

    @property
    def name(self) -> ChannelKind:
        """What it is."""
        ...

    @property
    def target(self) -> str:
        """Where it leads."""
        ...

    @property
    def language(self) -> str:
        """How it is spoken to."""
        ...


def wishes_of(session: Session, channels: Sequence[Named]) -> list[Wish]:
    """Everybody's wishes: the settings' receivers first, who are told of everything, then subscriptions by age."""
    return [*map(_of_settings, channels), *_of_people(session)]


def sight_at(
    session: Session, channels: Sequence[Named], channel: ChannelKind, target: str
) -> list[frozenset[str] | None]:
    """What whoever is told at a place may see now: controllers, or None for all. Empty: nobody is told there."""
    if any((one.name, one.target) == (channel, target) for one in channels):
        return [None]  # the settings' receivers are told of everything
    there = sa.and_(col(Subscription.channel) == channel, col(Subscription.target) == target)
    return [one.sees for one in _of_people(session, there)]


def silences_in_force(session: Session, on: date) -> list[Silence]:
    """The mutes of a day, the oldest first."""
    mutes = reversed(muting.in_force(session, on))
    return [Silence(one.id, one.reason, one.controller_id, one.service_id, one.kind, one.event) for one in mutes]


def _of_settings(channel: Named) -> Wish:
    """The settings' mail takes low severity weekly; their webhook has never been sent it."""
    is_machine = channel.name is ChannelKind.WEBHOOK
    return Wish(
        channel.name,
        channel.target,
        least=Severity.MEDIUM if is_machine else Severity.LOW,
        language=channel.language,
        heartbeat=not is_machine,
    )


def _of_people(session: Session, chosen: sa.ColumnElement[bool] | None = None) -> Iterator[Wish]:
    """Those of people who are there, or the chosen of them. Who sees a few controllers only is told of those only."""
    people: dict[str, User] = {}
    for user in session.exec(select(User)):
        people |= {user.id: user, user.email.casefold(): user}
    statement = select(Subscription).where(col(Subscription.ended_at).is_(None))
    statement = statement if chosen is None else statement.where(chosen)
    for one in session.exec(statement.order_by(col(Subscription.created_at), col(Subscription.id))):
        known = people.get(one.person) or people.get(one.person.casefold())
        if known is None or known.ended_at is None:
            yield _wish(one, scope_of(session, known.controllers) if known is not None else None)


def _wish(one: Subscription, sees: frozenset[str] | None) -> Wish:
    return Wish(
        one.channel,
        one.target,
        one.id,
        one.least_severity,
        one.pace,
        one.language,
        controllers=_chosen(one.controllers),
        services=_chosen(one.services),
        events=_chosen(one.events),
        kinds=_chosen(one.kinds),
        sees=sees,
        heartbeat=one.heartbeat,
    )


def _chosen(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
