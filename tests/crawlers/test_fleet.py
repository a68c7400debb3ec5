"""A fleet at work: real workers in processes of their own, a real PostgreSQL, and hosts that write down who asked when.

Workers die without a word, and all the same every list is asked for, each change is told once, and no host is asked
before its pause is over.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select
from stores import PostgreSQL

from benchmarks import fleet_ground, fleet_site
from benchmarks.fleet_hand import Rehearsal
from registry import audit
from registry.store import Store, open_store
from registry.tables import Host, Source
from registry.terms import SourceState

COUNT, HOSTS, EVERY = int(os.environ.get("ONWARD_FLEET_SOURCES", "200")), 20, 10
WITHIN = 120.0  # a test that waits longer has failed


@pytest.fixture
def database(postgresql: PostgreSQL, migrated_database: str) -> Iterator[str]:
    name = postgresql.create(template=migrated_database)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with closing(open_store(database)) as opened:
        yield opened


@pytest.fixture
def plan(database: str, store: Store, tmp_path: Path) -> Iterator[Rehearsal]:
    with fleet_site.served() as port:
        found = Rehearsal(
            url=database, folder=str(tmp_path), port=port, count=COUNT, hosts=HOSTS, interval=0.05, heartbeat=1.0,
            dead_after=3.0, hosts_at_once=8,
        )  # fmt: skip
        fleet_site.tell(port, f"_every/{EVERY}")
        fleet_ground.lay(found, store, EVERY)
        yield found


def test_workers_that_are_killed_leave_no_source_unasked_no_change_untold_and_no_host_in_haste(
    plan: Rehearsal, store: Store
) -> None:
    with fleet_ground.hands(plan) as hands:
        hands.start(2)
        fleet_ground.begin(store, only_new=True)
        fleet_ground.until_done(store, within=WITHIN)
        first = fleet_site.asked(plan.port)
        fleet_site.tell(plan.port, "_round/2")
        at = fleet_ground.begin(store)
        fleet_ground.until_left(store, COUNT // 2, within=WITHIN)
        hands.kill("hand-0")
        fleet_ground.until_done(store, within=WITHIN)
        second = fleet_site.asked(plan.port)
        assert hands.stop() == [0]
    for log in (first, second):
        assert fleet_ground.too_soon(log, plan.interval) == []
    assert fleet_ground.never_asked(second, COUNT) == set()
    assert {name for names in fleet_ground.asked_again(second).values() for name in names[:-1]} <= {"hand-0"}
    assert fleet_ground.alerts_of_changes(store) == {str(number): 1 for number in range(0, COUNT, EVERY)}
    with store.read() as session:
        sources = session.exec(select(Source)).all()
        assert audit.verify(session) is None
    assert [one.id for one in sources if one.verified_at is None or one.verified_at < at] == []
    assert {one.state for one in sources} == {SourceState.VERIFIED, SourceState.CHANGED}


def test_a_worker_that_is_told_to_stop_lets_go_of_its_hosts_and_leaves_no_job_begun(
    plan: Rehearsal, store: Store
) -> None:
    with fleet_ground.hands(plan) as hands:
        hands.start(1)
        fleet_ground.begin(store)
        fleet_ground.until_left(store, COUNT - 20, within=WITHIN)
        assert hands.stop() == [0]
    log = fleet_site.asked(plan.port)
    with store.read() as session:
        held = session.exec(select(Host.name).where(Host.holder != sa.null())).all()
        begun = session.execute(sa.text("SELECT count(*) FROM onward_queue.procrastinate_jobs WHERE status = 'doing'"))
        assert (list(held), begun.scalar()) == ([], 0)
    seen = {int(one.path.rsplit("/", 1)[1]) for one in log if one.path.startswith("/list/")}
    assert fleet_ground.left(store) == COUNT - len(seen)
