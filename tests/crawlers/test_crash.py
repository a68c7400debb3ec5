"""A round that is killed at any point and begun again: every source is checked, nothing is lost, nobody told twice."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, load_registry, page
from many_watched import bench_of, declare_documents, one_round
from sqlmodel import select

from registry import audit
from registry.store import Store
from registry.tables import Alert, Change, Proposal, ReviewCauseRow, Snapshot, Source, Version
from registry.terms import Event, SourceState
from tests.servers.vendor_site import VendorSite

COUNT = int(os.environ.get("ONWARD_CRASH_SOURCES", "80"))
CHANGED = range(0, COUNT, 4)
KILLS = 4
SECOND_DAY = FIRST_DAY + timedelta(days=1, hours=1)
ROWS = [("Amazon Web Services", "Cloud hosting", "Ireland"), ("Fastly", "Content delivery", "United States")]
NEW = ("Nordmoln, Inc.", "Backups", "United States")


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite(host="0.0.0.0") as running:
        yield running


def killed_round(url: str, folder: Path, site: VendorSite, after: int) -> bool:
    """A round that dies once the site was asked so often; False where it came to its end before."""
    here = Path(__file__).parent
    words = [sys.executable, str(here / "many_watched.py"), url, str(folder), str(site.port), str(COUNT)]
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    asked = len(site.seen) + after
    with subprocess.Popen([*words, SECOND_DAY.isoformat()], env=os.environ | {"PYTHONPATH": paths}) as process:
        while process.poll() is None and len(site.seen) < asked:
            time.sleep(0.001)
        process.kill()
    return process.returncode != 0


def test_a_round_killed_again_and_again_checks_every_source_once_and_tells_each_change_once(
    store: Store, database_url: str, site: VendorSite, tmp_path: Path
) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    declare_documents(store, COUNT, FIRST_DAY)
    for number in range(COUNT):
        after = [*ROWS, NEW] if number in CHANGED else ROWS
        site.replay(f"/list/{number}", [page(ROWS).encode(), page(after).encode()])
    bench = bench_of(store, tmp_path, site.port, COUNT)
    assert one_round(bench, FIRST_DAY).outcomes["first"] == COUNT
    for number in CHANGED:
        assert site.advance(f"/list/{number}")
    chance = random.Random(7)
    was_killed = [killed_round(database_url, tmp_path, site, chance.randrange(1, COUNT)) for _ in range(KILLS)]
    assert any(was_killed)
    one_round(bench, SECOND_DAY)
    with store.read() as session:
        sources = session.exec(select(Source)).all()
        changes = session.exec(select(Change)).all()
        alerts = session.exec(select(Alert)).all()
        caused = Counter(one.key for one in session.exec(select(ReviewCauseRow)))
        versions, snapshots = session.exec(select(Version)).all(), session.exec(select(Snapshot)).all()
        proposed = Counter(one.document_id for one in session.exec(select(Proposal)) if one.change_id is not None)
        assert audit.verify(session) is None
    assert {source.verified_at for source in sources} == {SECOND_DAY}
    assert {source.state for source in sources} <= {SourceState.VERIFIED, SourceState.CHANGED}
    expected = {f"doc_list-{number}" for number in CHANGED}
    assert sorted(change.document_id for change in changes) == sorted(expected)
    told = Counter(one.change_id for one in alerts if one.event is Event.SUBPROCESSOR_ADDED)
    assert told == caused == Counter({change.id: 1 for change in changes})
    due = [one for one in alerts if one.event is Event.REVIEW_DUE]  # each change is a cause of the engagement's review
    assert (len(due), len(alerts)) == (len(changes), 2 * len(changes))
    assert proposed.keys() == expected
    assert set(proposed.values()) == {1}
    assert len(versions) == COUNT + len(expected)
    assert all(bench.archive.get(one.sha256) for one in snapshots)
