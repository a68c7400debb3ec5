"""The heartbeat: every source is in one state, and what a round tells adds up."""

from datetime import timedelta
from pathlib import Path

from github_watched import FIRST_DAY, SERVICE, Watched, load_registry, page

from registry import watching
from registry.sources import Declared
from registry.store import Store
from registry.terms import DocumentKind
from tests.servers.vendor_site import VendorSite

LIST = page([("Fastly", "Delivery", "Sweden"), ("Stripe", "Payments", "Germany")])
OTHER = page([("Fastly", "Delivery", "Sweden"), ("Nordmoln, Inc.", "Backups", "United States")])


def test_verified_changed_unreachable_and_blocked_add_up_in_the_round_and_in_the_heartbeat(
    store: Store, tmp_path: Path
) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        for path in ("/a", "/b", "/c", "/d"):
            site.pages[path] = (200, {"Content-Type": "text/html"}, LIST.encode())
        with store.write("test") as session:
            declared = [
                Declared(f"src_{path[1]}", f"doc_{path[1]}", SERVICE, DocumentKind.SUB_PROCESSOR_LIST, site.url(path))
                for path in ("/a", "/b", "/c", "/d")
            ]
            watching.declare(session, declared, FIRST_DAY)
        watched = Watched(site, store, tmp_path)
        watched.show(LIST)
        site.pages["/b"] = (200, {"Content-Type": "text/html"}, OTHER.encode())
        site.pages["/c"] = (500, {}, b"")
        site.pages["/d"] = (403, {}, b"")
        told = watched.round(after=timedelta(days=40)).as_json()
    with store.read() as session:
        beat = watching.heartbeat(session)
    assert beat == {"verified": 2, "changed": 1, "unreachable": 1, "blocked": 1, "paused": 0, "never_checked": 0}
    assert told["checked"] == sum(beat.values()) == 5
    assert told["changed"] == beat["changed"]
    assert told["unreachable"] == beat["unreachable"]
    assert told["blocked"] == beat["blocked"]
    assert told["not_modified"] + told["same"] == beat["verified"]
