"""Runs commands as processes of their own, to their end or until they are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: exit code (KILLED where it was), what it said, its steps where it came to its end."""

    code: int
    said: str
    seconds: float
    steps: int


@dataclass(frozen=True, slots=True)
class Point:
    """Where a run is killed: at a numbered step, or so many seconds after its start."""

    step: int | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        return f"step {self.step}" if self.step is not None else f"{self.seconds:.3f} s"


def somewhere(chance: random.Random, whole: Ended) -> Point:
    """Half of the points are steps, half are moments: between two steps, inside the database's own writing."""
    if chance.random() < 0.5:
        return Point(step=chance.randint(1, max(1, whole.steps)))
    return Point(seconds=chance.uniform(0, whole.seconds * 1.1))


class Stem:
    """The loaded process that forks every run (`tests.crash.stem`), as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "said.txt"
        self.killed = 0  # runs that did not come to their end

    def __enter__(self) -> Self:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ONWARD_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.stem"],
            cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def run(self, words: Sequence[str], environ: Mapping[str, str], point: Point | None = None) -> Ended:
        """One run, killed at `point`; None: to its end."""
        point = point or Point()
        counted = self._said.with_suffix(".steps")
        counted.unlink(missing_ok=True)
        asked = {"words": [*words], "environ": {**environ}, "said": str(self._said), "die_at": point.step}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        child, began = self._number(), time.monotonic()
        if point.seconds is not None:
            time.sleep(point.seconds)
            _kill(child)
        code = self._number()
        self.killed += code == KILLED
        steps = int(counted.read_text()) if counted.exists() else 0
        return Ended(code, self._said.read_text(errors="replace"), time.monotonic() - began, steps)

    def _number(self) -> int:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that runs the commands is gone")
        return int(line)


def _kill(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has come to its end
