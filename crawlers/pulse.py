"""How the watch of this process stands: whether it runs, when its last round ended, what its rounds came to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Pulse:
    """Written by the watch, read by whoever tells of it. `last_round_at` None: no round has ended yet."""

    is_alive: bool = False
    last_round_at: datetime | None = None
    rounds: int = 0
    counted: Counter[str] = field(default_factory=Counter)  # over all rounds, by the names of a round's summary

    def beat(self, at: datetime, counts: Mapping[str, int]) -> None:
        """A round has ended."""
        self.counted.update(counts)
        self.rounds += 1
        self.last_round_at = at
