"""Clocks that the law starts: a breach to be notified, a request to be answered, persons to be informed.

What the law wants without undue delay has no number (Art. 33(2), 34(1)): such a clock runs without a last day, and none
is made up. What is to be done before something begins (Art. 13(3), 14(4)) ends on the day before, once that is known.

The last day is told on the safe side: no weekend or holiday moves it, and an instant counts on its day where it was
written down or in UTC, whichever is the earlier: the Union reaches from Cyprus to Martinique.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from registry.law.assessing import months_after
from registry.terms import TaskKind

HOURS_OF_A_BREACH = 72


@dataclass(frozen=True, slots=True)
class Rule:
    """One clock: its article, and how many days before the last somebody wants to hear of it; none: it has no day."""

    article: str
    ahead: tuple[int, ...] = ()


RULES = MappingProxyType({
    TaskKind.REPORT_BREACH: Rule("Art. 33(1)", (2, 1, 0)),
    TaskKind.ANSWER_REQUEST: Rule("Art. 12(3)", (14, 7, 1)),
    TaskKind.INFORM_PERSONS: Rule("Art. 14(3)", (14, 7, 1)),
    TaskKind.PROCESSOR_NOTICE: Rule("Art. 33(2)"),
    TaskKind.TELL_PERSONS_OF_BREACH: Rule("Art. 34(1)"),
    TaskKind.INFORM_OF_PURPOSE: Rule("Art. 13(3), 14(4)", (14, 7, 1)),
})  # fmt: skip
WITHOUT_DELAY = frozenset({TaskKind.PROCESSOR_NOTICE, TaskKind.TELL_PERSONS_OF_BREACH})
OF_FIRST_USE = frozenset({TaskKind.INFORM_PERSONS, TaskKind.INFORM_OF_PURPOSE})
"""The clocks that the day of a first use counts for."""


def last_instant(kind: TaskKind, began_at: datetime) -> datetime | None:
    """The instant by which it is to be done, where the law counts in hours (Art. 33(1): from our awareness)."""
    return began_at + timedelta(hours=HOURS_OF_A_BREACH) if kind is TaskKind.REPORT_BREACH else None


def last_day(kind: TaskKind, began_at: datetime, first_used_on: date | None = None) -> date | None:
    """The last day of a clock; None: the law names none, or it is not known yet.

    `first_used_on`: when the persons are first written to, or the data first disclosed, which comes before the month is
    over (Art. 14(3)(b) and (c)); of a new purpose, when it begins.
    """
    instant = last_instant(kind, began_at)
    if instant is not None:
        return _earlier(instant)
    if kind in WITHOUT_DELAY:
        return None
    if kind is TaskKind.INFORM_OF_PURPOSE:
        return first_used_on - timedelta(days=1) if first_used_on is not None else None
    month = months_after(_earlier(began_at), 1)
    return month if first_used_on is None else min(month, first_used_on)


def _earlier(instant: datetime) -> date:
    """The day of an instant where it was written down or in UTC, whichever is the earlier."""
    return min(instant.date(), instant.astimezone(UTC).date())
