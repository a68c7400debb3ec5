"""`onward assess`: from the start of an assessment to its report, and what the command refuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from assessed import BY, CONTROLLER, engaged, portfolio
from small_portfolio import bring

from app import main
from registry.answers import Exit
from registry.catalogue.assessments import assessment_id
from registry.store import Store, open_store

TIA = assessment_id(CONTROLLER, "Fabricated Registers, Inc.", "US")
START = ["start", "--controller", "Sjöboden", "--importer", "Fabricated Registers, Inc.", "--destination", "US"]
STEPS = ("map", "tool", "law_and_practice", "measures", "formal_steps", "review")


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A register that holds one transfer under clauses, where the command looks for it."""
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    monkeypatch.delenv("ONWARD_DATABASE_URL", raising=False)
    monkeypatch.setenv("ONWARD_TODAY", "2026-11-22")
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    store.migrate()
    bring(store, portfolio(engaged()))
    yield store
    store.close()


def assess(*words: str) -> int:
    return main(["assess", *words])


def fill_all() -> None:
    for step in STEPS:
        source = ["--source", "2026-10-01|A report|https://reports.example/law"]
        assert assess("step", TIA, "--step", step, "--finding", "Found.", "--by", BY, *source) == Exit.OK


@pytest.mark.usefixtures("register")
def test_an_assessment_goes_from_its_start_to_its_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert assess(*START, "--by", BY) == Exit.OK
    fill_all()
    capsys.readouterr()
    conclude = ["conclude", TIA, "--outcome", "effective", "--reasons", "It has its effect.", "--by", BY, "--json"]
    assert assess(*conclude) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["concluded_by"], told["review_due_on"]) == ("concluded", BY, "2027-11-22")
    assert [flip["after"] for flip in told["flips"]] == ["safeguarded"]
    assert assess("report", TIA, "--lang", "sv", "-o", str(tmp_path / "rapport.md")) == Exit.OK
    report = (tmp_path / "rapport.md").read_text(encoding="utf-8")
    assert "# Överföringsbedömning (TIA): Fabricated Registers, Inc., USA" in report
    assert "- Källa: A report, 2026-10-01 <https://reports.example/law>" in report


@pytest.mark.usefixtures("register")
def test_the_list_says_why_a_review_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    assess(*START, "--by", BY)
    fill_all()
    assess("conclude", TIA, "--outcome", "effective", "--reasons", "It has its effect.", "--by", BY)
    capsys.readouterr()
    assert assess("list", "--on", "2027-11-22", "--lang", "sv") == Exit.OK
    assert "Dagen för omprövning är inne (dag för omprövning: 2027-11-22 → 2027-11-22)" in capsys.readouterr().out
    assert assess("list", "--on", "2027-11-21", "--json") == Exit.OK
    assert json.loads(capsys.readouterr().out)[0]["due"] == []


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["start", "--by", BY], "needs --controller"),
        (START, "needs --by"),
        (["step", "--by", BY], "needs the assessment's id"),
        (["show", "tia_nobody"], "There is no assessment"),
        (["conclude", "tia_nobody", "--outcome", "effective", "--reasons", "x", "--by", BY], "There is no assessment"),
        ([*START, "--by", "command line"], "named person"),
    ],
)
def test_what_lacks_something_is_refused_with_what(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess(*words) == Exit.USAGE
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("register")
def test_a_conclusion_before_its_time_tells_all_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assess(*START, "--by", BY)
    conclude = ["conclude", TIA, "--outcome", "effective", "--reasons", "x", "--by", BY]
    assert assess(*conclude) == Exit.USAGE
    said = capsys.readouterr().err
    assert all(f"({step}) is not filled" in said for step in STEPS)


@pytest.mark.usefixtures("register")
def test_hostile_words_stand_in_the_report_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    assess(*START, "--by", BY)
    hostile = "# <script>alert(1)</script> [x](javascript:y) | `z`"
    assess("step", TIA, "--step", "map", "--finding", hostile, "--by", BY)
    capsys.readouterr()
    assess("report", TIA)
    report = capsys.readouterr().out
    assert "<script>" not in report
    assert "> \\# \\<script\\>alert(1)\\</script\\> \\[x\\](javascript:y) \\| \\`z\\`" in report
