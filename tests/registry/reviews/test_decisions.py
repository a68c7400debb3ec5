"""A person's decision on a proposal: row, claim and audit in one, once, with a reason, and what it turned."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, bring, engagement, load_catalogue
from sqlmodel import Session, col, select

from registry import audit, judging, lawfiles
from registry.catalogue import loading
from registry.catalogue.naming import subprocessor_id
from registry.errors import BadInput, Conflict, NotFound, OnwardError
from registry.law.lawbook import LawBook
from registry.reviews import proposals
from registry.reviews.applying import Decided, Decision, decide
from registry.reviews.proposals import Finding, submit
from registry.store import Store
from registry.tables import Audit, Claim, Proposal, SubprocessorRow, VerdictRow
from registry.terms import Deed, Grade, Origin, ProposalState, Verdict

DRIVE, LIST = "svc_nordmoln-drive", "doc_nordmoln-drive-list"
MAIL = subprocessor_id(DRIVE, "Brevduvan Mail", "mail")
SEEN = AT + timedelta(days=1)
DECIDED = AT + timedelta(days=2)
BY = "A. Exempelsson"


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.fixture
def register(store: Store, tmp_path: Path, law: LawBook) -> Store:
    """A controller who engages Nordmoln Drive, all judged."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    more = 'role.decided_by_us = "processor"\ncontracting_party = "Nordmoln AB"\n'
    bring(store, engagement("Nordmoln Drive", more))
    with store.write("test") as session:
        judging.judge_all(session, law, ON, AT)
    return store


def found(deed: Deed, name: str, purpose: str | None, places: list[str], row: str | None = None) -> Finding:
    return Finding(
        subject_id=DRIVE,
        field="sub_processor",
        topic=name,
        deed=deed,
        value={"name_as_written": name, "purpose": purpose, "places": places},
        before={"row": row, "name_as_written": name, "purpose": purpose} if row else None,
        document_id=LIST,
        version_id=None,
        snapshot_sha256="0" * 64,
        quote=f"{name}, {purpose}",
        start=10,
        end=40,
    )


NEW = found(Deed.ADD, "Nya Hjälpen", "support", ["IN"])
MOVED = found(Deed.CHANGE, "Brevduvan Mail", "mail", ["US"], MAIL)
LEFT = found(Deed.END, "Brevduvan Mail", "mail", ["SE"], MAIL)


def proposed(store: Store, finding: Finding) -> str:
    with store.write("reader") as session:
        proposal = submit(session, finding, SEEN)
        assert proposal is not None
        return proposal.id


def decided(
    store: Store, law: LawBook, proposal: str, state: ProposalState, edits: dict[str, Any] | None = None, *,
    reason: str = "Read the list.",
) -> Decided:  # fmt: skip
    with store.write(BY) as session:
        done = decide(session, proposal, Decision(state, reason, BY, edits), law=law, on=ON, at=DECIDED)
        session.expunge_all()
        return done


def rows(session: Session, identity: str) -> list[SubprocessorRow]:
    statement = select(SubprocessorRow).where(SubprocessorRow.id == identity, col(SubprocessorRow.retired_at).is_(None))
    return list(session.exec(statement.order_by(col(SubprocessorRow.valid_until).is_(None))))


def claims(session: Session) -> list[Claim]:
    statement = select(Claim).where(Claim.subject_id == DRIVE, Claim.field == "sub_processor")
    return list(session.exec(statement.order_by(col(Claim.recorded_at))))


def everything(store: Store) -> tuple[Any, ...]:
    """What a decision may touch, to see that it did not."""
    with store.read() as session:
        tables = (SubprocessorRow, Claim, Proposal, VerdictRow, Audit)
        return tuple(sorted(repr(row) for row in session.exec(select(table))) for table in tables)


