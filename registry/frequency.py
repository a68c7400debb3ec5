"""How often a watched document is looked at: as declared, sooner after a change, later where it has long stood still.

The hour is spread by the source's id, so that what is declared on one day is not asked for in one hour ever after.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.terms import DocumentKind

DAILY, WEEKLY, MONTHLY = timedelta(days=1), timedelta(days=7), timedelta(days=30)
AFTER_A_CHANGE = timedelta(days=30)  # what was announced then is still to come: days of notice are rarely longer
LONG, VERY_LONG = timedelta(days=180), timedelta(days=365)
_SPREAD = 24  # the part of a pause over which looks are spread: an hour of a day


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the pause between two looks depends on. `every_days` None: by the kind of document. `stood_at` is when
    its present text was first seen, `changed_at` when a fact in it last changed; None: never yet."""

    kind: DocumentKind
    every_days: int | None = None
    stood_at: datetime | None = None
    changed_at: datetime | None = None

    def pause(self, at: datetime) -> timedelta:
        """The time until the next look, before it is spread."""
        usual = self._usual()
        if self.changed_at is not None and at - self.changed_at < AFTER_A_CHANGE:
            return min(usual, DAILY)
        if self.kind is DocumentKind.SUB_PROCESSOR_LIST or self.stood_at is None:
            return usual  # days to object run from the day a list changes: a quiet one is no reason to miss it
        stood = at - self.stood_at
        times = 4 if stood >= VERY_LONG else 2 if stood >= LONG else 1
        return max(usual, min(usual * times, MONTHLY))

    def _usual(self) -> timedelta:
        if self.every_days is not None:
            return timedelta(days=self.every_days)
        return DAILY if self.kind is DocumentKind.SUB_PROCESSOR_LIST else WEEKLY


def next_look(source_id: str, rhythm: Rhythm, at: datetime) -> datetime:
    """When to look again after a look at `at`; earlier by what the id says, never by more than an hour of a day."""
    pause = rhythm.pause(at)
    share = int.from_bytes(hashlib.sha256(source_id.encode()).digest()[:4]) / 2**32
    return at + pause - timedelta(seconds=int(pause.total_seconds() / _SPREAD * share))
