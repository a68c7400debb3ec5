"""The export command tells where it cannot write."""

from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import load_catalogue

import app
from registry.answers import Exit
from registry.store import open_store


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database with the small catalogue, where the command looks for it."""
    url = f"sqlite:///{tmp_path / 'onward.db'}"
    monkeypatch.setenv("ONWARD_DATABASE_URL", url)
    store = open_store(url)
    store.migrate()
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    store.close()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("kind", "output"), [("json", "folder"), ("json", "none/x.json"), ("toml", "file/below")])
def test_a_place_that_cannot_be_written_is_named(
    kind: str, output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    assert app.main(["export", "--format", kind, "-o", str(tmp_path / output)]) == Exit.USAGE
    told = capsys.readouterr()
    assert f"Cannot write {tmp_path / output}" in told.err
    assert told.out == ""
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"
