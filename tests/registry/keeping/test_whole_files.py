"""Files that appear whole or not at all, and on the disk: what a killed process left beside them goes."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.errors import BadInput
from registry.keeping.whole_files import LEFT, UNFINISHED, atomic, drafted, sweep

OLD = datetime.now(UTC) - 2 * LEFT

_WITNESS = """
import os, sys
seen, names = [], {}
def note(name, arguments):
    if name in ("os.rename", "os.link"):
        seen.append("named")
sys.addaudithook(note)
real = os.fsync
def fsync(number):
    seen.append("folder" if os.path.isdir(f"/proc/self/fd/{number}") else "bytes")
    real(number)
os.fsync = fsync
from pathlib import Path
from registry.keeping.whole_files import atomic
with atomic(Path(sys.argv[1])) as file:
    file.write(b"all of it")
print(*seen)
"""


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def age(path: Path) -> None:
    os.utime(path, times=(OLD.timestamp(), OLD.timestamp()))


def test_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_is_said(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _WITNESS, str(tmp_path / "backup.zip")]
    seen = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert seen.stdout.split() == ["bytes", "named", "folder"]


def test_a_folder_that_was_made_for_it_is_on_the_disk_too(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _WITNESS, str(tmp_path / "new" / "newer" / "backup.zip")]
    seen = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert seen.stdout.split() == ["bytes", "named", "folder", "folder", "folder"]


def test_what_fails_amid_its_writing_leaves_what_stood_there(tmp_path: Path) -> None:
    place = tmp_path / "packet.zip"
    place.write_bytes(b"the one before")

    def fail() -> None:
        with atomic(place) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (place.read_bytes(), left_in(tmp_path)) == (b"the one before", ["packet.zip"])


def test_what_a_killed_process_left_beside_goes_with_the_next_file_and_nobody_elses(tmp_path: Path) -> None:
    for name in (f"{UNFINISHED}old", f"{UNFINISHED}new", ".unfinished-of-another", "kept.zip"):
        (tmp_path / name).write_bytes(b"half")
    for name in (f"{UNFINISHED}old", ".unfinished-of-another", "kept.zip"):
        age(tmp_path / name)
    with atomic(tmp_path / "backup.zip") as file:
        file.write(b"whole")
    assert left_in(tmp_path) == [f"{UNFINISHED}new", ".unfinished-of-another", "backup.zip", "kept.zip"]


def test_a_process_that_is_killed_amid_writing_leaves_a_file_that_is_swept(tmp_path: Path) -> None:
    dies = (
        "import os, signal, sys; from pathlib import Path; from registry.keeping.whole_files import atomic\n"
        "with atomic(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    words = [sys.executable, "-c", dies, str(tmp_path / "backup.zip")]
    assert subprocess.run(words, check=False, cwd=Path(__file__).parents[3]).returncode == -9
    [left] = tmp_path.iterdir()
    assert left.name.startswith(UNFINISHED)
    assert sweep([tmp_path], datetime.now(UTC) - LEFT) == 0
    age(left)
    assert sweep([tmp_path], datetime.now(UTC) - LEFT) == 1
    assert left_in(tmp_path) == []


def test_of_a_record_the_first_stands(tmp_path: Path) -> None:
    def put(content: bytes) -> None:
        with drafted(tmp_path / "record") as draft:
            draft.file.write(content)
            draft.put_first()

    put(b"first")
    put(b"second")
    assert ((tmp_path / "record").read_bytes(), left_in(tmp_path)) == (b"first", ["record"])
    assert (tmp_path / "record").stat().st_mode & 0o777 == 0o444


def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="Name another place"), atomic(tmp_path / "file" / "packet.zip"):
        pytest.fail("it cannot be begun")


def test_what_may_be_lost_waits_for_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("it waits for the disk"))
    with drafted(tmp_path / "kept") as draft:
        draft.file.write(b"a memory")
        draft.put(is_lasting=False)
    assert (tmp_path / "kept").read_bytes() == b"a memory"
