"""A crawl of some thousand sources on several hosts is killed at any point, and begun again, and nothing is amiss."""

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from benchmarks import killed_crawl
from benchmarks.killed_crawl import EVERY, crawl
from registry.store import open_store
from registry.tables import Change, Source

SOURCES, KILLS = 2_000, 2


def test_a_crawl_killed_at_any_point_checks_every_source_and_tells_each_change_once(tmp_path: Path) -> None:
    found = crawl(tmp_path, SOURCES, KILLS, seed=11)
    assert found.faults == ()
    assert found.kills > 0
    assert found.asked_twice < SOURCES * found.kills
    store = open_store(killed_crawl.address(tmp_path))
    with store.read() as session:
        assert len(session.exec(select(Source.id)).all()) == SOURCES
        assert len(session.exec(select(Change.id)).all()) == SOURCES // EVERY
    store.close()


@pytest.mark.parametrize(("found", "faults"), [(["a"], 0), ([], 1), (["a", "a"], 1), (["a", "b"], 1)])
def test_what_is_missing_twice_or_too_much_is_told(found: list[str], faults: int) -> None:
    assert len(list(killed_crawl.unlike("changes", Counter(found), {"a"}))) == faults
