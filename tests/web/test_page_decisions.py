"""The form of a proposal: what it decides, what it refuses, and for whom."""

import pytest
from page_visits import BASE, Client, Page, read
from sqlmodel import select

from registry.store import Store
from registry.tables import Proposal, SubprocessorRow
from registry.terms import ProposalState


def send(client: Client, fields: dict[str, str], origin: str | None = BASE) -> tuple[int, str]:
    headers = {"Accept-Language": "sv"} | ({"Origin": origin} if origin else {})
    answer = client.post("/proposals/prp_kanal/decisions", data=fields, headers=headers, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or Page(answer.text).said


def test_accepting_writes_the_row_and_shows_what_turned(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "accept", "reason": "Står på sidan."}) == (303, "/proposals/prp_kanal")
    page = read(decider, "/proposals/prp_kanal", "sv")
    assert "Godtaget" in page.said
    assert "Står på sidan." in page.said
    assert "Det som ändrades" in page.said
    assert "Påhittad Nattjour Inc." in page.said
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").flips
        names = {row.name_as_written for row in session.exec(select(SubprocessorRow))}
    assert "Påhittad Nattjour Inc." in names


def test_an_edit_decides_the_value_that_was_written(decider: Client, kept: Store) -> None:
    given = {"decision": "edit", "reason": "Orten står längre ned.", "name_as_written": "Påhittad Nattjour Inc."}
    assert send(decider, given | {"places": "US, CA", "purpose": "", "seat": "US"})[0] == 303
    with kept.read() as session:
        decided = session.get_one(Proposal, "prp_kanal")
    assert decided.state is ProposalState.EDITED
    assert decided.edited_value is not None
    assert decided.edited_value["places"] == ["US", "CA"]
    assert decided.edited_value["purpose"] is None
    assert decided.value["places"] == ["US"]


def test_dismissing_writes_no_row(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "reject", "reason": "Gäller en annan tjänst."})[0] == 303
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.REJECTED
        assert {row.name_as_written for row in session.exec(select(SubprocessorRow))} == {"Påhittad Lagring GmbH"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "accept", "reason": "  "}, "Ett beslut behöver ett skäl."),
        ({"decision": "accept"}, "Ett beslut behöver ett skäl."),
        ({"reason": "Ja."}, "Formuläret angav varken godtagande eller avvisande."),
        ({"decision": "approve", "reason": "Ja."}, "Formuläret angav varken godtagande eller avvisande."),
        ({"decision": "edit", "reason": "Ja.", "places": "US"}, "Inget ändrades."),
        ({"decision": "edit", "reason": "Ja.", "seat": "Sweden"}, "Ett värde går inte att använda."),
        ({"decision": "edit", "reason": "Ja.", "name_as_written": ""}, "Ett värde går inte att använda."),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(decider: Client, fields: dict[str, str], words: str) -> None:
    status, said = send(decider, fields)
    assert status == 422
    assert words in said
    assert "Godta med ändring" in said


def test_a_decided_proposal_is_not_decided_again(decider: Client) -> None:
    assert send(decider, {"decision": "reject", "reason": "Nej."})[0] == 303
    status, said = send(decider, {"decision": "accept", "reason": "Jo."})
    assert status == 422
    assert "kan inte längre beslutas" in said


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:8766"])
def test_a_form_of_another_site_decides_nothing(decider: Client, kept: Store, origin: str | None) -> None:
    status, _ = send(decider, {"decision": "accept", "reason": "Ja."}, origin)
    assert status == 403
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.PROPOSED


def test_on_another_day_there_is_no_form_to_decide_with(visitor: Client) -> None:
    page = read(visitor, "/proposals/prp_kanal?on=2026-11-01")
    assert "Decisions are taken on today's page." in page.said
    assert not [a for tag, a in page.elements if tag == "form" and a.get("method") == "post"]
