"""What people do with reviews, kept on both databases: every step stays, and the store takes no second review."""

from datetime import date, timedelta

import pytest
import reviewed
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reviewed import ADA, BO, TODAY, acting
from sqlmodel import select

from registry import audit
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Turning
from registry.errors import BadInput, Conflict, NotFound, Refusals
from registry.reviews import kept, reviewing, workflow
from registry.reviews.reviewing import Condition, Opening
from registry.store import MIGRATIONS, Store
from registry.tables import Review, now
from registry.terms import DpoAdvice, ReviewDecision, ReviewRisk, ReviewState, ReviewStep


@pytest.fixture
def register(store: Store) -> Store:
    return reviewed.begin(store)


def test_an_engagement_has_one_review_and_the_store_refuses_two(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_moln")
    with pytest.raises(Conflict) as refused:
        reviewed.opened(register, "eng_moln")
    assert refused.value.existing == identity
    with pytest.raises(Conflict), register.write("test") as session:
        session.add(
            Review(
                id="rvw_other", engagement_id="eng_moln", controller_id="org_vi", step=ReviewStep.OPENED,
                step_by="test", recorded_at=now(), opened_at=now(), is_open=True, due_on=TODAY,
            )
        )  # fmt: skip


def test_every_step_stays_with_who_took_it_and_when(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    with register.write(BO) as session:
        reviewing.assign(session, [identity], BO, acting(BO, 1))
    with register.write("Disa") as session:
        reviewing.advise(session, [identity], DpoAdvice.SUPPORTS_WITH_REMARKS, "Mind the logs.", acting("Disa", 2))
    reviewed.decided(register, identity, days=3)
    with register.read() as session:
        steps = kept.history(session, identity, Moment(TODAY))
        assert [(one.step, one.step_by) for one in steps] == [
            (ReviewStep.OPENED, ADA),
            (ReviewStep.ASSIGNED, BO),
            (ReviewStep.ADVISED, "Disa"),
            (ReviewStep.DECIDED, ADA),
        ]
        last = steps[-1]
        assert (last.owner, last.dpo_advice, last.advice, last.advised_by) == (
            BO, DpoAdvice.SUPPORTS_WITH_REMARKS, "Mind the logs.", "Disa",
        )  # fmt: skip
        assert (last.decision, last.reason, last.is_open) == (ReviewDecision.APPROVED, "Read the papers.", False)
        then = kept.one(session, identity, Moment(TODAY, acting(days=2).at + timedelta(hours=1)))
        assert (then.decision, then.dpo_advice) == (None, DpoAdvice.SUPPORTS_WITH_REMARKS)
        assert audit.verify(session) is None


@pytest.mark.parametrize(
    ("engagement", "risk", "due_on"),
    [
        ("eng_brev", ReviewRisk.LOW, date(2029, 11, 22)),  # inside the EEA
        ("eng_moln", ReviewRisk.HIGH, date(2027, 11, 22)),  # a transfer not shown to be lawful
        ("eng_lager", ReviewRisk.HIGH, date(2027, 11, 22)),  # health, and nobody knows where
    ],
)
def test_a_decision_sets_the_day_of_the_next_review(
    register: Store, engagement: str, risk: ReviewRisk, due_on: date
) -> None:
    (identity,) = reviewed.opened(register, engagement)
    reviewed.decided(register, identity)
    with register.read() as session:
        row = reviewed.review(session, identity)
        assert (row.risk, row.due_on) == (risk, due_on)


def test_a_decided_review_is_reopened_with_its_advice_asked_for_anew(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    with register.write(BO) as session:
        reviewing.advise(session, [identity], DpoAdvice.SUPPORTS, "", acting(BO))
    reviewed.decided(register, identity)
    assert reviewed.opened(register, "eng_brev", days=10) == [identity]
    with register.read() as session:
        row = reviewed.review(session, identity)
        assert (row.step, row.is_open, row.dpo_advice, row.decision) == (
            ReviewStep.REOPENED, True, None, ReviewDecision.APPROVED,
        )  # fmt: skip
    with pytest.raises(BadInput) as refused:
        reviewed.decided(register, identity, days=11)
    assert refused.value.field == "still_valid"
    reviewed.decided(register, identity, days=11, still_valid="Only a comma moved.")
    with register.read() as session:
        row = reviewed.review(session, identity)
        assert (row.step, row.still_valid) == (ReviewStep.RENEWED, "Only a comma moved.")


def test_two_people_at_once_do_not_both_decide(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    reviewed.decided(register, identity, by=ADA)
    with pytest.raises(Conflict, match=f"decided already by {ADA}"):
        reviewed.decided(register, identity, by=BO, decision=ReviewDecision.REJECTED)


def test_conditions_have_days_of_their_own_and_are_met_once(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    conditions = [Condition("Sign the annex.", date(2027, 1, 15)), Condition("Name a contact.", date(2026, 12, 1))]
    with_them = ReviewDecision.APPROVED_WITH_CONDITIONS
    reviewed.decided(register, identity, decision=with_them, conditions=conditions)
    with register.read() as session:
        first, second = kept.conditions(session, [identity], Moment(TODAY))[identity]
        assert (first.text, second.text) == ("Name a contact.", "Sign the annex.")
    with register.write(BO) as session:
        reviewing.meet(session, identity, first.id, "Mail of 24 November.", acting(BO, 2))
    with pytest.raises(Conflict, match=BO), register.write(ADA) as session:
        reviewing.meet(session, identity, first.id, "Again.", acting(ADA, 3))
    with pytest.raises(NotFound), register.write(ADA) as session:
        reviewing.meet(session, identity, "cnd_none", "It is.", acting(ADA, 3))
    with register.read() as session:
        met, left = kept.conditions(session, [identity], Moment(TODAY))[identity]
        assert (met.met_by, met.met_note, left.met_at) == (BO, "Mail of 24 November.", None)
        assert reviewed.review(session, identity).step is ReviewStep.CONDITION_MET


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        (Condition(" ", date(2027, 1, 1)), "conditions.0.text"),
        (Condition("Sign.", date(2026, 11, 21)), "conditions.0.due_on"),
        (Condition("Sign.", date(2036, 1, 1)), "conditions.0.due_on"),
    ],
)
def test_a_condition_that_cannot_be_is_named(register: Store, condition: Condition, field: str) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    with pytest.raises(BadInput) as refused:
        reviewed.decided(register, identity, decision=ReviewDecision.APPROVED_WITH_CONDITIONS, conditions=[condition])
    assert refused.value.field == field


def test_many_are_decided_or_none_and_each_that_cannot_be_is_named(register: Store) -> None:
    first, second, third = reviewed.opened(register)
    with register.write(BO) as session:
        reviewing.advise(session, [second], DpoAdvice.ADVISES_AGAINST, "No assessment.", acting(BO))
    reviewed.decided(register, third)
    before = _rows(register)
    with pytest.raises(Refusals) as refused:
        reviewed.decided(register, first, second, third, "rvw_none")
    told = dict(refused.value.lacks)
    assert list(told) == [f"reviews.{second}", f"reviews.{third}", "reviews.rvw_none"]
    assert "override_reason" in told[f"reviews.{second}"]
    assert "decided already" in told[f"reviews.{third}"]
    assert _rows(register) == before
    reviewed.decided(register, first, second, override_reason="The transfer ends in December.")
    with register.read() as session:
        assert reviewed.review(session, second).override_reason == "The transfer ends in December."
        assert not reviewed.review(session, first).is_open
        assert reviewed.review(session, first).override_reason is None  # nobody advised on it


def _rows(store: Store) -> int:
    with store.read() as session:
        return len(session.exec(select(Review.row)).all())


def test_what_is_done_to_no_review_or_to_too_many_is_refused(register: Store) -> None:
    for wanted in ([], [f"rvw_{number}" for number in range(1_001)]):
        with pytest.raises(BadInput) as refused, register.write(ADA) as session:
            reviewing.assign(session, wanted, BO, acting())
        assert refused.value.field == "reviews"
    with pytest.raises(NotFound), register.write(ADA) as session:
        reviewing.assign(session, ["rvw_none"], BO, acting())
    with pytest.raises(NotFound), register.write(ADA) as session:
        reviewing.open_reviews(session, ["eng_none"], Opening("See."), acting())


def test_advice_is_given_on_an_open_review_and_says_its_remarks(register: Store) -> None:
    (identity,) = reviewed.opened(register, "eng_brev")
    with pytest.raises(BadInput) as refused, register.write(BO) as session:
        reviewing.advise(session, [identity], DpoAdvice.ADVISES_AGAINST, " ", acting(BO))
    assert refused.value.field == "advice"
    reviewed.decided(register, identity)
    with pytest.raises(Conflict, match="Open it again"), register.write(BO) as session:
        reviewing.advise(session, [identity], DpoAdvice.SUPPORTS, "", acting(BO, 1))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(days=st.integers(-40, 1_200))
def test_the_list_and_the_rules_say_the_same_state_on_any_day(register: Store, days: int) -> None:
    with register.read() as session:
        there = kept.of_engagements(session, reviewed.ENGAGEMENTS, Moment(TODAY))
    if not there:
        opened = reviewed.opened(register)
        reviewed.decided(register, opened[1])
    moment = Moment(TODAY + timedelta(days=days))
    with register.read() as session:
        counts = kept.counted(session, moment, {})
        for state in ReviewState:
            page = kept.listed(session, moment, {"state": state}, Turning("due_on", 50))
            assert page.total == len(page.items) == counts[state]
            for row in page.items:
                assert workflow.state_of(is_open=row.is_open, due_on=row.due_on, on=moment.on) is state
        assert sum(counts.values()) == 3


def test_the_step_of_the_schema_goes_down_and_up_again(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        assert "review_cause" not in sa.inspect(connection).get_table_names()
        command.upgrade(config, "head")
    reviewed.opened(reviewed.begin(store), "eng_brev")
