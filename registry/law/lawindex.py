"""The law book looked up by code, act and article, so that thousands of hops are judged without walking it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from registry.law.lawbook import AdequacyDecision, Bridge, ClauseSet, CourtCase, Instrument, LawBook, Membership
from registry.law.shapes import Facts
from registry.law.telling import FALLEN_LAW
from registry.law.verdicts import Answer
from registry.terms import Grade

P = TypeVar("P", Membership, AdequacyDecision)

_NUMBER = re.compile(r"\b\d{4}/\d+\b")
_KEPT = 8  # law books whose index is kept: the live one, and those of a what-if


def act_number(act: str) -> str:
    """The number that names an act, however it is written: `(EU) 2021/914` and `2021/914` are one."""
    found = _NUMBER.search(act)
    return found[0] if found else act


class LawIndex:
    """One law book, ready to be asked."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self._memberships = _by_code(book.memberships)
        self._decisions = _by_code(d for d in book.adequacy if d.general)
        self._clauses = {act_number(one.act): one for one in book.clauses}
        self._bridges = {(one.exporter, one.code): one for one in book.bridges}
        self._instruments = {one.article.removeprefix("Art.").strip(): one for one in book.instruments}
        self._ends = dict(_ends(book))
        self._principals = dict(_principals(book))
        self._places: dict[date, tuple[str, ...]] = {}
        self.answers: dict[tuple[Facts, date], Answer] = {}  # kept by whoever judges
        self.memories: dict[tuple[date, frozenset[str]], object] = {}  # kept by whoever explores

    def membership(self, code: str, on: date) -> Membership | None:
        """The membership that puts `code` inside the EEA on the day."""
        return next((m for m in self._memberships.get(code, ()) if holds(m.valid_from, m.valid_until, on)), None)

    def memberships(self, code: str) -> tuple[Membership, ...]:
        """Every membership of `code`, past and to come."""
        return self._memberships.get(code, ())

    def decisions(self, code: str) -> tuple[AdequacyDecision, ...]:
        """General adequacy decisions for `code`, whatever their day."""
        return self._decisions.get(code, ())

    def clause_set(self, act: str) -> ClauseSet | None:
        """The set of standard clauses an act adopted."""
        return self._clauses.get(act_number(act))

    def bridge(self, exporter: str, code: str) -> Bridge | None:
        """The bridge of a third country's own law towards `code`."""
        return self._bridges.get((exporter, code))

    def instrument(self, article: str) -> Instrument | None:
        """The record of an article of Chapter V, named without “Art.”."""
        return self._instruments.get(article)

    def end_of(self, act: str) -> date | None:
        """The first day an act (or a record, by its id) no longer holds; None: no end, or not in this book."""
        return date.min if act == FALLEN_LAW else self._ends.get(act_number(act), self._ends.get(act))

    def principal(self, name: str) -> str:
        """The number of the act a name stands for: its number, its record's id, or an act that moved its end."""
        number = act_number(name)
        return self._principals.get(number, number)

    @property
    def clause_acts(self) -> tuple[str, ...]:
        """The acts of all sets of clauses, those for transfers first."""
        return tuple(one.act for one in sorted(self.book.clauses, key=lambda one: not one.transfer_tool))

    def telling_places(self, on: date) -> tuple[str, ...]:
        """A place inside the EEA, one with a decision for everybody, one with nothing: all the rules can tell apart."""
        if on not in self._places:
            inside = (m.code for m in self.book.memberships if holds(m.valid_from, m.valid_until, on))
            adequate = (
                d.code for d in self.book.adequacy if is_for_everybody(d, on) and not self.membership(d.code, on)
            )
            bare = (c for c in sorted(self.book.countries) if not self.decisions(c) and not self.memberships(c))
            found = (next(inside, None), next(adequate, None), next(bare, None))
            self._places[on] = tuple(code for code in found if code is not None)
        return self._places[on]

    def telling_exporters(self, on: date, code: str) -> tuple[str, ...]:
        """A place inside the EEA, the countries with a bridge of their own to `code`, and one with nothing."""
        places = self.telling_places(on)
        bridged = (bridge.exporter for bridge in self.book.bridges if bridge.code == code)
        return tuple(dict.fromkeys((places[0], *bridged, places[-1])))


