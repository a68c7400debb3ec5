"""Every transfer is judged and what turned is noted once; a question for another day or another knowledge differs."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, ORGANISATION, PORTFOLIO, bring, load_catalogue
from sqlmodel import col, select

from registry import audit, judging, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.store import Store
from registry.tables import Audit, VerdictRow
from registry.terms import Verdict

LATER = AT + timedelta(days=1)
MAIL = ("Sjöboden AB", "Brevduvan Mail")
LAPSED = date(2027, 2, 1)


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.fixture
def portfolio(store: Store, tmp_path: Path) -> Store:
    """A database with the small catalogue and portfolio."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, PORTFOLIO)
    return store


def judged(store: Store, law: LawBook, on: date = ON) -> list[Turn]:
    with store.write("test") as session:
        return judging.judge_all(session, law, on, LATER)


def answers(store: Store, law: LawBook, moment: Moment) -> dict[Sequence[str], Verdict]:
    """The verdict of each hop by its path."""
    with store.read() as session:
        return {one.hop.path: one.verdict for one in judging.flows(read_register(session, moment), law)}


def test_the_first_judging_notes_every_transfer_and_the_second_writes_nothing(portfolio: Store, law: LawBook) -> None:
    turns = judged(portfolio, law)
    assert {turn.before for turn in turns} == {None}
    assert {turn.path: turn.after for turn in turns}[MAIL] is Verdict.COVERED
    with portfolio.read() as session:
        assert len(session.exec(select(VerdictRow)).all()) == len(turns)
        links = len(session.exec(select(Audit)).all())
    assert judged(portfolio, law) == []
    with portfolio.read() as session:
        assert len(session.exec(select(Audit)).all()) == links
        assert audit.verify(session) is None


def test_a_lapsed_certification_turns_one_verdict_once_and_the_old_answer_stays(portfolio: Store, law: LawBook) -> None:
    judged(portfolio, law)
    (turn,) = judged(portfolio, law, LAPSED)
    assert (turn.path, turn.before, turn.after) == (MAIL, Verdict.COVERED, Verdict.UNSUPPORTED)
    assert judged(portfolio, law, LAPSED) == []
    with portfolio.read() as session:
        rows = session.exec(
            select(VerdictRow).where(VerdictRow.transfer_key == turn.transfer_key).order_by(col(VerdictRow.on))
        ).all()
    newest = {row.verdict: row for row in rows if row.replaced_at is None}
    assert set(newest) == {Verdict.UNSUPPORTED}
    assert rows[0].verdict is Verdict.COVERED
    assert rows[0].replaced_at == LATER


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2024, 1, 31), Verdict.UNSUPPORTED),  # the day before the certification
        (date(2024, 2, 1), Verdict.COVERED),
        (date(2027, 1, 31), Verdict.COVERED),
        (LAPSED, Verdict.UNSUPPORTED),
    ],
)
def test_a_question_for_another_day_has_that_days_answer(
    portfolio: Store, law: LawBook, on: date, verdict: Verdict
) -> None:
    assert answers(portfolio, law, Moment(on))[MAIL] is verdict


def test_an_engagement_has_no_transfers_before_it_began(portfolio: Store, law: LawBook) -> None:
    assert MAIL not in answers(portfolio, law, Moment(date(2023, 12, 31)))


def test_a_question_for_an_earlier_knowledge_has_the_answer_of_then(portfolio: Store, law: LawBook) -> None:
    bring(portfolio, PORTFOLIO.replace("valid_until = 2027-02-01", "valid_until = 2026-06-01"), LATER)
    assert answers(portfolio, law, Moment(ON))[MAIL] is Verdict.UNSUPPORTED
    assert answers(portfolio, law, Moment(ON, AT + timedelta(hours=1)))[MAIL] is Verdict.COVERED
    assert answers(portfolio, law, Moment(ON, AT - timedelta(seconds=1))) == {}


def test_a_transfer_that_is_gone_is_told_and_its_answer_kept(portfolio: Store, law: LawBook) -> None:
    before = judged(portfolio, law)
    bring(portfolio, ORGANISATION, LATER)
    gone = judged(portfolio, law)
    assert {turn.transfer_key for turn in gone} == {turn.transfer_key for turn in before}
    assert {turn.after for turn in gone} == {None}
    with portfolio.read() as session:
        kept = session.exec(select(VerdictRow)).all()
    assert len(kept) == len(before)
    assert all(row.replaced_at is not None for row in kept)


def test_a_hop_behind_a_processor_on_file_is_followed_to_its_end(portfolio: Store, law: LawBook) -> None:
    paths = answers(portfolio, law, Moment(ON))
    assert ("Sjöboden AB", "Nordmoln Drive", "Kopieboden", "Brevduvan Mail") in paths
    assert ("Sjöboden AB", "Nordmoln Drive", "Nordmoln, Inc.") in paths
