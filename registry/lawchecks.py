"""What no single field shows: ids that repeat, countries that do not exist, times that overlap, ends that disagree."""

from collections.abc import Callable, Iterator, Sequence

from registry.errors import BadRecord
from registry.law.lawbook import (
    AdequacyDecision,
    Authority,
    Bridge,
    Case,
    CaseState,
    ClauseSet,
    Clock,
    Counted,
    CourtCase,
    LawBook,
    Membership,
    Note,
    Record,
    Treaty,
)
from registry.law.statutory import KINDS
from registry.recordfiles import refuse_overlaps, refuse_repeats

UNION = "EU"  # no ISO country; the home of the EDPB and the EDPS

LONGEST = 1000  # of hours or months: more is a slip of the pen

Refuse = Callable[[str, str], BadRecord]  # field, message -> the error to raise


def refuse_incoherence(rows: Sequence[tuple[str, Record]], book: LawBook) -> None:
    """Raise `BadRecord` for the first thing that does not fit among (file name, record)."""
    refuse_repeats((file, one.id) for file, row in rows for one in (row, *_within(row)))
    authorities = {authority.id for authority in book.authorities}
    for file, row in rows:
        _check_countries(row, book.countries, _refusing(file, row))
        _check_one(row, _refusing(file, row))
        if isinstance(row, Case) and row.authority is not None and row.authority not in authorities:
            raise _refusing(file, row)("authority", f"`{row.authority}` is the id of no [[authority]]. Add it.")
    file_of = {row.id: file for file, row in rows}
    refuse_overlaps(book.memberships, alike=lambda one: one.code, file=lambda one: file_of[one.id])
    refuse_overlaps(book.clocks, alike=lambda one: one.kind, file=lambda one: file_of[one.id])
    general = [decision for decision in book.adequacy if decision.general]
    refuse_overlaps(general, alike=_reach, file=lambda one: file_of[one.id])


def _reach(decision: AdequacyDecision) -> tuple[object, ...]:
    """Two general decisions of the same reach cannot hold on the same day."""
    return decision.code, decision.framework, decision.sector


def _refusing(file: str, row: Record) -> Refuse:
    def refuse(field: str, message: str) -> BadRecord:
        return BadRecord(f"`{field}`: {message}", where=f"{file}, {row.id}", field=field)

    return refuse


def _within(row: Record) -> Iterator[Record]:
    """The records inside a record."""
    if isinstance(row, AdequacyDecision):
        yield from row.amendments
        yield from row.cases
    if isinstance(row, ClauseSet):
        yield from row.cases


def _check_countries(row: Record, known: frozenset[str], refuse: Refuse) -> None:
    for field, code in _countries(row):
        if code not in known and not (code == UNION and isinstance(row, Authority)):
            raise refuse(field, f"{code!r} is no ISO 3166-1 alpha-2 code in geo/countries.toml. Mend the code.")


def _countries(row: Record) -> Iterator[tuple[str, str]]:
    """Every country a record names, with its field."""
    match row:
        case Membership() | AdequacyDecision():
            yield "code", row.code
        case Bridge():
            yield from (("code", row.code), ("exporter", row.exporter))
        case Authority():
            yield "country", row.country
        case Case() | Note():
            yield from (("countries", code) for code in row.countries)
        case Treaty():
            yield from (("in_force", code) for code in row.in_force)
            yield from (("ratified", code) for code in row.ratified)
            yield from (("listed_without_day", code) for code in row.listed_without_day)
            yield from (("only_signed", code) for code in row.only_signed)


def _check_one(row: Record, refuse: Refuse) -> None:
    if isinstance(row, AdequacyDecision):
        _check_decision(row, refuse)
    if isinstance(row, ClauseSet):
        _check_clauses(row, refuse)
    if isinstance(row, Clock):
        _check_clock(row, refuse)
    for inner in _within(row):
        if isinstance(inner, CourtCase):
            _check_case(inner, refuse)


def _check_decision(decision: AdequacyDecision, refuse: Refuse) -> None:
    if decision.valid_from < decision.adopted_on:
        raise refuse("valid_from", f"{decision.valid_from} lies before its adoption, {decision.adopted_on}.")
    annulled, until = decision.annulled_on, decision.valid_until
    if annulled is not None and (until is None or not decision.valid_from < annulled <= until):
        raise refuse("annulled_on", f"{annulled} does not fit `valid_until` {until}. An annulled decision has an end.")
    ends = [change for change in decision.amendments if change.valid_until_after is not None]
    if ends and ends[-1].valid_until_after != until:
        raise refuse("valid_until", f"{until} is not the end of its last amendment, {ends[-1].valid_until_after}.")


def _check_clauses(clauses: ClauseSet, refuse: Refuse) -> None:
    repealed, until = clauses.repealed_on, clauses.relied_until
    if (repealed is None) != (until is None):
        raise refuse("relied_until", "a repealed set has both `repealed_on` and `relied_until`, another has neither.")
    if repealed is not None and until is not None and not clauses.valid_from < repealed <= until:
        raise refuse("repealed_on", f"{repealed} must lie after `valid_from` and not after `relied_until` {until}.")
    if clauses.transfer_tool != bool(clauses.modules):
        raise refuse("modules", "a transfer tool has modules, clauses under Art. 28 alone have none.")


def _check_clock(clock: Clock, refuse: Refuse) -> None:
    if clock.kind not in KINDS:
        raise refuse("kind", f"`{clock.kind}` is no clock of the law. One of {', '.join(KINDS)} is.")
    for counted, field, number in ((Counted.HOURS, "hours", clock.hours), (Counted.MONTHS, "months", clock.months)):
        if (clock.counted is counted) != (number is not None):
            raise refuse(field, f"a clock that is counted `{counted}` has it, no other has.")
    for field, number in (
        ("hours", clock.hours),
        ("months", clock.months),
        ("extension_months", clock.extension_months),
    ):
        if number is not None and not 1 <= number <= LONGEST:
            raise refuse(field, f"{number} is not between 1 and {LONGEST}.")
    if clock.extension_months is not None and clock.counted is not Counted.MONTHS:
        raise refuse("extension_months", "only a clock that is counted in months is extended by some.")


def _check_case(case: CourtCase, refuse: Refuse) -> None:
    if (case.decided_on is None) != (case.state is CaseState.PENDING):
        raise refuse("cases", f"{case.id} is {case.state}: a pending case has no `decided_on`, every other has one.")
    if case.decided_on is not None and case.decided_on < case.filed_on:
        raise refuse("cases", f"{case.id} is decided on {case.decided_on}, before it was filed.")
