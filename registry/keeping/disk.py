"""Whether the disk takes what is to be kept: a folder is written to, not asked about, and how much room is left."""

import os
import shutil
import tempfile
from pathlib import Path

from registry.errors import StoreError

_TRIED = b"\0" * 4096


def require_writable(folder: Path) -> None:
    """Raises StoreError unless a block can be written in the folder and synced: a full disk takes names, not bytes."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(_TRIED)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"Nothing can be written in {folder}: {error.strerror}.") from error


def free(folder: Path) -> int:
    """How many bytes are left on the folder's disk. Raises StoreError where there is no such folder."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be looked at: {error.strerror}.") from error
