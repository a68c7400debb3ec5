"""Whose turn it is at a host, among processes on one PostgreSQL; and what its robots.txt said to any of them.

A process that asks a host holds it, and says every few seconds that it still does. One that ended without letting go
is taken for dead when it has not said so for a while; the host then rests before the next one asks. The instants of
turns are read from the database's clock: the clocks of machines differ.

These statements stand beside the store's writers, without their lock and without the audit: nothing of the register is
written, and a turn must not wait for who writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from registry.store import Store
from registry.tables import RobotsAnswer

_ROBOTS = RobotsAnswer.metadata.tables["robots_answer"]
_LONGEST_ORIGIN = 300


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one process. `holder` names it among all of them; times are in seconds.

    `held`: how long a turn stands unless it is renewed; `rest`: how long a host is left alone after the turn of a
    process that died ran out.
    """

    store: Store
    holder: str
    held: float
    rest: float

    def take(self, name: str) -> float | None:
        """Hold this host. Returns the seconds for which it is to be left alone, None while another holds it."""
        with self.store.engine.begin() as connection:
            wait = connection.execute(_TAKE, self._times | {"name": name}).scalar()
        return None if wait is None else float(wait)

    def renew(self, names: Sequence[str]) -> set[str]:
        """Still hold these hosts. Returns those that are still held; the others are lost to somebody."""
        if not names:
            return set()
        with self.store.engine.begin() as connection:
            return set(connection.execute(_RENEW, self._times | {"names": list(names)}).scalars())

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody ask this host for so long, whoever holds it: it said so."""
        with self.store.engine.begin() as connection:
            connection.execute(_HOLD, {"name": name, "seconds": seconds})

    def release(self, name: str, seconds: float) -> None:
        """Let go of a host, to be left alone for so long from now."""
        with self.store.engine.begin() as connection:
            connection.execute(_RELEASE, {"name": name, "holder": self.holder, "seconds": seconds})

    @property
    def _times(self) -> dict[str, object]:
        return {"holder": self.holder, "held": self.held, "rest": self.rest}


@dataclass(frozen=True, slots=True)
class RobotsKept:
    """What a site answered when its robots.txt was asked for: `rules` None where it has none or where it failed."""

    rules: str | None
    failure: str | None
    message: str | None
    status: int | None
    retry_at: datetime | None
    stale_at: datetime


def robots(store: Store, origin: str, at: datetime) -> RobotsKept | None:
    """What is remembered of a site's robots.txt and still good; None where it has to be asked for."""
    columns = [_ROBOTS.c[name] for name in RobotsKept.__dataclass_fields__]
    asked = sa.select(*columns).where(_ROBOTS.c.origin == origin[:_LONGEST_ORIGIN], _ROBOTS.c.stale_at > at)
    with store.engine.begin() as connection:
        row = connection.execute(asked).first()
    return None if row is None else RobotsKept(*row)


def keep_robots(store: Store, origin: str, kept: RobotsKept) -> None:
    """Remember it, over what was remembered. An origin too long to be a host's is not remembered."""
    if len(origin) > _LONGEST_ORIGIN:
        return
    values = {name: getattr(kept, name) for name in RobotsKept.__dataclass_fields__}
    with store.engine.begin() as connection:
        connection.execute(_KEEP_ROBOTS, values | {"origin": origin})


def forget(store: Store, before: datetime) -> None:
    """Let go of hosts that nobody holds and of answers that were good before an instant."""
    with store.engine.begin() as connection:
        connection.execute(_FORGET_HOSTS, {"before": before})
        connection.execute(sa.delete(_ROBOTS).where(_ROBOTS.c.stale_at < before))


_TAKE = sa.text("""
INSERT INTO host AS it (name, holder, freed_at)
VALUES (:name, :holder, clock_timestamp() + make_interval(secs => :held))
ON CONFLICT (name) DO UPDATE SET
    next_at = CASE WHEN it.holder IS NULL OR it.holder = :holder THEN it.next_at
        ELSE greatest(it.next_at, it.freed_at + make_interval(secs => :rest)) END,
    holder = excluded.holder,
    freed_at = excluded.freed_at
WHERE it.holder IS NULL OR it.holder = :holder OR it.freed_at < clock_timestamp()
RETURNING greatest(coalesce(extract(epoch FROM next_at - clock_timestamp()), 0), 0)
""")
_RENEW = sa.text("""
UPDATE host SET freed_at = clock_timestamp() + make_interval(secs => :held)
WHERE name = ANY(:names) AND holder = :holder RETURNING name
""")
_HOLD = sa.text("""
INSERT INTO host AS it (name, next_at) VALUES (:name, clock_timestamp() + make_interval(secs => :seconds))
ON CONFLICT (name) DO UPDATE SET next_at = greatest(it.next_at, excluded.next_at)
""")
_RELEASE = sa.text("""
UPDATE host SET holder = NULL, freed_at = NULL,
    next_at = greatest(next_at, clock_timestamp() + make_interval(secs => :seconds))
WHERE name = :name AND holder = :holder
""")
_FORGET_HOSTS = sa.text("DELETE FROM host WHERE holder IS NULL AND (next_at IS NULL OR next_at < :before)")
_KEEP_ROBOTS = sa.text("""
INSERT INTO robots_answer (origin, rules, failure, message, status, retry_at, stale_at)
VALUES (:origin, :rules, :failure, :message, :status, :retry_at, :stale_at)
ON CONFLICT (origin) DO UPDATE SET rules = excluded.rules, failure = excluded.failure, message = excluded.message,
    status = excluded.status, retry_at = excluded.retry_at, stale_at = excluded.stale_at
""")
