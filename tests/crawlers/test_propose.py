"""From finding to fact: what is proposed, what a person decides, and which verdicts turn with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from github_watched import ENGAGEMENT, FIRST_DAY, LAW, SERVICE, Watched, load_registry, page
from sqlmodel import col, select

from registry import audit
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict, NotFound
from registry.judging import Turn
from registry.reviews import proposals
from registry.store import Store
from registry.tables import Audit, Claim, Proposal, SubprocessorRow
from registry.terms import Deed, ProposalState, Verdict
from tests.servers.vendor_site import VendorSite

HOSTING = ("Kallhall Drift AB", "Hosting", "Sweden")
SUPPORT = ("Zendesk", "Customer support tickets", "United States")
ROWS = [HOSTING, SUPPORT]
NEW = ("Nordmoln, Inc.", "Backups", "United States")


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """The registry, with a list that has been seen once and accepted."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        begun = Watched(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def only(watched: Watched) -> Proposal:
    (proposal,) = watched.waiting()
    return proposal


def foreseen(watched: Watched, *found: Proposal) -> list[Turn]:
    with watched.store.read() as session:
        register = read_register(session, Moment(watched.now.date()))
        wanted = [proposals.finding_of(one) for one in found]
        return proposals.foresee(session, register, LAW, SERVICE, wanted)


def test_accepting_writes_row_claim_and_audit_together(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    proposal = only(watched)
    watched.decide(proposal)
    row = watched.live_rows()["Nordmoln, Inc."]
    assert (row.purpose, row.places, row.organisation_id) == ("Backups", ["US"], "org_nordmoln-inc")
    assert row.valid_from == watched.now.date()
    with watched.store.read() as session:
        claim = session.exec(select(Claim).where(Claim.version_id == proposal.version_id)).one()
        assert (claim.quote, claim.start, claim.end) == (proposal.quote, proposal.start, proposal.end)
        links = session.exec(select(Audit).where(Audit.actor == "Ada").order_by(col(Audit.seq).desc())).all()
        assert {"proposal", "claim", "subprocessor_row"} <= {link.table for link in links[:6]}
        assert audit.verify(session) is None


def test_a_decision_that_cannot_be_applied_writes_nothing(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    proposal = only(watched)
    with pytest.raises(BadInput, match="no organisation"):
        watched.decide(proposal, ProposalState.EDITED, organisation="org_nobody")
    with pytest.raises(BadInput, match="reason"), watched.store.write("Ada") as session:
        watched.apply(session, proposal, reason=" ")
    assert only(watched).id == proposal.id
    assert "Nordmoln, Inc." not in watched.live_rows()


def test_what_is_foreseen_is_what_a_decision_turns(watched: Watched) -> None:
    watched.decide_seat_of("Kallhall Drift AB", "SE")
    watched.show(page([("Kallhall Drift AB", "Hosting", "India"), NEW]))
    assert {proposal.deed for proposal in watched.waiting()} == {Deed.ADD, Deed.CHANGE, Deed.END}
    for proposal in watched.waiting():
        expected = foreseen(watched, proposal)
        assert expected
        assert watched.decide(proposal) == expected


def test_an_accepted_move_out_of_the_eea_flips_the_hop(watched: Watched) -> None:
    watched.decide_seat_of("Kallhall Drift AB", "SE")
    watched.show(page([("Kallhall Drift AB", "Hosting", "India"), SUPPORT]))
    proposal = only(watched)
    assert proposal.deed is Deed.CHANGE
    (turn,) = watched.decide(proposal)
    assert (turn.before, turn.after) == (Verdict.NOT_A_TRANSFER, Verdict.UNKNOWN)
    assert turn.engagement_id == ENGAGEMENT
    assert turn.path[-1] == "Kallhall Drift AB"


def test_an_accepted_end_takes_the_hop_away(watched: Watched) -> None:
    watched.show(page([HOSTING]))
    turns = watched.decide(only(watched))
    assert [turn.after for turn in turns] == [None]
    assert set(watched.live_rows()) == {"Kallhall Drift AB"}


def test_what_the_page_does_not_say_erases_nothing(watched: Watched) -> None:
    watched.show(page([HOSTING, ("Zendesk", "Answering questions of customers", "")]))
    watched.decide(only(watched))
    row = watched.live_rows()["Zendesk"]
    assert (row.purpose, row.places) == ("Answering questions of customers", ["US"])


def test_the_same_finding_is_not_proposed_twice(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    first = only(watched)
    assert watched.show(page([*ROWS, NEW], note="Thank you for reading this list.")).proposals == 0
    assert only(watched).id == first.id


def test_what_was_rejected_stays_so_until_the_value_changes(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    watched.decide(only(watched), ProposalState.REJECTED)
    assert watched.show(page([*ROWS, NEW], note="Thank you for reading this list.")).proposals == 0
    summary = watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "India")]))
    assert summary.proposals == 1
    assert only(watched).value["places"] == ["IN"]


