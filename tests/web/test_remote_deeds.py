"""What a command does through a server is what it does to a database: the same answer, the same exit code."""

import json
import re
from pathlib import Path

import pytest
import signed_in
from companies import FOREIGN, OWN
from entering_fixtures import filled, path, store
from remote_shell import Shell, address, secret, shell, twin
from signed_in import REVIEW

from registry.answers import Exit
from registry.store import Store
from registry.terms import Right

__all__ = ["address", "filled", "path", "secret", "shell", "store", "twin"]

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
NOTICE = """# Integritetspolicy

Senast uppdaterad 2026-11-01.

Lagret AB är personuppgiftsansvarig. Vi lämnar ut dina personuppgifter till Molnet Inc. i USA som är vårt
personuppgiftsbiträde för lagring, och till Brevia GmbH, som skickar våra brev.

Vi sparar dina uppgifter i två år.
"""
SUBMITTED = [
    ["--controller", "Lagret", "--json"],
    ["--controller", OWN, "--title", "Vår policy", "--url", "https://lagret.example/policy", "--with-text", "--json"],
    ["--service", "Molnet Lagring", "--kind", "notice", "--lang", "sv", "--json"],
    ["--controller", "Lagret", "--kind", "other", "--json"],
    ["--controller", "Lagret"],
]
SEEN = {
    "seen_on": "2026-11-21",
    "services": [{"service": "Google Analytics", "party": "Google", "loaded": True,
                  "evidence": [{"kind": "request", "value": "www.google-analytics.com", "loaded": True}]}],
}  # fmt: skip
COMPARED = [
    ["--json"],
    [],
    ["--lang", "sv", "--activity", "orders", "--on", "2026-11-20", "--json"],
    ["--site", "scan.json", "--site", "scan.json", "--json"],
]
REFUSED = [
    (["clock", "report_breach", "--controller", "Nobody", *BEGAN], "Nobody"),
    (["clock", "report_breach", "--controller", OWN, *LATER], "instant"),
    (["assess", "show", "tia_none"], "tia_none"),
    (["assess", "show"], "needs the assessment's id"),
    (["assess", "start", "--controller", "Nobody", *STARTED], "Nobody"),
    (["assess", "step", "tia_molnet", "--step", "map", "--finding", "x"], "needs --by"),
    ([*CONCLUDE, "--review-on", "2032-01-01"], "36 months"),
]  # fmt: skip


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


@pytest.mark.parametrize("words", SUBMITTED, ids=" ".join)
def test_a_document_is_submitted_alike(
    shell: Shell, twin: Path, tmp_path: Path, address: str, secret: str, words: list[str]
) -> None:
    place = tmp_path / "policy.md"
    place.write_text(NOTICE, encoding="utf-8")
    there = shell.there(address, secret, ["submit", str(place), *words])
    here = shell.here(twin, ["submit", str(place), *words])
    assert here[1], here[2]
    assert (there[0], MADE.sub("…", there[1])) == (here[0], MADE.sub("…", here[1])), there[2]
    assert "doc_" in here[1]


def test_the_same_document_again_proposes_nothing_anew(shell: Shell, tmp_path: Path, address: str, secret: str) -> None:
    place = tmp_path / "policy.md"
    place.write_text(NOTICE, encoding="utf-8")
    words = ["submit", str(place), "--controller", "Lagret", "--json"]
    first, again = (json.loads(shell.there(address, secret, words)[1]) for _ in range(2))
    assert first["proposals"] != again["proposals"] == []
    assert (again["document_id"], again["version_id"]) == (first["document_id"], first["version_id"])
    assert again["already"] >= len(first["proposals"])


@pytest.mark.parametrize(
    ("name", "content", "words", "says"),
    [
        ("missing.md", None, ["--controller", "Lagret"], "No such file"),
        ("empty.md", b" ", ["--controller", "Lagret"], "no text"),
        ("picture.png", b"\x89PNG\x00\x00", ["--controller", "Lagret"], "neither HTML, PDF, Markdown nor text"),
        ("policy.md", NOTICE.encode(), ["--controller", "Hamnen"], "Hamnen"),
        ("policy.md", NOTICE.encode(), ["--service", "Nothing"], "Nothing"),
    ],
)
def test_a_document_that_cannot_be_submitted_is_refused(
    shell: Shell, store: Store, tmp_path: Path, address: str, name: str, content: bytes | None, words: list[str],
    says: str,
) -> None:  # fmt: skip
    place = tmp_path / name
    if content is not None:
        place.write_bytes(content)
    ours = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ, Right.DECIDE], [OWN])
    code, out, err = shell.there(address, ours, ["submit", str(place), *words])
    assert (code, out) == (Exit.USAGE, "")
    assert says in err


@pytest.mark.parametrize("words", COMPARED, ids=" ".join)
def test_a_notice_is_compared_alike(
    shell: Shell, twin: Path, tmp_path: Path, address: str, secret: str, words: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("policy.md").write_text(NOTICE, encoding="utf-8")
    Path("scan.json").write_text(json.dumps(SEEN), encoding="utf-8")
    asked = ["gaps", "--controller", "Lagret", "--policy", "policy.md", *words]
    there, here = shell.there(address, secret, asked), shell.here(twin, asked)
    assert there == here
    assert here[0] == Exit.FINDINGS
    assert ("google-analytics.com" in here[1]) is ("--site" in words)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--controller", "Hamnen"], "Hamnen"),
        (["--controller", "Lagret", "--site", "odd.json"], "onward scan"),
        (["--controller", "Lagret", "--activity", "nothing"], "nothing"),
        (["--controller", "Lagret", "--on", "0001-01-01"], "1950"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(
    shell: Shell, store: Store, tmp_path: Path, address: str, words: list[str], says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("policy.md").write_text(NOTICE, encoding="utf-8")
    Path("odd.json").write_text('{"services": 7}', encoding="utf-8")
    ours = signed_in.token(store, signed_in.id_of(store, REVIEW), [Right.READ], [OWN])
    code, out, err = shell.there(address, ours, ["gaps", "--policy", "policy.md", *words])
    assert (code, out) == (Exit.USAGE, "")
    assert says in err
    assert "Hamnen AB" not in err
