"""A transfer impact assessment from its start to the day its law falls, and everything that is refused on the way."""

from datetime import date, timedelta
from typing import Any

import assessed
import pytest
from assessed import BY, CONTROLLER, LAW, ON, at, brought, concluded, engaged, filled, read, started

from graphs.whatif import Hypothesis, simulate
from registry.catalogue import assessing, chains
from registry.catalogue.assessments import history, of_controller
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import Conflict, Unfinished
from registry.judging import judge_all, judge_of
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer
from registry.store import Store
from registry.terms import AssessmentOutcome, AssessmentState, AssessmentStep, Flag, ReviewTrigger, Verdict

DPF = "(EU) 2023/1795"


def answers(store: Store, on: date = ON, law: LawBook = LAW, known_at: Any = None) -> list[Answer]:
    """What the law says of every transfer of the controller."""
    with store.read() as session:
        register = read_register(session, Moment(on, known_at))
    found = judge_of(law, on).judged(chains.hops(register, register.engagements_of[CONTROLLER]))
    return [answer for one in found for answer in one.answers]


def verdicts(store: Store, on: date = ON, law: LawBook = LAW) -> list[Verdict]:
    return [answer.verdict for answer in answers(store, on, law)]


# ---- the whole path -------------------------------------------------------------------------------------------------


def test_an_assessment_is_started_filled_and_concluded_the_verdict_turns_and_falls_with_its_law(store: Store) -> None:
    brought(store)
    (before,) = answers(store)
    assert (before.verdict, Flag.ASSESSMENT_DUE in before.flags) == (Verdict.INCOMPLETE, True)
    with store.write("test") as session:
        judge_all(session, LAW, ON, at())
    with store.write(BY) as session:
        identity = started(session)
        with pytest.raises(Unfinished) as refused:
            concluded(session, identity)
        assert [field for field, _ in refused.value.lacks] == [f"steps.{one.value}" for one in AssessmentStep]
        filled(session, identity)
        assert judge_all(session, LAW, ON, at()) == []
        row = concluded(session, identity, relies_on=[DPF])
        assert (row.concluded_by, row.concluded_on, row.review_due_on) == (BY, ON, date(2027, 11, 22))
        (turn,) = judge_all(session, LAW, ON, at())
    assert (turn.before, turn.after) == (Verdict.INCOMPLETE, Verdict.SAFEGUARDED)
    assert verdicts(store) == [Verdict.SAFEGUARDED]
    fallen = LAW.ended(DPF, ON + timedelta(days=10))
    assert verdicts(store, ON + timedelta(days=9), fallen) == [Verdict.SAFEGUARDED]
    (after,) = answers(store, ON + timedelta(days=10), fallen)
    assert (after.verdict, Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW in after.flags) == (Verdict.INCOMPLETE, True)
    with store.read() as session:
        found = read(session, ON + timedelta(days=10), fallen)
        assert found.state is AssessmentState.DUE
        told = {(one.trigger, one.fact, one.before, one.after) for one in found.due}
    assert (ReviewTrigger.LAW_RECORD, "standing", "in_force", "ended") in told


def test_what_if_takes_the_assessment_down_with_its_law(store: Store) -> None:
    brought(store)
    assessed.assessed_whole(store, relies_on=[DPF])
    with store.read() as session:
        register = read_register(session, Moment(ON))
    (flip,) = simulate(register, LAW, Hypothesis(revoke=(DPF,))).flips
    assert (flip.before.verdict, flip.after.verdict if flip.after else None) == (
        Verdict.SAFEGUARDED, Verdict.INCOMPLETE,
    )  # fmt: skip
    assert flip.missing == (Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW.value,)
    assert simulate(register, LAW, Hypothesis(revoke=("(EU) 2019/419",))).flips == ()


def test_reopened_it_keeps_its_conclusion_until_a_new_one_takes_its_place(store: Store) -> None:
    brought(store)
    identity = assessed.assessed_whole(store, date(2026, 1, 15))
    with store.write(BY) as session:
        assessing.reopen(session, identity, "New facts.", by=BY, law=LAW, on=ON, at=at())
    with store.read() as session:
        found = read(session)
        assert found.state is AssessmentState.REOPENED
        assert {one.what for one in found.lacking} == {"look_again"}
    assert verdicts(store) == [Verdict.SAFEGUARDED]
    with store.write(BY) as session:
        filled(session, identity)
        concluded(session, identity, outcome=AssessmentOutcome.NOT_EFFECTIVE)
    assert verdicts(store) == [Verdict.UNSUPPORTED]
    assert verdicts(store, ON - timedelta(days=1)) == [Verdict.SAFEGUARDED]
    with store.read() as session:
        assert read(session).state is AssessmentState.CONCLUDED
        outcomes = [one.outcome for one in history(session, identity, Moment(ON))]
    assert outcomes == [AssessmentOutcome.NOT_EFFECTIVE, AssessmentOutcome.EFFECTIVE]


def test_what_was_not_known_then_covers_nothing_then(store: Store) -> None:
    brought(store)
    instant = at(ON - timedelta(days=1))
    assessed.assessed_whole(store)
    assert [one.verdict for one in answers(store, known_at=instant)] == [Verdict.INCOMPLETE]
    assert verdicts(store, ON - timedelta(days=1)) == [Verdict.INCOMPLETE]


