"""What a command does through a server is what it does to a database: the same answer, the same exit code."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import signed_in
from companies import FOREIGN, OWN
from entering_fixtures import filled, path, store
from live_server import serving
from remote_shell import Shell, shell
from signed_in import REVIEW

from registry.answers import Exit
from registry.store import Store
from registry.terms import AccountRole, Right

__all__ = ["filled", "path", "shell", "store"]

EDITOR = "editor@company.example"
MADE = re.compile(r"\b[a-z]{3}_[0-9a-f]{16}\b")  # ids that the deed draws
STARTED = ["--importer", "Kolonn LLC", "--destination", "US", "--by", "Ada Askersund"]
BEGAN = ["--began", "2026-11-20T21:30:00+01:00", "--reference", "INC-2026-7"]
LATER = ["--began", "2027-11-20T21:30:00+01:00", "--reference", "INC-2026-7"]
CONCLUDE = [
    "assess",
    "conclude",
    "tia_molnet",
    "--outcome",
    "effective",
    "--reasons",
    "The law was read.",
    "--by",
    "Ada",
]
DEEDS = [
    ["clock", "report_breach", "--controller", "Lagret", *BEGAN],
    ["clock", "answer_request", "--controller", OWN, *BEGAN, "--owner", "Ada", "--json"],
    ["clock", "inform_persons", "--controller", "Lagret", *BEGAN, "--first-used", "2026-11-30", "--json"],
    ["assess", "list"],
    ["assess", "list", "--controller", "Lagret", "--lang", "sv"],
    ["assess", "list", "--controller", OWN, "--json", "--on", "2026-11-20"],
    ["assess", "show", "tia_molnet"],
    ["assess", "show", "tia_molnet", "--json"],
    ["assess", "report", "tia_molnet", "--lang", "sv", "--on", "2026-11-20"],
    ["assess", "start", "--controller", "Lagret", *STARTED],
    ["assess", "start", "--controller", OWN, *STARTED, "--json"],
    ["assess", "step", "tia_molnet", "--step", "map", "--finding", "The path is known.", "--by", "Ada Askersund",
     "--source", "2026-11-01|Our record|https://lagret.example/record", "--json"],
    [*CONCLUDE, "--on", "2026-11-20", "--json"],
    ["assess", "reopen", "tia_brevia", "--because", "A new law.", "--by", "Ada Askersund"],
]  # fmt: skip
REFUSED = [
    (["clock", "report_breach", "--controller", "Nobody", *BEGAN], "Nobody"),
    (["clock", "report_breach", "--controller", OWN, *LATER], "instant"),
    (["assess", "show", "tia_none"], "tia_none"),
    (["assess", "show"], "needs the assessment's id"),
    (["assess", "start", "--controller", "Nobody", *STARTED], "Nobody"),
    (["assess", "step", "tia_molnet", "--step", "map", "--finding", "x"], "needs --by"),
    ([*CONCLUDE, "--review-on", "2032-01-01"], "36 months"),
]  # fmt: skip


@pytest.fixture
def secret(store: Store) -> str:
    person = signed_in.add(store, EDITOR, AccountRole.EDITOR)
    return signed_in.token(store, person, [Right.READ, Right.DECIDE, Right.EDIT])


@pytest.fixture
def address(path: Path, secret: str) -> Iterator[str]:
    with serving(signed_in.settings_of(path)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def twin(filled: Path, tmp_path: Path) -> Path:
    """The same database, for the command to work on itself."""
    (tmp_path / "twin").mkdir()
    return Path(shutil.copy(filled, tmp_path / "twin" / "onward.db"))


@pytest.mark.parametrize("words", DEEDS, ids=" ".join)
def test_a_deed_is_told_alike(shell: Shell, twin: Path, address: str, secret: str, words: list[str]) -> None:
    there = shell.there(address, secret, words)
    here = shell.here(twin, words)
    assert here[1], here[2]
    assert (there[0], MADE.sub("…", there[1])) == (here[0], MADE.sub("…", here[1])), there[2]


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=lambda one: " ".join(one) if isinstance(one, list) else one)
def test_a_deed_is_refused_alike(
    shell: Shell, twin: Path, address: str, secret: str, words: list[str], says: str
) -> None:
    for code, out, err in (shell.there(address, secret, words), shell.here(twin, words)):
        assert (code, out) == (Exit.USAGE, "")
        assert says in err


def test_a_report_is_written_to_the_file_asked_for(
    shell: Shell, twin: Path, tmp_path: Path, address: str, secret: str
) -> None:
    places = [tmp_path / "there.md", tmp_path / "here.md"]
    words = ["assess", "report", "tia_molnet", "-o"]
    assert shell.there(address, secret, [*words, str(places[0])])[0] == Exit.OK
    assert shell.here(twin, [*words, str(places[1])])[0] == Exit.OK
    assert places[0].read_bytes() == places[1].read_bytes() != b""


def test_a_clock_that_runs_is_refused_with_its_id(shell: Shell, address: str, secret: str) -> None:
    words = [*DEEDS[0], "--json"]
    assert shell.there(address, secret, words)[0] == Exit.OK
    code, out, err = shell.there(address, secret, words)
    assert (code, out) == (Exit.USAGE, "")
    assert "runs already" in err


def test_the_clock_of_another_company_is_not_started(shell: Shell, store: Store, address: str) -> None:
    ours = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ, Right.DECIDE], [OWN])
    words = ["clock", "report_breach", "--controller", FOREIGN, *BEGAN]
    code, out, err = shell.there(address, ours, words)
    assert (code, out) == (Exit.USAGE, "")
    assert "Hamnen" not in err
    assert "INC-2026-7" not in shell.there(address, ours, ["due", "--days", "30", "--json"])[1]