def test_an_accepted_addition_stands_in_the_catalogue_with_its_words(register: Store, law: LawBook) -> None:
    done = decided(register, law, proposed(register, NEW), ProposalState.ACCEPTED)
    with register.read() as session:
        (row,) = rows(session, subprocessor_id(DRIVE, "Nya Hjälpen", "support"))
        (claim,) = claims(session)
        proposal = session.get(Proposal, done.proposal.id)
        assert audit.verify(session) is None
        actors = session.exec(select(Audit.actor).where(Audit.subject_id == row.id)).all()
    assert (row.places, row.valid_from, row.origin, row.grade) == (["IN"], SEEN.date(), Origin.PERSON, Grade.PRIMARY)
    assert row.source == "https://nordmoln.example/subs"
    assert (claim.quote, claim.start, claim.end) == ("Nya Hjälpen, support", 10, 40)
    assert claim.value["deed"] == "add"
    assert actors == [BY]
    assert proposal is not None
    assert (proposal.state, proposal.decided_by, proposal.reason) == (ProposalState.ACCEPTED, BY, "Read the list.")
    assert [(flip["before"], flip["after"]) for flip in proposal.flips or []] == [(None, "unknown")]


def test_a_change_of_places_ends_the_old_row_and_begins_the_next(register: Store, law: LawBook) -> None:
    decided(register, law, proposed(register, MOVED), ProposalState.ACCEPTED)
    with register.read() as session:
        before, after = rows(session, MAIL)
    assert (before.places, before.valid_until) == (["SE"], SEEN.date())
    assert (after.places, after.valid_from, after.valid_until) == (["US"], SEEN.date(), None)


def test_an_end_stands_and_a_later_load_does_not_undo_it(register: Store, law: LawBook, tmp_path: Path) -> None:
    done = decided(register, law, proposed(register, LEFT), ProposalState.ACCEPTED)
    assert {turn.after for turn in done.turns} == {None}
    with register.write("test") as session:
        loading.load(session, SmallCatalogue(tmp_path / "again").read(), DECIDED)
    with register.read() as session:
        (row,) = rows(session, MAIL)
    assert (row.valid_until, row.origin) == (SEEN.date(), Origin.PERSON)


def test_what_was_decided_later_waited_at_an_earlier_instant(register: Store, law: LawBook) -> None:
    decided(register, law, proposed(register, NEW), ProposalState.REJECTED)
    with register.read() as session:
        assert proposals.waiting(session) == []
        assert proposals.waiting(session, SEEN - timedelta(hours=1)) == []
        assert [one.quote for one in proposals.waiting(session, SEEN)] == [NEW.quote]
        assert [one.quote for one in proposals.waiting(session, DECIDED - timedelta(hours=1))] == [NEW.quote]
        assert proposals.waiting(session, DECIDED) == []


def test_a_rejection_changes_nothing_but_the_proposal(register: Store, law: LawBook) -> None:
    proposal = proposed(register, LEFT)
    before = everything(register)
    done = decided(register, law, proposal, ProposalState.REJECTED)
    after = everything(register)
    assert done.turns == ()
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])
    with register.write("reader") as session:
        assert submit(session, LEFT, DECIDED) is None


def test_an_edit_writes_the_persons_value_and_prints_the_verdict_it_turned(register: Store, law: LawBook) -> None:
    edits = {"seat": "SE", "places": ["SE"], "valid_from": "2026-03-02"}
    done = decided(register, law, proposed(register, MOVED), ProposalState.EDITED, edits)
    (turn,) = [turn.as_json() for turn in done.turns]
    assert turn["path"][-1] == "Brevduvan Mail"
    assert (turn["before"], turn["after"]) == (Verdict.UNKNOWN, Verdict.NOT_A_TRANSFER)
    with register.read() as session:
        row = rows(session, MAIL)[-1]
        proposal = session.get(Proposal, done.proposal.id)
    assert (row.seat, row.valid_from) == ("SE", date(2026, 3, 2))
    assert proposal is not None
    assert (proposal.value["places"], (proposal.edited_value or {})["places"]) == (["US"], ["SE"])


