"""What must be fast, measured beside a baseline of the same run.

    python -m benchmarks.speed [--quick] [--runs 3] [--only law registry api pages reading round many chain desk]
        [--scrapy]

Everything runs on this machine alone, in a folder that is thrown away. A figure with a ratio stands beside the plain
way of doing the same in the same run: 2.00 × means twice as fast. Each run is a process of its own and begins with a
calibration; of several the middle is told with the least and the most. `--quick` takes fewer pages and one run.
`--scrapy` also measures rounds beside Scrapy, which is installed for that run alone.
Pages come from the generator of ONWARD_SHARED; where it is absent, what needs it is left out.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import (
    desk,
    speed_api,
    speed_chain,
    speed_law,
    speed_many,
    speed_pages,
    speed_reading,
    speed_registry,
    speed_round,
)
from benchmarks.measuring import Figure, calibration, over_runs

PARTS: dict[str, Callable[[bool, Path], Iterator[Figure]]] = {
    "law": speed_law.figures,
    "registry": speed_registry.figures,
    "api": speed_api.figures,
    "pages": speed_pages.figures,
    "reading": speed_reading.figures,
    "round": speed_round.figures,
    "many": speed_many.figures,
    "chain": speed_chain.figures,
    "desk": desk.figures,
}
RUNS = 3


def main() -> int:
    """Print every figure as soon as it is known."""
    parser = argparse.ArgumentParser(description="Measure what must be fast, beside a baseline.")
    parser.add_argument("--quick", action="store_true", help="fewer pages and runs")
    parser.add_argument(
        "--runs", type=int, help=f"how often each part is measured; left out, {RUNS}, with --quick once"
    )
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS), metavar="PART")
    parser.add_argument("--scrapy", action="store_true", help="rounds beside Scrapy too, installed for this run alone")
    wanted = parser.parse_args()
    shared = Path(os.environ.get("ONWARD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    runs = wanted.runs or (1 if wanted.quick else RUNS)
    for name in wanted.only:
        taken = [_in_a_process_of_its_own(name, f"run {run + 1} of {runs}", wanted, shared) for run in range(runs)]
        if runs > 1:
            print(f"{name}, middle of {runs} runs (least to most)")
            print("\n".join(over_runs(taken)), flush=True)
    return 0


def _in_a_process_of_its_own(name: str, which: str, wanted: argparse.Namespace, shared: Path) -> list[Figure]:
    """One run of a part. Nothing that an earlier run has read is still in mind."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_run, name, which, wanted, shared).result()


def _run(name: str, which: str, wanted: argparse.Namespace, shared: Path) -> list[Figure]:
    """Each figure told as soon as it is known, after what the machine takes for what never changes."""
    began, taken = time.perf_counter(), []
    parts = PARTS | {"round": partial(speed_round.figures, scrapy=wanted.scrapy)}
    load = os.getloadavg()[0]
    print(f"{name}, {which}: Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {load:.1f}")
    for figure in calibration():
        print(figure.told())
    for figure in parts[name](wanted.quick, shared):
        print(figure.told(), flush=True)
        taken.append(figure)
    print(f"  ({time.perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)
    return taken


if __name__ == "__main__":
    sys.exit(main())
