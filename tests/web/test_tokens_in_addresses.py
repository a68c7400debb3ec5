"""A token in an address opens two feeds to read, and nothing else."""

import logging

import pytest
import signed_in
from companies import OWN
from entering_fixtures import client, filled, path, store
from signed_in import COOKIE, REVIEW, Client
from test_rights import ADDRESSES, Address, named

from registry.accounts import tokens
from registry.store import Store
from registry.tables import now
from registry.terms import Right

FEEDS = ("/feeds/deadlines.ics", "/feeds/changes.atom")
OTHERS = [one for one in ADDRESSES if one.path not in FEEDS and one.need != "open"]

__all__ = ["client", "filled", "path", "store"]


def secret_of(store: Store, rights: list[Right], controllers: list[str] | None = None) -> str:
    return signed_in.token(store, signed_in.id_of(store, REVIEW), rights, controllers)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_client_that_can_only_be_given_an_address_reads_the_feed(client: Client, store: Store, feed: str) -> None:
    assert client.get(feed).status_code == 401
    answer = client.get(feed, params={"token": secret_of(store, [Right.READ])})
    assert answer.status_code == 200
    assert client.get(feed, params={"token": secret_of(store, [Right.READ]), "lang": "sv"}).status_code == 200
    assert "onw_" not in answer.text, "what is told does not hold the token"
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("feed", FEEDS)
def test_such_a_token_sees_its_own_controllers_alone(client: Client, store: Store, feed: str) -> None:
    told = client.get(feed, params={"token": secret_of(store, [Right.READ], [OWN])})
    assert told.status_code == 200
    assert "hamnen" not in told.text.casefold()


@pytest.mark.parametrize("feed", FEEDS)
def test_a_token_that_may_do_more_than_read_is_refused_in_an_address(client: Client, store: Store, feed: str) -> None:
    secret = secret_of(store, [Right.READ, Right.DECIDE])
    answer = client.get(feed, params={"token": secret})
    assert (answer.status_code, "alone" in answer.json()["detail"]) == (403, True)
    assert secret not in answer.text
    assert client.get(feed, headers={"Authorization": f"Bearer {secret}"}).status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("kind", ["none", "empty", "ended"])
def test_a_token_that_holds_no_more_opens_no_feed(client: Client, store: Store, feed: str, kind: str) -> None:
    secret = secret_of(store, [Right.READ])
    if kind == "ended":
        with store.write("test") as session:
            tokens.end(session, tokens.listed(session)[0].id, now())
    given = {"none": "onw_none", "empty": "", "ended": secret}[kind]
    assert client.get(feed, params={"token": given}).status_code == 401


def test_the_same_token_opens_no_other_address(client: Client, store: Store) -> None:
    secret = secret_of(store, [Right.READ])
    opened = [named(one) for one in OTHERS if _status(client, one, secret) not in {401, 303, 302}]
    assert opened == []


def _status(client: Client, one: Address, secret: str) -> int:
    """What somebody meets who shows nothing but the token in the address; a page leads to the sign-in."""
    answer = client.request(one.method, one.of("any_id"), params={"token": secret})
    if answer.status_code in {302, 303}:
        assert answer.headers["location"].startswith("/login"), named(one)
    return answer.status_code


def test_it_adds_nothing_to_a_session_either(client: Client, store: Store) -> None:
    session = signed_in.sign_in(store, signed_in.id_of(store, REVIEW))
    headers = {"Cookie": f"{COOKIE}={session}"}
    answer = client.get("/api/v1/engagements", params={"token": secret_of(store, [Right.READ])}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "token")


def test_nothing_logs_the_address(client: Client, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    secret = secret_of(store, [Right.READ])
    with caplog.at_level(logging.DEBUG, logger="onward"), caplog.at_level(logging.DEBUG, logger="litestar"):
        for feed in FEEDS:
            client.get(feed, params={"token": secret})
            client.get(feed, params={"token": secret, "wrong": "1"})
    assert secret not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
