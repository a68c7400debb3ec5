"""That documents were seen and nothing is new: gathered during a round and written for many sources at once.

What waits here is lost when the process is killed. Nothing but "seen at" is: those sources are due again, and asked
once more. A change never waits.
"""

import threading
import time

from crawlers.bench import ACTOR, Bench
from registry import seeing, watching
from registry.alerts import unstable
from registry.seeing import Seen

MOST_WAITING = 500
LONGEST_WAIT = 2.0  # seconds


class Notes:
    """Notes that wait to be written. May be added to from any thread; written by the one that writes."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._waiting: list[Seen] = []
        self._since = time.monotonic()
        self._adding = threading.Lock()

    def add(self, seen: Seen) -> None:
        """Let a note wait."""
        with self._adding:
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting.append(seen)

    @property
    def are_due(self) -> bool:
        """Whether enough notes wait, or one has waited long enough."""
        with self._adding:
            waited = time.monotonic() - self._since
            return len(self._waiting) >= MOST_WAITING or (bool(self._waiting) and waited >= LONGEST_WAIT)

    def write_due(self) -> None:
        """Write if they are due still: several who saw that they were ask for it at once."""
        if self.are_due:
            self.write()

    def write(self) -> None:
        """Write all that wait, in one transaction."""
        with self._adding:
            waiting, self._waiting = self._waiting, []
        write(self._bench, waiting)


def write(bench: Bench, seen: list[Seen]) -> None:
    """Write these notes; a source that goes back and forth between texts gets its remark."""
    if not seen:
        return
    at = max(one.at for one in seen)
    with bench.store.write(ACTOR) as session:
        noted = seeing.note_all(session, seen)
        for source_id in seeing.returned_often(session, noted, at - unstable.WITHIN, unstable.OFTEN):
            unstable.note(session, watching.one(session, source_id), at)
