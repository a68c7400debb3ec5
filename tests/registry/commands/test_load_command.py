"""`onward load`, `export` and `settings` as a person types them, on both databases."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue

import app
from registry import cataloguefiles, lawfiles
from registry.answers import Exit
from registry.settings import SETTINGS


@pytest.fixture
def var(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place to write to, and an empty database."""
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ONWARD_DATABASE_URL", empty_url)
    monkeypatch.setenv("ONWARD_TODAY", "2026-11-22")
    return tmp_path / "var"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder: the shipped law and a small invented catalogue."""
    shutil.copytree(lawfiles.DATA / "law", tmp_path / "data" / "law")
    SmallCatalogue(tmp_path / "data" / "catalogue")
    return str(tmp_path / "data")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert app.main([*words, "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def counted(found: dict[str, object], word: str) -> int:
    tables = found["tables"]
    assert isinstance(tables, dict)
    return sum(counts[word] for counts in tables.values())


def test_a_rehearsal_foretells_the_load_and_writes_nothing(
    var: Path, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foretold = answer(capsys, "load", "--dry-run", "--no-sample", "--data", data)
    assert foretold["rehearsed"] is True
    assert not var.exists()
    assert not (tmp_path / "onward.db").exists()
    loaded = answer(capsys, "load", "--no-sample", "--data", data)
    assert loaded == foretold | {"rehearsed": False}
    assert counted(loaded, "added") > 20


def test_a_rehearsal_over_a_loaded_database_leaves_it_as_it_was(
    var: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "load", "--no-sample", "--data", data)
    again = answer(capsys, "load", "--dry-run", "--no-sample", "--data", data)
    assert (counted(again, "added"), counted(again, "changed"), again["law_is_new"]) == (0, 0, False)


def test_an_export_in_toml_reads_back_as_what_was_loaded(
    var: Path, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "load", "--no-sample", "--data", data)
    assert app.main(["export", "--format", "toml", "-o", str(tmp_path / "out")]) == Exit.OK
    assert cataloguefiles.load(tmp_path / "out").services == cataloguefiles.load(Path(data) / "catalogue").services


def test_an_export_in_json_is_one_object(var: Path, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "load", "--no-sample", "--data", data)
    assert app.main(["export", "--format", "json"]) == Exit.OK
    assert set(json.loads(capsys.readouterr().out)["services"]) == {"brevduvan-mail", "nordmoln-drive", "nordmoln-meet"}


def test_an_export_into_a_used_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "old.toml").write_text("")
    assert app.main(["export", "--format", "toml", "-o", str(tmp_path / "used")]) == Exit.USAGE
    assert "not an empty folder" in capsys.readouterr().err


def test_a_broken_record_is_named_and_no_database_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    (tmp_path / "data" / "law").mkdir(parents=True)
    (tmp_path / "data" / "law" / "wrong.toml").write_text("[[decision]]\nid = 3\n")
    assert app.main(["load", "--data", str(tmp_path / "data")]) == Exit.USAGE
    assert "wrong.toml" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def test_every_setting_is_listed_and_secrets_are_not_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_TOKEN", "tok-secret")
    monkeypatch.setenv("ONWARD_WEBHOOK_SECRETS", "whsec_secret")
    monkeypatch.setenv("ONWARD_OIDC_CLIENT_SECRET", "oidc-secret")
    monkeypatch.setenv("ONWARD_DATABASE_URL", "postgresql://onward:secret@db.example/onward")
    assert app.main(["settings", "--json"]) == Exit.OK
    found = {one["name"]: one["value"] for one in json.loads(capsys.readouterr().out)}
    assert list(found) == [setting.name for setting in SETTINGS]
    assert found["ONWARD_DATABASE_URL"] == "postgresql://onward:***@db.example/onward"
    assert [name for name, value in found.items() if "secret" in value] == []
    assert found["ONWARD_OIDC_CLIENT_SECRET"] == "***"
    assert tomllib.loads(f"port = {found['ONWARD_PORT']}") == {"port": 8765}


def test_a_second_load_tells_that_nothing_changed(var: Path, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["load", "--no-sample", "--data", data]) == Exit.OK
    assert "service: " in capsys.readouterr().out
    assert app.main(["load", "--no-sample", "--data", data]) == Exit.OK
    assert "The catalogue stands as it was." in capsys.readouterr().out


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_form_of_registers_is_refused_for_the_catalogue(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["export", "--format", form, "-o", "x"]) == Exit.USAGE
    assert f"The format {form} is a register's." in capsys.readouterr().err
