"""What goes out: an alert, a digest, a head of the chain or a test of the channel, in one language and under one id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.chainheads import Head
from registry.tables import Alert
from registry.terms import Pace


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a digest holds: alerts, the gravest first; how many sources are in each state; how much was muted."""

    pace: Pace
    alerts: tuple[Alert, ...]
    sources: Mapping[str, int]
    muted: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One message. Without alert, digest and head it is a test of the channel.

    `id` is the same on every try. `step` and `days`: an alert that nobody decided for so many days, told upwards.
    """

    id: str
    language: str
    at: datetime
    alert: Alert | None = None
    digest: Gathered | None = None
    head: Head | None = None
    step: int = 0
    days: int = 0


def of_alert(alert: Alert, language: str = "en", *, step: int = 0, days: int = 0) -> Told:
    """An alert as it goes out. A step of escalation is a message of its own, once."""
    identity = f"{alert.id}.step{step}" if step else alert.id
    return Told(identity, language, alert.created_at, alert=alert, step=step, days=days)
