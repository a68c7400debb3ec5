"""Captured bytes in a bucket: whole or not at all, the first writer wins, every trouble is told in bounded time."""

import argparse
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.object_store import KEY, REGION, SECRET, ObjectStore

from crawlers.archive import LONGEST_CHAIN, Archive
from registry.bucketaddress import Bucket, bucket_of
from registry.commands import settings as settings_command
from registry.errors import BadInput, StoreAway, StoreError
from registry.keeping.bucket import BucketShelf
from registry.keeping.shelves import Patience, shelf_at
from registry.settings import read as settings_of

TEXT = b"<p>" + b" ".join(f"word{number}".encode() for number in range(3000))
TOMORROW = datetime.now(UTC) + timedelta(days=1)
QUICK = Patience(0.5, 1, 0.5)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    for name in ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with ObjectStore() as store:
        yield store


def bucket(store: ObjectStore, **asked: str) -> Bucket:
    return bucket_of(store.address(**asked), field="ONWARD_SNAPSHOTS")


@pytest.fixture
def archive(store: ObjectStore) -> Archive:
    return Archive(BucketShelf(bucket(store), QUICK))


def test_what_is_filed_comes_back_and_lies_where_it_would_in_a_folder(store: ObjectStore, archive: Archive) -> None:
    first = archive.put(TEXT)
    second = archive.put(TEXT + b" more", first)
    assert (archive.get(first), archive.get(second)) == (TEXT, TEXT + b" more")
    assert set(store.objects) == {f"of/ours/{name[:2]}/{name}.zst" for name in (first, second)}
    assert len(store.objects[store.key_of(second)]) < 200
    assert list(archive.names()) == sorted([(first, None), (second, first)])
    assert store.refused == []


def test_filing_the_same_bytes_again_writes_nothing(store: ObjectStore, archive: Archive) -> None:
    name = archive.put(TEXT)
    store.asked.clear()
    assert archive.put(TEXT) == name
    assert {method for method, _ in store.asked} == {"HEAD", "GET"}


def test_what_has_lain_for_long_is_written_anew_where_it_is_filed_again(store: ObjectStore, archive: Archive) -> None:
    name = archive.put(TEXT)
    store.written[store.key_of(name)] -= timedelta(days=300)
    assert archive.put(TEXT) == name
    assert store.written[store.key_of(name)] > datetime.now(UTC) - timedelta(minutes=5)
    assert archive.get(name) == TEXT


def test_a_file_that_was_written_lately_is_not_let_go(store: ObjectStore, archive: Archive) -> None:
    name, yesterday = archive.put(TEXT), datetime.now(UTC) - timedelta(days=1)
    assert archive.drop(name, yesterday) is None
    assert archive.get(name) == TEXT
    store.written[store.key_of(name)] -= timedelta(days=2)
    assert archive.drop(name, yesterday)
    assert store.objects == {}


def test_a_long_chain_can_be_read_let_go_of_and_based_anew(store: ObjectStore, archive: Archive) -> None:
    names = [archive.put(TEXT)]
    for number in range(LONGEST_CHAIN + 3):
        names.append(archive.put(TEXT + f" version {number}".encode(), names[-1]))
    archive.rebase(names[2], names[0])
    assert archive.drop(names[1], TOMORROW)
    assert not archive.has(names[1])
    assert archive.get(names[2]) == TEXT + b" version 1"
    assert archive.get(names[-1]).startswith(TEXT)
    with pytest.raises(StoreError, match=f"{names[1]}.zst is not there"):
        archive.get(names[1])


def test_of_two_writers_at_once_the_first_ones_file_stands(store: ObjectStore, archive: Archive) -> None:
    bodies = [TEXT + f" version {number}".encode() for number in range(6)]

    def file_all(order: int) -> list[str]:
        names: list[str] = []
        for body in bodies[order:] + bodies[:order]:
            names.append(archive.put(body, names[-1] if names else None))
        return names

    with ThreadPoolExecutor(6) as writers:
        filed = list(writers.map(file_all, range(6)))
    assert {archive.get(name) for names in filed for name in names} == set(bodies)
    assert len(store.objects) == len(bodies)


