"""Killed with -9 at any point of any deed: what is left is sound, and run again it comes to what it would have been."""

import random
from collections.abc import Iterator

import pytest
from stores import PostgreSQL

from tests.crash.deeds import DEEDS, Deed
from tests.crash.harness import Harness, harness
from tests.crash.trying import Tally, prepare, trial

KILLS = 3  # of each deed on each database: 60 in all; `make crash` does a thousand
SEED = 2026


@pytest.fixture(scope="module")
def ground(postgresql: PostgreSQL) -> Iterator[Harness]:
    with harness(postgresql) as made:
        yield made


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name.replace(" ", "-"))
def test_a_deed_that_is_killed_loses_nothing_and_tells_nothing_twice(ground: Harness, deed: Deed, kind: str) -> None:
    tally, chance = Tally(), random.Random(f"{SEED} {deed.name} {kind}")
    prepared = prepare(ground, deed, kind)
    before = ground.stem.killed
    while tally.kills < KILLS:
        trial(ground, prepared, chance, tally)
    assert sum(tally.found.values()) == ground.stem.killed - before >= KILLS, "a kill that nobody looked behind"
