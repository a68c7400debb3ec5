"""Seeded pages in two rounds, made by the generator of ONWARD_SHARED, and which of their changes are real."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the two rounds lie, and the pages whose change is real or noise."""

    folder: Path
    count: int
    real: frozenset[int]
    noise: frozenset[int]

    def body(self, round_: int, page: int) -> bytes:
        """One page of one round."""
        return (self.folder / f"r{round_}" / f"p{page:06d}.html").read_bytes()


def generator(shared: Path) -> Path | None:
    """The generator, or None where it is not beside the checkout."""
    path = shared / "bench" / "gen_corpus.py"
    return path if path.is_file() else None


def make(shared: Path, folder: Path, *, count: int, seed: int, changed: float = 0.05) -> Pages:
    """Write the pages. `changed` is the share of them that differs in the second round, half of it in noise alone."""
    made = [
        sys.executable,
        str(shared / "bench" / "gen_corpus.py"),
        str(folder),
        "--n",
        str(count),
        "--seed",
        str(seed),
        "--change",
        str(changed),
    ]
    subprocess.run(made, check=True, capture_output=True)
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    sort = {kind: frozenset(row["page"] for row in rows if row["kind"] == kind) for kind in ("real", "noise")}
    return Pages(folder, count, sort["real"], sort["noise"])
