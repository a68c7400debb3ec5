"""The registers: what is on file, in both languages; what is not is said, and no name is taken for a formula."""

import argparse
import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, PORTFOLIO, load_catalogue, register_with

from registry import judging, lawfiles
from registry import settings as environment
from registry.catalogue.reading import Register
from registry.commands import export
from registry.errors import BadInput, NotFound
from registry.glossary import Language
from registry.reports.cells import Noted, Row, Sheet, Word, as_json, as_text
from registry.reports.heads import HEADS
from registry.reports.registers import Registers, sheet
from registry.reports.sheets import FORMATS, as_object, written
from registry.store import Store

LAW = lawfiles.load()
FULL = PORTFOLIO.replace(
    ORGANISATION,
    '[organisation]\nname = "Sjöboden AB"\ncountry = "SE"\norg_number = "556000-0001"\n'
    'contact = "post@sjoboden.example"\ndpo = "ombud@sjoboden.example"\nsecurity = ["two-factor login"]\n',
).replace(
    'legal_basis = ["contract"]\n',
    'legal_basis = ["contract"]\ndata_subjects = ["customers"]\ndata_categories = ["name", "health"]\n',
    1,
)
HOSTILE = '=HYPERLINK("https://x.example","y")'
Registry = Callable[[str], Register]


