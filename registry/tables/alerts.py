"""Alerts, who wants them, and how their delivery went."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, now, word
from registry.terms import AlertDecision, ChangeKind, ChannelKind, DeliveryState, Event, Pace, Severity


class Alert(Table, table=True):
    """One thing somebody is told, under one id for ever. Written in the transaction of what it tells."""

    id: str = Field(primary_key=True, max_length=80)
    fingerprint: str = Field(unique=True, max_length=64)
    event: Event = Field(sa_type=word(Event), index=True)
    severity: Severity = Field(sa_type=word(Severity))
    title: str
    body: dict[str, Any] = Field(sa_type=JSON)
    service_id: str | None = Field(default=None, index=True, max_length=80)
    change_id: str | None = Field(default=None, index=True, max_length=80)
    controller_id: str | None = Field(default=None, index=True, max_length=80)
    deadline_on: date | None = None
    created_at: datetime = Field(sa_type=INSTANT, index=True)
    decision: AlertDecision | None = Field(default=None, sa_type=word(AlertDecision))
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_by: str | None = None
    reason: str | None = None


class Subscription(Table, table=True):
    """Who is told what, how soon and by which channel. None in a list: all of them."""

    id: str = Field(primary_key=True, max_length=80)
    person: str = Field(description="an address, or the id of a person with an account")
    channel: ChannelKind = Field(sa_type=word(ChannelKind))
    target: str = Field(description="where it leads, without anything that opens it")
    secrets: list[str] | None = Field(default=None, sa_type=JSON, description="what signs or opens; never told")
    least_severity: Severity = Field(sa_type=word(Severity))
    controllers: list[str] | None = Field(default=None, sa_type=JSON)
    services: list[str] | None = Field(default=None, sa_type=JSON)
    events: list[str] | None = Field(default=None, sa_type=JSON)
    kinds: list[str] | None = Field(default=None, sa_type=JSON)
    pace: Pace = Field(sa_type=word(Pace))
    language: str
    heartbeat: bool
    created_at: datetime = Field(sa_type=INSTANT)
    created_by: str
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Mute(Table, table=True):
    """Silence that a person wanted, until a day (the first on which it is told again), with the reason."""

    id: str = Field(primary_key=True, max_length=80)
    controller_id: str | None = Field(default=None, max_length=80)
    service_id: str | None = Field(default=None, max_length=80)
    kind: ChangeKind | None = Field(default=None, sa_type=word(ChangeKind))
    event: Event | None = Field(default=None, sa_type=word(Event))
    until: date
    reason: str
    created_at: datetime = Field(sa_type=INSTANT)
    created_by: str
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Digest(Table, table=True):
    """One mail of everything that waited, for one receiver and language. Operational state."""

    id: str = Field(primary_key=True, max_length=80)
    channel: ChannelKind = Field(sa_type=word(ChannelKind))
    target: str
    language: str
    pace: Pace = Field(sa_type=word(Pace))
    alerts: list[str] = Field(sa_type=JSON, description="the gravest first")
    sources: dict[str, int] = Field(sa_type=JSON, description="how many watched sources are in each state")
    muted: int = 0
    created_at: datetime = Field(sa_type=INSTANT, index=True)


class Beat(Table, table=True):
    """When one receiver was last sent a digest of each pace; begun when it was first seen. Operational state."""

    id: str = Field(primary_key=True, max_length=64, description="hash of channel, target and language")
    begun_at: datetime = Field(sa_type=INSTANT)
    daily_at: datetime = Field(sa_type=INSTANT)
    weekly_at: datetime = Field(sa_type=INSTANT)


def beat_of(channel: str, target: str, language: str) -> str:
    """The id of a receiver's beat."""
    return sha256("\x1f".join((channel, target, language)).encode()).hexdigest()


class Delivery(Table, table=True):
    """One alert, digest or test on its way over one channel. Operational state.

    Without alert and digest it is a test of the channel. `step`: 0, or the step of escalation. What goes to one target
    goes in the order of `queued_at` and `position`.
    """

    id: str = Field(primary_key=True, max_length=80)
    alert_id: str | None = Field(default=None, index=True, max_length=80)
    digest_id: str | None = Field(default=None, max_length=80)
    subscription_id: str | None = Field(default=None, index=True, max_length=80)
    step: int = 0
    language: str = "en"
    channel: ChannelKind = Field(sa_type=word(ChannelKind))
    target: str
    state: DeliveryState = Field(sa_type=word(DeliveryState), index=True)
    attempts: int = 0
    queued_at: datetime = Field(default_factory=now, sa_type=INSTANT, index=True)
    position: int = 0
    due_at: datetime = Field(sa_type=INSTANT, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    trouble: str | None = None
