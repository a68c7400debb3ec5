"""The import command, and the sample from its file to its verdicts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, PORTFOLIO, engagement, live, load_catalogue, said

import app
from registry import lawfiles, portfolios
from registry.answers import Exit
from registry.catalogue.chains import Crossing, hops
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.judging import Judge
from registry.portfolioshapes import Portfolio, SubProcessor
from registry.store import Store, open_store
from registry.tables import Engagement, Organisation
from registry.transfershapes import Transfer as TransferShape

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "samples" / "pahittade_fjallcyklar.toml"


@pytest.fixture
def catalogue(store: Store, tmp_path: Path) -> Store:
    """A database with the small catalogue."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return store


# --- the sample, from its file to its verdicts ---------------------------------------------------------------------


def test_the_sample_gets_the_verdicts_it_announces_through_the_whole_house(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ONWARD_DATABASE_URL", empty_url)
    monkeypatch.setenv("ONWARD_TODAY", ON.isoformat())
    assert app.main(["load", "--json"]) == Exit.OK
    loaded = json.loads(capsys.readouterr().out)
    assert [one["added"] > 100 for one in loaded["samples"]] == [True]
    assert app.main(["import", str(SAMPLE), "--json"]) == Exit.OK
    again = json.loads(capsys.readouterr().out)
    assert (again["added"], again["changed"], again["ended"], again["turned"]) == (0, 0, 0, {})
    store = open_store(empty_url)
    with store.read() as session:
        register = read_register(session, Moment(ON))
    store.close()
    law = lawfiles.load()
    judge, crossings = Judge(law, ON), _crossings(register)
    seen = 0
    for key, number, expected in _announced(portfolios.read(SAMPLE)):
        answer = judge.answer(crossings[key][number])
        assert answer.verdict is expected.expected, key
        assert set(expected.expected_flags or ()) <= set(answer.flags), key
        assert expected.expected_fallback in (None, answer.fallback), key
        seen += 1
    assert seen == sum(len(found) for found in crossings.values()) == 23


Key = tuple[str, ...]  # the engagement's service as written, then the names of those behind


def _announced(portfolio: Portfolio) -> Iterator[tuple[Key, str, TransferShape]]:
    for one in portfolio.engagement:
        yield from _of_hop((one.service,), one)


def _of_hop(key: Key, one: Any) -> Iterator[tuple[Key, str, TransferShape]]:
    for transfer in one.transfer:
        yield key, f"{transfer.destination}:{transfer.manner}", transfer
    for inner in one.sub_processor:
        assert isinstance(inner, SubProcessor)
        yield from _of_hop((*key, inner.name), inner)


def _crossings(register: Any) -> dict[Key, dict[str, Crossing]]:
    """What is on file, by the names as written from the engagement down."""
    found: dict[Key, dict[str, Crossing]] = {}
    names = {row.id: row for rows in register.rows_on_file.values() for row in rows}
    for hop in hops(register, register.engagements.values()):
        engaged = register.engagements[hop.engagement_id].name_as_written
        kept = {f"{one.destination}:{one.manner}": one for one in hop.crossings if one.transfer_id}
        row = names.get(hop.key.partition(">")[2])
        path: list[str] = []
        while row is not None:
            path.insert(0, row.name_as_written)
            row = names.get(row.parent_row_id or "")
        if kept:
            found[engaged, *path] = kept
    return found


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def file(catalogue: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portfolio's file, beside a database with the small catalogue."""
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ONWARD_DATABASE_URL", database_url)
    monkeypatch.setenv("ONWARD_TODAY", ON.isoformat())
    (tmp_path / "own.toml").write_text(PORTFOLIO, encoding="utf-8")
    return tmp_path / "own.toml"


def test_a_rehearsal_foretells_the_import_and_writes_nothing(
    catalogue: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with catalogue.read() as session:
        before = [said(row) for row in live(session, Organisation)]
    assert app.main(["import", str(file), "--dry-run", "--json"]) == Exit.OK
    foretold = json.loads(capsys.readouterr().out)
    with catalogue.read() as session:
        assert [said(row) for row in live(session, Organisation)] == before
        assert live(session, Engagement) == []
    assert app.main(["import", str(file), "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out) == foretold | {"rehearsed": False}
    assert foretold["verdicts"]["covered"] == 1


def test_an_import_tells_what_it_did_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["import", str(file)]) == Exit.OK
    told = capsys.readouterr()
    assert "Sjöboden AB\n" in told.out
    assert "engagement: 2 added" in told.out
    assert "1 covered" in told.out
    assert "0 changed, 0 ended" in told.err


def test_a_wrong_file_is_told_in_one_line_and_exits_with_usage(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(engagement("X", "rolle = 1\n"), encoding="utf-8")
    assert app.main(["import", str(file)]) == Exit.USAGE
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "own.toml, [[engagement]] “X”: `rolle`" in told


def test_an_export_of_a_controller_is_a_file_that_import_reads(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["import", str(file)]) == Exit.OK
    out = tmp_path / "out.toml"
    assert app.main(["export", "--controller", "Sjöboden", "--format", "toml", "-o", str(out)]) == Exit.OK
    capsys.readouterr()
    assert app.main(["import", str(out), "--json"]) == Exit.OK
    again = json.loads(capsys.readouterr().out)
    assert (again["added"], again["changed"], again["ended"]) == (0, 0, 0)
    assert app.main(["export", "--controller", "Nobody", "--format", "toml"]) == Exit.USAGE