def test_a_newer_finding_supersedes_one_that_nobody_has_decided(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    older = only(watched)
    watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "India")]))
    newer = only(watched)
    superseded = next(one for one in watched.all_proposals() if one.id == older.id)
    assert superseded.state is ProposalState.SUPERSEDED
    assert superseded.superseded_by == newer.id
    with pytest.raises(Conflict, match="superseded"):
        watched.decide(older)


def test_what_was_taken_back_is_proposed_again_when_it_is_said_again(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    watched.show(page(ROWS))
    assert watched.waiting() == []
    watched.now += timedelta(days=60)
    watched.show(page([*ROWS, NEW]))
    assert only(watched).value["name_as_written"] == "Nordmoln, Inc."


def test_what_came_went_and_comes_again_is_a_new_finding_each_time(watched: Watched) -> None:
    for rows, deed in (([*ROWS, NEW], Deed.ADD), (ROWS, Deed.END), ([*ROWS, NEW], Deed.ADD), (ROWS, Deed.END)):
        watched.now += timedelta(days=40)
        watched.show(page(rows))
        assert only(watched).deed is deed
        watched.decide(only(watched))
    assert len({one.fingerprint for one in watched.all_proposals()}) == len(watched.all_proposals())


def test_an_edit_stands_beside_the_finding_and_is_not_proposed_away(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    proposal = only(watched)
    watched.decide(proposal, ProposalState.EDITED, purpose="Backups of repositories only")
    decided = next(one for one in watched.all_proposals() if one.id == proposal.id)
    assert decided.value["purpose"] == "Backups"
    assert decided.edited_value is not None
    assert decided.edited_value["purpose"] == "Backups of repositories only"
    assert watched.show(page([*ROWS, NEW], note="Thank you for reading this list.")).proposals == 0
    assert watched.live_rows()["Nordmoln, Inc."].purpose == "Backups of repositories only"


def test_an_end_that_nobody_decided_stays_proposed_while_the_row_stays_away(watched: Watched) -> None:
    watched.show(page([HOSTING]))
    watched.show(page([HOSTING, NEW]))
    assert {one.deed for one in watched.waiting()} == {Deed.ADD, Deed.END}
    watched.now += timedelta(days=60)
    watched.show(page([*ROWS, NEW]))
    assert {one.deed for one in watched.waiting()} == {Deed.ADD}


def test_a_row_that_another_source_knows_is_not_ended_by_a_page_that_never_showed_it(watched: Watched) -> None:
    with watched.store.write("test") as session:
        known = watched.live_rows()["Zendesk"]
        values = known.model_dump(exclude={"row"}) | {"id": "sub_other", "name_as_written": "Hemlig Leverantör AB"}
        session.add(SubprocessorRow(**values))
    watched.show(page([*ROWS, NEW]))
    assert only(watched).deed is Deed.ADD


def test_two_rows_of_one_name_are_told_apart_by_their_purpose(watched: Watched) -> None:
    watched.show(page([*ROWS, ("Zendesk", "Voice calls", "Germany")]))
    proposal = only(watched)
    assert proposal.deed is Deed.ADD
    assert proposal.value["topic"] == "zendesk: Voice calls"
    watched.decide(proposal)
    watched.show(page(ROWS))
    assert only(watched).deed is Deed.END
    assert (only(watched).before or {})["purpose"] == "Voice calls"


def test_nobody_can_decide_what_is_not_there_or_decided(watched: Watched) -> None:
    watched.show(page([*ROWS, NEW]))
    proposal = only(watched)
    watched.decide(proposal)
    with pytest.raises(Conflict, match="accepted by Ada"):
        watched.decide(proposal)
    with pytest.raises(NotFound), watched.store.write("Ada") as session:
        proposals.open_one(session, "prp_nothing")


def test_a_hostile_row_is_proposed_as_the_text_it_is(watched: Watched) -> None:
    name = "Acme &lt;script&gt;alert(1)&lt;/script&gt; Ltd"
    watched.show(page([*ROWS, (name, "Backups", "United States")]))
    proposal = only(watched)
    assert "<script>" in proposal.quote
    watched.decide(proposal)
    assert any("<script>" in row for row in watched.live_rows())