def test_an_assessment_is_overdue_from_the_day_after_its_review(store: Store) -> None:
    brought(store)
    assessed.assessed_whole(store, review_due_on=ON + timedelta(days=30))
    assert verdicts(store, ON + timedelta(days=30)) == [Verdict.SAFEGUARDED]
    (late,) = answers(store, ON + timedelta(days=31))
    assert (late.verdict, Flag.ASSESSMENT_OVERDUE in late.flags) == (Verdict.INCOMPLETE, True)
    with store.read() as session:
        assert read(session, ON + timedelta(days=29)).state is AssessmentState.CONCLUDED
        assert [one.trigger for one in read(session, ON + timedelta(days=30)).due] == [ReviewTrigger.REVIEW_DAY]


# ---- one for an importer and a country ------------------------------------------------------------------------------


def test_every_transfer_to_the_importer_in_the_country_rests_on_it_and_no_other(store: Store) -> None:
    brought(
        store, engaged("one"), engaged("two", destination="SE"), engaged("three", party="Other Registers, Inc."),
        engaged("four", destination="IN"),
    )  # fmt: skip
    identity = assessed.assessed_whole(store)
    with store.read() as session:
        register = read_register(session, Moment(ON))
        rests = {
            hop.path[-1]: crossing.assessment_id
            for hop in chains.hops(register, register.engagements_of[CONTROLLER])
            for crossing in hop.crossings
        }
        assert len(read(session).facts["transfers"]) == 2
    assert rests == {
        "Påhittat Register one": identity, "Påhittat Register two": identity,
        "Påhittat Register three": None, "Påhittat Register four": None,
    }  # fmt: skip


def test_a_sub_processor_known_by_its_name_alone_is_assessed_by_that_name(store: Store) -> None:
    """Whoever stands on file behind a processor may have no company named: the row's own name tells who it is."""
    below = """
[[engagement.sub_processor.transfer]]
destination = "IN"
manner = "remote_access"
exporter.country = "SE"
importer.country = "IN"
safeguards = [{kind = "scc", act = "(EU) 2021/914", modules = ["p2p"], signed_on = 2024-01-01, annexes_complete = true}]
measures = []
known_absent = ["assessment"]
"""
    brought(store, engaged(behind="Ny Hjälpreda") + below)
    with store.write(BY) as session:
        register = read_register(session, Moment(ON))
        row = assessing.start(session, register, CONTROLLER, "ny hjälpreda", "IN", by=BY, at=at())
        filled(session, row.id)
        concluded(session, row.id)
        assert row.importer == "Ny Hjälpreda"
    with store.read() as session:
        register = read_register(session, Moment(ON))
        found = of_controller(session, register, LAW, CONTROLLER)
    (transfer,) = found[0].facts["transfers"].values()
    assert transfer["path"] == ["Sjöboden AB", "Påhittat Register one", "Ny Hjälpreda"]
    assert transfer["importer"]["name"] == "Ny Hjälpreda"


def test_a_second_assessment_of_the_same_importer_and_country_is_refused(store: Store) -> None:
    brought(store)
    with store.write(BY) as session:
        identity = started(session)
    with pytest.raises(Conflict) as refused, store.write(BY) as session:
        started(session)
    assert refused.value.existing == identity


def test_another_country_is_another_assessment(store: Store) -> None:
    brought(store)
    with store.write(BY) as session:
        assert started(session) != started(session, destination="IN")
    with store.read() as session:
        found = of_controller(session, read_register(session, Moment(ON)), LAW, CONTROLLER)
    assert [one.row.destination for one in found] == ["IN", "US"]


def test_an_assessment_that_came_with_the_transfer_wins_where_it_was_concluded_later(store: Store) -> None:
    own = '\nassessment = {concluded_on = 2026-12-01, concluded_by = "A. Person", outcome = "not_effective", ' + (
        "review_due_on = 2027-12-01, requires = [], relies_on = []}"
    )
    later = engaged().replace('known_absent = ["assessment", "derogation"]', f'known_absent = ["derogation"]{own}')
    brought(store, later)
    assessed.assessed_whole(store)
    assert verdicts(store, date(2026, 11, 30)) == [Verdict.SAFEGUARDED]
    assert verdicts(store, date(2026, 12, 1)) == [Verdict.UNSUPPORTED]


# ---- triggers, each found in the register ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "trigger", "before", "after"),
    [
        (
            engaged(party="Other Registers, Inc."), ReviewTrigger.IMPORTER,
            "Fabricated Registers, Inc.", "Other Registers, Inc.",
        ),
        (engaged(module="c2c"), ReviewTrigger.MODULE, ["scc (EU) 2021/914 c2p"], ["scc (EU) 2021/914 c2c"]),
        (engaged(behind="Ny Hjälpreda"), ReviewTrigger.SUB_PROCESSOR, None, "IN"),
        (engaged(categories='["email", "health"]'), ReviewTrigger.DATA_CATEGORY, None, "Påhittat Register one"),
    ],
    ids=lambda one: one.value if isinstance(one, ReviewTrigger) else "",
)  # fmt: skip
def test_what_changes_in_the_register_makes_it_due_with_both_values(
    store: Store, changed: str, trigger: ReviewTrigger, before: Any, after: Any
) -> None:
    brought(store)
    assessed.assessed_whole(store)
    with store.read() as session:
        assert read(session).due == ()
    brought(store, changed, day=1)
    with store.read() as session:
        (due,) = read(session).due
    assert (due.trigger, due.before, due.after) == (trigger, before, after)


def test_what_came_about_opens_its_steps_and_leaves_the_others(store: Store) -> None:
    brought(store)
    identity = assessed.assessed_whole(store)
    brought(store, engaged(module="c2c"), day=1)
    with store.write(BY) as session:
        assessing.reopen(session, identity, "Another module.", by=BY, law=LAW, on=ON, at=at())
    with store.read() as session:
        assert [one.step for one in read(session).lacking] == [AssessmentStep.TOOL, AssessmentStep.REVIEW]
