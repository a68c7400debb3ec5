"""A recipient beside the register: whom a name means, what differs, and many accepted at once or not at all."""

from pathlib import Path
from typing import Any

import pytest
from handed_notices import TAKEN
from handed_register import BY, DECIDED, LAW, ON, US, begin, decide, of
from small_portfolio import ORGANISATION
from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict, NotFound, OnwardError
from registry.reviews import inbox, proposals
from registry.reviews.applying import Decision, decide_all
from registry.reviews.proposals import Finding, finding_of
from registry.store import Store
from registry.tables import (
    Audit,
    Claim,
    Document,
    Engagement,
    HandedIn,
    Name,
    Organisation,
    Proposal,
    Safeguard,
    Service,
    Transfer,
    VerdictRow,
)
from registry.terms import Deed, DocumentKind, Grade, Origin, ProposalState, Role, Verdict

NOTICE = "doc_handed_notice"
ENGAGED = (
    ORGANISATION
    + """
[[engagement]]
key = "far"
service = "Fjärrmoln Inc."
role.stated_in_our_notice = "processor"
role.decided_by_us = "processor"
source = {document = "file"}

[[engagement.transfer]]
destination = "US"
manner = "storage"

[[engagement]]
key = "drive"
service = "Nordmoln Drive"
source = {document = "file"}
"""
)


def recipient(name: str, **said: Any) -> Finding:
    value = {
        "name_as_written": name, "resolved": None, "role": "recipient", "countries": [], "third_country": None,
        "destinations": [], "mechanisms": [], "act": None, "purpose": None, "data_categories": None,
        "valid_from": "2026-05-04",
    }  # fmt: skip
    return Finding(
        subject_id=US,
        field="recipient",
        topic=name,
        deed=Deed.ADD,
        value=value | said,
        before=None,
        document_id=NOTICE,
        version_id="ver_notice",
        snapshot_sha256="0" * 64,
        quote=f"We give data to {name}.",
        start=0,
        end=20 + len(name),
    )


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    return _with_notice(begin(store, tmp_path, ENGAGED))


def _with_notice(store: Store) -> Store:
    with store.write("reader") as session:
        session.add(HandedIn(id=NOTICE, subject_id=US, kind=DocumentKind.NOTICE, title="Our notice", handed_at=TAKEN))
    return store


def propose(store: Store, *found: Finding) -> list[Proposal]:
    with store.write("reader") as session:
        settled = proposals.against_register(session, found, TAKEN.date())
        written = proposals.submit_all(session, settled, TAKEN)
        session.flush()
        session.expunge_all()
        return written


def engaged(store: Store, name: str) -> list[Engagement]:
    found = [one for one in of(store, Engagement) if one.name_as_written == name]
    return sorted(found, key=lambda one: (one.valid_until is None, one.valid_until))


def everything(store: Store) -> tuple[Any, ...]:
    tables = (Organisation, Service, Document, Engagement, Transfer, Safeguard, Claim, Proposal, VerdictRow, Audit)
    with store.read() as session:
        return tuple(sorted(repr(row) for row in session.exec(select(table))) for table in tables)


def test_what_is_engaged_as_stated_is_no_finding(register: Store) -> None:
    assert propose(register, recipient("Fjärrmoln Inc. (USA)", role="processor", destinations=["US"])) == []


def test_a_text_that_is_silent_contradicts_nothing(register: Store) -> None:
    assert propose(register, recipient("Fjärrmoln Inc.")) == []


def test_another_role_is_a_change_that_shows_before_and_after(register: Store) -> None:
    (asked,) = propose(register, recipient("Fjärrmoln Inc.", role="joint_controller", destinations=["US"]))
    assert asked.deed is Deed.CHANGE
    assert asked.before is not None
    assert (asked.before["role"], asked.value["role"]) == ("processor", "joint_controller")
    decide(register, (asked.id,))
    before, after = engaged(register, "Fjärrmoln Inc.")
    assert (before.stated_in_our_notice, str(before.valid_until)) == (Role.PROCESSOR, "2026-05-04")
    assert (after.stated_in_our_notice, after.decided_by_us) == (Role.JOINT_CONTROLLER, Role.PROCESSOR)
    assert after.origin is Origin.PERSON
    assert propose(register, recipient("Fjärrmoln Inc.", role="joint_controller", destinations=["US"])) == []


