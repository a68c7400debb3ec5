"""`onward token` and `onward user`: made, listed and withdrawn at the machine; what is secret is shown once."""

import json
import socket
from pathlib import Path

import pytest

from app import main
from registry.answers import Exit

ADA = "ada@company.example"


@pytest.fixture
def machine(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a loaded database of its own."""
    path = tmp_path / "onward.db"
    path.write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    monkeypatch.setenv("ONWARD_DATABASE_URL", f"sqlite:///{path}")


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    return code, capsys.readouterr().out


def add(capsys: pytest.CaptureFixture[str]) -> str:
    return ran(capsys, "user", "add", ADA, "--name", "Ada Berg", "--role", "admin")[1].strip()


@pytest.mark.usefixtures("machine")
def test_an_account_is_made_with_a_link_that_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    link = add(capsys)
    assert "/welcome/" in link
    code, listed = ran(capsys, "user", "list", "--json")
    assert code == Exit.OK
    assert [(one["email"], one["role"]) for one in json.loads(listed)] == [(ADA, "admin")]
    assert link.rpartition("/")[2] not in listed


@pytest.mark.usefixtures("machine")
def test_a_token_is_made_shown_once_listed_and_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    add(capsys)
    code, made = ran(capsys, "token", "create", "--user", ADA, "--name", "export", "--json")
    told = json.loads(made)
    assert (code, told["rights"], told["secret"][:4]) == (Exit.OK, ["read"], "onw_")
    code, listed = ran(capsys, "token", "list", "--json")
    assert code == Exit.OK
    assert [one["id"] for one in json.loads(listed)] == [told["id"]]
    assert told["secret"] not in listed
    code, ended = ran(capsys, "token", "revoke", told["id"], "--json")
    assert code == Exit.OK
    assert json.loads(ended)["ended_at"] is not None
    assert "withdrawn" in ran(capsys, "token", "list")[1]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    "words",
    [
        ("token", "create", "--user", "nobody@company.example", "--name", "export"),
        ("token", "create", "--user", ADA, "--name", "export", "--days", "0"),
        ("token", "revoke", "tok_none"),
        ("user", "link", "nobody@company.example"),
        ("user", "add", ADA, "--name", "Ada Berg", "--role", "admin"),
        ("user", "end", ADA),
    ],
)
def test_what_cannot_be_done_is_a_wrong_use_and_shows_no_secret(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    add(capsys)
    assert ran(capsys, *words) == (Exit.USAGE, "")


@pytest.mark.usefixtures("machine")
def test_a_server_that_others_reach_is_refused_until_somebody_has_an_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--port", "70000"]) == Exit.USAGE
    assert "--port" in capsys.readouterr().err
    assert main(["serve", "--host", "0.0.0.0", "--port", "0"]) == Exit.USAGE
    assert "until there are accounts" in capsys.readouterr().err
    add(capsys)
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--host", "0.0.0.0", "--port", port]) == Exit.USAGE
    assert "Cannot listen" in capsys.readouterr().err, "the address itself is no longer refused"
