"""Snapshots come back byte for byte, or the file that is wrong is named."""

import hashlib
import os
import random
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.archive import LONGEST_CHAIN, Archive
from registry.errors import StoreError

TEXT = " ".join(random.Random(7).choices([f"word{n}" for n in range(5000)], k=10_000)).encode()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "snapshots")


def file_of(archive: Archive, sha256: str, tmp_path: Path) -> Path:
    return tmp_path / "snapshots" / sha256[:2] / f"{sha256}.zst"


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(versions=st.lists(st.binary(max_size=300), min_size=1, max_size=25))
def test_every_version_comes_back_byte_for_byte(archive: Archive, versions: list[bytes]) -> None:
    names: list[str] = []
    for body in versions:
        names.append(archive.put(body, names[-1] if names else None))
    assert names == [hashlib.sha256(body).hexdigest() for body in versions]
    assert [archive.get(name) for name in names] == versions


def test_a_new_version_costs_a_few_bytes_beside_its_predecessor(archive: Archive, tmp_path: Path) -> None:
    first = archive.put(TEXT)
    second = archive.put(TEXT.replace(b"word1234 ", b"other ", 1), first)
    assert file_of(archive, first, tmp_path).stat().st_size > 10_000
    assert file_of(archive, second, tmp_path).stat().st_size < 200


def test_a_chain_of_versions_ends_in_a_whole_copy_now_and_then(archive: Archive, tmp_path: Path) -> None:
    names = [archive.put(TEXT)]
    for number in range(2 * LONGEST_CHAIN + 3):
        names.append(archive.put(TEXT + f" version {number}".encode(), names[-1]))
    whole = [at for at, name in enumerate(names) if file_of(archive, name, tmp_path).stat().st_size > 10_000]
    assert whole == [0, LONGEST_CHAIN + 1, 2 * LONGEST_CHAIN + 2]
    assert archive.get(names[-1]).startswith(TEXT)


def test_a_snapshot_is_written_once_and_cannot_be_written_to(archive: Archive, tmp_path: Path) -> None:
    name = archive.put(TEXT)
    file = file_of(archive, name, tmp_path)
    before = file.stat()
    assert archive.put(TEXT) == name
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert file.stat().st_mode & 0o777 == 0o444
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_was_never_filed_is_not_there(archive: Archive, tmp_path: Path) -> None:
    name = hashlib.sha256(b"never").hexdigest()
    assert not archive.has(name)
    with pytest.raises(StoreError, match=name):
        archive.get(name)


@pytest.mark.parametrize("name", ["", "../../../etc/passwd", "A" * 64, "g" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_is_a_name(archive: Archive, name: str) -> None:
    for deed in (archive.get, archive.has, lambda text: archive.put(b"x", text)):
        with pytest.raises(StoreError, match="not the SHA-256"):
            deed(name)


@pytest.mark.parametrize("at", [0, 5, 20, 43, 44, 48, 60, -5, -1])
def test_a_damaged_byte_is_noticed_and_the_file_named(archive: Archive, tmp_path: Path, at: int) -> None:
    first = archive.put(TEXT)
    for name in (first, archive.put(TEXT + b" more", first)):
        file = file_of(archive, name, tmp_path)
        content = bytearray(file.read_bytes())
        content[at] ^= 0x55
        overwrite(file, bytes(content))
        with pytest.raises(StoreError, match=r"snapshot .*zst"):
            archive.get(name)


@pytest.mark.parametrize("length", [0, 10, 44, 50, 1000])
def test_a_file_cut_short_is_noticed(archive: Archive, tmp_path: Path, length: int) -> None:
    name = archive.put(TEXT)
    file = file_of(archive, name, tmp_path)
    overwrite(file, file.read_bytes()[:length])
    with pytest.raises(StoreError, match=name):
        archive.get(name)
    with pytest.raises(StoreError, match=name):
        archive.put(TEXT)


def test_another_version_filed_under_a_name_is_noticed(archive: Archive, tmp_path: Path) -> None:
    first, second = archive.put(TEXT), archive.put(TEXT + b" more")
    overwrite(file_of(archive, first, tmp_path), file_of(archive, second, tmp_path).read_bytes())
    with pytest.raises(StoreError, match=r"does not have|do not have"):
        archive.get(first)


def test_a_missing_predecessor_is_named(archive: Archive, tmp_path: Path) -> None:
    first = archive.put(TEXT)
    second = archive.put(TEXT + b" more", first)
    file_of(archive, first, tmp_path).unlink()
    with pytest.raises(StoreError, match=first):
        archive.get(second)
    with pytest.raises(StoreError, match=first):
        archive.put(b"third", first)
    assert archive.has(second)


def test_a_chain_in_a_circle_is_refused(archive: Archive, tmp_path: Path) -> None:
    name = archive.put(TEXT)
    file = file_of(archive, name, tmp_path)
    content = file.read_bytes()
    overwrite(file, content[:8] + struct.pack("<32sI", bytes.fromhex(name), 3) + content[44:])
    with pytest.raises(StoreError, match="does not lead to a whole copy"):
        archive.get(name)


def test_a_file_that_says_it_holds_too_much_is_refused_before_inflating(archive: Archive, tmp_path: Path) -> None:
    name = archive.put(TEXT)
    file = file_of(archive, name, tmp_path)
    bomb = zstandard.ZstdCompressor().compress(bytes(70 * 1024 * 1024))
    overwrite(file, file.read_bytes()[:44] + bomb)
    with pytest.raises(StoreError, match=f"says it holds {70 * 1024 * 1024} bytes"):
        archive.get(name)


def test_what_a_crash_left_unfinished_is_no_snapshot(archive: Archive, tmp_path: Path) -> None:
    name = hashlib.sha256(TEXT).hexdigest()
    folder = tmp_path / "snapshots" / name[:2]
    folder.mkdir(parents=True)
    (folder / f".onward-unfinished-{os.getpid()}").write_bytes(b"half")
    assert not archive.has(name)
    assert archive.get(archive.put(TEXT)) == TEXT


def test_of_two_writers_at_once_the_first_ones_file_stands(archive: Archive, tmp_path: Path) -> None:
    bodies = [TEXT + f" version {number}".encode() for number in range(6)]

    def file_all(order: int) -> list[str]:
        shuffled = random.Random(order).sample(bodies, len(bodies))
        names: list[str] = []
        for body in shuffled:
            names.append(archive.put(body, names[-1] if names else None))
        return names

    with ThreadPoolExecutor(8) as writers:
        filed = list(writers.map(file_all, range(8)))
    assert {archive.get(name) for names in filed for name in names} == set(bodies)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == len(bodies)
