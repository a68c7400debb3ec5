"""`onward` against a remote server: the same answers as from its database, and every way in which it is refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import signed_in
import trustme
from companies import FOREIGN, OWN
from entering_fixtures import filled, path, store
from live_server import serving
from remote_shell import Shell, shell
from servers.webhook_receiver import WebhookReceiver
from signed_in import REVIEW
from sqlmodel import select

import app
from registry.accounts import tokens
from registry.answers import Exit
from registry.store import Store
from registry.tables import Audit, Token, now
from registry.terms import Right

__all__ = ["filled", "path", "shell", "store"]

READING = [
    ["proposals"],
    ["proposals", "--json"],
    ["proposals", "--json", "--known-at", "2026-11-22T12:00:00Z"],
    ["due", "--days", "900"],
    ["due", "--controller", "Lagret", "--lang", "sv", "--kind", "review"],
    ["due", "--days", "3000", "--json"],
    ["export", "--register", "art30", "--format", "json"],
    ["export", "--register", "transfers", "--format", "csv", "--lang", "sv", "--controller", "Lagret"],
    ["export", "--register", "recipients", "--format", "csv", "--since", "2026-01-01"],
    ["export", "--format", "jsonld"],
    ["draw", "--format", "mermaid", "--third-countries-only"],
    ["draw", "--format", "json", "--controller", "Lagret AB", "--depth", "2", "--on", "2026-10-01"],
    ["simulate", "--revoke", "2023/1795"],
    ["simulate", "--leave", "Brevia Post", "--acquire", "Brevia GmbH:US", "--json"],
    ["check"],
    ["check", "--controller", "Lagret", "--json", "--fail-on", "warning"],
    ["notice", "--controller", "Lagret", "--lang", "en"],
    ["notice", "--controller", "Lagret", "--json"],
    ["ask", "weakest"],
    ["ask", "weakest", "--json"],
    ["ask", "concentration", "--controller", "Lagret AB"],
    ["ask", "standing", "--json"],
    ["ask", "standing"],
    ["ask", "third-countries"],
    ["ask", "third-countries", "--json"],
    ["ask", "blast", "org_molnet", "--event", "sale"],
    ["ask", "blast", "org_molnet", "--json"],
    ["ask", "difference", "--between", "2026-01-01", "2026-11-22"],
]
LOCAL = [
    ["round"],
    ["backup", "-o", "b"],
    ["user", "list"],
]


@pytest.fixture(scope="module")
def address(filled: Path) -> Iterator[str]:
    """A server that the tests only read from."""
    with serving(signed_in.settings_of(filled)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def secret(filled: Path) -> str:
    return _token(filled, [Right.READ])


def _token(path: Path, rights: list[Right], controllers: list[str] | None = None) -> str:
    store = signed_in.opened(path)
    made = signed_in.token(store, signed_in.id_of(store, "admin@company.example"), rights, controllers)
    store.close()
    return made


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_server_is_told_of_as_its_database_is(
    shell: Shell, filled: Path, address: str, secret: str, words: list[str]
) -> None:
    there = shell.there(address, secret, words)
    here = shell.here(filled, words)
    assert here[1], here[2]
    assert there[:2] == here[:2], there[2]


@pytest.mark.parametrize("words", LOCAL, ids=" ".join)
def test_what_works_on_the_database_is_refused_in_words(
    shell: Shell, address: str, secret: str, words: list[str]
) -> None:
    code, out, err = shell.there(address, secret, words)
    assert (code, out) == (Exit.USAGE, "")
    assert "works on the local database; unset ONWARD_SERVER" in err


def test_the_catalogue_is_not_written_by_a_server(shell: Shell, address: str, secret: str) -> None:
    code, out, err = shell.there(address, secret, ["export", "--format", "json"])
    assert (code, out) == (Exit.USAGE, "")
    assert "unset ONWARD_SERVER" in err


def test_every_command_stays_here_or_asks_or_is_refused() -> None:
    asks = {name for name, module in app.COMMANDS.items() if hasattr(app.import_module(module), "asked")}
    questions = {"proposals", "due", "export", "draw", "simulate", "check", "notice", "ask", "gaps", "evidence"}
    assert asks == questions | {"decide", "clock", "assess", "submit", "import"}
    assert app.COMMANDS.keys() >= app.HERE
    assert not asks & app.HERE


def test_a_workbook_is_written_to_the_file_asked_for(shell: Shell, tmp_path: Path, address: str, secret: str) -> None:
    place = tmp_path / "art30.xlsx"
    words = ["export", "--register", "art30", "--format", "xlsx", "-o", str(place)]
    assert shell.there(address, secret, words)[:2] == (Exit.OK, "")
    assert place.read_bytes().startswith(b"PK")


def test_a_decision_is_entered_in_the_name_of_the_tokens_person(shell: Shell, path: Path, store: Store) -> None:
    reviewer = signed_in.id_of(store, REVIEW)
    secret = signed_in.token(store, reviewer, [Right.READ, Right.DECIDE])
    words = ["decide", "prp_norrsken", "reject", "--reason", "It is ours."]
    with serving(signed_in.settings_of(path)) as port:
        server = f"http://localhost:{port}"
        assert shell.there(server, secret, [*words, "--by", "Somebody"])[0] == Exit.USAGE
        assert shell.there(server, secret, words)[:2] == (Exit.OK, "prp_norrsken rejected.\n")
        code, out, err = shell.there(server, secret, [*words, "--json"])
        assert (code, out) == (Exit.USAGE, "")
        assert "is rejected by" in err
        many = ["decide", "prp_norrsken", "prp_none", "reject", "--reason", "no"]
        assert shell.there(server, secret, many)[0] == Exit.USAGE
    with store.read() as session:
        changed = select(Audit).where(Audit.subject_id == "prp_norrsken", Audit.deed == "change")
        assert session.exec(changed).one().actor.partition("/")[0] == reviewer


def test_a_token_that_may_not_decide_is_told_what_is_needed(shell: Shell, address: str, secret: str) -> None:
    words = ["decide", "prp_norrsken", "reject", "--reason", "no"]
    code, out, err = shell.there(address, secret, words)
    assert (code, out) == (Exit.USAGE, "")
    assert "decide" in err


@pytest.mark.parametrize("kind", ["wrong", "none", "expired"])
def test_a_token_that_opens_nothing_is_told(shell: Shell, filled: Path, address: str, kind: str) -> None:
    secret = {"wrong": "onw_wrong", "none": ""}.get(kind) or _token(filled, [Right.READ])
    if kind == "none":
        secret = ""
    if kind == "expired":
        store = signed_in.opened(filled)
        with store.write("test") as session:
            newest = tokens.listed(session)[0].id
            session.get_one(Token, newest).expires_at = now()
        store.close()
    code, out, err = shell.there(address, secret, ["proposals", "--json"])
    assert (code, out) == (Exit.USAGE, "")
    assert "ONWARD_TOKEN" in err
    assert "onw_" not in err


def test_a_scope_shows_what_is_its_own(shell: Shell, filled: Path, address: str) -> None:
    ours = _token(filled, [Right.READ], [OWN])
    assert shell.there(address, ours, ["due", "--controller", OWN, "--json"])[0] == Exit.OK
    code, out, err = shell.there(address, ours, ["due", "--controller", FOREIGN])
    assert (code, out) == (Exit.USAGE, "")
    assert FOREIGN in err
    assert shell.there(address, ours, ["export", "--register", "art30", "--format", "json", "--controller", FOREIGN])[
        0
    ] == Exit.USAGE  # fmt: skip


def test_a_server_that_is_down_is_unreachable(shell: Shell) -> None:
    code, out, err = shell.there("http://127.0.0.1:9", "onw_x", ["draw"])
    assert (code, out) == (Exit.UNREACHABLE, "")
    assert "http://127.0.0.1:9 does not answer" in err


def test_a_redirect_is_not_followed_and_the_token_stays(shell: Shell) -> None:
    words = ["decide", "prp_norrsken", "reject", "--reason", "no"]
    with WebhookReceiver() as elsewhere, WebhookReceiver(status=307, location=elsewhere.url("/take")) as first:
        code, out, err = shell.there(first.url(""), "onw_secret", words)
        assert elsewhere.seen == []
        assert [one.headers["authorization"] for one in first.seen] == ["Bearer onw_secret"]
    assert (code, out) == (Exit.USAGE, "")
    assert "sends on to" in err


@pytest.mark.parametrize(
    "server",
    ["http://onward.example", "http://10.0.0.5:8765", "ftp://127.0.0.1", "127.0.0.1:8765", "https://ann:pw@127.0.0.1",
     "https://", "http://127.0.0.1.example", "http://127.0.0.1:99999999", "https://x/?a=b", "http://[::1"],
)  # fmt: skip
def test_an_address_that_would_leak_the_token_or_is_none_is_refused(shell: Shell, server: str) -> None:
    code, out, err = shell.there(server, "onw_secret", ["proposals"])
    assert (code, out) == (Exit.USAGE, "")
    assert "ONWARD_SERVER" in err
    assert "onw_secret" not in err


@pytest.mark.parametrize("token", ["onw_å", "onw x", "onw\r\nX-Evil: 1", "onw_" + "x" * 5000])
def test_a_token_that_no_header_holds_is_refused_and_not_shown(shell: Shell, address: str, token: str) -> None:
    code, _, err = shell.there(address, token, ["proposals"])
    assert code == Exit.USAGE
    assert "ONWARD_TOKEN is no token" in err
    assert "Evil" not in err


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, "no json", Exit.UNREACHABLE),
        (200, "[" * 100_000, Exit.UNREACHABLE),
        (200, "[]", Exit.UNREACHABLE),
        (200, "{}", Exit.UNREACHABLE),
        (200, '{"flips": 7}', Exit.UNREACHABLE),
        (204, "", Exit.UNREACHABLE),
        (404, "<h1>not here</h1>", Exit.USAGE),
        (500, "oh", Exit.UNREACHABLE),
    ],
)
def test_what_is_no_answer_of_an_onward_is_told(shell: Shell, status: int, body: str, code: Exit) -> None:
    words = ["decide", "prp_norrsken", "reject", "--reason", "no"]
    with WebhookReceiver(status=status, answer=body) as odd:
        told = shell.there(odd.url(""), "onw_x", words)
    assert told[0] == code
    assert told[2].startswith("onward decide: ")


def test_a_certificate_nobody_vouches_for_is_refused(
    shell: Shell, filled: Path, tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    key, own = tmp_path / "key.pem", tmp_path / "ca.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(key))
    authority.cert_pem.write_to_path(str(own))
    with serving(signed_in.settings_of(filled), ssl_certfile=str(key)) as port:
        server = f"https://localhost:{port}"
        code, out, err = shell.there(server, secret, ["proposals", "--json"])
        assert (code, out) == (Exit.UNREACHABLE, "")
        assert "certificate" in err.lower()
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
        code, out, err = shell.there(server, secret, ["proposals", "--json"])
        assert code == Exit.OK, err
        assert json.loads(out)
