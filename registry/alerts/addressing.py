"""Who gets what, how soon: a pure question of the alert, the subscriptions and the mutes.

Low severity goes into the weekly digest of whoever reads; a machine is told at once what it asked for. Who is told
twice at one place is told once, at the sooner pace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.terms import ChangeKind, ChannelKind, Event, Pace, Severity

_GRAVEST = tuple(Severity)  # critical first
_SOONEST = tuple(Pace)


@dataclass(frozen=True, slots=True)
class Matter:
    """What an alert is about, as far as subscriptions choose by it. No controller: it concerns none of ours."""

    severity: Severity
    event: Event
    controller_id: str | None = None
    service_id: str | None = None
    kinds: frozenset[str] = frozenset()
    is_for_digest: bool = False  # grave or not, it is read in the week


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told. None: all of them. `sees`: the controllers this person may see at all.

    `subscription_id` None: a channel that the settings name.
    """

    channel: ChannelKind
    target: str
    subscription_id: str | None = None
    least: Severity = Severity.LOW
    pace: Pace = Pace.IMMEDIATE
    language: str = "en"
    controllers: frozenset[str] | None = None
    services: frozenset[str] | None = None
    events: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    sees: frozenset[str] | None = None
    heartbeat: bool = True

    @property
    def place(self) -> tuple[ChannelKind, str]:
        """Where it leads."""
        return self.channel, self.target


@dataclass(frozen=True, slots=True)
class Silence:
    """A mute that is in force. What it leaves open it does not ask about."""

    id: str
    reason: str
    controller_id: str | None = None
    service_id: str | None = None
    kind: ChangeKind | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """One receiver of an alert, how soon, and what mutes it."""

    wish: Wish
    pace: Pace
    muted: Silence | None = None


def addressed(matter: Matter, wishes: Iterable[Wish], silences: Sequence[Silence] = ()) -> list[Addressed]:
    """The receivers of an alert, each place once."""
    silence = silenced(matter, silences)
    found: dict[tuple[ChannelKind, str], Addressed] = {}
    for wish in wishes:
        if wants(wish, matter):
            one = Addressed(wish, pace_of(wish, matter), silence)
            known = found.get(wish.place)
            if known is None or _SOONEST.index(one.pace) < _SOONEST.index(known.pace):
                found[wish.place] = one
    return list(found.values())


def wants(wish: Wish, matter: Matter) -> bool:
    """Whether a matter is one that was asked for, and may be seen."""
    if matter.severity is Severity.NONE or _GRAVEST.index(matter.severity) > _GRAVEST.index(wish.least):
        return False
    chosen = (
        (wish.sees, matter.controller_id),
        (wish.controllers, matter.controller_id),
        (wish.services, matter.service_id),
        (wish.events, matter.event.value),
    )
    if any(among is not None and one not in among for among, one in chosen):
        return False
    return wish.kinds is None or bool(wish.kinds & matter.kinds)


def pace_of(wish: Wish, matter: Matter) -> Pace:
    """How soon: what is for the digest waits for the week, except for a machine, which sorts for itself."""
    if wish.channel is ChannelKind.WEBHOOK:
        return Pace.IMMEDIATE
    return Pace.WEEKLY if waits_a_week(matter) else wish.pace


def waits_a_week(matter: Matter) -> bool:
    """Low severity, and opinions on the law."""
    return matter.severity is Severity.LOW or matter.is_for_digest


def silenced(matter: Matter, silences: Sequence[Silence]) -> Silence | None:
    """The mute that covers a matter. One that tells of several kinds is silent only when each of them is muted."""
    near = [one for one in silences if _is_near(one, matter)]
    whole = next((one for one in near if one.kind is None), None)
    if whole is not None:
        return whole
    by_kind = {one.kind.value: one for one in near if one.kind is not None}
    if matter.kinds and matter.kinds <= by_kind.keys():
        return by_kind[min(matter.kinds)]
    return None


def _is_near(silence: Silence, matter: Matter) -> bool:
    asked = (
        (silence.controller_id, matter.controller_id),
        (silence.service_id, matter.service_id),
        (silence.event, matter.event),
    )
    return all(wanted is None or wanted == found for wanted, found in asked)
