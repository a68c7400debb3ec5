"""A watched list and what runs because of it: helpers for the tests of objections' clocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from registry.store import Store
from registry.tables import Objection
from registry.terms import ObjectionState
from tests.crawlers.github_watched import ENGAGEMENT, FIRST_DAY, Watched, load_registry, page
from tests.registry.alerts.test_rules import ROWS
from tests.servers.vendor_site import VendorSite


@contextmanager
def clocked(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """The registry, its list seen and accepted; the agreement on file gives 30 days to object."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        begun = Watched(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def objections(watched: Watched) -> list[Objection]:
    """Every clock."""
    with watched.store.read() as session:
        return list(session.exec(select(Objection).order_by(col(Objection.engagement_id))))


def put(watched: Watched, *rows: Any) -> None:
    """Write rows."""
    with watched.store.write("test") as session:
        session.add_all(rows)


def noted(**fields: Any) -> Objection:
    """A notice that somebody noted."""
    usual = {
        "id": "obj_1",
        "engagement_id": ENGAGEMENT,
        "state": ObjectionState.NOTICE_RECEIVED,
        "opened_at": FIRST_DAY,
    }
    return Objection(**(usual | fields))
