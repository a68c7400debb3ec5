"""Backup, restore and move: the same rows, the same bytes, the same verdicts; what is damaged is refused whole."""

import argparse
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from handed_notices import SWEDISH
from handed_register import begin
from sqlmodel import select
from stores import PostgreSQL

from crawlers.archive import Archive
from crawlers.commands import submit
from registry import audit
from registry.answers import Exit
from registry.catalogue.search import find
from registry.commands import backup, decide, migrate
from registry.commands import restore as restore_command
from registry.errors import Conflict
from registry.keeping.backup import back_up
from registry.keeping.copying import copied, differences
from registry.keeping.restore import in_order, restore
from registry.settings import Settings
from registry.settings import read as settings_of
from registry.store import Store, open_store
from registry.tables import Organisation, Snapshot
from registry.terms import Grade, OrganisationKind, Origin


def onward(command: Any, settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args(words), settings))


@pytest.fixture
def settings(store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Settings:
    """A register with a notice that was handed in and accepted."""
    begin(store, tmp_path)
    environment = {"ONWARD_DATABASE_URL": database_url, "ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": "2026-11-22"}
    settings = settings_of(environment)
    (tmp_path / "policy.md").write_text(SWEDISH, encoding="utf-8")
    onward(submit, settings, str(tmp_path / "policy.md"), "--controller", "Sjöboden AB", "--json")
    filed = json.loads(capsys.readouterr().out)
    onward(decide, settings, *filed["proposals"], "accept", "--reason", "Our own words.", "--json")
    capsys.readouterr()
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        url, drop = f"sqlite:///{tmp_path}/other.db", None
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        name = server.create()
        url, drop = server.url(name), name
    opened = open_store(url)
    yield opened
    opened.close()
    if drop is not None:
        server.drop(drop)


@pytest.fixture
def taken(settings: Settings, store: Store, tmp_path: Path) -> Path:
    place = tmp_path / "backup.zip"
    back_up(store, settings.snapshots, place)
    return place


def unlike(one: Store, other: Store) -> list[Any]:
    with one.read() as here, other.read() as there:
        return differences(here, there)


def test_what_is_restored_is_what_was_backed_up(
    settings: Settings, store: Store, other: Store, taken: Path, tmp_path: Path
) -> None:
    done = restore(taken, other, tmp_path / "elsewhere")
    assert unlike(store, other) == []
    with other.read() as session, store.read() as before:
        assert audit.verify(session) is None
        assert audit.head(session) == done.head
        assert find(session, "Sjöboden") == find(before, "Sjöboden") != []
        captured = session.exec(select(Snapshot.sha256)).one()
    assert Archive(tmp_path / "elsewhere").get(captured) == SWEDISH.encode()


def test_writing_goes_on_after_a_restore(store: Store, other: Store, taken: Path, tmp_path: Path) -> None:
    restore(taken, other, tmp_path / "elsewhere")
    with other.write("test") as session:
        session.add(_organisation("new"))
    with other.read() as session:
        assert audit.verify(session) is None
        assert session.exec(select(Organisation).where(Organisation.id == "org_new")).one().name == "new"
    assert [one.table for one in unlike(store, other)] == ["audit", "organisation"]


def _organisation(key: str) -> Organisation:
    return Organisation(
        id=f"org_{key}", kind=OrganisationKind.GROUP, name=key, source="file", grade=Grade.PRIMARY,
        recorded_at=audit.now(), origin=Origin.IMPORT,
    )  # fmt: skip


def test_a_database_that_holds_rows_is_left_alone(store: Store, other: Store, taken: Path, tmp_path: Path) -> None:
    other.migrate()
    with other.write("test") as session:
        session.add(_organisation("mine"))
    with pytest.raises(Conflict, match="not empty"):
        restore(taken, other, tmp_path / "elsewhere")
    with other.read() as session:
        assert [one.id for one in session.exec(select(Organisation))] == ["org_mine"]


def test_a_backup_is_taken_while_people_write(settings: Settings, store: Store, other: Store, tmp_path: Path) -> None:
    """Its rows are those of one instant: the chain in it is whole whatever is written meanwhile."""
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            with store.write("busy") as session:
                session.add(_organisation(f"busy{len(written)}"))
            written.append(1)
            stop.wait(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written:
            stop.wait(0.01)
        back_up(store, settings.snapshots, tmp_path / "busy.zip")
    finally:
        stop.set()
        writer.join()
    restore(tmp_path / "busy.zip", other, tmp_path / "elsewhere")
    with other.read() as session:
        assert audit.verify(session) is None


def test_by_the_commands_alone(
    settings: Settings, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "by-command.zip"
    assert onward(backup, settings, "-o", str(place), "--json") == Exit.OK
    made = json.loads(capsys.readouterr().out)
    assert (made["snapshots"], made["backup"]) == (1, str(place))
    fresh = settings_of({"ONWARD_VAR": str(tmp_path / "fresh"), "ONWARD_TODAY": "2026-11-22"})
    assert onward(restore_command, fresh, str(place), "--json") == Exit.OK
    assert json.loads(capsys.readouterr().out)["rows"] == made["rows"]
    again = open_store(fresh.database_url)
    assert unlike(store, again) == []
    again.close()


def test_a_move_gives_the_same_rows_and_verdicts(
    settings: Settings, store: Store, other: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    to = other.engine.url.set(drivername=other.engine.dialect.name).render_as_string(hide_password=False)
    assert onward(migrate, settings, "--to", to, "--json") == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert told["same"]
    assert told["verdicts"] > 0
    assert unlike(store, other) == []
    with pytest.raises(Conflict, match="not empty"):
        onward(migrate, settings, "--to", to)


def test_a_row_that_differs_is_named(store: Store, other: Store) -> None:
    with store.write("test") as session:
        session.add(_organisation("a"))
    other.migrate()
    copied(store, other, "test")
    with other.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE organisation SET name = 'x'")
    (found,) = unlike(store, other)
    assert (found.table, found.why) == ("organisation", "differs in name")
    with other.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM organisation")
    (found,) = unlike(store, other)
    assert found.why == "stands in one of them alone"


def test_of_captured_files_each_is_restored_after_the_one_it_rests_on(tmp_path: Path) -> None:
    """Killed in the middle, a restore leaves none that cannot be read."""
    archive = Archive(tmp_path / "snapshots")
    names: list[str] = []
    for number in range(12):
        body = f"{number} {'a list of sub-processors ' * 40}".encode()
        names.append(archive.put(body, names[-1] if names else None))
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        for name in names:
            packed.write(next((tmp_path / "snapshots").rglob(f"{name}.zst")), name)
    with zipfile.ZipFile(tmp_path / "packed.zip") as packed:
        assert in_order(packed, {name: name for name in sorted(names)}) == names
    assert sorted(names) != names
