"""Periods for an objection: the conservative last day, and the contract's own beside it (Art. 28(2); clause 9(a)).

The day a period is counted from is not counted, and it runs to the end of its last day (the rules stand with source and
grade in `data/days.toml`). The conservative day looks away from whatever would make it later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry.terms import CountedFrom, PeriodOf, PeriodUnit

SATURDAY = 6
LONGEST = 1_000  # days; what is longer was misread
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Between:
    """The one day of the week (Monday 1, Sunday 7) between two days of a year, both as (month, day)."""

    weekday: int
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a country from a day on. `easter`: days from Easter Sunday."""

    country: str
    valid_from: date
    fixed: frozenset[tuple[int, int]]
    easter: frozenset[int]
    between: tuple[Between, ...] = ()

    def closed(self, on: date) -> bool:
        """Whether the day is a public holiday."""
        if (on.month, on.day) in self.fixed or (on - easter_sunday(on.year)).days in self.easter:
            return True
        return any(
            one.weekday == on.isoweekday() and one.first <= (on.month, on.day) <= one.last for one in self.between
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days within which to object. None: nobody told. `holidays`: the country whose holidays are no business days.

    `rolls`: whether a last day on a weekend or holiday moves forward, as the contract says.
    """

    of: PeriodOf
    days: int
    unit: PeriodUnit | None = None
    counted_from: CountedFrom | None = None
    holidays: str | None = None
    rolls: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """When a change was told, as far as anybody knows; `seen_on` is the day a page showed it."""

    sent_on: date | None = None
    received_on: date | None = None
    seen_on: date | None = None

    @property
    def earliest(self) -> tuple[date, CountedFrom] | None:
        """The earlier of sent and received; the day it was seen only where neither is known."""
        known = [(self.sent_on, CountedFrom.SENT), (self.received_on, CountedFrom.RECEIVED)]
        told = [(on, start) for on, start in known if on is not None]
        if told:
            return min(told, key=lambda pair: pair[0])
        return None if self.seen_on is None else (self.seen_on, CountedFrom.SEEN)

    def day(self, start: CountedFrom) -> date | None:
        """The day a period is counted from; None: not known."""
        match start:
            case CountedFrom.SENT:
                return self.sent_on
            case CountedFrom.RECEIVED:
                return self.received_on
            case CountedFrom.SEEN:
                return self.seen_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Both last days. `unsaid` names what the contract's own day waits for: keys of the period or the notice."""

    conservative_on: date | None
    counted_from: CountedFrom | None
    shortest: PeriodOf | None
    contract_on: date | None
    governing: PeriodOf | None
    unsaid: tuple[str, ...] = ()


def clock(notice: Notice, periods: Iterable[Period], calendars: Mapping[str, Holidays]) -> Clock:
    """Both days from what is known; None where nothing tells one."""
    known = tuple(periods)
    governing = _governing(known)
    contract_on, unsaid = _contract_day(notice, governing, calendars) if governing else (None, ("days",))
    start = notice.earliest
    if start is None or not known:
        lacking = ("sent_on", "received_on") if start is None else ()
        return Clock(
            conservative_on=None, counted_from=None, shortest=None, contract_on=contract_on,
            governing=governing.of if governing else None, unsaid=tuple(dict.fromkeys((*unsaid, *lacking))),
        )  # fmt: skip
    ends = [(_plainly(start[0], period), period.of) for period in known]
    earliest, shortest = min(ends, key=lambda pair: pair[0])
    return Clock(
        conservative_on=earliest, counted_from=start[1], shortest=shortest, contract_on=contract_on,
        governing=governing.of if governing else None, unsaid=unsaid,
    )  # fmt: skip


def last_day(start: date, days: int, unit: PeriodUnit, holidays: Holidays | None = None) -> date:
    """The last day of a period counted from `start`, which is not counted. Business days: Monday to Friday, without
    the holidays where any are given."""
    if not 0 < days <= LONGEST:
        raise ValueError(f"a period of {days} days; 1 to {LONGEST} are counted")
    match unit:
        case PeriodUnit.CALENDAR:
            return start + timedelta(days=days)
        case PeriodUnit.BUSINESS:
            on = start
            while days:
                on += _ONE
                days -= is_business_day(on, holidays)
            return on


def is_business_day(on: date, holidays: Holidays | None = None) -> bool:
    """Monday to Friday, and no public holiday where any are given."""
    return on.isoweekday() < SATURDAY and not (holidays is not None and holidays.closed(on))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    leaps = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - leaps + 15) % 30
    full = epact - (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    to_sunday = (year + year // 4 + full + 2 - century + century // 4) % 7
    ahead = full - to_sunday
    month = 3 + (ahead + 40) // 44
    return date(year, month, ahead + 28 - 31 * (month // 4))


def _governing(periods: tuple[Period, ...]) -> Period | None:
    """The clauses' period before the agreement's (clause 5), what is published last; of several alike the shortest."""
    order = list(PeriodOf)
    return min(periods, key=lambda period: (order.index(period.of), period.days), default=None)


def _plainly(start: date, period: Period) -> date:
    """The period's last day with nothing left out that could make it later."""
    return last_day(start, period.days, period.unit or PeriodUnit.CALENDAR)


def _contract_day(
    notice: Notice, period: Period, calendars: Mapping[str, Holidays]
) -> tuple[date | None, tuple[str, ...]]:
    """The day as the contract counts it, or what is not said."""
    start = notice.day(period.counted_from) if period.counted_from is not None else None
    unsaid = [] if period.unit is not None else ["unit"]
    if period.counted_from is None:
        unsaid.append("counted_from")
    elif start is None:
        unsaid.append(f"{period.counted_from.value}_on")
    holidays = calendars.get(period.holidays or "")
    if holidays is not None and start is not None and start < holidays.valid_from:
        holidays = None  # the list was another then
    if (period.unit is PeriodUnit.BUSINESS or period.rolls) and holidays is None:
        unsaid.append("holidays")
    if unsaid or start is None or period.unit is None:
        return None, tuple(unsaid)
    on = last_day(start, period.days, period.unit, holidays)
    while period.rolls and not is_business_day(on, holidays):
        on += _ONE
    return on, ()
