"""Proposals whose stored value lacks what its readers write today, or says it otherwise: a page and a clear answer."""

from typing import Any

import pytest
from page_desk import proposal
from page_texts import Words
from page_visits import BASE, Client
from sqlmodel import Session, select

from registry.store import Store
from registry.tables import Engagement, Proposal
from registry.terms import Deed, ProposalState, Role

WHOLE: dict[str, dict[str, Any]] = {
    "recipient": {
        "topic": "Ny part", "name_as_written": "Ny part", "resolved": None, "role": "processor", "countries": ["US"],
        "destinations": ["US"], "mechanisms": ["scc"], "act": None, "purpose": None, "data_categories": ["email"],
        "valid_from": "2026-05-04", "service": None, "organisation": None, "candidates": [],
    },
    "sub_processor": {
        "topic": "Ny rad", "name_as_written": "Ny rad", "purpose": None, "places": ["US"], "seat": "US",
        "organisation": None,
    },
    "mechanism": {"topic": "scc", "kind": "scc", "state": "declared", "act": None, "modules": ["c2p"]},
    "role": {"topic": "role", "role": "processor", "context": None},
    "retention": {"topic": "P1Y", "period": "P1Y", "what": None},
    "legal_basis": {"topic": "consent", "basis": "consent"},
    "third_country": {"topic": "US", "country": "US"},
    "clause": {"topic": "Ca", "id": "Ca", "state": "present"},
    "notice_days": {"topic": "30", "days": 30},
    "watch": {"topic": "https://a.example/dpa", "url": "https://a.example/dpa", "kind": "dpa"},
}  # fmt: skip
ODD = (None, "", 7, "no such word", {"a": 1}, [{"a": 1}], [None], True, "Å" * 5000)
CASES = [(field, name) for field, whole in WHOLE.items() for name in whole if name != "topic"]


def put(session: Session, field: str, value: dict[str, Any], number: int) -> str:
    identity, whose = f"prp_odd_{number}", session.exec(select(Engagement)).first()
    assert whose is not None
    about = whose.controller_id if field == "recipient" else whose.service_id
    one = proposal(identity, about, Words(), field=field, value=value, deed=Deed.ADD, start=number)
    session.add(one)
    return identity


@pytest.mark.parametrize(("field", "name"), CASES)
def test_a_value_that_lacks_or_garbles_a_field_has_a_page_and_can_be_decided(
    decider: Client, kept: Store, field: str, name: str
) -> None:
    values = [{key: said for key, said in WHOLE[field].items() if key != name}]
    values += [WHOLE[field] | {name: odd} for odd in ODD]
    with kept.write("reader") as session:
        made = [put(session, field, value, number) for number, value in enumerate(values)]
    assert decider.get("/proposals").status_code == 200
    for identity in made:
        assert decider.get(f"/proposals/{identity}").status_code == 200, identity
        accept = {"decision": "accept", "reason": "Prövas."}
        answer = decider.post(
            f"/proposals/{identity}/decisions", data=accept, headers={"Origin": BASE}, follow_redirects=False
        )
        assert answer.status_code in (303, 422), identity
        assert decider.get(f"/proposals/{identity}").status_code == 200, identity
    for page in ("/", "/transfers", "/services", "/gaps"):
        assert decider.get(page).status_code == 200, page


def test_a_recipient_without_a_role_is_engaged_with_its_role_not_stated(decider: Client, kept: Store) -> None:
    with kept.write("reader") as session:
        identity = put(session, "recipient", {k: v for k, v in WHOLE["recipient"].items() if k != "role"}, 0)
    accept = {"decision": "accept", "reason": "Den namnges."}
    answer = decider.post(
        f"/proposals/{identity}/decisions", data=accept, headers={"Origin": BASE}, follow_redirects=False
    )
    assert answer.status_code == 303
    with kept.read() as session:
        engaged = session.exec(select(Engagement).where(Engagement.name_as_written == "Ny part")).one()
        assert engaged.stated_in_our_notice is Role.RECIPIENT


def test_an_unreadable_role_is_named_and_can_be_mended_by_an_edit(decider: Client, kept: Store) -> None:
    with kept.write("reader") as session:
        identity = put(session, "recipient", WHOLE["recipient"] | {"role": "customer"}, 0)
    send = {"headers": {"Origin": BASE}, "follow_redirects": False}
    refused = decider.post(
        f"/proposals/{identity}/decisions", data={"decision": "accept", "reason": "Ja."}, **send
    )  # fmt: skip
    assert refused.status_code == 422
    assert "“customer” is no role" in refused.text
    edited = {"decision": "edit", "reason": "Ett biträde.", "role": "processor", "name_as_written": "Ny part"}
    answer = decider.post(f"/proposals/{identity}/decisions", data=edited | {"destinations": "US"}, **send)
    assert answer.status_code == 303
    with kept.read() as session:
        assert session.get_one(Proposal, identity).state is ProposalState.EDITED