@pytest.fixture
def register_of(store: Store, tmp_path: Path) -> Registry:
    """The register with this portfolio."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))

    return lambda text: register_with(store, text)


def of(which: Registers, register: Register, name: str | None = "Sjöboden") -> Sheet:
    return sheet(which, register, judging.flows(register, LAW), LAW, name)


def only(found: Sheet) -> Row:
    (row,) = found.rows
    return row


def test_the_record_of_a_controller_tells_what_is_on_file(register_of: Registry) -> None:
    row = only(of(Registers.ART30, register_of(FULL)))
    assert (row["registration"], row["dpo"]) == ("556000-0001", "ombud@sjoboden.example")
    assert row["security"] == ("two-factor login",)
    assert row["legal_basis"] == (Word("legal_basis", "contract"),)
    assert row["marked"] == (Word("data_category", "health"),)
    assert set(row["recipients"] or ()) == {  # type: ignore[arg-type]
        Noted("Brevduvan Mail", Word("role", "processor")),
        Noted("Nordmoln Drive", Word("role", "processor")),
    }
    assert row["third_countries"] == ("IN", "US")
    assert "Nordmoln Drive" in (row["not_evaluable"] or ())  # type: ignore[operator]


def test_what_nobody_has_entered_is_not_on_file_and_never_blank_or_none(register_of: Registry) -> None:
    found = of(Registers.ART30, register_of(ORGANISATION + '\n[[activity]]\nkey = "letters"\npurposes = ["letters"]\n'))
    row = only(found)
    for key in ("registration", "dpo", "data_subjects", "legal_basis", "recipients", "third_countries", "retention"):
        assert row[key] is None, key
    lines = list(csv.reader(io.StringIO(written(found, "csv", Language.SV).decode("utf-8-sig"))))
    assert all(cell.strip() for line in lines for cell in line)
    assert dict(zip(*lines, strict=True))["Dataskyddsombud"] == "finns inte i underlaget"


def test_the_transfer_register_has_one_row_for_each_destination_and_manner_of_a_hop(register_of: Registry) -> None:
    rows = {row["id"]: row for row in of(Registers.TRANSFERS, register_of(FULL)).rows}
    us = next(row for row in rows.values() if row["importer"] == "Brevduvan Sverige AB")
    assert (us["exporter_country"], us["destination"], us["safeguards"]) == ("SE", "US", ())
    assert (us["verdict"], us["derogation"], us["assessment"]) == (Word("verdict", "covered"), (), ())
    assert as_text(us["certifications"], Language.EN) == (
        "EU-US Data Privacy Framework, from: 2024-02-01, until: 2027-02-01, data: other, source: seen in the register"
    )
    india = next(row for row in rows.values() if row["destination"] == "IN")
    assert india["path"] == "Sjöboden AB > Nordmoln Drive > Kopieboden > Brevduvan Mail"
    assert india["safeguards"] is None, "a missing fact is not on file"
    assert Word("verdict", "not_a_transfer") not in {row["verdict"] for row in rows.values()}


def test_the_recipients_of_a_data_subject_are_legal_persons_or_not_on_file(register_of: Registry) -> None:
    rows = of(Registers.RECIPIENTS, register_of(FULL)).rows
    assert {row["data_subject"] for row in rows} == {"customers"}
    by_path = {(*row["through"], row["service"]): row for row in rows}  # type: ignore[misc]
    assert by_path["Brevduvan Mail",]["recipient"] == "Brevduvan Sverige AB"
    assert by_path["Nordmoln Drive", "Kopieboden"]["through"] == ("Nordmoln Drive",)
    assert by_path["Nordmoln Drive", "Tysta Byrån"]["recipient"] is None


def test_the_record_of_a_processor_is_read_from_those_who_engage_it(register_of: Registry) -> None:
    register = register_of(FULL)
    row = only(of(Registers.ART30_2, register, "Nordmoln AB"))
    assert (row["processor"], row["controller"], row["processing"]) == ("Nordmoln AB", "Sjöboden AB", "letters")
    assert "Kopieboden" in (row["sub_processors"] or ())  # type: ignore[operator]
    assert of(Registers.ART30_2, register).rows == ()
    with pytest.raises(NotFound):
        of(Registers.ART30, register, "Nordmoln AB")


@pytest.mark.parametrize("which", list(Registers))
@pytest.mark.parametrize("language", list(Language))
def test_every_column_has_a_head_and_every_format_is_the_same_again(
    register_of: Registry, which: Registers, language: Language
) -> None:
    found = of(which, register_of(FULL), None)
    assert set(found.columns) <= HEADS.keys()
    assert all(row.keys() <= set(found.columns) for row in found.rows)
    for format_ in FORMATS:
        assert written(found, format_, language) == written(found, format_, language)
    told = json.loads(written(found, "json", language))
    assert (told["on"], told["law"], len(told["rows"])) == (ON.isoformat(), LAW.sha256, len(found.rows))
    assert told == as_object(found, language)


@pytest.mark.parametrize("text", [HOSTILE, "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "＝1"])
def test_no_name_becomes_a_formula_in_a_spreadsheet(text: str) -> None:
    found = hostile(text)
    line = list(csv.reader(io.StringIO(written(found, "csv", Language.EN).decode("utf-8-sig"), newline="")))[1]
    assert not line[0].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\n", "\r", "＝"))
    with zipfile.ZipFile(io.BytesIO(written(found, "xlsx", Language.EN))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page


def test_odd_characters_and_endless_names_do_no_harm() -> None:
    for text in ("a\x00b\x1b\u202e", "x" * 100_000, '"; DROP', "<b>&amp;"):
        with zipfile.ZipFile(io.BytesIO(written(hostile(text), "xlsx", Language.SV))) as book:
            assert book.testzip() is None
        (line,) = list(csv.reader(io.StringIO(written(hostile(text), "csv", Language.SV).decode("utf-8-sig"))))[1:]
        assert len(line[0]) < 33_000
        assert "\x00" not in line[0]


def hostile(text: str) -> Sheet:
    return Sheet(register="art30", columns=("controller",), rows=({"controller": text},), on=ON, known_at=None, law="0")


def test_unknown_absent_and_empty_are_three_things() -> None:
    assert [as_text(one, Language.EN) for one in (None, (), "  ", ("a", "b"), True)] == [
        "not on file", "none", "not on file", "a; b", "yes",
    ]  # fmt: skip
    assert [as_json(one) for one in (None, (), Word("role", "processor"))] == [None, [], "processor"]
    assert as_text(Word("role", "no such word"), Language.SV) == "no such word"


def test_the_command_writes_a_register_and_refuses_what_does_not_fit(
    register_of: Registry, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register_of(FULL)

    def run(*words: str) -> int:
        parser = argparse.ArgumentParser()
        export.arguments(parser)
        settings = environment.read({"ONWARD_DATABASE_URL": database_url, "ONWARD_TODAY": ON.isoformat()})
        return export.run(parser.parse_args(words), settings)

    place = tmp_path / "art30.xlsx"
    assert run("--register", "art30", "--format", "xlsx", "-o", str(place)) == 0
    assert zipfile.is_zipfile(place)
    capsys.readouterr()
    assert run("--register", "recipients", "--format", "json", "--controller", "Sjöboden") == 0
    assert json.loads(capsys.readouterr().out)["register"] == "recipients"
    for words in (
        ("--register", "art30", "--format", "xlsx"),
        ("--register", "art30", "--format", "toml"),
        ("--format", "csv"),
        ("--format", "json", "--on", "2026-01-01"),
    ):
        with pytest.raises(BadInput):
            run(*words)
