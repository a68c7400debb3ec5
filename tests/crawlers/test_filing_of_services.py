"""A vendor's agreement, list or notice handed in: what it claims is proposed, and judged once it is accepted."""

from datetime import timedelta
from pathlib import Path

import pytest
from handed_notices import AGREEMENT, LIST, TAKEN, VENDOR_NOTICE, filed
from handed_register import LAW, ON, begin, decide, of
from small_portfolio import engagement

from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.reviews import inbox
from registry.store import Store
from registry.tables import Claim, Document, Proposal, SubprocessorRow, VerdictRow, Version
from registry.terms import Deed, DocumentKind, ProposalState

DRIVE, MEET = "svc_nordmoln-drive", "svc_nordmoln-meet"


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    more = 'role.decided_by_us = "processor"\ncontracting_party = "Nordmoln, Inc."\n'
    return begin(store, tmp_path, engagement("Nordmoln Meet", more))


def proposed(store: Store) -> dict[tuple[str, str], Proposal]:
    waiting = [one for one in of(store, Proposal) if one.state is ProposalState.PROPOSED]
    return {(one.field, one.value["topic"]): one for one in waiting}


def test_an_agreement_gives_its_clauses_and_terms_each_with_its_sentence(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, MEET, AGREEMENT)
    found = proposed(register)
    assert found["clause", "Ca"].value["state"] == "present"
    assert "documented instructions" in found["clause", "Ca"].quote
    assert (found["clause", "Cg"].value["state"], found["clause", "Cg"].quote) == ("absent", "")
    assert found["authorisation", "authorisation"].value["authorisation"] == "general"
    assert found["notice_days", "notice_days"].value["days"] == 30
    assert "30 days" in found["notice_days", "notice_days"].quote
    assert found["objection_days", "objection_days"].value["days"] == 14
    assert "14 days" in found["objection_days", "objection_days"].quote
    clauses = found["mechanism", "scc: (EU) 2021/914"].value
    assert (clauses["kind"], clauses["act"], clauses["modules"]) == ("scc", "(EU) 2021/914", ["c2p"])


def test_accepted_transfer_clauses_are_read_by_the_law(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, MEET, AGREEMENT)
    asked = proposed(register)["mechanism", "scc: (EU) 2021/914"]
    with register.read() as session:
        foreseen = inbox.foreseen(session, asked, read_register(session, Moment(ON)), LAW)
    done = decide(register, (asked.id,))
    assert [(one.before, one.after) for one in foreseen] == [(one.before, one.after) for one in done.turns]
    (claim,) = [one for one in of(register, Claim) if one.subject_id == MEET and one.field == "mechanism"]
    assert claim.quote.startswith("Transfers to third countries")
    (document,) = [one for one in of(register, Document) if one.id == claim.document_id]
    assert (document.service_id, document.organisation_id, document.kind) == (MEET, None, DocumentKind.DPA)
    (before,) = [one for one in of(register, VerdictRow) if one.replaced_at is not None]
    (after,) = [one for one in of(register, VerdictRow) if one.replaced_at is None]
    assert "safeguards" in before.answer["would_settle"]
    assert "safeguards[0].signed_on" in after.answer["would_settle"]


def test_what_the_catalogue_claims_already_is_no_finding(register: Store, tmp_path: Path) -> None:
    done = filed(register, tmp_path, DRIVE, AGREEMENT)
    assert ("mechanism", "scc: (EU) 2021/914") not in proposed(register)
    assert done.already >= 1


def test_a_notice_claims_a_role_and_tools_of_its_own(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, MEET, VENDOR_NOTICE)
    found = proposed(register)
    assert {topic for field, topic in found if field == "role"} == {"processor"}
    assert found["role", "processor"].quote.startswith("We act as a data processor")
    assert found["mechanism", "dpf"].value["state"] == "claimed"
    assert found["mechanism", "bcr"].value["state"] is None


def test_a_list_is_proposed_row_by_row_and_its_newer_text_ends_what_is_gone(register: Store, tmp_path: Path) -> None:
    first = filed(register, tmp_path, MEET, LIST)
    assert {one.value["name_as_written"] for one in proposed(register).values()} == {
        "Kopieboden", "Talande Maskiner Inc.",
    }  # fmt: skip
    decide(register, first.proposals)
    assert {row.name_as_written for row in of(register, SubprocessorRow) if row.service_id == MEET} == {
        "Kopieboden", "Talande Maskiner Inc.",
    }  # fmt: skip
    later = LIST.replace("| Kopieboden | backups | Sweden |\n", "").replace("United States", "India")
    second = filed(register, tmp_path, MEET, later, at=TAKEN + timedelta(days=1))
    assert second.document_id == first.document_id
    found = {one.value["name_as_written"]: one for one in proposed(register).values()}
    assert found["Kopieboden"].deed is Deed.END
    assert (found["Talande Maskiner Inc."].deed, found["Talande Maskiner Inc."].value["places"]) == (
        Deed.CHANGE,
        ["IN"],
    )


def test_the_catalogues_own_document_is_found_by_its_address(register: Store, tmp_path: Path) -> None:
    done = filed(register, tmp_path, DRIVE, LIST, url="https://nordmoln.example/subs")
    assert done.document_id == "doc_nordmoln-drive-list"


def test_a_kind_that_a_person_names_wins(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, MEET, AGREEMENT.replace("Data Processing Agreement", "Terms"), kind=DocumentKind.DPA)
    assert proposed(register)["clause", "Ca"].value["state"] == "present"


def test_the_same_agreement_again_proposes_nothing_before_and_after_a_decision(register: Store, tmp_path: Path) -> None:
    first = filed(register, tmp_path, MEET, AGREEMENT)
    assert filed(register, tmp_path, MEET, AGREEMENT).proposals == ()
    decide(register, first.proposals)
    again = filed(register, tmp_path, MEET, AGREEMENT)
    assert (again.document_id, again.version_id, again.proposals) == (first.document_id, first.version_id, ())
    assert again.already == len(first.proposals)
    assert len(of(register, Version)) == 1
