"""Signing in, and those who try to get in otherwise."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import signed_in
from companies import OWN
from entering_fixtures import client, filled, path, store
from live_server import serving
from page_visits import BASE
from signed_in import COOKIE, OURS, PASSWORD, REVIEW, Client, enter
from sqlmodel import select

from registry import audit
from registry.accounts import passwords, people, sessions
from registry.store import Store
from registry.tables import Audit, SignIn, now
from registry.terms import AccountRole, Right
from web.guessing import network_of
from web.pages.entering import safe_path

API = "/api/v1/engagements"
CHANGED = select(Audit).where(Audit.subject_id == "prp_norrsken", Audit.deed == "change")

__all__ = ["client", "filled", "path", "store"]


def test_the_right_password_begins_a_session_that_no_script_reads(client: Client) -> None:
    assert client.get("/").headers["location"] == "/login?next=%2F"
    answer = enter(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    flags = answer.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "path=/" in flags
    assert client.get("/").status_code == 200
    assert client.get(API).status_code == 200


def test_over_https_the_cookie_is_one_that_no_plain_page_can_set(path: Path) -> None:
    settings = signed_in.settings_of(path, ONWARD_BASE_URL="https://onward.example")
    with signed_in.asking(settings, "https://onward.example") as client:
        answer = enter(client, Origin="https://onward.example")
        assert "__Host-onward=" in answer.headers["set-cookie"]
        assert "secure" in answer.headers["set-cookie"].lower()
        assert client.get("/").status_code == 200
        assert enter(client, Origin="http://onward.example").status_code == 403
        assert client.get("/health", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(("email", "password"), [(REVIEW, "another long one"), ("nobody@company.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(client: Client, email: str, password: str) -> None:
    answer = enter(client, password, email)
    assert answer.status_code == 422
    assert "Wrong mail address or password." in answer.text
    assert "set-cookie" not in answer.headers


def test_an_unknown_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting:
        def verify(self, kept: str, _password: str) -> bool:
            asked.append(kept)
            return True

    kept = passwords.hashed(PASSWORD)
    passwords._nobodys()
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    assert [passwords.is_right("x", None), passwords.is_right("x", kept)] == [False, True]
    assert [one.split("$")[1:4] for one in asked] == [kept.split("$")[1:4]] * 2


def test_a_session_handed_to_somebody_is_not_theirs_after_signing_in(client: Client, store: Store) -> None:
    planted = signed_in.sign_in(store, signed_in.id_of(store, "admin@company.example"))
    client.cookies.set(COOKIE, planted)
    enter(client)
    fresh = client.cookies.get(COOKIE, domain="127.0.0.1") or client.cookies.get(COOKIE)
    with store.read() as session:
        kept = [one.sha256 for one in session.exec(select(SignIn)).all()]
    assert len(kept) == 1
    assert fresh is not None
    assert client.get(API, headers={"Cookie": f"{COOKIE}={planted}"}).status_code == 401


@pytest.mark.parametrize(("idle", "whole"), [(sessions.IDLE, None), (None, sessions.LONGEST)])
def test_a_session_ends_by_itself(store: Store, idle: timedelta | None, whole: timedelta | None) -> None:
    secret = signed_in.sign_in(store, signed_in.id_of(store, REVIEW))
    at = now()
    with store.read() as session:
        assert sessions.person(session, secret, at) is not None
        assert sessions.person(session, secret, at + (idle or whole or timedelta())) is None


@pytest.mark.parametrize("deed", ["password", "role", "end"])
def test_a_session_ends_with_what_it_rested_on(store: Store, deed: str) -> None:
    user_id = signed_in.id_of(store, REVIEW)
    secret = signed_in.sign_in(store, user_id)
    with store.write("test") as session:
        match deed:
            case "password":
                people.set_password(session, user_id, passwords.hashed("another few words"))
            case "role":
                people.change(session, user_id, AccountRole.READER, [OWN])
            case _:
                people.end(session, user_id, now())
    with store.read() as session:
        assert sessions.person(session, secret, now()) is None


def test_signing_out_ends_the_session_and_not_the_cookie_alone(client: Client) -> None:
    enter(client)
    secret = client.cookies.get(COOKIE)
    assert client.post("/logout", headers=OURS).headers["location"] == "/login"
    assert client.get(API, headers={"Cookie": f"{COOKIE}={secret}"}).status_code == 401


def test_guessing_is_bounded_and_says_how_long_to_wait(client: Client) -> None:
    answers = [enter(client, f"guess number {n}") for n in range(12)]
    codes = [one.status_code for one in answers]
    assert codes == [422] * 10 + [429] * 2
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900
    assert enter(client).status_code == 429
    assert enter(client, email="admin@company.example").status_code == 422


def test_a_stranger_who_guesses_locks_nobody_out_who_asks_from_elsewhere(path: Path) -> None:
    with serving(signed_in.settings_of(path)) as port:
        codes = [_entered(port, "127.0.0.2", f"guess number {n}") for n in range(11)]
        assert codes == [422] * 10 + [429]
        assert _entered(port, "127.0.0.2", PASSWORD) == 429
        assert _entered(port, "127.0.0.3", PASSWORD) == 303


def _entered(port: int, local_address: str, password: str) -> int:
    base = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=base, transport=httpx.HTTPTransport(local_address=local_address)) as client:
        data = {"email": REVIEW, "password": password}
        return client.post("/login", data=data, headers={"Origin": base}).status_code


def test_a_browser_that_signed_in_before_gets_in_though_strangers_guess_from_the_same_address(client: Client) -> None:
    held = enter(client).cookies["onward_known"]
    client.cookies.clear()
    assert [enter(client, f"guess number {n}").status_code for n in range(11)] == [422] * 10 + [429]
    assert enter(client).status_code == 429
    ours = {"Cookie": f"onward_known={held}"}
    assert enter(client, **ours).status_code == 303
    client.cookies.clear()
    codes = [enter(client, f"guess number {n}", **ours).status_code for n in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_cookie_of_a_known_browser_is_worth_nothing_for_others_and_after_another_password(
    client: Client, store: Store
) -> None:
    held = enter(client).cookies["onward_known"]
    once = held.partition(".")[0]
    client.cookies.clear()
    with store.write("test") as session:
        fresh = passwords.hashed("another few words")
        people.set_password(session, signed_in.id_of(store, REVIEW), fresh)
    for _ in range(10):
        enter(client, "a guess")
    for forged in (held, f"{once}.", f"{once}.{'0' * 64}", ".", "x" * 9_000):
        assert enter(client, "another few words", Cookie=f"onward_known={forged}").status_code == 429


def test_a_household_is_one_stranger() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")


def test_who_asks_too_often_is_told_to_wait(path: Path, store: Store) -> None:
    secret = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])
    with signed_in.asking(signed_in.settings_of(path, ONWARD_RATE_LIMIT="3")) as client:
        bearer = {"Authorization": f"Bearer {secret}"}
        answers = [client.get("/api/v1/session", headers=bearer) for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "Det blev för många försök. Vänta en stund"), ("en", "That was too often. Wait a while")],
)
def test_who_asks_for_pages_too_often_is_told_so_on_a_page(path: Path, store: Store, language: str, words: str) -> None:
    secret = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ])
    with signed_in.asking(signed_in.settings_of(path, ONWARD_RATE_LIMIT="1")) as client:
        headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
        answers = [client.get("/services", headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].headers["content-type"].startswith("text/html")
    assert words in answers[-1].text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": BASE},
        {"Sec-Fetch-Site": "none"},
    ],
)
@pytest.mark.parametrize("address", ["/api/v1/proposals/prp_norrsken/decisions", "/proposals/prp_norrsken/decisions"])
def test_another_site_decides_nothing_in_the_name_of_who_is_signed_in(
    client: Client, store: Store, address: str, headers: dict[str, str]
) -> None:
    secret = signed_in.sign_in(store, signed_in.id_of(store, REVIEW))
    sent = {"Cookie": f"{COOKIE}={secret}"} | headers
    body = {"decision": "reject", "reason": "no"}
    as_json = address.startswith("/api")
    answer = client.post(address, json=body, headers=sent) if as_json else client.post(address, data=body, headers=sent)
    assert answer.status_code == 403
    with store.read() as session:
        assert audit.verify(session) is None
        assert not session.exec(CHANGED).all()


@pytest.mark.parametrize(
    "way",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "x",
     "/a\nb", "///evil.example", "http:evil.example", "/\t/evil.example", "", "[", "//[", "/" + "a" * 2000],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(way: str) -> None:
    assert safe_path(way) == "/"


@pytest.mark.parametrize("way", ["/services?q=a", "/proposals/prp_1#x", "/diagram?on=2026-01-01&depth=2"])
def test_signing_in_leads_back_to_where_one_was(client: Client, way: str) -> None:
    assert enter(client, way=way).headers["location"] == way


def test_no_page_of_another_site_frames_the_form(client: Client) -> None:
    headers = client.get("/login").headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
