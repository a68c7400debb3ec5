"""What happened in the law, day by day: acts begun, amended, annulled and ended; cases filed and decided.

Pure. A day of an end is the first day on which the act no longer holds. Nothing that no record says is told.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.law.lawbook import AdequacyDecision, Area, Bridge, ClauseSet, CourtCase, LawBook, Membership
from registry.law.records import Case, Record
from registry.terms import Grade

EARLIEST = date(1995, 10, 24)  # Directive 95/46/EC: before it, nothing was a transfer in the sense of these pages


class Happening(StrEnum):
    """What came about on a day, in the order in which one day tells it."""

    ANNULLED = "annulled"
    JUDGED = "judged"
    ENDED = "ended"
    REPEALED = "repealed"
    UNRELIED = "unrelied"  # the first day on which nobody may rely on a repealed set of clauses
    BEGAN = "began"
    CLAUSES_BEGAN = "clauses_began"
    FRAMEWORK_BEGAN = "framework_began"
    AMENDED = "amended"
    FILED = "filed"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that came about. `record` is the act or the country it concerns, `by` the case or amendment behind it;
    `grade` is how the day was seen."""

    on: date
    happening: Happening
    record: Record
    grade: Grade
    by: Record | None = None


def events(book: LawBook) -> tuple[Event, ...]:
    """Everything that came about, oldest first; on one day the gravest first."""
    found = [*_of_decisions(book), *_of_clauses(book), *_of_bridges(book), *_of_cases(book), *_of_territory(book)]
    order = {one: place for place, one in enumerate(Happening)}
    return tuple(sorted(found, key=lambda one: (one.on, order[one.happening], one.record.id)))


def beside(found: tuple[Event, ...], on: date) -> tuple[tuple[Event, ...], tuple[Event, ...], tuple[Event, ...]]:
    """What came about last before a day, on the day itself, and next after it: all of one day each."""
    before = max((one.on for one in found if one.on < on), default=None)
    after = min((one.on for one in found if one.on > on), default=None)
    return tuple(tuple(one for one in found if one.on == day) for day in (before, on, after))  # type: ignore[return-value]


def contestable(book: LawBook) -> tuple[AdequacyDecision | ClauseSet, ...]:
    """The acts that a court may be asked about."""
    return (*book.adequacy, *book.clauses)


def _of_decisions(book: LawBook) -> Iterator[Event]:
    for one in book.adequacy:
        yield Event(one.valid_from, Happening.BEGAN, one, one.graded("valid_from"))
        for change in one.amendments:
            yield Event(change.adopted_on, Happening.AMENDED, one, change.graded("adopted_on"), change)
        if one.annulled_on is not None:
            yield Event(one.annulled_on, Happening.ANNULLED, one, one.graded("annulled_on"), _annulling(one))
        if one.repealed_on is not None:
            yield Event(one.repealed_on, Happening.REPEALED, one, one.graded("repealed_on"))
        if one.valid_until is not None and one.valid_until not in (one.annulled_on, one.repealed_on):
            yield Event(one.valid_until, Happening.ENDED, one, one.graded("valid_until"))
        yield from _filed(one, one.cases)


def _annulling(decision: AdequacyDecision) -> CourtCase | None:
    return next((case for case in decision.cases if case.decided_on == decision.annulled_on), None)


def _of_clauses(book: LawBook) -> Iterator[Event]:
    for one in book.clauses:
        yield Event(one.valid_from, Happening.CLAUSES_BEGAN, one, one.graded("valid_from"))
        if one.repealed_on is not None:
            yield Event(one.repealed_on, Happening.REPEALED, one, one.graded("repealed_on"))
        if one.relied_until is not None:
            yield Event(one.relied_until, Happening.UNRELIED, one, one.graded("relied_until"))
        yield from _filed(one, one.cases)


def _filed(record: Record, cases: tuple[CourtCase, ...]) -> Iterator[Event]:
    for case in cases:
        yield Event(case.filed_on, Happening.FILED, record, case.graded("filed_on"), case)


def _of_bridges(book: LawBook) -> Iterator[Event]:
    for one in book.bridges:
        yield Event(one.valid_from, Happening.FRAMEWORK_BEGAN, one, one.graded("valid_from"))
        if one.valid_until is not None:
            yield Event(one.valid_until, Happening.ENDED, one, one.graded("valid_until"))


