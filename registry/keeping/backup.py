"""A backup: one zip with the database as an SQLite file, whatever it came from, and the captured bytes.

It is taken while everything runs: the database of one instant, then the captured files, which are only ever added. Its
manifest names every file with its hash, so that a backup proves itself before anything is restored.
"""

import hashlib
import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlmodel import select

from registry import audit
from registry.answers import dumps
from registry.bucketaddress import Bucket
from registry.errors import StoreError
from registry.keeping.copying import copied, tables
from registry.keeping.shelves import shelf_at
from registry.keeping.whole_files import atomic
from registry.store import Store, open_store
from registry.tables import LawBookRow, now

FORMAT = "onward-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database.sqlite"
SNAPSHOTS = "snapshots"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written."""

    place: Path
    sha256: str
    rows: int
    snapshots: int
    size: int


def back_up(store: Store, snapshots: Path | Bucket, place: Path) -> BackedUp:
    """Write a backup of the running register. Raises BadInput where it cannot be written."""
    store.require_current()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / DATABASE
        _copy_database(store, database)
        with atomic(place) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            told = _about(database) | {"files": list(_filed(archive, database, snapshots))}
            body = (dumps(told) + "\n").encode()
            archive.writestr(zipfile.ZipInfo(MANIFEST), body)
    rows = sum(told["rows"].values())
    return BackedUp(place, hashlib.sha256(body).hexdigest(), rows, len(told["files"]) - 1, place.stat().st_size)


def _copy_database(store: Store, path: Path) -> None:
    """The database of one instant. SQLite copies its own pages online; from PostgreSQL every row is copied."""
    if store.engine.dialect.name == "sqlite":
        with closing(store.engine.raw_connection()) as source, closing(sqlite3.connect(path)) as target:
            driver = source.driver_connection
            if not isinstance(driver, sqlite3.Connection):
                raise StoreError("The database is no SQLite file.")
            driver.backup(target)
        return
    target_store = open_store(f"sqlite:///{path}")
    try:
        target_store.migrate()
        copied(store, target_store, "onward backup")
    finally:
        target_store.close()


def _about(database: Path) -> dict[str, Any]:
    """What the manifest says of the database that is in the backup, read from that very copy."""
    store = open_store(f"sqlite:///{database}")
    try:
        with store.read() as session:
            rows = {
                one.name: session.execute(sa.select(sa.func.count()).select_from(one)).scalar_one() for one in tables()
            }
            law = session.exec(select(LawBookRow.sha256).order_by(sa.desc("loaded_at")).limit(1)).first()
            about = {"head": audit.head(session), "rows": rows, "law": law, "schema": store.revision()}
    finally:
        store.close()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    return {"format": FORMAT, "made_at": now().isoformat(), **about}


def _filed(archive: zipfile.ZipFile, database: Path, snapshots: Path | Bucket) -> Iterator[dict[str, Any]]:
    with database.open("rb") as file:
        yield _file(archive, DATABASE, file, zipfile.ZIP_DEFLATED)
    shelf = shelf_at(snapshots)
    for name in shelf.names():
        content = shelf.find(name)
        if content is not None:  # else it was pruned since it was listed
            yield _file(archive, f"{SNAPSHOTS}/{name[:2]}/{name}.zst", io.BytesIO(content), zipfile.ZIP_STORED)


def _file(archive: zipfile.ZipFile, name: str, source: IO[bytes], compression: int) -> dict[str, Any]:
    sha256, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = compression, 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as target:
        while part := source.read(_CHUNK):
            sha256.update(part)
            size += len(part)
            target.write(part)
    return {"path": name, "sha256": sha256.hexdigest(), "bytes": size}
