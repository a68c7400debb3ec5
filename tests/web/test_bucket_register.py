"""A register whose captured texts lie in a bucket: handed in, served, backed up, restored, proved, and looked after."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from handed_notices import SWEDISH
from handed_register import begin
from litestar.testing import TestClient
from sqlmodel import select

from app import create_app, main
from registry import lawfiles
from registry.answers import Exit
from registry.catalogue.loading import keep_law
from registry.settings import read as settings_of
from registry.store import open_store
from registry.tables import Snapshot
from tests.servers.object_store import KEY, SECRET, ObjectStore

Onward = Callable[..., str]
HERE = "http://127.0.0.1:8765"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    for name in [one for one in os.environ if one.startswith(("ONWARD_", "AWS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with ObjectStore() as bucket:
        monkeypatch.setenv("ONWARD_SNAPSHOTS", bucket.address())
        yield bucket


@pytest.fixture
def onward(
    bucket: ObjectStore, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Onward:  # fmt: skip
    """The command line over a register with a notice that was handed in; no secret ever stands in what it says."""
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_file, tmp_path / "var" / "onward.db")
    store = open_store(f"sqlite:///{tmp_path / 'var' / 'onward.db'}")
    begin(store, tmp_path)
    with store.write("test") as session:
        texts = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths()}
        keep_law(session, texts, lawfiles.load().sha256)
    store.close()
    (tmp_path / "policy.md").write_text(SWEDISH, encoding="utf-8")

    def run(*words: str, code: Exit = Exit.OK) -> str:
        found = main([*words])
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        assert found == code, said
        return said.out + said.err

    run("submit", str(tmp_path / "policy.md"), "--controller", "Sjöboden AB", "--json")
    return run


def captured() -> str:
    store = open_store(settings_of().database_url)
    try:
        with store.read() as session:
            return session.exec(select(Snapshot.sha256)).one()
    finally:
        store.close()


def test_what_is_handed_in_lies_in_the_bucket_alone(onward: Onward, bucket: ObjectStore, tmp_path: Path) -> None:
    assert set(bucket.objects) == {f"of/ours/{captured()[:2]}/{captured()}.zst"}
    assert not (tmp_path / "var" / "snapshots").exists()


def test_a_backup_holds_the_bucket_and_is_restored_into_another(
    onward: Onward, bucket: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(bucket.objects)
    assert json.loads(onward("backup", "-o", str(tmp_path / "b.zip"), "--json"))["snapshots"] == 1
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "new"))
    with ObjectStore() as other:
        monkeypatch.setenv("ONWARD_SNAPSHOTS", other.address())
        assert json.loads(onward("restore", str(tmp_path / "b.zip"), "--json"))["snapshots"] == 1
        assert other.objects == before
    monkeypatch.delenv("ONWARD_SNAPSHOTS")
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "folder"))
    onward("restore", str(tmp_path / "b.zip"))
    (file,) = (tmp_path / "folder" / "snapshots").glob("*/*.zst")
    assert file.read_bytes() == next(iter(before.values()))


def test_a_restore_into_a_bucket_that_is_away_writes_no_row(
    onward: Onward, bucket: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    onward("backup", "-o", str(tmp_path / "b.zip"))
    bucket.objects.clear()
    bucket.status = 503
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "new"))
    assert "503" in onward("restore", str(tmp_path / "b.zip"), code=Exit.UNREACHABLE)
    bucket.status = None
    onward("restore", str(tmp_path / "b.zip"))
    assert captured() in next(iter(bucket.objects))


def test_evidence_is_packed_from_the_bucket_and_verified_without_it(
    onward: Onward, bucket: ObjectStore, tmp_path: Path
) -> None:
    packet = str(tmp_path / "packet.zip")
    onward("evidence", "--all", "-o", packet)
    bucket.status = 503
    onward("verify", packet)


def test_the_doctor_reads_the_bucket_and_names_what_is_lost(onward: Onward, bucket: ObjectStore) -> None:
    def wrong(*words: str) -> str:
        checks = json.loads(onward("doctor", "--json", *words, code=Exit.FINDINGS))["checks"]
        (found,) = [one for one in checks if one["check"] == "snapshots"]
        return str(found["says"])

    checks = json.loads(onward("doctor", "--json", "--thorough"))["checks"]
    assert ["have the bytes of their hash" in one["says"] for one in checks if one["check"] == "snapshots"] == [True]
    name = captured()
    key, content = next(iter(bucket.objects.items()))
    bucket.objects[key] = content[:-5]
    assert name in wrong("--thorough")
    bucket.objects.clear()
    assert name in wrong()
    bucket.status = 403
    assert "refuses to be written" in wrong()
    bucket.status = None
    bucket.forgets_first = True
    assert "second writer" in wrong()


def test_readiness_says_when_the_bucket_takes_nothing(onward: Onward, bucket: ObjectStore) -> None:
    with TestClient(create_app(settings_of()), base_url=HERE) as client:
        assert client.get("/ready").status_code == 200
    bucket.hangs = True
    asked = len(bucket.asked)
    with TestClient(create_app(settings_of()), base_url=HERE) as client:
        answers = [client.get("/ready") for _ in range(3)]
    assert [one.status_code for one in answers] == [503] * 3
    assert "Snapshots: nothing can be filed" in answers[0].text
    assert "127.0.0.1" not in answers[0].text
    assert len(bucket.asked) == asked + 1  # who hangs is not asked by each who wants to know


def test_a_machine_without_the_library_is_told_what_to_install(
    onward: Onward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "registry.keeping.bucket", raising=False)
    monkeypatch.setenv("ONWARD_SNAPSHOTS", "s3://another-bucket")
    assert "onward[objectstore]" in onward("backup", "-o", str(tmp_path / "b.zip"), code=Exit.USAGE)
