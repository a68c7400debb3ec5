"""What a person can do with a reading that was kept: leave what was not found, and change what was read."""

import pytest
from page_sending import send
from page_visits import BASE, Client, Page
from page_visits import read as visit
from reading_samples import AGREEMENT, NOTICE
from sqlmodel import select

from registry.store import Store
from registry.tables import Engagement, Proposal
from registry.terms import ProposalState, Role

OURS = "org_kanal-ours"


def ticked(page: Page) -> dict[str, bool]:
    return {str(a["value"]): "checked" in a for _, a in page.elements if a.get("name") == "proposal"}


def recipient(kept: Store, topic: str) -> Proposal:
    with kept.read() as session:
        found = session.exec(select(Proposal).where(Proposal.field == "recipient"))
        return next(one for one in found if one.value["topic"] == topic)


def edit(client: Client, proposal: Proposal, **given: str) -> str:
    address = f"/proposals/{proposal.id}/decisions"
    fields = {"decision": "edit", "reason": "Så är det.", **given}
    return client.post(address, data=fields, headers={"Origin": BASE, "Accept-Language": "sv"}).text


def test_a_clause_that_was_not_found_is_left_for_whoever_looks(decider: Client, kept: Store) -> None:
    page = send(decider, text=AGREEMENT, whose="service", service="Påhittad Kundkanal")
    with kept.read() as session:
        states = {one.id: one.value["state"] for one in session.exec(select(Proposal)) if one.field == "clause"}
    assert {"present", "absent"} <= set(states.values())
    chosen = ticked(page)
    assert {chosen[one] for one, state in states.items() if state == "absent"} == {False}
    assert {chosen[one] for one, state in states.items() if state == "present"} == {True}
    assert "inte bevisar att de saknas" in page.said


def test_a_party_of_an_agreement_is_not_said_to_be_in_the_register(decider: Client) -> None:
    text = f"{AGREEMENT}\n\nBiträdet anlitar Påhittade Lagringen AB som underbiträde.\n"
    page = send(decider, text=text, whose="service", service="Påhittad Kundkanal")
    assert "Påhittade Lagringen AB" in page.said
    assert "finns redan i registret" not in page.said


def test_a_recipient_is_accepted_with_another_role_and_place(decider: Client, kept: Store) -> None:
    page = send(decider, text=NOTICE, whose="controller", controller=OURS)
    proposal = recipient(kept, "mailchimp")
    assert f"/proposals/{proposal.id}" in page.links()
    shown = visit(decider, f"/proposals/{proposal.id}", "sv")
    chosen = [a["value"] for tag, a in shown.elements if tag == "option" and "selected" in a]
    assert chosen == [proposal.value["role"]]
    said = Page(edit(decider, proposal, role="independent_controller", destinations="?, US")).said
    assert "självständigt personuppgiftsansvarig" in said
    assert "utanför EES, oklart var" in said
    with kept.read() as session:
        engaged = session.exec(select(Engagement).where(Engagement.controller_id == OURS)).all()
        decided = session.get(Proposal, proposal.id)
    assert decided is not None
    assert decided.state is ProposalState.EDITED
    assert (decided.edited_value or {})["destinations"] == [None, "US"]
    stated = [one.stated_in_our_notice for one in engaged if one.name_as_written.startswith("Mailchimp")]
    assert stated == [Role.INDEPENDENT_CONTROLLER]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Inget ändrades."),
        ({"role": "vendor"}, "Ett värde går inte att använda."),
        ({"destinations": "USA"}, "Ett värde går inte att använda."),
        ({"name_as_written": " "}, "Ett värde går inte att använda."),
    ],
)
def test_a_change_of_a_recipient_that_cannot_be_says_why(
    decider: Client, kept: Store, given: dict[str, str], words: str
) -> None:
    send(decider, text=NOTICE, whose="controller", controller=OURS)
    assert words in Page(edit(decider, recipient(kept, "mailchimp"), **given)).said
