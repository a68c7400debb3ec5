"""`onward` run in an environment of its own: on a database, or on a server and without one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import signed_in
import world
from live_server import serving

import app
from registry.store import Store
from registry.terms import AccountRole, Right

EDITOR = "editor@company.example"


class Shell:
    """Runs the command in an environment of its own, and tells its exit code, output and talk."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.patch, self.capture = folder, patch, capture
        patch.setenv("ONWARD_TODAY", world.TODAY.isoformat())

    def here(self, database: Path, words: list[str]) -> tuple[int, str, str]:
        self.patch.setenv("ONWARD_VAR", str(database.parent))
        self.patch.delenv("ONWARD_SERVER", raising=False)
        return self._run(words)

    def there(self, server: str, token: str, words: list[str]) -> tuple[int, str, str]:
        """Asked of a server; there is no database here, and none is made."""
        empty = self.folder / "empty"
        self.patch.setenv("ONWARD_VAR", str(empty))
        self.patch.setenv("ONWARD_SERVER", server)
        self.patch.setenv("ONWARD_TOKEN", token)
        told = self._run(words)
        assert not empty.exists()
        return told

    def _run(self, words: list[str]) -> tuple[int, str, str]:
        code = app.main(words)
        return code, *self.capture.readouterr()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


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
