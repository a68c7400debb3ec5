"""What changed between two law books: which records, how grave by the severity table, and from which day.

Only what a rule reads or a person must act on counts. A better source, another grade or a remark changes no law.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from registry.law.lawbook import AdequacyDecision, Bridge, CaseState, ClauseSet, CourtCase, LawBook
from registry.law.records import NoteKind, Record
from registry.law.severity import Case

_Dated = AdequacyDecision | ClauseSet | Bridge
_NOTES = {NoteKind.GUIDANCE: Case.LAW_LETTER, NoteKind.OPINION: Case.LAW_OPINION}
_READ = ("code", "valid_from", "general", "sector", "automated_only", "framework", "pipeda", "modules", "transfer_tool")


@dataclass(frozen=True, slots=True)
class LawChange:
    """One changed record. `name` is the act or the title; `on` the day an end takes effect, None: there is none."""

    record: str
    name: str
    case: Case
    source: str
    on: date | None = None
    vendors: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # the records it speaks of: whoever rests on one is concerned


def law_changes(before: LawBook, after: LawBook, on: date) -> tuple[LawChange, ...]:
    """What a new law book changes, in the order of its records."""
    dated = ((before.adequacy, after.adequacy), (before.clauses, after.clauses), (before.bridges, after.bridges))
    found = [change for old, new in dated for change in _dated(old, new, on)]
    return (*found, *_decisions(before, after), *_guidance(before, after))


def _dated(old: Iterable[_Dated], new: Iterable[_Dated], on: date) -> Iterator[LawChange]:
    then, now = {one.id: one for one in old}, {one.id: one for one in new}
    for key, record in now.items():
        was = then.get(key)
        if was is None:
            yield _told(record, record.act, Case.LAW_AMENDED, record.valid_from)
            continue
        case, day = _case(was, record, on)
        if case is not None:
            yield _told(record, record.act, case, day)
    for key in then.keys() - now.keys():
        yield _told(then[key], then[key].act, Case.LAW_FELL, on)


def _case(was: _Dated, now: _Dated, on: date) -> tuple[Case | None, date | None]:
    """How grave a record's change is: an end that has come, an end set, another reach, a case against it."""
    then, end = _end(was), _end(now)
    if end != then and end is not None:
        return (Case.LAW_FELL if end <= on else Case.LAW_AMENDED_WITH_END), end
    if end != then or any(getattr(was, field, None) != getattr(now, field, None) for field in _READ):
        return Case.LAW_AMENDED, None
    return (Case.LAW_APPEAL if _pending(now) - _pending(was) else None), None


def _end(record: _Dated) -> date | None:
    """The first day on which nothing may rest on it any more."""
    if isinstance(record, ClauseSet):
        return record.relied_until or record.repealed_on
    ends = [record.valid_until]
    if isinstance(record, AdequacyDecision):
        ends += [record.annulled_on, record.repealed_on]
    return min((day for day in ends if day is not None), default=None)


def _pending(record: _Dated) -> frozenset[str]:
    cases: tuple[CourtCase, ...] = () if isinstance(record, Bridge) else record.cases
    return frozenset(case.docket for case in cases if case.state is CaseState.PENDING)


def _decisions(before: LawBook, after: LawBook) -> Iterator[LawChange]:
    """Decisions of authorities and courts that name a service or a vendor."""
    known = {case.id for case in before.cases}
    for case in after.cases:
        named = tuple(name for name in (case.service, case.recipient, *case.vendors) if name)
        if case.id not in known and named:
            yield _told(case, case.subject, Case.AUTHORITY_DECISION, None, named)


def _guidance(before: LawBook, after: LawBook) -> Iterator[LawChange]:
    known = {note.id for note in before.notes}
    for note in after.notes:
        if note.id not in known and note.kind in _NOTES:
            yield replace(_told(note, note.title, _NOTES[note.kind], None), about=_records_of(after, note.acts))


def _records_of(book: LawBook, acts: tuple[str, ...]) -> tuple[str, ...]:
    dated: tuple[_Dated, ...] = (*book.adequacy, *book.clauses, *book.bridges)
    return tuple(one.id for one in dated if one.act in acts)


def _told(record: Record, name: str, case: Case, on: date | None, vendors: tuple[str, ...] = ()) -> LawChange:
    return LawChange(record.id, name, case, record.source[0] if record.source else "", on, vendors)