def test_a_proposal_is_decided_once(register: Store, law: LawBook) -> None:
    proposal = proposed(register, NEW)
    decided(register, law, proposal, ProposalState.ACCEPTED)
    before = everything(register)
    with pytest.raises(Conflict) as refused:
        decided(register, law, proposal, ProposalState.REJECTED)
    assert refused.value.existing == proposal
    assert everything(register) == before


@pytest.mark.parametrize(
    ("state", "edits", "reason", "field"),
    [
        (ProposalState.ACCEPTED, None, "  ", "reason"),
        (ProposalState.SUPERSEDED, None, "why", "decision"),
        (ProposalState.EDITED, None, "why", "set"),
        (ProposalState.ACCEPTED, {"seat": "SE"}, "why", "set"),
        (ProposalState.EDITED, {"grade": "primary"}, "why", "grade"),
        (ProposalState.EDITED, {"seat": "Sweden and many more"}, "why", "seat"),
        (ProposalState.EDITED, {"valid_from": "someday"}, "why", "valid_from"),
        (ProposalState.EDITED, {"organisation": "org_nobody"}, "why", "organisation"),
        (ProposalState.EDITED, {"name_as_written": ""}, "why", "name_as_written"),
    ],
)
def test_a_decision_that_cannot_be_leaves_nothing_half_written(
    register: Store, law: LawBook, state: ProposalState, edits: dict[str, Any] | None, reason: str, field: str
) -> None:
    proposal = proposed(register, NEW)
    before = everything(register)
    with pytest.raises(BadInput) as refused:
        decided(register, law, proposal, state, edits, reason=reason)
    assert refused.value.field == field
    assert everything(register) == before


def test_a_place_that_is_no_country_is_kept_as_words_and_judged_unknown(register: Store, law: LawBook) -> None:
    edits = {"places": ["ZZ", "nearest data centre"], "seat": "ZZ"}
    done = decided(register, law, proposed(register, NEW), ProposalState.EDITED, edits)
    assert {turn.after for turn in done.turns} == {Verdict.UNKNOWN}


@pytest.mark.parametrize(
    "finding",
    [
        found(Deed.ADD, "Brevduvan Mail", "mail", ["SE"]),
        found(Deed.END, "Gone Long Ago", None, [], "sub_none"),
        found(Deed.CHANGE, "Gone Long Ago", None, ["SE"], "sub_none"),
    ],
    ids=lambda finding: finding.deed.value,
)
def test_a_finding_the_register_contradicts_is_a_conflict(register: Store, law: LawBook, finding: Finding) -> None:
    proposal = proposed(register, finding)
    before = everything(register)
    with pytest.raises(Conflict):
        decided(register, law, proposal, ProposalState.ACCEPTED)
    assert everything(register) == before


def test_nobody_decides_what_is_not_there(register: Store, law: LawBook) -> None:
    with pytest.raises(NotFound):
        decided(register, law, "prp_none", ProposalState.ACCEPTED)


def test_what_fails_after_a_decision_takes_it_back_whole(register: Store, law: LawBook) -> None:
    proposal = proposed(register, NEW)
    before = everything(register)
    decision = Decision(ProposalState.ACCEPTED, "Read the list.", BY)

    def decided_then_failed() -> None:
        with register.write(BY) as session:
            decide(session, proposal, decision, law=law, on=ON, at=DECIDED)
            raise OnwardError("the disk is full")

    with pytest.raises(OnwardError, match="the disk is full"):
        decided_then_failed()
    assert everything(register) == before
    with register.read() as session:
        assert audit.verify(session) is None


def test_a_curated_row_and_a_proposed_one_have_the_same_id(register: Store) -> None:
    with register.read() as session:
        (row,) = rows(session, MAIL)
    assert (row.origin, row.name_as_written) == (Origin.DATA, "Brevduvan Mail")
