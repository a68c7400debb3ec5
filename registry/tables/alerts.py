"""Alerts, who wants them, and how their delivery went."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import DeliveryState, Event, Severity


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


class Subscription(Table, table=True):
    """Who is told what, by which channel."""

    id: str = Field(primary_key=True, max_length=80)
    channel: str
    target: str
    least_severity: Severity = Field(sa_type=word(Severity))
    created_at: datetime = Field(sa_type=INSTANT)


class Delivery(Table, table=True):
    """One alert on its way over one channel. Operational state."""

    id: str = Field(primary_key=True, max_length=80)
    alert_id: str = Field(index=True, max_length=80)
    channel: str
    target: str
    state: DeliveryState = Field(sa_type=word(DeliveryState), index=True)
    attempts: int = 0
    due_at: datetime = Field(sa_type=INSTANT, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    trouble: str | None = None