def _of_cases(book: LawBook) -> Iterator[Event]:
    """Judgments and decisions about Chapter V; one that is told nowhere else is told by its act."""
    told = {(case.docket, case.decided_on) for case in book.cases}
    told |= {(case.docket, one.annulled_on) for one in book.adequacy for case in one.cases}
    for one in book.cases:
        if one.chapter_v and one.decided_on is not None:
            yield Event(one.decided_on, Happening.JUDGED, one, one.graded("decided_on"))
    for record in contestable(book):
        for case in record.cases:
            if case.decided_on is not None and (case.docket, case.decided_on) not in told:
                yield Event(case.decided_on, Happening.JUDGED, record, case.graded("decided_on"), case)


def _of_territory(book: LawBook) -> Iterator[Event]:
    """Who came in and who went out: since there is a law of transfers."""
    by_code: dict[str, list[Membership]] = defaultdict(list)
    for one in book.memberships:
        by_code[one.code].append(one)
    for rows in by_code.values():
        for one in rows:
            if one.valid_from >= EARLIEST:
                yield Event(one.valid_from, Happening.JOINED, one, one.graded("valid_from"))
            if one.valid_until is not None and not any(row.valid_from == one.valid_until for row in rows):
                yield Event(one.valid_until, Happening.LEFT, one, one.graded("valid_until"))


class Sort(StrEnum):
    """What sort of time a span is."""

    DECISION = "decision"
    SPECIAL = "special"  # a decision for special transfers alone
    CLAUSES = "clauses"
    RELIED = "relied"  # a repealed set that older contracts may still rest on
    FRAMEWORK = "framework"
    MEMBER = "member"
    BRIDGE = "bridge"  # counted as inside without being a member


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which something of a record held. `valid_until` is the first day it no longer did, where known."""

    sort: Sort
    valid_from: date
    valid_until: date | None
    record: Record


def spans(record: Record) -> tuple[Span, ...]:
    """The times a record tells of, in order."""
    match record:
        case AdequacyDecision():
            sort = Sort.DECISION if record.general else Sort.SPECIAL
            ends = (record.valid_until, record.annulled_on if record.general else None, record.repealed_on)
            return (Span(sort, record.valid_from, min((day for day in ends if day), default=None), record),)
        case ClauseSet():
            new = Span(Sort.CLAUSES, record.valid_from, record.repealed_on, record)
            return (new,) if record.repealed_on is None else (new, _relied(record, record.repealed_on))
        case Bridge():
            return (Span(Sort.FRAMEWORK, record.valid_from, record.valid_until, record),)
        case Membership():
            inside = record.area in (Area.EU, Area.EEA_EFTA)
            return (Span(Sort.MEMBER if inside else Sort.BRIDGE, record.valid_from, record.valid_until, record),)
        case _:
            return ()


def _relied(record: ClauseSet, since: date) -> Span:
    return Span(Sort.RELIED, since, record.relied_until, record)


@dataclass(frozen=True, slots=True)
class Contest:
    """A case as the timeline and its table tell it: of a court on an act, or of an authority. `case` is the record of
    the judgment where there is one, `court` the case against the act."""

    docket: str
    filed_on: date | None
    decided_on: date | None
    case: Case | None
    courts: tuple[CourtCase, ...]

    @property
    def begins(self) -> date:
        """The first day anything is known of it."""
        return self.filed_on or self.decided_on or date.max


def contests(book: LawBook) -> tuple[Contest, ...]:
    """Every case about Chapter V once, newest first."""
    against: dict[str, list[CourtCase]] = defaultdict(list)
    for record in contestable(book):
        for case in record.cases:
            against[case.docket].append(case)
    found = [_of_judgment(one, tuple(against.pop(one.docket, ()))) for one in book.cases if one.chapter_v]
    found += [_of_court(tuple(several)) for several in against.values()]
    return tuple(sorted(found, key=lambda one: (one.decided_on or date.max, one.begins), reverse=True))


def _of_judgment(case: Case, courts: tuple[CourtCase, ...]) -> Contest:
    filed = min((one.filed_on for one in courts), default=None)
    return Contest(case.docket, filed, case.decided_on, case, courts)


def _of_court(courts: tuple[CourtCase, ...]) -> Contest:
    return Contest(courts[0].docket, courts[0].filed_on, courts[0].decided_on, None, courts)
