"""A register of every released schema, brought to today's: nothing lost, the chain whole, and every list still read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import world
from litestar.testing import TestClient
from older_registers import TOLD_APART, leave, lost, put_any_rows, versions
from page_visits import BASE
from sqlmodel import col, func, select

from app import create_app
from crawlers.archive import Archive
from registry import audit, judging, lawfiles
from registry import settings as environment
from registry.catalogue.reading import Moment, read_register
from registry.errors import StoreError
from registry.keeping.copying import tables
from registry.store import Store, open_store
from registry.tables import Audit, Organisation
from registry.terms import Grade, OrganisationKind, Origin

LAW = lawfiles.load()


@pytest.fixture(scope="module")
def like(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small world as today's Onward holds it."""
    path = tmp_path_factory.mktemp("like") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    world.fill(store)
    yield store
    store.close()


def lists(store: Store, folder: Path) -> dict[str, int]:
    """Every list of the API that needs nothing but its address, and the status it answers with."""
    url = store.engine.url.set(drivername=store.engine.dialect.name).render_as_string(hide_password=False)
    settings = environment.read(
        {"ONWARD_VAR": str(folder), "ONWARD_DATABASE_URL": url, "ONWARD_TODAY": world.TODAY.isoformat()}
    )
    Archive(settings.snapshots).put(world.SIGNED)
    app = create_app(settings)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        paths = sorted({one.path for one in app.routes if "GET" in getattr(one, "methods", ())})
        asked = [path for path in paths if path.startswith("/api/v1/") and "{" not in path]
        return {path: client.get(path).status_code for path in asked}


@pytest.fixture(scope="module")
def expected(like: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    found = lists(like, tmp_path_factory.mktemp("expected"))
    assert sum(status == 200 for status in found.values()) >= 20
    return found


@pytest.mark.parametrize("version", versions())
def test_a_register_of_an_older_schema_is_brought_up_whole(
    like: Store, expected: dict[str, int], empty_url: str, version: str, tmp_path: Path
) -> None:
    store = open_store(empty_url)
    held = leave(like, store, version)
    kept = {name for name in held if held[name]}
    assert {"organisation", "engagement", "proposal", "audit", "verdict", "change", "alert"} <= kept
    if version != versions()[-1]:
        with pytest.raises(StoreError, match="onward load"):
            store.require_current()
    store.migrate()
    store.require_current()
    assert lost(store, held) == []
    with store.read() as session:
        assert audit.verify(session) is None
        links = session.exec(select(func.count()).select_from(Audit)).one()
        last = session.exec(select(Audit).order_by(col(Audit.seq).desc()).limit(1)).one()
        stood = max(held["audit"], key=lambda link: link["seq"])["sha256"]
        assert (last.previous if version < TOLD_APART else last.sha256) == stood
        assert judging.flows(read_register(session, Moment(world.TODAY)), LAW)
    with store.write("test") as session:
        session.add(
            Organisation(
                id="org_new", kind=OrganisationKind.GROUP, name="new", source="file", grade=Grade.PRIMARY,
                recorded_at=audit.now(), origin=Origin.IMPORT,
            )
        )  # fmt: skip
    with store.read() as session:
        assert audit.verify(session) is None
        assert session.exec(select(func.count()).select_from(Audit)).one() == links + 1
    assert lists(store, tmp_path) == expected
    store.close()


@pytest.mark.parametrize("version", versions())
def test_a_row_of_every_table_comes_through_every_upgrade(
    migrated_file: Path, empty_url: str, version: str, tmp_path: Path
) -> None:
    shutil.copy(migrated_file, tmp_path / "any.db")
    like, store = open_store(f"sqlite:///{tmp_path}/any.db"), open_store(empty_url)
    put_any_rows(like)
    held = leave(like, store, version)
    store.migrate()
    assert lost(store, held) == []
    taken = {name for name in held if held[name]}
    assert len(taken) >= 30
    if version == versions()[-1]:
        assert taken == {one.name for one in tables()}
    like.close()
    store.close()
