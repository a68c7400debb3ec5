"""A recipient beside the register: whom a name means, what differs, and what accepting it writes."""

from pathlib import Path
from typing import Any

import pytest
from handed_notices import TAKEN
from handed_recipients import ENGAGED, engaged, everything, propose, recipient, with_notice
from handed_register import DECIDED, LAW, ON, begin, decide, of
from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict
from registry.reviews import inbox
from registry.reviews.proposals import finding_of
from registry.store import Store
from registry.tables import (
    Engagement,
    Name,
    Organisation,
    Proposal,
    Safeguard,
    Service,
    Transfer,
)
from registry.terms import Deed, Grade, Origin, ProposalState, Role


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    return with_notice(begin(store, tmp_path, ENGAGED))


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
    register = with_notice(begin(store, tmp_path))
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


def test_a_rejected_recipient_stays_rejected(register: Store) -> None:
    (asked,) = propose(register, recipient("Posten"))
    decide(register, (asked.id,), ProposalState.REJECTED)
    assert propose(register, recipient("Posten", valid_from="2026-06-01")) == []
    assert len(propose(register, recipient("Posten", role="processor"))) == 1


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