def test_a_bucket_is_listed_to_its_last_page_and_what_is_not_ours_is_left_out(
    store: ObjectStore, archive: Archive
) -> None:
    store.page = 7
    filed = {archive.put(f"text {number}".encode()) for number in range(60)}
    store.objects |= {"of/ours/readme.txt": b"x", "of/ourselves/ab/other.zst": b"x", "elsewhere": b"x"}
    missing = hashlib.sha256(b"never").hexdigest()
    assert {name for name, _ in archive.names()} == filed
    assert archive.standing([*filed, missing]) == filed
    assert archive.standing([missing]) == set()


@pytest.mark.parametrize("length", [0, 10, 44, 60])
def test_an_object_that_lost_bytes_is_noticed_and_named(store: ObjectStore, archive: Archive, length: int) -> None:
    name = archive.put(TEXT)
    key = store.key_of(name)
    store.objects[key] = store.objects[key][:length]
    with pytest.raises(StoreError, match=rf"s3://captured/{key} is damaged"):
        archive.get(name)


def test_an_object_that_is_too_long_is_not_read(store: ObjectStore, archive: Archive) -> None:
    name = archive.put(TEXT)
    store.objects[store.key_of(name)] += bytes(66 * 1024 * 1024)
    with pytest.raises(StoreError, match="too long"):
        archive.get(name)


def test_a_store_that_loses_bytes_files_nothing_and_the_same_works_once_it_is_mended(
    store: ObjectStore, archive: Archive
) -> None:
    store.loses = 50
    with pytest.raises(StoreAway, match="did not keep"):
        archive.put(TEXT)
    assert store.objects == {}
    store.loses = None
    assert archive.get(archive.put(TEXT)) == TEXT


def test_bytes_lost_while_a_file_is_replaced_leave_it_as_it_was(store: ObjectStore, archive: Archive) -> None:
    first = archive.put(TEXT)
    second = archive.put(TEXT + b" more", first)
    before = dict(store.objects)
    store.loses = len(before[store.key_of(second)])  # so that it can be put back, and the whole copy is cut short
    with pytest.raises(StoreAway, match="did not keep"):
        archive.rebase(second, None)
    assert store.objects == before


@pytest.mark.parametrize("deed", ["put", "get", "has", "names", "drop", "standing"])
@pytest.mark.parametrize("fault", ["hangs", "503", "vanished"])
def test_a_store_that_is_away_is_told_so_in_bounded_time(store: ObjectStore, deed: str, fault: str) -> None:
    archive = Archive(BucketShelf(bucket(store), QUICK))
    name = archive.put(TEXT)
    before = dict(store.objects)
    if fault == "hangs":
        store.hangs = True  # for ever
    elif fault == "503":
        store.status = 503
    else:
        store.vanishes_after = 0
    deeds = {
        "put": lambda: archive.put(b"other"), "get": lambda: archive.get(name), "has": lambda: archive.has(name),
        "names": lambda: list(archive.names()), "drop": lambda: archive.drop(name, TOMORROW),
        "standing": lambda: archive.standing([name]),
    }  # fmt: skip
    with pytest.raises(StoreAway, match=r"s3://captured/of/ours.* cannot be") as told:
        deeds[deed]()
    assert SECRET not in str(told.value)
    assert store.objects == before
    store.hangs, store.status, store.vanishes_after = False, None, None
    assert archive.get(name) == TEXT


@pytest.mark.parametrize("after", range(4))
def test_a_store_that_vanishes_midway_leaves_a_whole_file_or_none(store: ObjectStore, after: int) -> None:
    archive = Archive(BucketShelf(bucket(store), Patience(0.5, 0, 0.5)))
    store.vanishes_after = after
    with pytest.raises(StoreAway):
        archive.put(TEXT) and archive.put(TEXT + b" more")
    store.vanishes_after = None
    for name, _ in archive.names():
        assert hashlib.sha256(archive.get(name)).hexdigest() == name
    assert archive.get(archive.put(TEXT)) == TEXT


