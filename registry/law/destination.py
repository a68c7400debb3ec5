"""The law of a destination as an assessment takes it down on a day: each record with what a person must act on.

Only that counts when it is compared later. A better source, another grade or a remark changes no law.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from registry.law.lawbook import AdequacyDecision, ClauseSet, CourtCase, LawBook
from registry.law.lawindex import act_number, end_of_decision, holds
from registry.law.records import NoteKind, Record

Noted = dict[str, Any]

_TOLD = frozenset({NoteKind.STATUTE, NoteKind.RISK_EVENT, NoteKind.GUIDANCE, NoteKind.OPINION, NoteKind.NO_DECISION})
_SCOPE = ("automated_only", "pipeda")


def law_of(book: LawBook, code: str, acts: Collection[str], importer: str, on: date) -> dict[str, Noted]:
    """The records about a country, those of the `acts` that are used or relied on, and cases that name the importer."""
    numbers = {act_number(act) for act in acts}
    return dict(
        [
            *_decisions(book.adequacy, code, numbers | set(acts), on),
            *_clauses(book.clauses, numbers | set(acts), on),
            *_treaties(book, code, on),
            *_notes(book, code),
            *_cases(book, importer),
        ]
    )


def standing(valid_from: date, valid_until: date | None, on: date) -> str:
    """`not_yet`, `in_force` or `ended`."""
    if on < valid_from:
        return "not_yet"
    return "in_force" if holds(valid_from, valid_until, on) else "ended"


def _decisions(
    decisions: Iterable[AdequacyDecision], code: str, wanted: Collection[str], on: date
) -> Iterator[tuple[str, Noted]]:
    for one in decisions:
        if not _is_wanted(one.id, one.act, wanted) and not (one.code == code and one.general):
            continue
        until = end_of_decision(one)
        state = {
            "standing": standing(one.valid_from, until, on),
            "valid_from": one.valid_from.isoformat(),
            "valid_until": _day(until),
            "pending_cases": _pending(one.cases, on),
            "reach": sorted(name for name in _SCOPE if getattr(one, name)) + _reach(one),
        }
        yield one.id, _noted(one, f"{one.act} ({one.name})", "decision", state)


def _reach(one: AdequacyDecision) -> list[str]:
    return [str(value) for value in (one.sector, one.framework) if value is not None]


def _clauses(sets: Iterable[ClauseSet], wanted: Collection[str], on: date) -> Iterator[tuple[str, Noted]]:
    for one in sets:
        if _is_wanted(one.id, one.act, wanted):
            state = {
                "standing": standing(one.valid_from, one.relied_until or one.repealed_on, on),
                "valid_from": one.valid_from.isoformat(),
                "valid_until": _day(one.relied_until or one.repealed_on),
                "pending_cases": _pending(one.cases, on),
            }
            yield one.id, _noted(one, one.act, "clauses", state)


def _treaties(book: LawBook, code: str, on: date) -> Iterator[tuple[str, Noted]]:
    for one in book.treaties:
        since = one.in_force.get(code)
        if since is not None:
            state = {"standing": standing(since, None, on), "valid_from": since.isoformat()}
            yield one.id, _noted(one, one.title, "treaty", state)


def _notes(book: LawBook, code: str) -> Iterator[tuple[str, Noted]]:
    for one in book.notes:
        if code in one.countries and one.kind in _TOLD:
            yield one.id, _noted(one, one.title, one.kind.value, {"dated": _day(one.dated)})


def _cases(book: LawBook, importer: str) -> Iterator[tuple[str, Noted]]:
    """Decisions of courts and authorities that name the importer, letter for letter or as the first words of it."""
    called = importer.casefold()
    for one in book.cases:
        named = [name.casefold() for name in (one.recipient, *one.vendors) if name]
        if one.chapter_v and any(called == name or called.startswith(f"{name} ") for name in named):
            state = {"dated": _day(one.decided_on), "outcome": one.outcome}
            yield one.id, _noted(one, f"{one.body}: {one.subject}", "case", state)


def _is_wanted(identity: str, act: str, wanted: Collection[str]) -> bool:
    return identity in wanted or act_number(act) in wanted


def _pending(cases: Iterable[CourtCase], on: date) -> list[str]:
    return sorted(case.docket for case in cases if holds(case.filed_on, case.decided_on, on))


def _noted(record: Record, name: str, kind: str, state: Noted) -> Noted:
    return {
        "name": name,
        "kind": kind,
        "state": state,
        "source": list(record.source),
        "grade": record.grade.value,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
