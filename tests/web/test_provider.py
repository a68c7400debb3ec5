"""Signing in with an identity provider, a real one on loopback; and what it may send that must not do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import signed_in
from entering_fixtures import filled, path, store
from servers.identity_provider import CLIENT, SECRET, Provider, running
from signed_in import COOKIE, Client

from registry.accounts import people
from registry.store import Store
from registry.tables import now
from registry.terms import AccountRole

__all__ = ["filled", "path", "store"]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def told(provider: Provider) -> dict[str, str]:
    return {
        "ONWARD_OIDC_ISSUER": provider.issuer, "ONWARD_OIDC_CLIENT_ID": CLIENT, "ONWARD_OIDC_CLIENT_SECRET": SECRET,
        "ONWARD_ALLOW_ADDRESSES": "127.0.0.0/8",
    }  # fmt: skip


@pytest.fixture
def client(path: Path, told: dict[str, str]) -> Iterator[Client]:
    with signed_in.asking(signed_in.settings_of(path, **told)) as client:
        yield client


@pytest.fixture
def invited(store: Store) -> str:
    return signed_in.add(store, "bo@company.example", AccountRole.REVIEWER)


def come_back(client: Client, provider: Provider, way: str = "/services") -> Any:
    sent = client.get(f"/login/provider?next={way}")
    assert sent.status_code == 303
    return client.get(provider.enter(sent.headers["location"]).removeprefix("http://127.0.0.1:8765"))


def test_who_was_invited_enters_and_goes_on(client: Client, provider: Provider, invited: str) -> None:
    sent = client.get("/login/provider").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    answer = come_back(client, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/services")
    assert client.get("/api/v1/session").json()["id"] == invited


def test_an_account_with_a_password_is_not_had_for_an_address(client: Client, provider: Provider, store: Store) -> None:
    signed_in.add(store, "bo@company.example", AccountRole.REVIEWER, password=signed_in.PASSWORD)
    answer = come_back(client, provider)
    assert answer.status_code == 422
    assert "Sign in with it" in answer.text
    assert COOKIE not in client.cookies


def test_who_is_signed_in_ties_their_own_account_and_nobody_elses(
    client: Client, provider: Provider, store: Store
) -> None:
    theirs = signed_in.add(store, "bo@company.example", AccountRole.REVIEWER, password=signed_in.PASSWORD)
    signed_in.enter(client, email=signed_in.REVIEW)
    assert come_back(client, provider).status_code == 422
    signed_in.enter(client, email="bo@company.example")
    assert "Tie the account" in client.get("/settings").text
    assert come_back(client, provider, "/settings").status_code == 303
    assert "Tie the account" not in client.get("/settings").text
    client.cookies.clear()
    assert come_back(client, provider).status_code == 303
    assert client.get("/api/v1/session").json()["id"] == theirs


def test_the_second_time_the_subject_counts_and_not_the_address(
    client: Client, provider: Provider, invited: str
) -> None:
    come_back(client, provider)
    provider.person |= {"email": "admin@company.example"}
    come_back(client, provider)
    assert client.get("/api/v1/session").json()["id"] == invited


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": [CLIENT, "another"]}},
        {"claims": {"azp": "another"}},
        {"claims": {"iss": "https://another.example"}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"sub": None}},
        {"signed": "none"},
        {"signed": "another key"},
        {"signed": "our secret"},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    client: Client, provider: Provider, invited: str, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong
    answer = come_back(client, provider)
    assert answer.status_code == 422
    assert COOKIE not in client.cookies


def test_a_provider_that_calls_itself_another_is_not_believed(client: Client, provider: Provider, invited: str) -> None:
    provider.said_issuer = "https://another.example"
    assert client.get("/login/provider").status_code == 503


def test_what_comes_back_comes_back_once_and_to_the_browser_it_left(
    client: Client, provider: Provider, invited: str
) -> None:
    sent = client.get("/login/provider").headers["location"]
    back = provider.enter(sent).removeprefix("http://127.0.0.1:8765")
    held = {name: value for name, value in client.cookies.items()}
    client.cookies.clear()
    assert client.get(back).status_code == 422
    client.cookies.update(held)
    assert client.get(back).status_code == 303
    client.cookies.clear()
    client.cookies.update(held)
    assert client.get(back).status_code == 422
    assert COOKIE not in client.cookies


def test_nobody_enters_who_was_not_invited(client: Client, provider: Provider) -> None:
    assert come_back(client, provider).status_code == 422


def test_an_address_nobody_verified_is_nobodys(client: Client, provider: Provider, invited: str) -> None:
    provider.person |= {"email_verified": False}
    assert come_back(client, provider).status_code == 422


def test_with_a_role_for_strangers_they_enter_with_it(
    path: Path, told: dict[str, str], provider: Provider, store: Store
) -> None:
    with signed_in.asking(signed_in.settings_of(path, **told, ONWARD_OIDC_ROLE="reader")) as client:
        assert come_back(client, provider).status_code == 303
        assert client.get("/api/v1/session").json()["role"] == "reader"


def test_an_account_that_was_ended_stays_ended(client: Client, provider: Provider, invited: str, store: Store) -> None:
    with store.write("test") as session:
        people.end(session, invited, now())
    assert come_back(client, provider).status_code == 422


def test_a_provider_inside_the_network_is_not_reached_unasked(
    path: Path, told: dict[str, str], provider: Provider
) -> None:
    with signed_in.asking(signed_in.settings_of(path, **(told | {"ONWARD_ALLOW_ADDRESSES": ""}))) as client:
        assert client.get("/login/provider").status_code == 503