def test_another_country_adds_a_transfer_and_leaves_the_one_on_file(register: Store) -> None:
    (asked,) = propose(register, recipient("Fjärrmoln Inc.", destinations=["US", "IN"], mechanisms=["scc", "dpf"]))
    assert asked.before is not None
    assert (asked.before["destinations"], asked.before["mechanisms"]) == (["US"], [])
    with register.read() as session:
        current = read_register(session, Moment(ON))
        foreseen = inbox.foreseen(session, asked, current, LAW)
    done = decide(register, (asked.id,))
    assert {one.destination for one in of(register, Transfer)} == {"US", "IN"}
    assert len(of(register, Safeguard)) == 2  # one for each: dpf is none
    assert [(one.path, one.before, one.after) for one in foreseen] == [
        (one.path, one.before, one.after) for one in done.turns
    ]


def test_a_service_engaged_without_a_stated_role_gets_what_the_notice_states(register: Store) -> None:
    (asked,) = propose(register, recipient("Nordmoln Drive"))
    assert (asked.deed, (asked.before or {})["role"], asked.value["role"]) == (Deed.CHANGE, None, "recipient")


def test_a_known_name_means_its_service_and_no_organisation_is_made(register: Store) -> None:
    (asked,) = propose(register, recipient("Brevduvan", role="processor"))
    assert (asked.value["service"], asked.value["organisation"]) == ("svc_brevduvan-mail", "org_brevduvan")
    before = len(of(register, Organisation)), len(of(register, Service))
    decide(register, (asked.id,))
    assert (len(of(register, Organisation)), len(of(register, Service))) == before
    assert [one.service_id for one in engaged(register, "Brevduvan")] == ["svc_brevduvan-mail"]


def test_a_company_named_where_its_service_is_engaged_is_that_engagement(register: Store) -> None:
    (asked,) = propose(register, recipient("Nordmoln"))
    assert (asked.deed, (asked.before or {})["name_as_written"]) == (Deed.CHANGE, "Nordmoln Drive")


def test_an_organisation_with_several_services_gets_one_of_the_name(store: Store, tmp_path: Path) -> None:
    register = _with_notice(begin(store, tmp_path))
    (asked,) = propose(register, recipient("Nordmoln"))
    assert (asked.value["service"], asked.value["organisation"]) == (None, "org_nordmoln")
    decide(register, (asked.id,))
    (one,) = engaged(register, "Nordmoln")
    (service,) = [row for row in of(register, Service) if row.id == one.service_id]
    assert (service.organisation_id, service.name, service.origin) == ("org_nordmoln", "Nordmoln", Origin.IMPORT)


def test_one_party_meant_by_two_names_is_one_finding(register: Store) -> None:
    found = propose(register, recipient("Brevduvan", role="processor"), recipient("Brevduvan Mail", role="processor"))
    assert [one.value["name_as_written"] for one in found] == ["Brevduvan"]


def test_an_edit_says_whom_a_name_means_and_in_which_role(register: Store) -> None:
    (asked,) = propose(register, recipient("Posten"))
    edits = {"service": "svc_nordmoln-meet", "role": "independent_controller", "destinations": ["NO", "GB"]}
    decide(register, (asked.id,), ProposalState.EDITED, edits)
    (one,) = engaged(register, "Posten")
    assert (one.service_id, one.stated_in_our_notice) == ("svc_nordmoln-meet", Role.INDEPENDENT_CONTROLLER)
    assert {row.destination for row in of(register, Transfer) if row.engagement_id == one.id} == {"NO", "GB"}
    assert propose(register, recipient("Posten")) == []


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ({"role": "vendor"}, "role"),
        ({"role": None}, "role"),
        ({"destinations": ["Mars"]}, "destinations"),
        ({"destinations": "US"}, "destinations"),
        ({"mechanisms": ["hope"]}, "mechanisms"),
        ({"service": "svc_nobody"}, "service"),
        ({"organisation": "org_nobody"}, "organisation"),
        ({"decided_by_us": "processor"}, "decided_by_us"),
        ({"purpose": "x" * 2_001}, "purpose"),
        ({"name_as_written": " "}, "name_as_written"),
        ({"valid_from": "someday"}, "valid_from"),
    ],
)
def test_an_edit_that_cannot_be_leaves_nothing_half_written(register: Store, edits: dict[str, Any], field: str) -> None:
    (asked,) = propose(register, recipient("Posten"))
    before = everything(register)
    with pytest.raises(BadInput) as refused:
        decide(register, (asked.id,), ProposalState.EDITED, edits)
    assert refused.value.field == field
    assert everything(register) == before