def test_an_answer_that_breaks_off_is_asked_for_again_or_told(store: ObjectStore, archive: Archive) -> None:
    name = archive.put(TEXT)
    store.drops_after = 100
    with pytest.raises(StoreAway, match="cannot be read"):
        archive.get(name)
    store.drops_after = None
    assert archive.get(name) == TEXT


@pytest.mark.parametrize(
    ("key", "secret", "region"), [("theirs", SECRET, REGION), (KEY, "wrong", REGION), (KEY, SECRET, "us-east-1")]
)
def test_a_key_that_is_refused_is_told_without_its_secret(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch, key: str, secret: str, region: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    archive = Archive(BucketShelf(bucket(store, region=region), QUICK))
    with pytest.raises(StoreError, match="refuses to be asked: see AWS_ACCESS_KEY_ID") as told:
        archive.put(TEXT)
    assert not isinstance(told.value, StoreAway)
    assert secret not in str(told.value)
    assert store.objects == {}
    assert len(store.refused) == 1


def test_a_bucket_that_is_not_there_is_told(store: ObjectStore) -> None:
    elsewhere = bucket_of(store.address().replace("s3://captured", "s3://nowhere"), field="ONWARD_SNAPSHOTS")
    with pytest.raises(StoreError, match="there is no such bucket"):
        Archive(BucketShelf(elsewhere, QUICK)).put(TEXT)


def test_a_trial_leaves_nothing_and_finds_stores_that_cannot_be_trusted(store: ObjectStore) -> None:
    shelf = BucketShelf(bucket(store), QUICK)
    shelf.require_writable()
    assert store.objects == {}
    store.forgets_first = True
    with pytest.raises(StoreError, match="lets a second writer replace"):
        shelf.require_writable()
    store.loses = 2
    with pytest.raises(StoreError, match="does not give back"):
        shelf.require_writable()
    assert store.objects == {}


def test_one_process_keeps_one_client(store: ObjectStore) -> None:
    assert shelf_at(bucket(store)) is shelf_at(bucket(store))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("s3://captured", Bucket("captured")),
        ("s3://captured/", Bucket("captured")),
        ("s3://captured/a/b/", Bucket("captured", "a/b")),
        ("s3://captured?region=eu-north-1", Bucket("captured", region="eu-north-1")),
        ("s3://c.d/a?endpoint=https://minio.example:9000/", Bucket("c.d", "a", "https://minio.example:9000")),
    ],
)
def test_an_address_is_read_and_told_as_it_was_written(address: str, expected: Bucket) -> None:
    found = settings_of({"ONWARD_SNAPSHOTS": address}).snapshots
    assert found == expected
    assert bucket_of(str(expected), field="x") == expected


@pytest.mark.parametrize(
    "address",
    [
        "s3://", "s3://key:hushhush@captured", "s3://captured/../other", "s3://captured/a//b", "gs://captured",
        "s3://captured?endpoint=ftp://hushhush", "s3://captured?secret=hushhush", "s3://captured?region=å",
        "s3://captured?endpoint=https://u:hushhush@minio.example", "https://captured.example/hushhush",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadInput, match="ONWARD_SNAPSHOTS") as told:
        settings_of({"ONWARD_SNAPSHOTS": address})
    assert "hushhush" not in str(told.value)


def test_a_folder_may_be_named_instead(tmp_path: Path) -> None:
    settings = settings_of({"ONWARD_VAR": str(tmp_path / "var"), "ONWARD_SNAPSHOTS": str(tmp_path / "shared")})
    assert settings.snapshots == tmp_path / "shared"
    assert Archive(settings.snapshots).put(TEXT)
    assert not (tmp_path / "var").exists()


def test_no_key_is_shown_among_the_settings(store: ObjectStore, capsys: pytest.CaptureFixture[str]) -> None:
    settings_command.run(argparse.Namespace(json=False), settings_of({"ONWARD_SNAPSHOTS": store.address()}))
    told = capsys.readouterr().out
    assert "s3://captured/of/ours?endpoint=http://127.0.0.1:" in told
    assert SECRET not in told
