"""Tokens, one-time links, and what is left of somebody who was erased."""

import re
import shutil
from pathlib import Path

import pytest
import signed_in
import world
from companies import OWN
from entering_fixtures import client, filled, path, store
from signed_in import COOKIE, OURS, PASSWORD, REVIEW, Client, enter
from sqlmodel import select

from registry import audit
from registry.accounts import links, people, persons, tokens
from registry.errors import BadInput, Conflict, NotFound
from registry.store import Store
from registry.tables import Audit, Token, now
from registry.terms import AccountRole, LinkPurpose, Right

API = "/api/v1/engagements"
CHANGED = select(Audit).where(Audit.subject_id == "prp_norrsken", Audit.deed == "change")

__all__ = ["client", "filled", "path", "store"]


def test_a_token_needs_no_page_to_come_from(client: Client, store: Store) -> None:
    secret = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ, Right.DECIDE])
    answer = client.post(
        "/api/v1/proposals/prp_norrsken/decisions",
        json={"decision": "reject", "reason": "no"},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200, answer.text


def test_what_is_written_is_written_in_the_persons_name(client: Client, store: Store) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    cookie = {"Cookie": f"{COOKIE}={signed_in.sign_in(store, user_id)}"}
    body = {"decision": "reject", "reason": "no"}
    client.post("/api/v1/proposals/prp_norrsken/decisions", json=body, headers=OURS | cookie)
    with store.read() as session:
        row = session.exec(CHANGED).one()
        assert row.actor == user_id
        assert persons.names_of(session, [row.actor]) == {user_id: "Reviewer"}
    told = client.get("/api/v1/proposals/prp_norrsken", headers=cookie).json()
    assert told["decided_by"] == user_id


@pytest.mark.parametrize("kind", ["none", "ended", "expired", "garbage", "basic"])
def test_a_token_that_is_none_opens_nothing(client: Client, store: Store, kind: str) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    secret = signed_in.token(store, user_id, [Right.READ])
    with store.write("test") as session:
        one = tokens.listed(session)[0]
        if kind == "ended":
            tokens.end(session, one.id, now())
        if kind == "expired":
            session.get_one(Token, one.id).expires_at = now()
    sent = {"none": "Bearer onw_none", "garbage": "Bearer", "basic": "Basic !!"}.get(kind, f"Bearer {secret}")
    answer = client.get(API, headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_does_no_more_than_it_carries_and_says_what_is_needed(client: Client, store: Store) -> None:
    bearer = {"Authorization": f"Bearer {signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])}"}
    answer = client.post("/api/v1/proposals/decisions", json={}, headers=bearer)
    assert (answer.status_code, "decide" in answer.json()["detail"]) == (403, True)
    assert client.get("/settings", headers=bearer).status_code == 403


def test_a_narrowed_token_tells_nothing_of_people_or_of_the_server(client: Client, store: Store) -> None:
    admin = signed_in.id_of(store, "admin@company.example")
    rights = [Right.READ, Right.ADMINISTER, Right.OPERATE]
    (wide, narrow) = (signed_in.token(store, admin, rights, scope) for scope in (None, [OWN]))
    signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])
    for address in ("/api/v1/users", f"/api/v1/users/{admin}", "/metrics"):
        told = [client.get(address, headers={"Authorization": f"Bearer {one}"}).status_code for one in (wide, narrow)]
        assert told == [200, 403], address
    whose = [client.get("/api/v1/tokens", headers={"Authorization": f"Bearer {one}"}).json() for one in (wide, narrow)]
    assert [{one["user"] == admin for one in told["items"]} for told in whose] == [{True, False}, {True}]


@pytest.mark.parametrize("noun", ["users", "tokens"])
def test_people_and_tokens_are_turned_page_by_page(client: Client, store: Store, noun: str) -> None:
    admin = signed_in.id_of(store, "admin@company.example")
    secret = signed_in.token(store, admin, [Right.READ, Right.ADMINISTER])
    for number in range(4):
        signed_in.add(store, f"anna{number}@company.example", AccountRole.READER)
        signed_in.token(store, admin, [Right.READ])
    bearer = {"Authorization": f"Bearer {secret}"}
    whole = client.get(f"/api/v1/{noun}", headers=bearer).json()
    assert (len(whole["items"]), whole["next_cursor"]) == (whole["total"], None)
    found: list[str] = []
    asked: dict[str, str] = {"limit": "2"}
    while True:
        page = client.get(f"/api/v1/{noun}", params=asked, headers=bearer).json()
        assert (len(page["items"]) <= 2, page["total"]) == (True, whole["total"])
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert found == [one["id"] for one in whole["items"]]
    assert client.get(f"/api/v1/{noun}?sort=email", headers=bearer).status_code == 400


def test_a_token_sees_its_own_controllers_alone(client: Client, store: Store) -> None:
    secret = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ], [OWN])
    told = client.get(API, headers={"Authorization": f"Bearer {secret}"}).text
    assert "eng_lagring" in told
    assert "hamnen" not in told.casefold()


def test_a_reader_of_feeds_gives_the_token_as_its_password(client: Client, store: Store) -> None:
    secret = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])
    assert client.get("/feeds/changes.atom").status_code == 401
    assert client.get("/feeds/changes.atom", auth=("anything", secret)).status_code == 200


@pytest.mark.parametrize("rights", [[Right.EDIT], [Right.OWN], []])
def test_a_token_carries_no_more_than_its_person_may(store: Store, rights: list[Right]) -> None:
    with pytest.raises(BadInput):
        signed_in.token(store, signed_in.id_of(store, REVIEW), rights)


