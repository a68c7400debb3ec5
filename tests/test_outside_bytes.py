"""The readers of files from outside take what nobody would send: each reads it, or refuses it in its own words.

Each reads its seeds as they are first: what is refused whole tries nothing. Messages (bodies, headers, cookies, tokens
of identity providers, answers of receivers and servers) are mutated in `tests/web/test_mutated_messages.py`.
`ONWARD_ATTACKS` says how many mutations each reader gets; few come with every run, always the same.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mutating import ROOT, SEEDED, mutated

from app import main
from registry.answers import Exit

TIMES = int(os.environ.get("ONWARD_ATTACKS", "4")) * 25
SLOW = {"reader": 10, "packet": 4, "pdf": 2, "xlsx": 2, "settings": 2, "backup": 10}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a packet and a backup of a small register."""
    folder = tmp_path_factory.mktemp("seeds")
    patch = pytest.MonkeyPatch()
    with patch.context() as environment:
        environment.setenv("ONWARD_VAR", str(folder))
        assert main(["load"]) == Exit.OK
        portfolio = str(ROOT / "tests" / "portfolios" / "unnamed.toml")
        assert main(["import", portfolio]) == Exit.OK
        assert main(["evidence", "--all", "-o", str(folder / "packet.zip")]) == Exit.OK
        assert main(["backup", "-o", str(folder / "backup.zip")]) == Exit.OK
    return folder


@pytest.mark.parametrize("name", sorted(SEEDED))
def test_a_reader_reads_or_refuses(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = request.getfixturevalue("seeds") if name in {"packet", "backup"} else tmp_path
    words = [name, str(max(TIMES // SLOW.get(name, 1), 10)), str(folder)]
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "mutating.py"), *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2_000:]
    told = json.loads(done.stdout)
    assert told["faults"] == []


def test_mutations_are_the_same_every_time_and_change_something() -> None:
    import random

    seed = b"a fair beginning"
    first = [mutated(seed, random.Random(number)) for number in range(50)]
    assert first == [mutated(seed, random.Random(number)) for number in range(50)]
    assert sum(one != seed for one in first) >= 48
