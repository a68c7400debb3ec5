"""Clocks that the law starts: a breach to be notified, a request to be answered, persons to be informed.

Article, start, time and source of each stand in the law book (`data/law/clocks.toml`); here is how its day is counted.

What the law wants without undue delay has no number (Art. 33(2), 34(1)): such a clock runs without a last day, and none
is made up. What is to be done before something begins (Art. 13(3), 14(4)) ends on the day before, once that is known.

The last day is told on the safe side: no weekend or holiday moves it, and an instant counts on its day where it was
written down or in UTC, whichever is the earlier: the Union reaches from Cyprus to Martinique.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from registry.law.assessing import months_after
from registry.law.records import Clock, Counted
from registry.terms import TaskKind

_AHEAD = MappingProxyType({
    TaskKind.REPORT_BREACH: (2, 1, 0),
    TaskKind.ANSWER_REQUEST: (14, 7, 1),
    TaskKind.INFORM_PERSONS: (14, 7, 1),
    TaskKind.PROCESSOR_NOTICE: (),
    TaskKind.TELL_PERSONS_OF_BREACH: (),
    TaskKind.INFORM_OF_PURPOSE: (14, 7, 1),
})  # fmt: skip
KINDS = tuple(_AHEAD)
"""The clocks that are known here; which of them run, and how long, the law book says."""
OF_FIRST_USE = frozenset({TaskKind.INFORM_PERSONS, TaskKind.INFORM_OF_PURPOSE})
"""The clocks that the day of a first use counts for."""


def days_ahead(kind: TaskKind) -> tuple[int, ...]:
    """How many days before the last somebody wants to hear of it: no law, a custom of this house."""
    return _AHEAD[kind]


def clock_of(clocks: Iterable[Clock], kind: TaskKind, began_at: datetime) -> Clock | None:
    """The record by which a clock counts that began then; None: the law knew none on that day."""
    day = began_at.astimezone(UTC).date()
    found = (one for one in clocks if one.kind is kind and one.valid_from <= day)
    return next((one for one in found if one.valid_until is None or day < one.valid_until), None)


def last_instant(clock: Clock, began_at: datetime) -> datetime | None:
    """The instant by which it is to be done, where the law counts in hours."""
    return began_at + timedelta(hours=clock.hours) if clock.hours is not None else None


def last_day(clock: Clock, began_at: datetime, first_used_on: date | None = None) -> date | None:
    """The last day of a clock; None: the law names none, or it is not known yet.

    `first_used_on`: when the persons are first written to, or the data first disclosed, which comes before the month is
    over (Art. 14(3)(b) and (c)); of a new purpose, when it begins.
    """
    instant = last_instant(clock, began_at)
    if instant is not None:
        return _earlier(instant)
    if clock.counted is Counted.BEFORE_IT_BEGINS:
        return first_used_on - timedelta(days=1) if first_used_on is not None else None
    if clock.months is None:
        return None
    last = months_after(_earlier(began_at), clock.months)
    return last if first_used_on is None else min(last, first_used_on)


def _earlier(instant: datetime) -> date:
    """The day of an instant where it was written down or in UTC, whichever is the earlier."""
    return min(instant.date(), instant.astimezone(UTC).date())
