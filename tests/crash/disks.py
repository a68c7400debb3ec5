"""A small disk of a test's own, which can be full or read-only."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE = 24 * 1024 * 1024
LEFT = 16 * 1024  # what a full disk still takes


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system in memory."""

    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self) -> None:
        """Leave next to nothing."""
        with self._filler.open("wb", buffering=0) as file:
            while (free := os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize) > LEFT:
                file.write(bytes(min(free - LEFT, 1 << 20)))

    def empty(self) -> None:
        """Make room again."""
        self._filler.unlink()

    def lock(self, *, is_locked: bool) -> None:
        """Read-only, or not any more."""
        _mount("-o", f"remount,{'ro' if is_locked else 'rw'}", str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mounted at a folder. Skips where nothing may be mounted."""
    folder.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", f"size={SIZE}", "onward-test", str(folder))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("a file system may be mounted by the system's administrator alone")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
