"""Who is told what: subscriptions, mutes and deliveries as the API tells them, and what people send."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from registry.terms import AlertDecision, ChangeKind, ChannelKind, DeliveryState, Event, Pace, Severity
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape, Text

Target = Annotated[str, Meta(min_length=1, max_length=2_000)]
Reason = Annotated[str, Meta(min_length=1, max_length=2_000)]
Chosen = Annotated[list[Identity], Meta(min_length=1, max_length=500)]
Secrets = Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(min_length=1, max_length=4)]


class SetBy(StrEnum):
    """Who names a receiver: a person, or the settings of the installation."""

    PERSON = "person"
    SETTINGS = "settings"


class Language(StrEnum):
    """The language somebody is told in."""

    EN = "en"
    SV = "sv"


class Subscription(Shape, frozen=True, kw_only=True):
    """Who is told what. Lists left out: all. `target` never holds what signs or opens; `secrets` says how many sign."""

    id: str
    set_by: SetBy
    person: str
    channel: ChannelKind
    target: str
    least_severity: Severity
    pace: Pace
    language: Language
    heartbeat: bool
    secrets: int = 0
    controllers: list[str] | UnsetType = UNSET
    services: list[str] | UnsetType = UNSET
    events: list[str] | UnsetType = UNSET
    kinds: list[str] | UnsetType = UNSET
    created_at: Text = UNSET


class Subscribed(Shape, frozen=True, kw_only=True):
    """A subscription that was made. `secret` is there when one was made with it: it is never told again."""

    subscription: Subscription
    secret: Text = UNSET


class Subscribing(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for. Lists left out: all. A webhook without `secrets` gets one."""

    channel: ChannelKind
    target: Target
    person: Words | UnsetType = UNSET
    least_severity: Severity = Severity.LOW
    controllers: Chosen | UnsetType = UNSET
    services: Chosen | UnsetType = UNSET
    events: Annotated[list[Event], Meta(min_length=1, max_length=20)] | UnsetType = UNSET
    kinds: Annotated[list[ChangeKind], Meta(min_length=1, max_length=20)] | UnsetType = UNSET
    pace: Pace = Pace.IMMEDIATE
    language: Language = Language.EN
    heartbeat: bool | UnsetType = UNSET
    secrets: Secrets | UnsetType = UNSET


class SubscriptionChanges(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is changed; the rest stays. A list that is null: all."""

    target: Target | UnsetType = UNSET
    least_severity: Severity | UnsetType = UNSET
    controllers: Chosen | UnsetType | None = UNSET
    services: Chosen | UnsetType | None = UNSET
    events: Annotated[list[Event], Meta(min_length=1, max_length=20)] | UnsetType | None = UNSET
    kinds: Annotated[list[ChangeKind], Meta(min_length=1, max_length=20)] | UnsetType | None = UNSET
    pace: Pace | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    heartbeat: bool | UnsetType = UNSET
    secrets: Secrets | UnsetType = UNSET


class Mute(Shape, frozen=True, kw_only=True):
    """Silence that a person wanted. `until`: the first day on which it is told again."""

    id: str
    controller: Text = UNSET
    service: Text = UNSET
    kind: ChangeKind | UnsetType = UNSET
    event: Event | UnsetType = UNSET
    until: str
    reason: str
    created_at: str
    created_by: str


class Muting(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be muted: a service, a kind of change or an event, for one of our organisations or all."""

    until: date
    reason: Reason
    controller: Identity | UnsetType = UNSET
    service: Identity | UnsetType = UNSET
    kind: ChangeKind | UnsetType = UNSET
    event: Event | UnsetType = UNSET


class AlertDeciding(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person made of an alert, and why."""

    decision: AlertDecision
    reason: Reason


class Delivery(Shape, frozen=True, kw_only=True):
    """One message on its way. Without `alert` and `digest` it was a test; `step` counts escalations."""

    id: str
    alert: Text = UNSET
    digest: Text = UNSET
    subscription: Text = UNSET
    step: int
    language: Language
    channel: ChannelKind
    target: str
    state: DeliveryState
    attempts: int
    queued_at: str
    due_at: str
    delivered_at: Text = UNSET
    trouble: Text = UNSET


class Testing(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The subscription whose channel is tried."""

    subscription: Identity
