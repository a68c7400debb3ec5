"""Digests: one message for each receiver and language with everything that waits, the gravest first, and how the watch
is: sent even if nothing happened, so that silence is never ambiguous.

Daily at six in the morning (UTC), weekly on Mondays then. A server that was off at the time sends it when it is back.
What waits is not kept in a list of its own: it is every alert that a receiver wants, that has no delivery there and
stood in no earlier digest; so nothing is lost where a transaction ends late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from registry import watching
from registry.alerts.addressing import Wish, silenced, waits_a_week, wants
from registry.alerts.outbox import ACTOR, matter_of
from registry.alerts.wishing import Named, silences_in_force, wishes_of
from registry.glossary import Language
from registry.store import Store
from registry.tables import Alert, Beat, Delivery, Digest, beat_of, new_id
from registry.terms import ChannelKind, DeliveryState, Pace, Severity

AT_SIX = time(6)
MONDAY = 0
SLACK = timedelta(days=1)  # a transaction that was written late still counts
REMEMBERED = timedelta(days=40)
_GRAVEST = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Reader:
    """One receiver in one language with all its wishes."""

    channel: ChannelKind
    target: str
    language: str
    wishes: tuple[Wish, ...]

    @property
    def id(self) -> str:
        """The id of its beat."""
        return beat_of(self.channel.value, self.target, self.language)

    @property
    def paces(self) -> set[Pace]:
        """The digests it gets: the weekly one always."""
        return {Pace.WEEKLY} | ({Pace.DAILY} if any(one.pace is Pace.DAILY for one in self.wishes) else set())

    @property
    def has_heartbeat(self) -> bool:
        """Whether it is told also when nothing happened."""
        return any(one.heartbeat for one in self.wishes)


def compose(store: Store, channels: Sequence[Named], at: datetime) -> int:
    """Make the digests that are due, and put them on their way. Returns how many."""
    with store.read() as session:
        readers = readers_of(wishes_of(session, channels))
        beats = {one.id: one for one in session.exec(select(Beat))}
    waiting = [one for one in readers if one.id not in beats or _due(one, beats[one.id], at)]
    if not waiting:
        return 0
    with store.write(ACTOR) as session:
        return sum(_serve(session, reader, at) for reader in waiting)


def readers_of(wishes: Iterable[Wish]) -> list[Reader]:
    """Wishes by receiver and language."""
    found: dict[tuple[ChannelKind, str, str], list[Wish]] = {}
    for wish in wishes:
        found.setdefault((wish.channel, wish.target, wish.language), []).append(wish)
    return [Reader(*key, tuple(held)) for key, held in found.items()]


def last_moment(pace: Pace, at: datetime) -> datetime:
    """The last moment at or before an instant at which a digest was due."""
    today = datetime.combine(at.date(), AT_SIX, at.tzinfo)
    days = (at.weekday() - MONDAY) % 7 if pace is Pace.WEEKLY else 0
    moment = today - timedelta(days=days)
    return moment if moment <= at else moment - timedelta(days=7 if pace is Pace.WEEKLY else 1)


def _due(reader: Reader, beat: Beat, at: datetime) -> Pace | None:
    """Which digest is due; the weekly one holds the day's too."""
    if beat.weekly_at < last_moment(Pace.WEEKLY, at):
        return Pace.WEEKLY
    return Pace.DAILY if Pace.DAILY in reader.paces and beat.daily_at < last_moment(Pace.DAILY, at) else None


def _serve(session: Session, reader: Reader, at: datetime) -> int:
    """A receiver's digest, or the first note of one who was not seen before. Returns how many were made."""
    beat = session.get(Beat, reader.id)
    if beat is None:
        beat = _first_beat(session, reader, at)
        session.add(beat)
    pace = _due(reader, beat, at)
    if pace is None:
        return 0
    alerts, muted = _gathered(session, reader, beat, pace, at)
    beat.daily_at = at
    beat.weekly_at = at if pace is Pace.WEEKLY else beat.weekly_at
    session.add(beat)
    if alerts or muted or reader.has_heartbeat:
        _put(session, reader, pace, alerts, muted=muted, at=at)
        return 1
    return 0


