"""The register somebody keeps in a spreadsheet: told row by row, laid over what is on file, and twice nothing."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, PORTFOLIO, bring, load_catalogue, register_with
from sqlmodel import col, select
from xlsxwriter import Workbook

import app
from registry import judging, lawfiles
from registry.answers import Exit
from registry.catalogue import deeds as deeds_of_people
from registry.catalogue import kinds
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.glossary import Language
from registry.reports.registers import Registers, sheet
from registry.reports.sheets import written
from registry.store import Store
from registry.tables import Agreement, Derogation, Measure, Safeguard
from registry.terms import AgreementKind, Origin, Role, SafeguardKind

HEADS = [
    "Behandling", "Ändamål", "Rättslig grund", "Kategorier av registrerade", "Kategorier av personuppgifter",
    "Mottagare", "Roll", "Tredjeland", "Överföringssätt", "Stöd för överföringen", "Gallringsfrist", "Anmärkning",
]  # fmt: skip
ROWS = [
    ["Löner", "betala lön", "Rättslig förpliktelse; avtal", "anställda", "namn, personnummer, bankuppgifter",
     "Molnfabriken", "biträde", "USA", "lagring", "SCC", "7 år", "x"],
    ["Löner", None, None, None, None, "Lönebyrån i Luleå AB", "Personuppgiftsbiträde", None, None, None, None, None],
    ["Kundtjänst", "besvara kunder", "6.1 b", "kunder", "namn; e-post", "Brevduvan"],
]  # fmt: skip
OWNERS = ["Personuppgiftsansvarig", "Behandling", "Informationsägare"]
Run = Callable[..., tuple[int, dict[str, Any]]]


def workbook(path: Path, *rows: list[Any], heads: list[str] = HEADS) -> Path:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Register")
    page.write(0, 0, "Registerförteckning 2026")
    for place, row in enumerate([heads, *rows], 2):
        page.write_row(place, 0, row)
    book.close()
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def run(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The command on a database with the small catalogue."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    monkeypatch.setenv("ONWARD_DATABASE_URL", database_url)
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ONWARD_TODAY", ON.isoformat())

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = app.main(["import", *words, "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return command


def register_of(store: Store) -> Register:
    with store.read() as session:
        return read_register(session, Moment(ON))


def deeds(answer: dict[str, Any], row: int) -> list[dict[str, Any]]:
    return next(one["does"] for one in answer["rows"] if one["row"] == row)


def troubles(answer: dict[str, Any]) -> dict[str, str]:
    return {one["cell"]: one["message"] for row in answer["rows"] for one in row["troubles"]}


def test_a_rehearsal_tells_row_by_row_what_would_change_and_writes_nothing(
    run: Run, store: Store, tmp_path: Path
) -> None:
    code, told = run(str(workbook(tmp_path / "r.xlsx", *ROWS)), "--controller", "Sjöboden AB", "--dry-run")
    assert (code, told["rehearsed"], told["written"], told["grave"]) == (Exit.OK, True, True, 0)
    assert told["columns"]["F"] == "recipient"
    assert told["unknown_columns"] == [{"cell": "L3", "head": "Anmärkning"}]
    known, new = deeds(told, 4), deeds(told, 5)
    assert {"what": "new_activity", "name": "Löner"} in known
    found = next(one for one in known if one["what"] == "known_recipient")
    assert (found["name"], found["known_as"], found["role"]) == ("Molnfabriken", "Nordmoln", "processor")
    assert next(one for one in new if one["what"] == "new_recipient")["known_as"] is None
    assert {"what": "new_transfer", "of": "Molnfabriken", "to": "US", "manner": "storage"} in known
    assert not [one for one in register_of(store).organisations.values() if one.is_controller]


def test_an_import_writes_with_the_file_and_cell_as_source_and_a_second_writes_nothing(
    run: Run, store: Store, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "r.xlsx", *ROWS)
    code, _ = run(str(path), "--controller", "Sjöboden AB")
    assert code == Exit.OK
    register = register_of(store)
    pay = next(one for one in register.activities.values() if one.name == "Löner")
    assert (pay.source, pay.legal_basis) == ("r.xlsx, Register!A4", ["legal_obligation", "contract"])
    assert pay.data_categories == ["name", "national_id", "bank"]
    assert pay.notes["retention"] == [{"words": "7 år"}]
    by_name = {one.name_as_written: one for one in register.engagements.values()}
    assert by_name["Lönebyrån i Luleå AB"].source == "r.xlsx, Register!F5"
    assert by_name["Molnfabriken"].decided_by_us is Role.PROCESSOR
    assert by_name["Brevduvan"].decided_by_us is None, "no role is assumed"
    (kept,) = (one for key, ones in register.transfers.items() if key[0] == by_name["Molnfabriken"].id for one in ones)
    (safeguard,) = register.safeguards[kept.id]
    assert (kept.destination, safeguard.kind.value, safeguard.act, safeguard.signed_on) == ("US", "scc", None, None)
    code, again = run(str(path), "--controller", "Sjöboden AB")
    (counts,) = again["imported"]
    assert (counts["added"], counts["changed"], counts["ended"]) == (0, 0, 0)
    assert all(row["does"] == [] for row in again["rows"])


def test_what_is_on_file_stays_and_what_differs_is_told(run: Run, store: Store, tmp_path: Path) -> None:
    bring(store, PORTFOLIO)
    heads = ["Personuppgiftsansvarig", "Behandling", "Rättslig grund", "Mottagare", "Avtalspart", "Informationsägare"]
    path = workbook(
        tmp_path / "r.xlsx",
        ["SJÖBODEN AB", "letters", "samtycke", "Brevduvan", "Annat Bolag AB", "A. Berg"],
        heads=heads,
    )
    code, told = run(str(path))
    assert code == Exit.OK
    differs = {one["field"]: one for one in deeds(told, 4) if one["what"] == "differs"}
    assert differs["legal_basis"]["on_file"] == ["contract"]
    assert differs["contracting_party"]["on_file"] == "Brevduvan Sverige AB"
    register = register_of(store)
    (letters,) = register.activities.values()
    assert (letters.legal_basis, letters.owner) == (["contract"], "A. Berg")
    assert len(register.engagements) == 2, "the recipient was known under this name; nothing was retired"


@pytest.mark.parametrize("begins", [ON + timedelta(days=30), ON - timedelta(days=30)], ids=["later", "earlier"])
def test_a_footing_that_a_person_added_where_the_file_knew_of_none_is_left_alone(
    run: Run, store: Store, tmp_path: Path, begins: date
) -> None:
    bring(store, PORTFOLIO)
    register = register_of(store)
    every = [one for ones in register.transfers.values() for one in ones]
    (transfer,) = (one for one in every if "derogation" in (one.known_absent or ()))
    with store.write("a person") as session:
        made = {"transfer_id": transfer.id, "article": "49(1)(a)", "valid_from": begins}
        deeds_of_people.create(session, kinds.DEROGATION, made, datetime.combine(ON, time(), UTC))
    path = workbook(tmp_path / "r.xlsx", ["SJÖBODEN AB", "letters", "A. Berg"], heads=OWNERS)
    code, told = run(str(path))
    assert code == Exit.OK, told
    with store.read() as session:
        (kept,) = session.exec(select(Derogation).where(col(Derogation.retired_at).is_(None))).all()
    assert (kept.valid_from, kept.article, kept.origin) == (begins, "49(1)(a)", Origin.PERSON)
    (again,) = (ones for ones in register_of(store).transfers.values() if ones and ones[0].id == transfer.id)
    assert again[0].destination == transfer.destination
    if begins > ON:
        assert again[0].known_absent == transfer.known_absent, "until then it is still known to be absent"


def test_what_people_entered_by_hand_is_not_entered_again(run: Run, store: Store, tmp_path: Path) -> None:
    bring(store, PORTFOLIO)
    (transfer,) = [one for ones in register_of(store).transfers.values() for one in ones if one.known_absent]
    at = datetime.combine(ON, time(), UTC)
    clauses = {"transfer_id": transfer.id, "kind": SafeguardKind.SCC, "act": "(EU) 2021/914", "modules": ["c2p"]}
    signed = {
        "engagement_id": transfer.engagement_id,
        "kind": AgreementKind.DPA,
        "notice_days": 30,
        "document": "our DPA",
    }
    with store.write("a person") as session:
        deeds_of_people.create(session, kinds.SAFEGUARD, clauses | {"signed_on": date(2024, 3, 1)}, at)
        deeds_of_people.create(
            session, kinds.MEASURE, {"transfer_id": transfer.id, "kind": "encryption_in_transit"}, at
        )
        deeds_of_people.create(session, kinds.AGREEMENT, signed | {"signed_on": date(2024, 3, 1)}, at)
    before = footings(store)
    path = workbook(tmp_path / "r.xlsx", ["SJÖBODEN AB", "letters", "A. Berg"], heads=OWNERS)
    code, told = run(str(path))
    assert code == Exit.OK, told
    assert footings(store) == before


def footings(store: Store) -> list[str]:
    with store.read() as session:
        kept = (
            session.exec(select(one.id).where(col(one.retired_at).is_(None))) for one in (Safeguard, Measure, Agreement)
        )
        return sorted(identity for ids in kept for identity in ids)


def test_each_cell_that_cannot_be_used_is_named_and_nothing_is_written(run: Run, store: Store, tmp_path: Path) -> None:
    bad = ["Löner", "=1+1", "för att vi vill", "anställda", "namn, skostorlek", "Box", "chef", "Narnia",
           "post", "bra avtal", "7 år", None]  # fmt: skip
    path = workbook(tmp_path / "r.xlsx", bad, ["Resor", None, None, None, None, "Ada Resor AB", None, "USA"])
    code, told = run(str(path), "--controller", "Sjöboden AB")
    assert (code, told["written"], told["imported"]) == (Exit.USAGE, False, [])
    said = troubles(told)
    assert {cell: bool(text) for cell, text in said.items()} == dict.fromkeys(
        ("B4", "C4", "E4", "G4", "H4", "I4", "J4", "H5"), True
    )
    assert "formula" in said["B4"]
    assert "no country" in said["H4"]
    assert "Överföringssätt" in said["H5"], "how data reach a country is never assumed"
    assert not register_of(store).activities
    code, told = run(str(path), "--controller", "Sjöboden AB", "--leave-out")
    assert (code, told["written"]) == (Exit.OK, True)
    (pay,) = (one for one in register_of(store).activities.values() if one.name == "Löner")
    assert (pay.legal_basis, pay.data_categories) == (None, ["name"])


def test_a_category_is_no_recipient_and_a_name_without_legal_form_is_not_taken_for_one(
    run: Run, store: Store, tmp_path: Path
) -> None:
    heads = ["Behandling", "Kategorier av mottagare"]
    path = workbook(tmp_path / "r.xlsx", ["Löner", "Myndigheter; Brevduvan; Byrån AB; Kalle"], heads=heads)
    code, told = run(str(path), "--controller", "Sjöboden AB", "--leave-out")
    assert code == Exit.OK
    assert "“Kalle”" in troubles(told)["B4"]
    register = register_of(store)
    assert {one.name_as_written for one in register.engagements.values()} == {"Brevduvan", "Byrån AB"}
    (claims,) = register.stated.values()
    assert [one.value["key"] for one in claims] == ["authorities"]


def test_rows_without_a_controller_are_told_and_a_sheet_without_headings_is_refused(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(str(workbook(tmp_path / "r.xlsx", ROWS[2])))
    assert (code, told["written"]) == (Exit.USAGE, False)
    assert "--controller" in next(iter(troubles(told).values()))
    other = tmp_path / "r.csv"
    other.write_text("fri;text\n1;2\n", encoding="utf-8")
    code, _ = run(str(other))
    assert code == Exit.USAGE


def test_a_register_that_was_exported_comes_back_without_changing_anything(
    run: Run, store: Store, tmp_path: Path
) -> None:
    register = register_with(store, PORTFOLIO)
    law = lawfiles.load()
    found = sheet(Registers.ART30, register, judging.flows(register, law), law, None)
    path = tmp_path / "art30.csv"
    path.write_bytes(written(found, "csv", Language.SV))
    code, told = run(str(path))
    assert (code, told["grave"]) == (Exit.OK, 0), troubles(told)
    (counts,) = told["imported"]
    assert (counts["added"], counts["changed"], counts["ended"]) == (0, 0, 0), told["rows"]