_kept: dict[int, LawIndex] = {}


def index_of(book: LawBook) -> LawIndex:
    """The index of a law book, made once. The kept index holds its book, so that the book's identity stays its own."""
    found = _kept.get(id(book))
    if found is not None and found.book is book:
        return found
    for oldest in list(_kept)[: max(0, len(_kept) + 1 - _KEPT)]:
        _kept.pop(oldest, None)  # another thread may have been here
    made = _kept[id(book)] = LawIndex(book)
    return made


def holds(valid_from: date, valid_until: date | None, on: date) -> bool:
    """Whether an interval holds on the day: its last day is the one before `valid_until`."""
    return valid_from <= on and (valid_until is None or on < valid_until)


def end_of_decision(decision: AdequacyDecision) -> date | None:
    """The first day a decision no longer holds, whatever ended it."""
    ends = (decision.valid_until, decision.annulled_on, decision.repealed_on)
    return min((end for end in ends if end is not None), default=None)


def known_end(decision: AdequacyDecision, on: date) -> date | None:
    """The end as the law stood on the day: before an extension was adopted, the decision ended earlier."""
    if decision.annulled_on is not None and on < decision.annulled_on:
        return None  # nobody knew that end beforehand
    if not decision.amendments or decision.first_valid_until is None:
        return end_of_decision(decision)
    end: date | None = decision.first_valid_until
    for change in decision.amendments:
        if change.adopted_on <= on and change.valid_until_after is not None:
            end = change.valid_until_after
    return end


def is_in_force(decision: AdequacyDecision, on: date) -> bool:
    """Whether a decision holds on the day."""
    return holds(decision.valid_from, end_of_decision(decision), on)


def is_unread(decision: AdequacyDecision) -> bool:
    """Whether a decision is known from memory alone: it gives no footing."""
    return decision.grade is Grade.MEMORY


def is_for_everybody(decision: AdequacyDecision, on: date) -> bool:
    """Whether a decision covers every importer and transfer of its territory on the day."""
    narrowed = decision.sector or decision.framework or decision.automated_only or decision.pipeda
    return decision.general and not narrowed and not is_unread(decision) and is_in_force(decision, on)


def is_pending(cases: Iterable[CourtCase], act: str, on: date) -> bool:
    """Whether a case against the act is pending on the day: from its filing until the day it was decided."""
    number = act_number(act)
    return any(act_number(case.against_act) == number and holds(case.filed_on, case.decided_on, on) for case in cases)


def _by_code(records: Iterable[P]) -> Mapping[str, tuple[P, ...]]:
    grouped: dict[str, list[P]] = defaultdict(list)
    for record in records:
        grouped[record.code].append(record)
    return {code: tuple(sorted(rows, key=lambda row: row.valid_from)) for code, rows in grouped.items()}


def _ends(book: LawBook) -> Iterable[tuple[str, date]]:
    """Every name of an act that ends, with the first day it no longer holds; an act that moved the end goes too."""
    for decision in book.adequacy:
        end = end_of_decision(decision)
        if end is not None:
            yield from ((name, end) for name in (decision.id, act_number(decision.act)))
            yield from ((act_number(act), end) for act in _extensions(decision))
    for clauses in book.clauses:
        if clauses.relied_until is not None:
            yield from ((name, clauses.relied_until) for name in (clauses.id, act_number(clauses.act)))


def _principals(book: LawBook) -> Iterable[tuple[str, str]]:
    """Every other name of an act that can be a footing, with its number."""
    for decision in book.adequacy:
        names = (decision.id, *(act_number(act) for act in _extensions(decision)))
        yield from ((name, act_number(decision.act)) for name in names)
    yield from ((clauses.id, act_number(clauses.act)) for clauses in book.clauses)
    yield from ((bridge.id, act_number(bridge.act)) for bridge in book.bridges)


def _extensions(decision: AdequacyDecision) -> Iterable[str]:
    """The acts that moved the end of a decision: who relies on one of them relies on the decision."""
    return (change.act for change in decision.amendments if change.valid_until_after is not None)
