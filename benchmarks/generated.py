"""How the watcher judges seeded pages: real changes told of all, sort by sort, and what noise raised an alert.

    python -m benchmarks.generated [SHARED] [--n 200] [--seeds 7 11 23]

The generator of ONWARD_SHARED writes every page in two rounds and says which changes are real. No network, no database:
the functions that read, compare and classify are the round's own.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from benchmarks import pages
from crawlers.captures import why_bad
from crawlers.classify import classify
from crawlers.compare import compare, fingerprint
from crawlers.extract import extract
from crawlers.gazetteer import Gazetteer
from crawlers.known import gazetteer
from crawlers.read import read

SEEDS = (7, 11, 23)
CHANGED = 0.3  # of the pages; half of them only in noise
MOST_TOLD = 40
SAID_TWICE = "the row that went stands on the page once more"
Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One changed page: what the truth says of it, and what the watcher made of it."""

    seed: int
    truth: Truth
    state: str
    kinds: tuple[str, ...]
    alerts: bool

    @property
    def sort(self) -> str:
        """The kind of truth: which fact changed, or noise."""
        return str(self.truth.get("change", "noise"))


def figures(shared: Path, *, count: int = 200, seeds: Iterable[int] = SEEDS) -> dict[str, float]:
    """The share of real changes that alert, and of noisy pages that do not; prints both, sort by sort."""
    found = [one for seed in seeds for one in _judged(shared, count, seed)]
    judged = [one for one in found if one.state != SAID_TWICE]
    real = [one for one in judged if one.truth["kind"] == "real"]
    noise = [one for one in judged if one.truth["kind"] == "noise"]
    shares = {"recall on seeded pages": _share(real), "quiet on seeded noise": 1 - _share(noise)}
    told = f"{len(noise)} noise, {sum(one.alerts for one in noise)} alert; {len(found) - len(judged)} left out"
    print(f"{len(judged)} changed pages: {len(real)} real, recall {shares['recall on seeded pages']:.1%}; {told}")
    for sort, number in sorted(Counter(one.sort for one in judged).items()):
        print(f"  {sort:24} {sum(one.alerts for one in judged if one.sort == sort):4} of {number:4} alert")
    wrong = [one for one in judged if one.alerts != (one.truth["kind"] == "real")]
    for one in wrong[:MOST_TOLD]:
        word = "missed" if one.truth["kind"] == "real" else "false"
        print(f"  {word}: seed {one.seed} page {one.truth['page']} {one.truth.get('what')} {one.state} {one.kinds}")
    return shares


def _share(judged: Sequence[Judged]) -> float:
    return sum(one.alerts for one in judged) / max(1, len(judged))


def _judged(shared: Path, count: int, seed: int) -> list[Judged]:
    with tempfile.TemporaryDirectory() as name:
        made = pages.make(shared, Path(name), count=count, seed=seed, changed=CHANGED)
        rows = (Path(name) / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        with Pool() as pool:
            return pool.starmap(_judge, [(made, seed, json.loads(row)) for row in rows], chunksize=4)


def _judge(made: pages.Pages, seed: int, truth: Truth) -> Judged:
    before, after = (extract(made.body(number, truth["page"]), content_type="text/html") for number in (1, 2))
    reason = why_bad(after, before)
    if reason is not None:
        return Judged(seed, truth, reason.value, (), alerts=False)
    if fingerprint(before) == fingerprint(after):
        return Judged(seed, truth, "same", (), alerts=False)
    if truth.get("change") == "subprocessor_removed" and "\n".join(truth["what"]) in after.text:
        return Judged(seed, truth, SAID_TWICE, (), alerts=False)
    readings = [read(one, gazetteer=_names()) for one in (before, after)]
    found = classify(readings[0], readings[1], compare(before, after))
    return Judged(seed, truth, "changed", tuple(found.kinds), alerts=found.is_material)


@cache
def _names() -> Gazetteer:
    return gazetteer()


def main(arguments: Sequence[str]) -> int:
    """The figures; 1 where a real change was missed or noise alerted."""
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).resolve().parent.parent
    usual = os.environ.get("ONWARD_SHARED", str(root.parent / "shared"))
    parser.add_argument("shared", nargs="?", type=Path, default=Path(usual))
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    asked = parser.parse_args(arguments)
    found = figures(asked.shared, count=asked.n, seeds=asked.seeds)
    return 0 if all(share == 1.0 for share in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
