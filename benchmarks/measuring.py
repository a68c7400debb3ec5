"""How figures are taken and told: beside a baseline of the same run, the middle of several; and calibration."""

import hashlib
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `baseline` does the same the plain way, in the same run; None: there is no plain way."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    against: str = ""
    more_is_better: bool = False

    def told(self) -> str:
        """One line."""
        line = f"  {self.name:<58} {self.value:>10,.2f} {self.unit}"
        if self.ratio is None:
            return line
        return f"{line:<84} {self.ratio:>8.2f} × {self.against} ({self.baseline:,.2f})"

    @property
    def ratio(self) -> float | None:
        """How many times better than the baseline of its own run; None where there is none."""
        if self.baseline is None or not self.value or not self.baseline:
            return None
        return self.value / self.baseline if self.more_is_better else self.baseline / self.value


def over_runs(runs: Sequence[Iterable[Figure]]) -> Iterator[str]:
    """A line for each figure: its middle over the runs, the least and the most; and so its ratios, each to the
    baseline of its own run. Names that come again in a run are held apart by their order."""
    taken: dict[tuple[str, int], list[Figure]] = defaultdict(list)
    for run in runs:
        met = Counter[str]()
        for one in run:
            taken[one.name, met[one.name]].append(one)
            met[one.name] += 1
    for (name, _), found in taken.items():
        line = f"  {name:<58} {_spread([one.value for one in found])} {found[0].unit}"
        ratios = [one.ratio for one in found if one.ratio is not None]
        yield f"{line:<104} {_spread(ratios)} × {found[0].against}" if ratios else line


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):>10,.2f} ({min(values):,.2f} to {max(values):,.2f})"


def best_ms(deed: Deed, *, runs: int = 5) -> float:
    """Milliseconds of the quickest run, on the wall's clock."""
    return min(_timed(deed, time.perf_counter) for _ in range(runs)) * 1000


def cpu_ms(deed: Deed) -> float:
    """Milliseconds of processor time of one run, all threads of this process together."""
    return _timed(deed, time.process_time) * 1000


def _timed(deed: Deed, clock: Callable[[], float]) -> float:
    began = clock()
    deed()
    return clock() - began


def calibration() -> list[Figure]:
    """What this machine takes for two things that never change, so that figures of two machines compare."""
    block = bytes(64 * 1024 * 1024)
    return [
        Figure("a fixed loop of pure Python (2 million steps)", best_ms(_loop), "ms"),
        Figure("sha256 of 64 MB", best_ms(lambda: hashlib.sha256(block).digest(), runs=3), "ms"),
    ]


def _loop() -> int:
    total = 0
    for number in range(2_000_000):
        total = (total * 31 + number) & 0xFFFF
    return total
