"""Two people at once, each on a connection of their own: one decides, the other is told who did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import reviewed
from handed_recipients import ENGAGED, propose, recipient, with_notice
from handed_register import DECIDED, LAW, ON, begin
from reviewed import ADA, BO, acting
from sqlmodel import select

from registry.catalogue.dated import Moment
from registry.errors import Conflict
from registry.reviews import kept, reopening, reviewing
from registry.reviews.applying import Decision, decide
from registry.reviews.comings import Coming
from registry.reviews.reviewing import Deciding, Opening
from registry.store import Session, Store
from registry.tables import ReviewCauseRow
from registry.terms import ProposalState, ReviewCause, ReviewDecision, Severity

Deed = Callable[[Session, str], object]


def at_once(store: Store, deed: Deed) -> list[str]:
    """What two who begin together are told: nothing, or why not."""
    start = Barrier(2, timeout=30)

    def told(by: str) -> str:
        start.wait()
        try:
            with store.write(by) as session:
                deed(session, by)
        except Conflict as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        return sorted(both.map(told, (ADA, BO)))


def test_two_who_decide_one_review_do_not_both(store: Store) -> None:
    (identity,) = reviewed.opened(reviewed.begin(store), "eng_brev")

    def deed(session: Session, by: str) -> None:
        reviewing.decide(session, [identity], Deciding(ReviewDecision.APPROVED, "Read it."), acting(by))

    first, second = at_once(store, deed)
    assert first == ""
    assert "decided already by" in second


def test_two_who_open_one_review_do_not_both(store: Store) -> None:
    reviewed.begin(store)
    first, second = at_once(
        store, lambda session, by: reviewing.open_reviews(session, ["eng_brev"], Opening("See."), acting(by))
    )
    assert first == ""
    assert "under review already" in second


def test_one_cause_that_two_processes_meet_is_one(store: Store) -> None:
    reviewed.begin(store)
    coming = Coming("eng_brev", ReviewCause.MATERIAL_CHANGE, "chg_1", {}, Severity.HIGH)
    assert at_once(store, lambda session, by: reopening.reopen(session, [coming], acting(by).at)) == ["", ""]
    with store.read() as session:
        assert len(session.exec(select(ReviewCauseRow)).all()) == 1
        assert kept.of_engagement(session, "eng_brev", Moment(reviewed.TODAY)) is not None


def test_two_who_decide_one_proposal_do_not_both(store: Store, tmp_path: Path) -> None:
    with_notice(begin(store, tmp_path, ENGAGED))
    (found,) = propose(store, recipient("Posten"))

    def deed(session: Session, by: str) -> None:
        decide(session, found.id, Decision(ProposalState.REJECTED, "No.", by), law=LAW, on=ON, at=DECIDED)

    first, second = at_once(store, deed)
    assert first == ""
    assert f"{found.id} is rejected by" in second
