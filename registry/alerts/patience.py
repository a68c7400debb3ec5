"""How long a delivery is tried, and how long is waited between two tries."""

from datetime import datetime, timedelta
from hashlib import sha256

from registry.tables import Delivery

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=14)
PUT_OFF = timedelta(hours=6)  # a channel that is not configured
_DOUBLINGS = 12
_FURTHEST = max(PUT_OFF, LONGEST_PAUSE * 1.25)


def pause(identity: str, attempts: int) -> timedelta:
    """The pause after so many tries: doubled each time, and up to a quarter shorter or longer, so that what failed
    together does not come back together. The same for the same try."""
    doubled: int = 2 ** min(attempts - 1, _DOUBLINGS)
    whole = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
    chance = sha256(f"{identity}\x1f{attempts}".encode()).digest()[0] / 255
    return whole * (0.75 + chance / 2)


def is_over(delivery: Delivery, at: datetime) -> bool:
    """Whether it has been tried for as long as anything is."""
    return at - delivery.queued_at >= GIVE_UP_AFTER


def is_due(due_at: datetime, at: datetime) -> bool:
    """Whether it is tried now. Nothing is put off further than the longest pause, but by a clock that ran ahead."""
    return not at < due_at <= at + _FURTHEST
