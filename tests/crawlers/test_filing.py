"""A notice handed in: kept once, proposed once, accepted whole, and judged."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from handed_notices import SWEDISH, TAKEN, filed
from small_catalogue import SmallCatalogue
from small_portfolio import ORGANISATION, bring, load_catalogue
from sqlmodel import select

from registry import audit, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.catalogue.rows_of_portfolios import person_id
from registry.reviews import inbox, proposals
from registry.reviews.applying import DecidedAll, Decision, decide_all
from registry.store import Store
from registry.tables import Claim, Document, Engagement, Organisation, Proposal, Safeguard, Transfer, Version
from registry.terms import DocumentKind, OrganisationKind, ProposalState, Role, SafeguardKind, Verdict

US = person_id("Sjöboden AB")
LAW = lawfiles.load()
ON = TAKEN.date() + timedelta(days=2)
DECIDED = TAKEN + timedelta(days=2)


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    """The small catalogue and a controller who engages nobody."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, ORGANISATION)
    return store


def decide(store: Store, identities: tuple[str, ...], state: ProposalState = ProposalState.ACCEPTED) -> DecidedAll:
    with store.write("A. Exempelsson") as session:
        done = decide_all(
            session, identities, Decision(state, "Read it.", "A. Exempelsson"), law=LAW, on=ON, at=DECIDED
        )
        session.expunge_all()
        return done


def of(store: Store, table: type[Any]) -> list[Any]:
    with store.read() as session:
        return list(session.exec(select(table)).all())


def recipients(store: Store) -> dict[str, Proposal]:
    return {one.value["name_as_written"]: one for one in of(store, Proposal) if one.field == "recipient"}


def test_a_notice_gives_a_proposal_for_each_recipient_with_its_words(register: Store, tmp_path: Path) -> None:
    done = filed(register, tmp_path, US, SWEDISH)
    found = recipients(register)
    assert set(found) == {"Brevduvan AB (Sverige)", "Fjärrmoln Inc. (USA)", "Nordmoln Drive"}
    far = found["Fjärrmoln Inc. (USA)"]
    assert far.quote.startswith("Fjärrmoln Inc. (USA)")
    assert (far.value["role"], far.value["destinations"], far.value["mechanisms"]) == ("processor", ["US"], ["scc"])
    assert (far.value["service"], far.value["organisation"]) == (None, None)
    assert found["Nordmoln Drive"].value["service"] == "svc_nordmoln-drive"
    assert far.value["valid_from"] == "2026-05-04"
    assert {one.version_id for one in found.values()} == {done.version_id}


def test_a_machine_writes_no_row_of_the_catalogue(register: Store, tmp_path: Path) -> None:
    before = len(of(register, Document)), len(of(register, Organisation)), len(of(register, Engagement))
    filed(register, tmp_path, US, SWEDISH)
    assert (len(of(register, Document)), len(of(register, Organisation)), len(of(register, Engagement))) == before


def test_the_same_bytes_again_are_the_same_document_and_propose_nothing(register: Store, tmp_path: Path) -> None:
    first = filed(register, tmp_path, US, SWEDISH, title="Policy")
    again = filed(register, tmp_path, US, SWEDISH, at=TAKEN + timedelta(days=1))
    assert (again.document_id, again.version_id) == (first.document_id, first.version_id)
    assert (again.proposals, again.already) == ((), len(first.proposals))
    assert len(of(register, Version)) == 1


def test_accepting_all_builds_the_register_and_judges_it(register: Store, tmp_path: Path) -> None:
    done = filed(register, tmp_path, US, SWEDISH)
    decided = decide(register, done.proposals)
    (document,) = [one for one in of(register, Document) if one.id == done.document_id]
    assert (document.controller_id, document.kind) == (US, DocumentKind.NOTICE)
    engaged = {one.name_as_written: one for one in of(register, Engagement)}
    assert set(engaged) == {"Brevduvan AB", "Fjärrmoln Inc.", "Nordmoln Drive"}
    far = engaged["Fjärrmoln Inc."]
    assert (far.stated_in_our_notice, far.decided_by_us) == (Role.PROCESSOR, None)
    assert far.valid_from == date(2026, 5, 4)
    (transfer,) = of(register, Transfer)
    (safeguard,) = of(register, Safeguard)
    assert (transfer.engagement_id, transfer.destination) == (far.id, "US")
    assert (safeguard.transfer_id, safeguard.kind, safeguard.act) == (transfer.id, SafeguardKind.SCC, None)
    (bare,) = [one for one in of(register, Organisation) if one.name == "Fjärrmoln Inc."]
    assert bare.kind is OrganisationKind.NAMED_ONLY
    assert {turn.before for turn in decided.turns} == {None}
    assert Verdict.UNKNOWN in {turn.after for turn in decided.turns}
    with register.read() as session:
        assert audit.verify(session) is None
        quotes = {claim.quote for claim in session.exec(select(Claim).where(Claim.document_id == done.document_id))}
    assert far.name_as_written in " ".join(str(quote) for quote in quotes)


def test_what_was_foreseen_is_what_accepting_turns(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, US, SWEDISH)
    for proposal in recipients(register).values():
        with register.read() as session:
            current = read_register(session, Moment(ON))
            foreseen = inbox.foreseen(session, proposal, current, LAW)
        turned = decide(register, (proposal.id,)).turns
        assert [(one.path, one.before, one.after) for one in foreseen] == [
            (one.path, one.before, one.after) for one in turned
        ]
        assert foreseen


def test_a_recipient_that_is_engaged_already_is_no_finding(register: Store, tmp_path: Path) -> None:
    decide(register, filed(register, tmp_path, US, SWEDISH).proposals)
    again = filed(register, tmp_path, US, SWEDISH + "\nTack.\n", url="https://sjoboden.example/policy")
    with register.read() as session:
        assert [one for one in proposals.waiting(session) if one.field == "recipient"] == []
    assert again.already >= len(recipients(register))
