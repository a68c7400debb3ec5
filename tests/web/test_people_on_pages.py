"""Pages name people: the opaque id under which somebody stands in the log is never shown."""

import pytest
import signed_in
from entering_fixtures import client, filled, path, store
from signed_in import COOKIE, OURS, REVIEW, Client
from sqlmodel import select

from registry.accounts import people
from registry.store import Store
from registry.tables import AgreementFile, Engagement, Objection, Review, Subscription, Task, now
from registry.terms import AccountRole, ChannelKind, Pace, Severity

PROPOSAL = "/proposals/prp_norrsken"
ERASED = {"en": "somebody whose account was erased", "sv": "någon vars konto har raderats"}

__all__ = ["client", "filled", "path", "store"]


def _signed_in(client: Client, store: Store, email: str = REVIEW) -> str:
    user_id = signed_in.id_of(store, email)
    client.headers.update(OURS | {"Cookie": f"{COOKIE}={signed_in.sign_in(store, user_id)}"})
    return user_id


def test_a_decided_proposal_names_who_decided_it(client: Client, store: Store) -> None:
    user_id = _signed_in(client, store)
    sent = client.post(f"{PROPOSAL}/decisions", data={"decision": "reject", "reason": "no"})
    assert sent.status_code == 303
    shown = client.get(PROPOSAL).text
    assert "by Reviewer" in shown
    assert user_id not in shown
    assert client.get(f"/api/v1{PROPOSAL}").json()["decided_by"] == user_id, "a program is told the id"


@pytest.mark.parametrize("deciding", ["proposal", "review"])
def test_who_comes_second_is_told_no_id(client: Client, store: Store, deciding: str) -> None:
    user_id = _signed_in(client, store)
    way = {"proposal": f"{PROPOSAL}/decisions", "review": "/reviews/rvw_lagring"}[deciding]
    data = {"decision": {"proposal": "reject", "review": "approved"}[deciding], "reason": "no", "deed": "decide"}
    assert client.post(way, data=data).status_code == 303
    second = client.post(way, data=data)
    assert second.status_code == 422
    assert "already" in second.text
    assert user_id not in second.text


@pytest.mark.parametrize("language", ["en", "sv"])
def test_somebody_who_was_erased_is_told_in_words(client: Client, store: Store, language: str) -> None:
    user_id = _signed_in(client, store)
    client.post(f"{PROPOSAL}/decisions", data={"decision": "reject", "reason": "no"})
    with store.write("test") as session:
        people.erase(session, user_id, now())
    _signed_in(client, store, "admin@company.example")
    shown = client.get(PROPOSAL, params={"lang": language}).text
    assert ERASED[language] in shown
    assert user_id not in shown


def test_who_asked_to_be_told_stands_by_name(client: Client, store: Store) -> None:
    user_id = _signed_in(client, store)
    row = Subscription(
        id="sbn_mine", person=user_id, channel=ChannelKind.WEBHOOK, target="https://hooks.company.example/in",
        least_severity=Severity.LOW, pace=Pace.IMMEDIATE, language="en", heartbeat=False, created_at=now(),
        created_by=user_id,
    )  # fmt: skip
    with store.write("test") as session:
        session.add(row)
    shown = client.get("/settings/alerts").text
    assert "hooks.company.example" in shown
    assert "Reviewer" in shown
    assert user_id not in shown


def test_every_page_of_work_names_the_people_in_it(client: Client, store: Store) -> None:
    user_id = signed_in.add(store, "cia@company.example", AccountRole.REVIEWER)
    with store.write("test") as session:
        session.exec(select(AgreementFile).where(AgreementFile.id == "agf_lagring")).one().received_by = user_id
        session.exec(select(Engagement).where(Engagement.id == "eng_lagring")).one().decided_by = user_id
        for row in session.exec(select(Review).where(Review.id == "rvw_brev")):
            row.decided_by = row.step_by = row.owner = user_id
        objection = session.exec(select(Objection).where(Objection.engagement_id == "eng_lagring")).first()
        assert objection is not None
        identity, objection.decided_by = objection.id, user_id
        for task in session.exec(select(Task).where(Task.objection_id == identity)):
            task.owner = user_id
    _signed_in(client, store, "admin@company.example")
    pages = ("/agreements/agr_lagring", "/controllers/org_lagret", "/reviews/rvw_brev", "/reviews")
    for page in (*pages, f"/objections/{identity}"):
        shown = client.get(page)
        assert shown.status_code == 200, page
        assert "usr_" not in shown.text, page
        if page != f"/objections/{identity}":
            assert "Cia" in shown.text, page
