"""What counts as a change between two law books, and how grave it is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from registry import lawfiles
from registry.law.lawbook import AdequacyDecision, CaseState, CourtCase, LawBook
from registry.law.lawchanges import law_changes
from registry.law.records import Case as Decision
from registry.law.records import Note, NoteKind
from registry.law.severity import Case
from registry.terms import Grade

LAW = lawfiles.load()
ON = date(2026, 11, 22)
DPF = next(one for one in LAW.adequacy if one.act == "(EU) 2023/1795")
SEEN: dict[str, Any] = {"grade": Grade.PRIMARY, "source": ("https://law.example",)}
SUIT = CourtCase(
    id="t-1", docket="T-1/26", filed_on=ON, decided_on=None, state=CaseState.PENDING, against_act=DPF.act, **SEEN
)


def with_dpf(**changed: Any) -> LawBook:
    decision: AdequacyDecision = replace(DPF, **changed)
    return replace(LAW, adequacy=tuple(decision if one.id == DPF.id else one for one in LAW.adequacy))


@pytest.mark.parametrize(
    ("after", "case", "on"),
    [
        (with_dpf(annulled_on=ON), Case.LAW_FELL, ON),
        (with_dpf(repealed_on=ON - timedelta(days=3)), Case.LAW_FELL, ON - timedelta(days=3)),
        (with_dpf(valid_until=ON), Case.LAW_FELL, ON),
        (with_dpf(valid_until=ON + timedelta(days=1)), Case.LAW_AMENDED_WITH_END, ON + timedelta(days=1)),
        (with_dpf(automated_only=True), Case.LAW_AMENDED, None),
        (with_dpf(cases=(*DPF.cases, SUIT)), Case.LAW_APPEAL, None),
        (replace(LAW, adequacy=tuple(one for one in LAW.adequacy if one.id != DPF.id)), Case.LAW_FELL, ON),
    ],
)
def test_a_decision_that_changes_is_one_case(after: LawBook, case: Case, on: date | None) -> None:
    (found,) = law_changes(LAW, after, ON)
    assert (found.record, found.name, found.case, found.on) == (DPF.id, DPF.act, case, on)


@pytest.mark.parametrize(
    "changed", [{"note": "Read again."}, {"grade": Grade.SECONDARY}, {"source": ("https://b.example",)}]
)
def test_a_better_source_is_no_change_of_law(changed: dict[str, Any]) -> None:
    assert law_changes(LAW, with_dpf(**changed), ON) == ()


def test_a_decision_nobody_had_is_new_law() -> None:
    less = replace(LAW, adequacy=tuple(one for one in LAW.adequacy if one.id != DPF.id))
    (found,) = law_changes(less, LAW, ON)
    assert (found.case, found.on) == (Case.LAW_AMENDED, DPF.valid_from)


def test_clauses_that_get_an_end_are_amended_with_an_end() -> None:
    clauses = next(one for one in LAW.clauses if one.act == "(EU) 2021/914")
    ending = replace(clauses, repealed_on=ON, relied_until=ON + timedelta(days=500))
    after = replace(LAW, clauses=tuple(ending if one.id == clauses.id else one for one in LAW.clauses))
    (found,) = law_changes(LAW, after, ON)
    assert (found.case, found.on) == (Case.LAW_AMENDED_WITH_END, ON + timedelta(days=500))


def test_an_authoritys_decision_counts_where_it_names_somebody() -> None:
    decision = Decision(
        id="imy-1", body="IMY", parties="Exempel AB", decided_on=ON, subject="Mätverktyg", outcome="fine",
        service="Google Analytics", vendors=("Google",), **SEEN,
    )  # fmt: skip
    (found,) = law_changes(LAW, replace(LAW, cases=(*LAW.cases, decision)), ON)
    assert (found.case, found.vendors) == (Case.AUTHORITY_DECISION, ("Google Analytics", "Google"))
    nameless = replace(decision, service="", vendors=())
    assert law_changes(LAW, replace(LAW, cases=(*LAW.cases, nameless)), ON) == ()


def test_new_guidance_is_a_letter_and_other_notes_are_none() -> None:
    note = Note(id="n-1", title="Guidelines", dated=ON, text="…", kind=NoteKind.GUIDANCE, **SEEN)
    (found,) = law_changes(LAW, replace(LAW, notes=(*LAW.notes, note)), ON)
    assert found.case is Case.LAW_LETTER
    trap = replace(note, kind=NoteKind.TRAP)
    assert law_changes(LAW, replace(LAW, notes=(*LAW.notes, trap)), ON) == ()
