"""Requests and answers that nobody would send: refused in our words, never a 500, never another kind of error."""

import asyncio
import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import signed_in
from mutating import mutated
from outside_seeds import FACTS, PAGE, TEXT
from servers.raw_answers import RawAnswers
from signed_in import COOKIE, OURS, Client

from registry import remote
from registry import settings as environment
from registry.alerts.channels import MailChannel, WebhookChannel
from registry.alerts.outbox import ChannelFailed
from registry.alerts.told import Told
from registry.answers import Asked, Form
from registry.errors import OnwardError
from registry.guard import Guard
from registry.store import Store, open_store
from web import oidc

TIMES = int(os.environ.get("ONWARD_ATTACKS", "4")) * 5
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
OPEN = Guard.of(["127.0.0.0/8"])
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nSet-Cookie: a=b\r\n\r\n"
MAIL = b"220 mail.example ESMTP\r\n250-mail.example\r\n250 SIZE 1000\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 ok\r\n"


def answers(body: bytes, what: str, head: bytes = HEAD) -> Iterator[bytes]:
    """Whole answers, their body or their head mutated."""
    yield (head % len(body) if b"%d" in head else head) + body
    for number in range(TIMES):
        chance = random.Random(f"{what} {number}")
        if number % 2:
            changed = mutated(body, chance)
            yield (head % len(changed) if b"%d" in head else head) + changed
        else:
            yield mutated((head % len(body) if b"%d" in head else head) + body, chance)


@pytest.fixture
def server() -> Iterator[RawAnswers]:
    with RawAnswers() as running:
        yield running


def told() -> Told:
    return Told(id="evt_1", at=AT, language="en")


def test_a_receiver_of_webhooks_may_answer_anything(server: RawAnswers) -> None:
    channel = WebhookChannel(f"http://127.0.0.1:{server.port}/hook", (SECRET,), OPEN)
    outcomes = set()
    for server.answer in answers(b"{}", "webhook"):
        try:
            channel.send(told())
            outcomes.add("delivered")
        except ChannelFailed:
            outcomes.add("failed")
    assert outcomes == {"delivered", "failed"}


def test_a_mail_server_may_answer_anything(server: RawAnswers) -> None:
    channel = MailChannel(f"127.0.0.1:{server.port}", "onward@a.example", "ada@b.example", "http://127.0.0.1:8765")
    outcomes, server.speaks_first = set(), True
    for server.answer in answers(b"221 bye\r\n", "mail", MAIL):
        try:
            channel.send(told())
            outcomes.add("delivered")
        except ChannelFailed:
            outcomes.add("failed")
    assert "failed" in outcomes


def test_an_identity_provider_may_answer_anything(server: RawAnswers, tmp_path: Path) -> None:
    issuer = f"http://127.0.0.1:{server.port}"
    settings = environment.read(
        {"ONWARD_OIDC_ISSUER": issuer, "ONWARD_OIDC_CLIENT_ID": "onward", "ONWARD_OIDC_CLIENT_SECRET": "s",
         "ONWARD_ALLOW_ADDRESSES": "127.0.0.0/8", "ONWARD_VAR": str(tmp_path)}
    )  # fmt: skip
    described = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/a",
        "token_endpoint": f"{issuer}/t",
        "jwks_uri": f"{issuer}/k",
        "id_token": "a.b.c",
        "keys": [{"kty": "RSA", "n": "AQ", "e": "AQAB"}],
    }
    store = open_store(f"sqlite:///{tmp_path}/onward.db")
    store.migrate()
    outcomes = set()
    for server.answer in answers(json.dumps(described).encode(), "provider"):
        try:
            sent = asyncio.run(oidc.begin(settings, store, "/"))
            outcomes.add("sent")
            keys = asyncio.run(oidc._keys(settings, described))
            oidc._believed(settings, described, keys, "a.b.c", sent.state)
        except OnwardError:
            outcomes.add("refused")
    store.close()
    assert "refused" in outcomes