def _first_beat(session: Session, reader: Reader, at: datetime) -> Beat:
    """Whoever changes the language is told in the new one what waited in the old; who is new begins now."""
    others = [beat_of(reader.channel.value, reader.target, language.value) for language in Language]
    before = session.exec(select(Beat).where(col(Beat.id).in_(others)).order_by(col(Beat.weekly_at).desc())).first()
    if before is None:
        return Beat(id=reader.id, begun_at=at - SLACK, daily_at=at, weekly_at=at)
    return Beat(id=reader.id, begun_at=before.begun_at, daily_at=before.daily_at, weekly_at=before.weekly_at)


def _put(session: Session, reader: Reader, pace: Pace, alerts: list[Alert], *, muted: int, at: datetime) -> None:
    digest = Digest(
        id=new_id("dgs"), channel=reader.channel, target=reader.target, language=reader.language, pace=pace,
        alerts=[one.id for one in alerts], sources=watching.heartbeat(session), muted=muted, created_at=at,
    )  # fmt: skip
    subscription = next((one.subscription_id for one in reader.wishes if one.subscription_id), None)
    session.add(digest)
    session.add(
        Delivery(
            id=new_id("dlv"), digest_id=digest.id, subscription_id=subscription, language=reader.language,
            channel=reader.channel, target=reader.target, state=DeliveryState.WAITING, queued_at=at, due_at=at,
        )
    )  # fmt: skip


def _gathered(session: Session, reader: Reader, beat: Beat, pace: Pace, at: datetime) -> tuple[list[Alert], int]:
    """What waits for a reader, the gravest first, and how much was muted since its last digest."""
    if reader.channel is ChannelKind.WEBHOOK:
        return [], 0
    last = beat.weekly_at if pace is Pace.WEEKLY else beat.daily_at
    lately = select(Alert).where(col(Alert.created_at) >= max(beat.begun_at, last - SLACK))
    silences, known, mute = silences_in_force(session, at.date()), _known(session, reader, at), _muted(session, reader)
    waiting, muted = [], 0
    for alert in session.exec(lately.order_by(col(Alert.created_at), col(Alert.id))):
        if alert.id in known or not _waits(reader, alert, pace):
            continue
        if alert.id in mute or silenced(matter_of(alert), silences) is not None:
            muted += alert.created_at >= last
        else:
            waiting.append(alert)
    waiting.sort(key=lambda one: _GRAVEST.index(one.severity))
    return waiting, muted


def _waits(reader: Reader, alert: Alert, pace: Pace) -> bool:
    """Whether a reader wants it, and in this digest: low severity stands in the weekly one alone."""
    matter = matter_of(alert)
    is_of_the_day = not waits_a_week(matter) and any(
        one.pace is Pace.DAILY and wants(one, matter) for one in reader.wishes
    )
    return is_of_the_day if pace is Pace.DAILY else any(wants(one, matter) for one in reader.wishes)


def _muted(session: Session, reader: Reader) -> set[str | None]:
    """The alerts that were muted when they came."""
    muted = select(Delivery.alert_id).where(
        Delivery.channel == reader.channel, Delivery.target == reader.target, Delivery.state == DeliveryState.MUTED
    )
    return set(session.exec(muted))


def _known(session: Session, reader: Reader, at: datetime) -> set[str]:
    """The alerts that went, or go, to this place by themselves or stood in a digest of it."""
    own = select(Delivery.alert_id).where(
        Delivery.channel == reader.channel, Delivery.target == reader.target, Delivery.step == 0,
        Delivery.state != DeliveryState.MUTED, col(Delivery.alert_id).is_not(None),
        col(Delivery.queued_at) > at - REMEMBERED,
    )  # fmt: skip
    digests = select(Digest.alerts).where(
        Digest.channel == reader.channel, Digest.target == reader.target, col(Digest.created_at) > at - REMEMBERED
    )
    stood = {identity for alerts in session.exec(digests) for identity in alerts}
    return stood | {identity for identity in session.exec(own) if identity}
