"""A damaged backup, or one that somebody made up, is refused whole: nothing of it is written anywhere."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from crawlers.archive import Archive
from registry.errors import BadInput, Conflict, StoreError
from registry.keeping.backup import back_up
from registry.keeping.copying import tables
from registry.keeping.restore import restore
from registry.store import Store, open_store
from registry.tables import Organisation, now
from registry.terms import Grade, OrganisationKind, Origin


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small register with two captured texts, made once."""
    folder = tmp_path_factory.mktemp("made")
    store = open_store(f"sqlite:///{folder}/onward.db")
    store.migrate()
    with store.write("test") as session:
        session.add(
            Organisation(
                id="org_a", kind=OrganisationKind.GROUP, name="a", source="file", grade=Grade.PRIMARY,
                recorded_at=now(), origin=Origin.IMPORT,
            )
        )  # fmt: skip
    archive = Archive(folder / "snapshots")
    archive.put(b"one")
    archive.put(b"two")
    back_up(store, folder / "snapshots", folder / "backup.zip")
    store.close()
    return folder / "backup.zip"


@pytest.fixture
def taken(made: Path, tmp_path: Path) -> Path:
    return shutil.copy(made, tmp_path / "backup.zip")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/other.db")
    yield opened
    opened.close()


def damaged(place: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(place) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    change(files)
    with zipfile.ZipFile(place, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return place


def _cut(files: dict[str, bytes]) -> None:
    files["database.sqlite"] = files["database.sqlite"][:-1]


def _flip(files: dict[str, bytes]) -> None:
    name = next(one for one in files if one.startswith("snapshots/"))
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])


def _lose(files: dict[str, bytes]) -> None:
    del files[next(one for one in files if one.startswith("snapshots/"))]


def _add(files: dict[str, bytes]) -> None:
    files["../../escape.sh"] = b"x"


def _name_outside(files: dict[str, bytes]) -> None:
    told = json.loads(files["manifest.json"])
    told["files"].append({"path": "../../escape.sh", "sha256": "0" * 64, "bytes": 1})
    files["manifest.json"] = json.dumps(told).encode()
    files["../../escape.sh"] = b"x"


def _no_manifest(files: dict[str, bytes]) -> None:
    del files["manifest.json"]


def _other_format(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b"onward-backup/1", b"onward-backup/9")


def _other_head(files: dict[str, bytes]) -> None:
    told = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps(told | {"head": "f" * 64}).encode()


@pytest.mark.parametrize("change", [_cut, _flip, _lose, _add, _name_outside, _no_manifest, _other_format, _other_head])
def test_a_damaged_backup_is_refused_and_writes_nothing(
    other: Store, taken: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    with pytest.raises(BadInput):
        restore(damaged(taken, change), other, tmp_path / "elsewhere" / "snapshots")
    assert not (tmp_path / "escape.sh").exists()
    assert not (tmp_path / "elsewhere").exists()
    assert other.revision() is None or not _filled(other)


def test_a_database_that_holds_rows_gets_nothing_not_even_files(other: Store, taken: Path, tmp_path: Path) -> None:
    restore(taken, other, tmp_path / "first")
    with pytest.raises(Conflict, match="not empty"):
        restore(taken, other, tmp_path / "second")
    assert not (tmp_path / "second").exists()


def _filled(store: Store) -> list[str]:
    with store.read() as session:
        return [one.name for one in tables() if session.execute(select(one).limit(1)).first()]


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_backup_is_refused(other: Store, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(body)
    with pytest.raises(BadInput):
        restore(tmp_path / "x.zip", other, tmp_path / "elsewhere")


def test_a_backup_of_a_newer_onward_is_refused(other: Store, taken: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    with zipfile.ZipFile(taken) as archive:
        newer.write_bytes(archive.read("database.sqlite"))
    from_file = open_store(f"sqlite:///{newer}")
    with from_file.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    from_file.close()

    def change(files: dict[str, bytes]) -> None:

        files["database.sqlite"] = newer.read_bytes()
        told = json.loads(files["manifest.json"])
        for one in told["files"]:
            if one["path"] == "database.sqlite":
                one |= {"sha256": hashlib.sha256(newer.read_bytes()).hexdigest(), "bytes": newer.stat().st_size}
        files["manifest.json"] = json.dumps(told).encode()

    with pytest.raises(StoreError, match="newer Onward"):
        restore(damaged(taken, change), other, tmp_path / "elsewhere")
