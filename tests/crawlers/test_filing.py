"""A notice handed in: kept once, proposed once, accepted whole, and judged."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from handed_notices import SWEDISH, TAKEN, filed
from handed_register import DECIDED, LAW, ON, US, begin, decide, of, recipients
from small_portfolio import bring, written
from sqlmodel import select

from crawlers.extract import extract
from crawlers.filing import MOST_FINDINGS
from registry import audit
from registry.catalogue import exporting
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, NotFound
from registry.reviews import inbox, proposals
from registry.store import Store
from registry.tables import Claim, Document, Engagement, Organisation, Proposal, Safeguard, Transfer, Version
from registry.terms import DocumentKind, OrganisationKind, ProposalState, Role, SafeguardKind, Verdict


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    return begin(store, tmp_path)


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


def test_what_the_notice_states_of_itself_becomes_claims_with_quotes(register: Store, tmp_path: Path) -> None:
    done = filed(register, tmp_path, US, SWEDISH)
    found = {(one.field, one.value["topic"]): one for one in of(register, Proposal)}
    assert found["controller", "sjöboden"].value["org_no"] == "556000-0001"
    assert found["controller", "dpo_contact"].value["dpo_contact"] == "dataskydd@sjoboden.example"
    assert found["last_updated", "last_updated"].value["date"] == "2026-05-04"
    assert {topic for field, topic in found if field == "legal_basis"} == {"contract", "legitimate_interests"}
    assert {one.value["period"] for (field, _), one in found.items() if field == "retention"} == {"P3Y"}
    assert ("recipient_category", "authorities") in found
    facts = tuple(one.id for one in found.values() if one.field != "recipient")
    assert set(facts) < set(done.proposals)
    decide(register, facts)
    claims = {claim.field: claim for claim in of(register, Claim) if claim.document_id == done.document_id}
    assert claims["retention"].quote == "Kunduppgifter sparas i 3 år efter avslutat köp."
    assert claims["retention"].version_id == done.version_id
    assert of(register, Engagement) == []


def test_every_quote_is_the_text_at_its_place(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, US, SWEDISH)
    text = extract(SWEDISH.encode(), name="notice.md").text
    assert [one for one in of(register, Proposal) if one.quote != text[one.start : one.end]] == []


def test_a_newer_text_takes_back_what_it_no_longer_states(register: Store, tmp_path: Path) -> None:
    first = filed(register, tmp_path, US, SWEDISH)
    later = SWEDISH.replace("- Nordmoln Drive, vårt personuppgiftsbiträde för lagring av filer\n", "").replace(
        "i 3 år", "i 5 år"
    )
    second = filed(register, tmp_path, US, later, at=TAKEN + timedelta(days=1))
    assert second.document_id == first.document_id
    assert second.version_id != first.version_id
    states = {
        (one.value.get("name_as_written") or one.value.get("period")): one.state for one in of(register, Proposal)
    }
    assert states["Nordmoln Drive"] is ProposalState.SUPERSEDED
    assert (states["P3Y"], states["P5Y"]) == (ProposalState.SUPERSEDED, ProposalState.PROPOSED)


def test_the_day_of_capture_stands_where_the_notice_has_none(register: Store, tmp_path: Path) -> None:
    done = filed(
        register, tmp_path, US, SWEDISH.replace("Senast uppdaterad: 2026-05-04", "Senast uppdaterad: maj 2026")
    )
    assert {one.value["valid_from"] for one in recipients(register).values()} == {TAKEN.date().isoformat()}
    decide(register, done.proposals)
    (document,) = [one for one in of(register, Document) if one.id == done.document_id]
    assert document.dated is None


def test_an_unnamed_third_country_is_a_transfer_without_a_destination(register: Store, tmp_path: Path) -> None:
    text = SWEDISH.replace("Fjärrmoln Inc. (USA), vårt", "Fjärrmoln Inc. (utanför EU/EES), vårt").replace(
        "Överföringen stöds", "Överföringen till tredje land stöds"
    )
    filed(register, tmp_path, US, text)
    (far,) = [one for name, one in recipients(register).items() if name.startswith("Fjärrmoln")]
    assert (far.value["third_country"], far.value["destinations"]) == (True, [None])
    done = decide(register, (far.id,))
    (transfer,) = of(register, Transfer)
    assert transfer.destination is None
    assert {turn.after for turn in done.turns} == {Verdict.UNKNOWN}


def test_what_was_accepted_comes_out_of_an_export_and_in_again_unchanged(register: Store, tmp_path: Path) -> None:
    decide(register, filed(register, tmp_path, US, SWEDISH).proposals)
    out = written(register, US)
    assert 'service = "Fjärrmoln Inc."' in out
    before = sorted(repr(row) for table in (Engagement, Transfer, Safeguard) for row in of(register, table))
    bring(register, out, DECIDED + timedelta(days=1))
    after = sorted(repr(row) for table in (Engagement, Transfer, Safeguard) for row in of(register, table))
    assert after == before
    assert written(register, US) == out


def test_the_catalogue_that_is_exported_holds_nothing_of_our_own_papers(register: Store, tmp_path: Path) -> None:
    with register.read() as session:
        before = exporting.as_json(exporting.export(session, ON))
    decide(register, filed(register, tmp_path, US, SWEDISH).proposals)
    with register.read() as session:
        assert exporting.as_json(exporting.export(session, ON)) == before


@pytest.mark.parametrize("title", ["\x00", "a\x1b[31mb", "x" * 301])
def test_a_title_that_is_no_line_is_refused(register: Store, tmp_path: Path, title: str) -> None:
    with pytest.raises(BadInput) as refused:
        filed(register, tmp_path, US, SWEDISH, title=title)
    assert refused.value.field == "title"
    assert of(register, Version) == []


def test_a_subject_that_is_nobody_is_refused(register: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        filed(register, tmp_path, "org_nobody", SWEDISH)


def test_a_text_of_ten_thousand_recipients_is_bounded(register: Store, tmp_path: Path) -> None:
    lead = SWEDISH.partition("- Brevduvan")[0]
    rows = "".join(f"- Leverantör{number} AB (USA), vårt personuppgiftsbiträde\n" for number in range(10_000))
    done = filed(register, tmp_path, US, lead + rows)
    assert len(done.proposals) + done.already == MOST_FINDINGS
    assert len(of(register, Proposal)) == len(done.proposals)


def test_a_name_without_end_is_no_name(register: Store, tmp_path: Path) -> None:
    text = SWEDISH.replace("Nordmoln Drive", f"Evig{'o' * 5_000} AB").replace(
        "Fjärrmoln Inc.", "Fjärr\u200bmoln\x07 Inc."
    )
    filed(register, tmp_path, US, text)
    names = set(recipients(register))
    assert all(len(name) <= 200 for name in names)
    decide(register, tuple(one.id for one in recipients(register).values()))