def test_a_scope_names_controllers_and_groups_of_them_alone(store: Store) -> None:
    for wrong in ("org_molnet_inc", "org_nobody"):
        with pytest.raises(BadInput, match="no controller"):
            signed_in.add(store, "c@company.example", AccountRole.READER, [OWN, wrong])
    signed_in.add(store, "c@company.example", AccountRole.READER, [OWN])


def test_nothing_that_opens_a_door_is_kept_or_told_as_it_is(store: Store, path: Path) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    with store.write("test") as session:
        link = links.make(session, LinkPurpose.PASSWORD, now(), user_id)
    secrets = [signed_in.sign_in(store, user_id), signed_in.token(store, user_id, [Right.READ]), link, PASSWORD]
    store.close()
    kept = path.read_bytes() + Path(f"{path}-wal").read_bytes() if Path(f"{path}-wal").exists() else path.read_bytes()
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_a_link_works_once_and_for_a_while(client: Client, store: Store) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    with store.write("test") as session:
        old = links.make(session, LinkPurpose.PASSWORD, now(), user_id)
        fresh = links.make(session, LinkPurpose.PASSWORD, now(), user_id)
    assert client.get(f"/welcome/{old}").status_code == 404
    given = {"password": "kottar under granen", "again": "kottar under granen"}
    assert client.post(f"/welcome/{fresh}", data=given | {"again": "x"}, headers=OURS).status_code == 422
    assert client.post(f"/welcome/{fresh}", data=given).status_code == 403
    assert client.post(f"/welcome/{fresh}", data=given, headers=OURS).status_code == 303
    assert client.post(f"/welcome/{fresh}", data=given, headers=OURS).status_code == 404
    client.cookies.clear()
    assert enter(client, "kottar under granen").status_code == 303
    with store.write("test") as session:
        late = links.make(session, LinkPurpose.PASSWORD, now(), user_id)
    with store.read() as session, pytest.raises(NotFound):
        links.found(session, late, now() + links.LASTS[LinkPurpose.PASSWORD])


@pytest.mark.parametrize(("purpose", "holds"), [(LinkPurpose.PASSWORD, False), (LinkPurpose.INVITATION, True)])
def test_a_link_to_a_new_password_ends_the_tokens_and_an_invitation_does_not(
    client: Client, store: Store, purpose: LinkPurpose, *, holds: bool
) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    bearer = {"Authorization": f"Bearer {signed_in.token(store, user_id, [Right.READ])}"}
    with store.write("test") as session:
        link = links.make(session, purpose, now(), user_id)
    assert client.get(API, headers=bearer).status_code == 200, "made is not used"
    given = {"password": "kottar under granen", "again": "kottar under granen"}
    assert client.post(f"/welcome/{link}", data=given, headers=OURS).status_code == 303
    client.cookies.clear()
    assert client.get(API, headers=bearer).status_code == (200 if holds else 401)


@pytest.mark.parametrize("wished", [False, True])
def test_who_changes_the_password_is_asked_about_the_tokens(client: Client, store: Store, *, wished: bool) -> None:
    bearer = {"Authorization": f"Bearer {signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])}"}
    enter(client)
    assert 'name="end_tokens"' in client.get("/settings").text
    data = {"old": PASSWORD, "password": "kottar under granen", "again": "kottar under granen"}
    sent = data | ({"end_tokens": "1"} if wished else {})
    assert client.post("/settings/password", data=sent, headers=OURS).status_code == 303
    assert client.get("/settings").status_code == 200
    client.cookies.clear()
    assert client.get(API, headers=bearer).status_code == (401 if wished else 200)


def test_the_first_account_closes_the_door_behind_it(migrated_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(migrated_file, tmp_path / "onward.db"))
    store = signed_in.opened(path)
    world.fill(store)
    with signed_in.asking(signed_in.settings_of(path)) as client:
        assert client.get(API).status_code == 200
        place = client.post("/settings/first", headers=OURS).headers["location"]
        assert re.fullmatch(r"/welcome/[\w-]{43}", place)
        given = {"name": "Ada Berg", "email": "Ada@Company.example", "password": PASSWORD, "again": PASSWORD}
        assert client.post(place, data=given | {"password": "short", "again": "short"}, headers=OURS).status_code == 422
        assert client.post(place, data=given, headers=OURS).status_code == 303
        assert client.get("/settings").status_code == 200
        client.cookies.clear()
        assert client.get(API).status_code == 401
        assert enter(client, email="ada@company.example").status_code == 303
    with store.write("test") as session, pytest.raises(NotFound):
        links.redeem(session, links.make(session, LinkPurpose.FIRST_ADMIN, now()), "x", now(), name="B", email="b@c.se")
    store.close()


def test_the_last_administrator_stays(store: Store) -> None:
    with store.write("test") as session, pytest.raises(Conflict, match="last administrator"):
        people.end(session, signed_in.id_of(store, "admin@company.example"), now())


def test_an_erased_person_leaves_a_chain_that_holds_and_names_nobody(store: Store) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    with store.write(user_id) as session:
        people.change(session, user_id, AccountRole.DPO, None)
    with store.write("test") as session:
        people.erase(session, user_id, now())
    with store.read() as session:
        assert audit.verify(session) is None
        links_of = session.exec(select(Audit)).all()
        assert not [one for one in links_of if REVIEW in str(one.content)]
        assert [one.actor for one in links_of if one.actor == user_id]
        assert persons.names_of(session, [user_id]) == {}
