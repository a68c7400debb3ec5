"""Whole chains: questions to all controllers at once beside plain networkx, and a register of many engagements.

Each size is measured in a process of its own, so that its memory is its own; networkx has the same links in another.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import many_engagements
from benchmarks.measuring import Figure

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """The cost at each size, the largest in full, then a register of 500 engagements."""
    for links in SIZES[: 3 if quick else None]:
        ours = _measured("arrays", links)
        yield from _size(links, ours, _measured("networkx", links))
    with tempfile.TemporaryDirectory() as folder:
        yield from many_engagements.figures(Path(folder), 100 if quick else 500)


def _measured(how: str, links: int) -> dict[str, Any]:
    asked = [sys.executable, "-m", "benchmarks.many_links", how, str(links)]
    began = time.perf_counter()
    told = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    found: dict[str, Any] = json.loads(told)
    return found | {"seconds": time.perf_counter() - began}


def _size(links: int, ours: dict[str, Any], plain: dict[str, Any]) -> Iterator[Figure]:
    head = f"{links:,} links: "
    per_controller = ours["third countries"] / ours["controllers"]
    yield Figure(f"{head}distinct facts among {ours['transfers']:,} transfers", ours["facts"], "")
    yield Figure(f"{head}arrays from columns", ours["fill"], "ms")
    yield Figure(f"{head}third countries of all {ours['controllers']:,} controllers", ours["third countries"], "ms")
    yield Figure(
        f"{head}the same, a controller",
        per_controller * 1000,
        "µs",
        plain["a controller"] * 1000,
        "plain networkx, one",
    )
    yield Figure(f"{head}judging alone, equal facts once", ours["judge"], "ms")
    yield Figure(f"{head}weakest hop, everybody and every country, judged", ours["weakest"], "ms")
    yield Figure(f"{head}first failing hop, controllers and countries", ours["first failing"], "ms")
    yield Figure(f"{head}all of it after a revoked decision", ours["revoked"], "ms")
    for name, values in ours["one link"].items():
        yield Figure(f"{head}one link {name}, middle of {values['of']}", values["middle"], "ms")
        yield Figure(f"{head}one link {name}, 95 of 100 within", values["most"], "ms")
        yield Figure(f"{head}one link {name}, slowest", values["slowest"], "ms")
    yield Figure(f"{head}most memory of the process", ours["memory"], "MB", plain["memory"], "the networkx process")
