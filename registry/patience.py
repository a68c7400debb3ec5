"""A connection to PostgreSQL that waits for its server so long and no longer.

The driver waits for an answer for ever. The kernel notices a server whose machine or network went away, and nobody one
that still acknowledges every byte and says nothing more: a proxy that hangs, a server that stands still.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

SILENCE = 120.0
"""Seconds: far longer than any question of ours takes, and than any writer holds the others up."""


class PatientConnection(psycopg.Connection[Any]):
    """Gives up on a server that has been silent for so long, and is of no use afterwards. `silence` None: never."""

    silence: float | None = SILENCE

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """As the driver waits. Raises OperationalError."""
        if self.silence is None:
            return super().wait(gen, interval)
        return super().wait(self._listening(gen, self.silence), interval)

    def _listening(self, gen: PQGen[RV], silence: float) -> Generator[Any, Any, RV]:
        """The same, with a look at the clock when nothing came. Every byte that comes begins the time anew."""
        try:
            asked = next(gen)
            heard_at = monotonic()
            while True:
                ready = yield asked
                if ready:
                    heard_at = monotonic()
                elif monotonic() - heard_at > silence:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"it has said nothing for {silence:.0f} seconds")
                asked = gen.send(ready)
        except StopIteration as ended:
            answer: RV = ended.value
            return answer