def test_many_are_decided_with_one_judging_and_each_keeps_its_own_turns(register: Store) -> None:
    found = propose(
        register,
        recipient("Posten", role="processor", destinations=["US"], mechanisms=["scc"]),
        recipient("Åkeriet", role="independent_controller"),
        recipient("Revisorn", destinations=[None], third_country=True),
    )
    done = decide(register, tuple(one.id for one in found))
    assert [one.id for one in done.proposals] == [one.id for one in found]
    flips = {one.value["name_as_written"]: one.flips for one in of(register, Proposal)}
    assert sum(len(of_one) for of_one in flips.values()) == len(done.turns)
    assert [flip["path"][-1] for flip in flips["Posten"]] == ["Posten"]
    assert {turn.after for turn in done.turns} == {Verdict.UNKNOWN}


def test_one_that_fails_takes_all_back_and_is_named(register: Store) -> None:
    good, bad = propose(register, recipient("Posten"), recipient("Åkeriet"))
    with register.write("test") as session:
        row = session.get_one(Proposal, bad.id)
        row.value = row.value | {"service": "svc_gone"}
        session.add(row)
    before = everything(register)
    with pytest.raises(BadInput, match=bad.id) as refused:
        decide(register, (good.id, bad.id))
    assert refused.value.field == "service"
    assert everything(register) == before


def test_one_that_is_decided_already_is_named(register: Store) -> None:
    first, second = propose(register, recipient("Posten"), recipient("Åkeriet"))
    decide(register, (first.id,), ProposalState.REJECTED)
    before = everything(register)
    with pytest.raises(Conflict, match=first.id):
        decide(register, (second.id, first.id))
    with pytest.raises(NotFound, match="prp_none"):
        decide(register, (second.id, "prp_none"))
    assert everything(register) == before


def test_several_take_no_edit_and_none_is_no_decision(register: Store) -> None:
    first, second = propose(register, recipient("Posten"), recipient("Åkeriet"))
    for identities in ((), (first.id, second.id)):
        with pytest.raises(BadInput):
            decide(register, identities, ProposalState.EDITED, {"role": "processor"})
    with pytest.raises(BadInput) as refused:
        decide(register, tuple(f"prp_{number}" for number in range(1_001)))
    assert refused.value.field == "proposals"


def test_a_rejected_recipient_stays_rejected(register: Store) -> None:
    (asked,) = propose(register, recipient("Posten"))
    decide(register, (asked.id,), ProposalState.REJECTED)
    assert propose(register, recipient("Posten", valid_from="2026-06-01")) == []
    assert len(propose(register, recipient("Posten", role="processor"))) == 1


def test_what_fails_after_decisions_takes_them_back_whole(register: Store) -> None:
    found = propose(register, recipient("Posten"), recipient("Åkeriet"))
    before = everything(register)

    def decided_then_failed() -> None:
        with register.write(BY) as session:
            decision = Decision(ProposalState.ACCEPTED, "Read it.", BY)
            decide_all(session, [one.id for one in found], decision, law=LAW, on=ON, at=DECIDED)
            raise OnwardError("the disk is full")

    with pytest.raises(OnwardError, match="the disk is full"):
        decided_then_failed()
    assert everything(register) == before


def test_an_engagement_that_is_gone_by_now_is_a_conflict(register: Store) -> None:
    (asked,) = propose(register, recipient("Fjärrmoln Inc.", role="joint_controller"))
    with register.write("test") as session:
        _retire(session)
    with pytest.raises(Conflict, match="no longer engaged"):
        decide(register, (asked.id,))


def _retire(session: Session) -> None:
    rows = session.exec(select(Engagement).where(col(Engagement.name_as_written) == "Fjärrmoln Inc.")).all()
    for row in rows:
        row.retired_at = DECIDED
        session.add(row)


def test_a_name_that_fits_several_is_nobody_until_a_person_says_who(register: Store) -> None:
    (asked,) = propose(register, recipient("Posten"))
    with register.write("test") as session:
        row = session.get_one(Proposal, asked.id)
        assert finding_of(row).topic == "Posten"
        organisations = [("org_nordmoln", "dat1"), ("org_brevduvan", "dat2")]
        session.add_all(_name("Posten", organisation, key) for organisation, key in organisations)
    with pytest.raises(BadInput, match="fits several") as refused:
        decide(register, (asked.id,))
    assert refused.value.field == "organisation"
    (again,) = propose(register, recipient("Posten", role="processor"))
    assert sorted(again.value["candidates"]) == ["org_brevduvan", "org_nordmoln"]
    decide(register, (again.id,), ProposalState.EDITED, {"organisation": "org_brevduvan"})
    assert len(engaged(register, "Posten")) == 1


def _name(name: str, organisation: str, key: str) -> Any:
    return Name(
        id=f"nam_{key}", subject_id=organisation, name=name, folded=name.casefold(), kind="spelling", source="test",
        grade=Grade.PRIMARY, origin=Origin.PERSON, recorded_at=TAKEN,
    )  # fmt: skip
