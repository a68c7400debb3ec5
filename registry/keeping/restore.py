"""A backup becomes a register again: checked whole before anything is written, and the database last, in one piece."""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry import audit
from registry.bucketaddress import Bucket
from registry.errors import DISK_TROUBLE, BadInput, StoreAway, StoreError
from registry.keeping.backup import DATABASE, FORMAT, MANIFEST
from registry.keeping.copying import copied, differences, require_empty
from registry.keeping.shelves import HEAD, MOST_FILED, depth, shelf_at
from registry.keeping.whole_files import DAMAGED, atomic
from registry.store import Store, open_store

_SNAPSHOT = re.compile(r"snapshots/([0-9a-f]{2})/(\1[0-9a-f]{62})\.zst")
_MOST_MANIFEST = 1024 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore wrote. `head` is the head of the chain, as the backup's manifest says it."""

    rows: int
    snapshots: int
    made_at: str
    head: str


def restore(place: Path, store: Store, snapshots: Path | Bucket) -> Restored:
    """Restore into an empty database and a folder or bucket for what was captured.

    Raises BadInput for a file that is no backup or is damaged, Conflict for a database that holds rows, StoreError for
    a backup of a newer Onward. Captured files that are there already are left as they are.
    """
    try:
        with zipfile.ZipFile(place) as archive, tempfile.TemporaryDirectory() as folder:
            told = _manifest(archive)
            database = Path(folder) / DATABASE
            _check(archive, told["files"])
            _extract(archive, DATABASE, database)
            with _read(database, told) as source:
                _require_empty(store)
                written = _write_snapshots(archive, told["files"], snapshots)
                rows = _write_rows(source, store)
    except OSError as error:
        if error.errno in DISK_TROUBLE:
            raise StoreAway(f"Nothing can be restored here: {error.strerror}. Mend that and restore again.") from error
        raise BadInput(f"Cannot restore {place}: {error.strerror or error}.", field="backup") from error
    except DAMAGED as error:
        raise BadInput(f"{place} is no backup, or is damaged: {error}.", field="backup") from error
    return Restored(rows, written, str(told["made_at"]), str(told["head"]))


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        with archive.open(MANIFEST) as file:
            told = json.loads(file.read(_MOST_MANIFEST))
        files = {str(one["path"]): (str(one["sha256"]), int(one["bytes"])) for one in told["files"]}
        is_ours = told["format"] == FORMAT and {"head", "rows", "made_at"} <= set(told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadInput(f"There is no {MANIFEST} in it that can be read: this is no backup.", field="backup") from error
    if not is_ours or DATABASE not in files:
        raise BadInput(f"{MANIFEST} is not that of a backup in the format {FORMAT}.", field="backup")
    return {**told, "files": files}


def _check(archive: zipfile.ZipFile, files: dict[str, tuple[str, int]]) -> None:
    """Every file the manifest names must be there as it was; names lead nowhere but where captured bytes lie."""
    names = archive.namelist()
    odd = [one for one in files if one != DATABASE and _SNAPSHOT.fullmatch(one) is None]
    if odd:
        raise BadInput(
            f"The backup names “{odd[0][:80]}”, which is neither the database nor a captured text.", field="backup"
        )
    if len(set(names)) != len(names) or set(names) != {*files, MANIFEST}:
        raise BadInput("The backup's files are not those its manifest names. Take another backup.", field="backup")
    for name, (sha256, size) in files.items():
        if name != DATABASE and size > MOST_FILED:
            raise BadInput(f"{name} in the backup is too long for a captured text.", field="backup")
        if _hashed(archive, name, size) != sha256:
            raise BadInput(f"{name} in the backup is damaged: its SHA-256 is not {sha256}.", field="backup")


def _hashed(archive: zipfile.ZipFile, name: str, size: int) -> str:
    sha256, read = hashlib.sha256(), 0
    with archive.open(name) as file:
        while read <= size and (part := file.read(_CHUNK)):
            sha256.update(part)
            read += len(part)
    return sha256.hexdigest() if read == size else "longer or shorter"


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with archive.open(name) as source, atomic(path) as target:
        while part := source.read(_CHUNK):
            target.write(part)


def _write_snapshots(archive: zipfile.ZipFile, files: dict[str, tuple[str, int]], place: Path | Bucket) -> int:
    """Put captured files where they lay, before the rows, each after those it rests on: nothing that stands ever names
    bytes that do not."""
    shelf = shelf_at(place)
    names = {parts[2]: name for name in files if (parts := _SNAPSHOT.fullmatch(name)) is not None}
    wanting = in_order(archive, {one: names[one] for one in set(names) - shelf.standing(names)})
    for one in wanting:
        shelf.put(one, archive.read(names[one]), is_new=True)
    return len(wanting)


def in_order(archive: zipfile.ZipFile, names: Mapping[str, str]) -> list[str]:
    """The hashes of files, each after the one it rests on; `names`: how the archive calls them."""
    deep: dict[str, int] = {}
    for one, name in names.items():
        with archive.open(name) as file:
            deep[one] = depth(file.read(HEAD.size))
    return sorted(names, key=lambda one: (deep[one], one))


@contextmanager
def _read(database: Path, told: dict[str, Any]) -> Iterator[Store]:
    """The database of the backup, brought to today's schema, its chain checked."""
    source = open_store(f"sqlite:///{database}")
    try:
        source.migrate()
        with source.read() as session:
            broken, head = audit.verify(session), audit.head(session)
        if broken is not None:
            raise BadInput(f"The chain in the backup is broken at link {broken}; nothing was restored.", field="backup")
        if head != told["head"]:
            raise BadInput(f"The chain in the backup ends in {head}, not as its manifest says.", field="backup")
        yield source
    finally:
        source.close()


def _require_empty(store: Store) -> None:
    store.migrate()
    with store.read() as session:
        require_empty(session)


def _write_rows(source: Store, store: Store) -> int:
    rows = copied(source, store, "onward restore")
    with source.read() as before, store.read() as after:
        wrong = differences(before, after)
    if wrong:
        raise StoreError(f"{wrong[0].table} {wrong[0].key} {wrong[0].why} after the restore. Do not use this database.")
    return sum(rows.values())
