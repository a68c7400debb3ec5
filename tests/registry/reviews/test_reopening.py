"""What opens a review by itself: each cause once, in the transaction in which it is written."""

from datetime import date, timedelta

import pytest
import reviewed
from reviewed import AT, LAW, TODAY
from sqlmodel import col, select

from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.engagements import end_engagement
from registry.judging import Turn
from registry.reviews import kept, reopening
from registry.reviews.rejudging import judge_again
from registry.store import Session, Store
from registry.tables import Agreement, Alert, Organisation, Review, ReviewCauseRow, Safeguard, new_id
from registry.terms import AgreementKind, Event, ReviewCause, ReviewDecision, ReviewStep, Severity, SubKind, Verdict

LATER = AT + timedelta(days=40)


@pytest.fixture
def register(store: Store) -> Store:
    """Everything reviewed and approved, a month ago."""
    reviewed.begin(store)
    reviewed.decided(store, *reviewed.opened(store))
    return store


def changed(session: Session, severity: Severity, sub_kind: SubKind | None = None) -> Alert:
    """An alert of a material change that concerns two engagements of one controller, as the round writes it."""
    fact = {"kind": "contact_or_entity_change"} | ({"sub_kind": sub_kind.value} if sub_kind else {})
    alert = Alert(
        id=new_id("alr"), fingerprint=new_id("f"), event=Event.POLICY_CHANGED, severity=severity, title="Changed",
        body={"changes": [fact], "kinds": [fact["kind"]], "engagements": ["eng_moln", "eng_brev"]},
        change_id="chg_1", controller_id="org_vi", created_at=LATER,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    return alert


def standing(store: Store, engagement: str) -> Review:
    with store.read() as session:
        row = kept.of_engagement(session, engagement, Moment(TODAY))
        assert row is not None
        session.expunge(row)
        return row


def causes(store: Store, *but: ReviewCause) -> list[ReviewCauseRow]:
    with store.read() as session:
        found = session.exec(select(ReviewCauseRow).order_by(col(ReviewCauseRow.engagement_id))).all()
        session.expunge_all()
    return [one for one in found if one.kind not in (ReviewCause.ASKED, *but)]


def test_a_material_change_reopens_every_review_it_concerns_and_is_told_once(register: Store) -> None:
    with register.write("round") as session:
        told = reopening.after_changes(session, [changed(session, Severity.HIGH)], LATER)
        assert [(one.event, one.controller_id, one.body["engagements"]) for one in told] == [
            (Event.REVIEW_DUE, "org_vi", ["eng_moln", "eng_brev"])
        ]
        assert told[0].deadline_on == date(2027, 1, 8)  # five working days
        assert "sv" in told[0].body["said"]
    row = standing(register, "eng_brev")
    assert (row.is_open, row.step, row.due_on, row.decision) == (
        True, ReviewStep.REOPENED, date(2027, 1, 8), ReviewDecision.APPROVED,
    )  # fmt: skip
    assert not standing(register, "eng_lager").is_open
    assert [(one.kind, one.key, one.alert_id is not None) for one in causes(register)] == [
        (ReviewCause.MATERIAL_CHANGE, "chg_1", True)
    ] * 2


def test_the_same_cause_never_counts_twice_even_after_a_decision(register: Store) -> None:
    with register.write("round") as session:
        alert = changed(session, Severity.HIGH)
        reopening.after_changes(session, [alert], LATER)
        assert reopening.after_changes(session, [alert], LATER) == []
    identity = standing(register, "eng_brev").id
    reviewed.decided(register, identity, days=41, still_valid="It is a new office.")
    with register.write("round") as session:
        again = session.exec(select(Alert).where(Alert.change_id == "chg_1")).one()
        assert reopening.after_changes(session, [again], LATER + timedelta(days=2)) == []
    assert not standing(register, "eng_brev").is_open
    assert len(causes(register)) == 2


def test_a_new_owner_has_a_cause_of_its_own_and_the_digest_reopens_nothing(register: Store) -> None:
    with register.write("round") as session:
        assert reopening.after_changes(session, [changed(session, Severity.LOW)], LATER) == []
        reopening.after_changes(session, [changed(session, Severity.HIGH, SubKind.ENTITY_CHANGE)], LATER)
    assert {one.kind for one in causes(register)} == {ReviewCause.ENTITY_CHANGE}


def test_an_open_review_is_told_of_what_comes_about_and_keeps_the_earlier_day(register: Store) -> None:
    reviewed.opened(register, "eng_brev", days=20)
    before = standing(register, "eng_brev").due_on
    with register.write("round") as session:
        reopening.after_changes(session, [changed(session, Severity.MEDIUM)], LATER)
    row = standing(register, "eng_brev")
    assert (row.step, row.is_open, row.due_on) == (ReviewStep.CAUSE_ADDED, True, before)


def test_a_change_opens_the_first_review_where_nobody_had_one(store: Store) -> None:
    reviewed.begin(store)
    with store.write("round") as session:
        reopening.after_changes(session, [changed(session, Severity.HIGH)], LATER)
    assert standing(store, "eng_moln").step is ReviewStep.OPENED


def test_a_verdict_that_gets_worse_reopens_in_the_transaction_that_judges(register: Store) -> None:
    with register.write("test") as session:
        session.add(
            Safeguard(
                id="sfg_old", transfer_id="trf_brev", kind="scc", act="(EU) 2021/914", modules=["c2p"],
                signed_on=date(2024, 1, 1), annexes_complete=True, **reviewed.HELD,
            )
        )  # fmt: skip
        guard = session.exec(select(Safeguard).where(Safeguard.id == "sfg_moln")).one()
        dated.correct(session, guard, modules=["p2p"], act="2010/87/EU", signed_on=date(2015, 1, 1))
        session.flush()
        turns = judge_again(session, LAW, TODAY, LATER)
    assert [(turn.engagement_id, turn.before, turn.after) for turn in turns] == [
        ("eng_moln", Verdict.INCOMPLETE, Verdict.UNSUPPORTED)
    ]
    row = standing(register, "eng_moln")
    assert (row.is_open, row.due_on) == (True, LATER.date())
    (cause,) = causes(register)
    assert (cause.kind, cause.told["flips"][0]["after"]) == (ReviewCause.VERDICT_TURNED, "unsupported")
    with register.write("test") as session:
        assert judge_again(session, LAW, TODAY, LATER) == []
    assert len(causes(register)) == 1


def test_a_verdict_that_gets_better_reopens_only_what_was_not_simply_approved(register: Store) -> None:
    turns = [
        Turn(f"{key}:X:storage", key, "org_vi", ("Vinden AB", key), Verdict.INCOMPLETE, Verdict.COVERED)
        for key in reviewed.ENGAGEMENTS
    ]
    (rejected,) = reviewed.opened(register, "eng_brev", days=1)
    reviewed.decided(register, rejected, days=2, decision=ReviewDecision.REJECTED)
    with register.write("test") as session:
        reopening.after_turns(session, turns, LATER)
    assert [one.engagement_id for one in causes(register)] == ["eng_brev"]


def test_an_agreement_that_ends_reopens_ninety_days_before_unless_another_follows(register: Store) -> None:
    end = reviewed.ENDS
    for days, opens in ((91, False), (90, True)):
        on = end - timedelta(days=days)
        with register.write("round") as session:
            reopening.daily(session, on, AT + (on - TODAY))
        assert standing(register, "eng_brev").is_open is opens
    assert standing(register, "eng_brev").due_on == end - timedelta(days=1)
    with register.write("round") as session:
        reopening.daily(session, end - timedelta(days=89), AT)
    assert len(causes(register, ReviewCause.DAY_NEARS)) == 1


def test_an_agreement_that_is_followed_by_another_reopens_nothing(register: Store) -> None:
    end = reviewed.ENDS
    with register.write("test") as session:
        first = session.exec(select(Agreement)).one()
        session.add(dated.copy(first, AT, id="agr_next", valid_from=end, valid_until=None))
    with register.write("round") as session:
        reopening.daily(session, end - timedelta(days=60), AT)
    assert causes(register, ReviewCause.DAY_NEARS) == []


def test_an_agreement_that_says_what_it_supersedes_follows_it_whenever_it_begins(register: Store) -> None:
    end = reviewed.ENDS
    with register.write("test") as session:
        first = session.exec(select(Agreement)).one()
        later = {"valid_from": end + timedelta(days=20), "valid_until": None}
        session.add(dated.copy(first, AT, id="agr_next", supersedes_id=first.id, **later))
    with register.write("round") as session:
        reopening.daily(session, end - timedelta(days=60), AT)
    assert causes(register, ReviewCause.DAY_NEARS) == []


def test_each_cause_names_the_alert_that_told_of_it(register: Store) -> None:
    with register.write("test") as session:
        first = session.exec(select(Agreement)).one()
        sooner = {"id": "agr_scc", "kind": AgreementKind.SCC, "valid_until": reviewed.ENDS - timedelta(days=5)}
        session.add(dated.copy(first, AT, **sooner))
    with register.write("round") as session:
        told = reopening.daily(session, reviewed.ENDS - timedelta(days=60), AT)
        alerts = [one.id for one in told if one.body["review_cause"] == ReviewCause.AGREEMENT_ENDING]
    assert len(alerts) == 2
    named = {one.key: one.alert_id for one in causes(register, ReviewCause.DAY_NEARS)}
    assert len(named) == 2
    assert set(named.values()) == set(alerts)


def test_a_party_that_was_bought_reopens_but_a_correction_does_not(register: Store) -> None:
    with register.write("test") as session:
        party = session.exec(select(Organisation).where(Organisation.id == "org_brev")).one()
        dated.correct(session, party, parent_id="org_moln")
    with register.write("round") as session:
        reopening.daily(session, TODAY, AT)
    assert causes(register) == []
    with register.write("test") as session:
        party = session.exec(
            select(Organisation).where(Organisation.id == "org_brev", col(Organisation.retired_at).is_(None))
        ).one()
        dated.change(session, party, TODAY, parent_id=None)
    for _ in range(2):
        with register.write("round") as session:
            reopening.daily(session, TODAY, AT)
    assert [(one.engagement_id, one.kind) for one in causes(register)] == [("eng_brev", ReviewCause.ENTITY_CHANGE)]


def test_days_that_near_and_pass_are_told_once_each_and_open_nothing(register: Store) -> None:
    due = standing(register, "eng_moln").due_on
    told: dict[int, list[tuple[Severity, list[str]]]] = {}
    for days in (-31, -30, -29, 0, 1, 2):
        with register.write("round") as session:
            alerts = reopening.daily(session, due + timedelta(days=days), AT)
            told[days] = [(one.severity, sorted(one.body["engagements"])) for one in alerts]
    moln, lager = [["eng_moln"]], [["eng_lager"]]
    assert told[-31] == told[-29] == told[0] == told[2] == []
    assert sorted(told[-30]) == sorted((Severity.MEDIUM, one[0]) for one in (moln, lager))
    assert sorted(told[1]) == sorted((Severity.HIGH, one[0]) for one in (moln, lager))
    assert not standing(register, "eng_moln").is_open


def test_a_review_ends_with_its_engagement_and_stays_to_be_read(register: Store) -> None:
    identity = standing(register, "eng_brev").id
    with register.write("test") as session:
        end_engagement(session, "eng_brev", TODAY + timedelta(days=3))
        judge_again(session, LAW, TODAY, AT)
        assert kept.of_engagement(session, "eng_brev", Moment(TODAY)) is not None
    with register.write("round") as session:
        reopening.daily(session, TODAY + timedelta(days=3), LATER)
    with register.read() as session:
        assert kept.of_engagement(session, "eng_brev", Moment(TODAY)) is None
        assert kept.one(session, identity, Moment(TODAY)).step is ReviewStep.ENDED


def test_a_rollback_takes_the_review_back_with_its_cause(register: Store) -> None:
    with pytest.raises(RuntimeError, match="power"):
        _change_and_fail(register)
    assert causes(register) == []
    assert not standing(register, "eng_brev").is_open


def _change_and_fail(register: Store) -> None:
    with register.write("round") as session:
        reopening.after_changes(session, [changed(session, Severity.HIGH)], LATER)
        raise RuntimeError("the power went")
