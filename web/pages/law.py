"""`/law`: what law holds on the day? A timeline of decisions, acts and judgments, and each of them in tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from litestar import Response, get

from graphs.lawhistory import Contest, beside, contests, events
from registry.law.lawbook import AdequacyDecision, Area, ClauseSet, LawBook
from registry.law.lawindex import end_of_decision, holds, is_unread, known_end
from registry.law.records import Note, NoteKind
from registry.terms import Right
from web.deps import AtDesk, Desk
from web.pages.law_drawn import NAMES, ROW, TOP, WIDTH, drawn
from web.pages.law_told import Told, name_of, told
from web.pages.rendering import page
from web.pages.views import Visited
from web.pages.visiting import Visit
from web.wording import Wording

_GUIDANCE = (NoteKind.GUIDANCE, NoteKind.OPINION, NoteKind.STATUTE, NoteKind.RISK_EVENT)


@dataclass(frozen=True, slots=True)
class Standing:
    """An act as it stands on a day. `until` is the first day it does not hold, where one is known."""

    act: AdequacyDecision | ClauseSet
    state: str  # in_force, relied, not_yet, ended, annulled, repealed
    until: date | None
    challenged: bool
    unverified: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """A known end to come. `on` is the last day."""

    on: date
    name: str
    act: str


@get("/law", needs=Right.READ, sync_to_thread=True)
def law(visit: Visited, desk: AtDesk) -> Response[str]:
    """What holds on the day, what came about around it, and what is known to end."""
    on, book = visit.moment.on, desk.law(visit.moment)
    decisions = [_decision(one, on) for one in book.adequacy]
    cases = contests(book)
    return page(
        "law.html",
        visit,
        **_timeline(visit, desk, book),
        general=[one for one in decisions if one.state == "in_force" and _is_general(one)],
        special=[one for one in decisions if one.state == "in_force" and not _is_general(one)],
        others=[one for one in decisions if one.state != "in_force"],
        clauses=[_clauses(one, on) for one in book.clauses],
        bridges=[(one, holds(one.valid_from, one.valid_until, on)) for one in book.bridges],
        cases=[one for one in cases if one.begins <= on],
        later=[one for one in cases if one.begins > on],
        state_of=lambda case: _state_of(case, on),
        inside=_inside(book, on, visit.wording),
        endings=sorted(_endings(book, on, visit.wording), key=lambda one: (one.on, one.name)),
        guidance=_guidance(book, on),
        sha256=book.sha256,
    )


def _timeline(visit: Visit, desk: Desk, book: LawBook) -> dict[str, Any]:
    """The picture, the events beside the day, and all of them by year: they hang on the law book and the day alone."""
    on, language, t = visit.moment.on, visit.language, visit.wording
    found = desk.once(("law events", book.sha256, language), lambda: events(book), ())
    before, there, after = beside(found, on)
    return {
        "picture": desk.once(("law picture", book.sha256, on, language), lambda: drawn(book, on, t), ()),
        "frame": {"width": WIDTH, "names": NAMES, "row": ROW, "top": TOP},
        "before": told(before, t),
        "there": told(there, t),
        "after": told(after, t),
        "years": desk.once(("law years", book.sha256, language), lambda: _years(told(found, t)), ()),
    }


def _years(found: list[Told]) -> list[tuple[int, list[tuple[date, list[Told]]]]]:
    """Events by year and day, the newest year first."""
    years = [(year, list(several)) for year, several in groupby(found, key=lambda one: one.on.year)]
    return [(year, [(day, list(of)) for day, of in groupby(several, key=lambda x: x.on)]) for year, several in years][
        ::-1
    ]


def _decision(decision: AdequacyDecision, on: date) -> Standing:
    until = end_of_decision(decision)
    return Standing(
        act=decision,
        state=_state(decision, on, until),
        until=until,
        challenged=any(holds(case.filed_on, case.decided_on, on) for case in decision.cases),
        unverified=is_unread(decision),
    )


def _is_general(standing: Standing) -> bool:
    return isinstance(standing.act, AdequacyDecision) and standing.act.general


def _state(decision: AdequacyDecision, on: date, until: date | None) -> str:
    if on < decision.valid_from:
        return "not_yet"
    if until is None or on < until:
        return "in_force"
    if decision.annulled_on == until:
        return "annulled"
    return "repealed" if decision.repealed_on == until else "ended"


def _clauses(clauses: ClauseSet, on: date) -> Standing:
    state = "in_force" if holds(clauses.valid_from, clauses.repealed_on, on) else "repealed"
    if on < clauses.valid_from:
        state = "not_yet"
    elif state == "repealed" and clauses.relied_until is not None and on < clauses.relied_until:
        state = "relied"
    challenged = any(holds(case.filed_on, case.decided_on, on) for case in clauses.cases)
    return Standing(clauses, state, clauses.relied_until, challenged, unverified=False)


def _state_of(case: Contest, on: date) -> str:
    """Pending, decided, or not begun yet on the day."""
    if case.begins > on:
        return "later"
    return "pending" if case.decided_on is None or on < case.decided_on else "decided"


def _endings(book: LawBook, on: date, t: Wording) -> Iterator[Ending]:
    """Ends to come, as far as the law of the day knew them."""
    for one in book.adequacy:
        until = known_end(one, on)
        if one.valid_from <= on and until is not None and until > on:
            yield Ending(until, name_of(one, t), t.act(one.act))
    for clauses in book.clauses:
        until = clauses.relied_until
        if clauses.repealed_on is not None and until is not None and clauses.repealed_on <= on < until:
            yield Ending(until, t("law.relied_on"), t.act(clauses.act))


def _inside(book: LawBook, on: date, t: Wording) -> list[tuple[Area, list[str]]]:
    """Who counts as inside on the day, and why."""
    found = [
        (area, sorted(t.country(one.code) for one in book.memberships if one.area is area and _holds(one, on)))
        for area in Area
    ]
    return [(area, names) for area, names in found if names]


def _holds(one: Any, on: date) -> bool:
    return holds(one.valid_from, one.valid_until, on)


def _guidance(book: LawBook, on: date) -> list[Note]:
    """What authorities said and what happened beside the law by then, newest first."""
    found = [one for one in book.notes if one.kind in _GUIDANCE and one.dated is not None and one.dated <= on]
    return sorted(found, key=lambda one: one.dated or date.min, reverse=True)
