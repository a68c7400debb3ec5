"""How often somebody may ask: so many times in a window, counted in memory, per person, token or address."""

import math
from http import HTTPStatus
from threading import Lock
from time import monotonic

from web.problems import Refused

MOST_KEPT = 20_000  # askers remembered at once


class Limit:
    """At most `most` times in `seconds`, each key for itself. A window begins with the first time."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._kept: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, key: str) -> None:
        """Count one time. Raises Refused (429) with Retry-After when it is one too many."""
        now = monotonic()
        with self._lock:
            begun, count = self._kept.get(key, (now, 0))
            if now - begun >= self._seconds:
                begun, count = now, 0
            if count >= self._most:
                raise _too_often(self._seconds - (now - begun))
            self._kept.pop(key, None)
            self._kept[key] = (begun, count + 1)
            while len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))

    def forget(self, key: str) -> None:
        """Begin anew: the right password was given."""
        with self._lock:
            self._kept.pop(key, None)


def _too_often(seconds: float) -> Refused:
    wait = max(1, math.ceil(seconds))
    return Refused(
        HTTPStatus.TOO_MANY_REQUESTS, f"Too often. Try again in {wait} seconds.", headers={"Retry-After": str(wait)}
    )
