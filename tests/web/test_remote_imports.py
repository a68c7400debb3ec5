"""What is imported through a server is what is imported into a database: the same answer, the same exit code."""

import json
from pathlib import Path

import httpx
import pytest
import signed_in
from companies import OWN
from entering_fixtures import filled, path, store
from remote_shell import Shell, address, secret, shell, twin

from registry.answers import Exit
from registry.store import Store
from registry.terms import AccountRole, Right

__all__ = ["address", "filled", "path", "secret", "shell", "store", "twin"]

PORTFOLIO = """[organisation]
name = "Butiken AB"
country = "SE"
[[activity]]
key = "orders"
purposes = ["take orders"]
[[engagement]]
service = "Molnet Lagring"
activities = ["orders"]
valid_from = 2026-01-01
source = {document = "our own record", dated = 2026-01-01}
"""
SHEET = "Personuppgiftsansvarig;Behandling;Rättslig grund;Mottagare\nNystart AB;orders;Avtal;Brevduvan AB\n"
UNFIT = SHEET + "Nystart AB;=A1;Avtal;Brevduvan AB\n"
IMPORTED = [
    ("own.toml", PORTFOLIO, []),
    ("own.toml", PORTFOLIO, ["--json"]),
    ("own.toml", PORTFOLIO, ["--dry-run", "--json"]),
    ("own.csv", SHEET, ["--json"]),
    ("own.csv", SHEET, ["--dry-run"]),
    ("own.csv", UNFIT, ["--json"]),
    ("own.csv", UNFIT, []),
    ("own.csv", UNFIT, ["--leave-out", "--json"]),
    ("own.csv", SHEET.replace("Nystart AB", ""), ["--controller", "Nystart AB", "--json"]),
]


@pytest.mark.parametrize(("name", "content", "words"), IMPORTED, ids=str)
def test_a_file_is_imported_alike(
    shell: Shell, twin: Path, tmp_path: Path, address: str, secret: str, name: str, content: str, words: list[str]
) -> None:
    place = tmp_path / name
    place.write_text(content, encoding="utf-8")
    asked = ["import", str(place), *words]
    there, here = shell.there(address, secret, asked), shell.here(twin, asked)
    assert here[1], here[2]
    assert there[:2] == here[:2], there[2]
    assert here[0] == (Exit.USAGE if content == UNFIT and "--leave-out" not in words else Exit.OK)


def test_what_was_imported_stands_once_and_a_rehearsal_leaves_nothing(
    shell: Shell, tmp_path: Path, address: str, secret: str
) -> None:
    place = tmp_path / "own.toml"
    place.write_text(PORTFOLIO, encoding="utf-8")
    words = ["import", str(place), "--json"]
    told = [json.loads(shell.there(address, secret, asked)[1]) for asked in ([*words, "--dry-run"], words, words)]
    assert [one["added"] > 0 for one in told] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "content", "words", "says"),
    [
        ("own.toml", "[organisation]\nnope = 1", [], "nope"),
        ("own.toml", PORTFOLIO, ["--sheet", "x"], "goes with a spreadsheet"),
        ("own.xls", SHEET, [], "neither .xlsx nor .csv"),
        ("own.xlsx", SHEET, [], "no workbook"),
        ("missing.csv", None, [], "cannot be read"),
        ("own.csv", SHEET.replace("Nystart", "Hamnen"), [], "account is for some"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused(
    shell: Shell, store: Store, tmp_path: Path, address: str, name: str, content: str | None, words: list[str],
    says: str,
) -> None:  # fmt: skip
    place = tmp_path / name
    if content is not None:
        place.write_text(content, encoding="utf-8")
    ours = signed_in.add(store, "own@company.example", AccountRole.EDITOR, [OWN])
    secret = signed_in.token(store, ours, [Right.READ, Right.EDIT], [OWN])
    code, out, err = shell.there(address, secret, ["import", str(place), *words])
    assert (code, out) == (Exit.USAGE, "")
    assert says in err


def test_cells_that_cannot_be_used_are_each_named(address: str, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/csv", "Idempotency-Key": "sheet-1"}
    path = f"{address}/api/v1/imports/spreadsheets"
    answer = httpx.post(path, content=UNFIT.encode(), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["errors"][0]["field"]) == (422, "B3")
    assert (told["answer"]["written"], told["answer"]["grave"]) == (False, len(told["errors"]))
    done = [httpx.post(path, content=SHEET.encode(), headers=headers | {"Idempotency-Key": "2"}) for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200]
    assert done[0].json() == done[1].json()
    assert done[1].headers["idempotency-replayed"] == "true"