def test_a_server_that_a_command_asks_may_answer_anything(server: RawAnswers) -> None:
    settings = environment.read({"ONWARD_SERVER": f"http://127.0.0.1:{server.port}", "ONWARD_TOKEN": "onw_x"})
    body = b'{"items": [{"id": "svc_one"}], "next_cursor": null, "total": 1}'
    outcomes = set()
    for server.answer in answers(body, "remote"):
        try:
            remote.answer(settings, Asked("services", form=Form.LIST))
            outcomes.add("answered")
        except OnwardError:
            outcomes.add("refused")
    assert outcomes == {"answered", "refused"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    path = tmp_path_factory.mktemp("mutated") / "onward.db"
    path.write_bytes(migrated_file.read_bytes())
    store: Store = open_store(f"sqlite:///{path}")
    signed_in.fill(store)
    secret = signed_in.sign_in(store, signed_in.id_of(store, "admin@company.example"))
    store.close()
    with signed_in.asking(signed_in.settings_of(path)) as client:
        client.headers["Cookie"] = f"{COOKIE}={secret}"
        yield client


FORM = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + TEXT + b"\r\n--x--\r\n"
BODIES = {
    "/api/v1/verdicts": ("application/json", FACTS),
    "/api/v1/imports": ("application/toml", b'[organisation]\nname = "A AB"\ncountry = "SE"\n'),
    "/api/v1/readings": ("text/html", PAGE),
    "/api/v1/tasks": ("application/json", b'{"engagement": "eng_lagring", "title": "a", "due_on": "2026-12-01"}'),
    "/api/v1/proposals/decisions": ("application/json", b'{"proposals": ["x"], "decision": "accept", "reason": "a"}'),
    "/read": ("multipart/form-data; boundary=x", FORM),
    "/login": ("application/x-www-form-urlencoded", b"email=a%40b.example&password=abc&next=%2F"),
    "/gaps": ("application/x-www-form-urlencoded", b"controller=org_x&text=abc"),
}
HEADERS = (
    *("Cookie", "Authorization", "If-Match", "If-None-Match", "Accept-Language", "Origin", "Accept", "Content-Type"),
    *("Idempotency-Key", "Range", "X-Forwarded-For"),
)


@pytest.mark.parametrize("path", BODIES)
def test_a_body_that_nobody_would_send_brings_nothing_down(client: Client, path: str) -> None:
    kind, seed = BODIES[path]
    fallen = []
    for number in range(TIMES):
        body = mutated(seed, random.Random(f"{path} {number}"))
        answer = client.post(path, content=body, headers=OURS | {"Content-Type": kind}, follow_redirects=False)
        fallen += [(number, answer.status_code, answer.text[:200])] if answer.status_code >= 500 else []
    assert fallen == []


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_nobody_would_send_brings_nothing_down(client: Client, header: str) -> None:
    seeds = {
        "Cookie": SimpleCookie({COOKIE: "abc", "onward_lang": "sv"}).output(header="", sep=";").encode(),
        "Authorization": b"Bearer onw_abcdef",
        "Accept-Language": b"sv-SE,sv;q=0.9,en;q=0.8",
        "Content-Type": b"multipart/form-data; boundary=x",
    }
    fallen = []
    for number in range(TIMES * 2):
        value = mutated(seeds.get(header, b'"abc", W/"def"'), random.Random(f"{header} {number}"))
        value = bytes(byte for byte in value if byte not in b"\r\n\0")[:8_000]
        for method, path in (("GET", "/"), ("GET", "/api/v1/services/svc_lagring"), ("POST", "/api/v1/tasks")):
            request = client.build_request(method, path, content=b"{}" if method == "POST" else None)
            name = header.lower().encode()
            kept = [(one, said) for one, said in request.headers.raw if one.lower() != name]
            request.headers = type(request.headers)([*kept, (name, value)])
            answer = client.send(request, follow_redirects=False)
            fallen += [(number, path, answer.status_code, value[:80])] if answer.status_code >= 500 else []
    assert fallen == []
