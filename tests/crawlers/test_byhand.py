"""Documents supplied by a person, where a site will not have us."""

from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LIST, SOURCE, Watched, load_registry, page
from sqlmodel import select

from crawlers.byhand import supply
from crawlers.taking import Outcome
from registry import watching
from registry.errors import BadInput
from registry.store import Store
from registry.tables import Snapshot
from registry.terms import SourceState
from tests.servers.vendor_site import VendorSite

ROWS = [("Fastly", "Delivery", "Sweden"), ("Stripe", "Payments", "Germany")]


def test_a_blocked_list_supplied_by_hand_is_taken_in_like_any_other(store: Store, tmp_path: Path) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        watched = Watched(site, store, tmp_path)
        watched.show(page(ROWS))
        watched.accept_all()
        del site.replays[LIST]
        site.pages[LIST] = (403, {}, b"<h1>No</h1>")
        watched.round()
        body = page([ROWS[0], ("Nordmoln, Inc.", "Backups", "United States")]).encode()
        taken = supply(watched.bench(), SOURCE, body, name="list.html", by="Ada", at=watched.now)
        with pytest.raises(BadInput, match="not the document"):
            supply(watched.bench(), SOURCE, b"<h1>404 Page not found</h1>", name="x.html", by="Ada", at=watched.now)
    assert (taken.outcome, taken.proposals, taken.alerts) == (Outcome.CHANGED, 2, 1)
    with store.read() as session:
        source = watching.one(session, SOURCE)
        assert [one.by_hand for one in session.exec(select(Snapshot))].count(True) == 1
    assert source.state is SourceState.CHANGED
    assert source.trouble == "supplied by hand by Ada on 2026-01-12"


def test_by_whom_a_text_was_supplied_is_told_until_it_is_fetched_again(store: Store, tmp_path: Path) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        watched = Watched(site, store, tmp_path)
        watched.show(page(ROWS))
        del site.replays[LIST]
        site.pages[LIST] = (403, {}, b"<h1>No</h1>")
        watched.round()
        supply(watched.bench(), SOURCE, page(ROWS[:1]).encode(), name="a.html", by="Ada", at=watched.now)
        for _ in range(2):
            watched.round()
            with store.read() as session:
                blocked = watching.one(session, SOURCE)
            assert blocked.state is SourceState.BLOCKED
            assert (blocked.trouble or "").endswith("; supplied by hand by Ada on 2026-01-12")
        del site.pages[LIST]
        watched.show(page(ROWS[:1]) + "<!-- ours again -->")
    with store.read() as session:
        assert watching.one(session, SOURCE).trouble is None
