"""How well the watcher judges and the reader reads, measured on the reference texts beside the checkout.

    python benchmarks/corpus.py [SHARED]

Prints alert precision and recall and macro-F1 over kinds on the labelled changes (doubtful ones left out), the share
of consecutive captures that alert, and the reference scorer's figures for the reader. Exits 1 below the floors.
"""

import json
import os
import sys
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from benchmarks import generated, policies
from crawlers.known import gazetteer
from crawlers.replay import as_json as step_as_json
from crawlers.replay import replay

# A little under what was measured: figures may rise, never fall.
FLOORS = {"alert precision": 0.96, "alert recall": 0.97, "macro-F1 over kinds": 0.9, "recipients F1": 0.95}
FLOORS |= {"recall on seeded pages": 1.0, "quiet on seeded noise": 1.0}
OWN_LABELS = Path(__file__).resolve().parent / "gold" / "changes.jsonl"
ENOUGH = 5  # examples of a kind before its F1 says anything
Line = dict[str, Any]


def main(shared: Path) -> int:
    """All figures; 1 where one is below its floor."""
    figures = _watcher(shared / "histories") | policies.figures(shared / "policies") | generated.figures(shared)
    low = [name for name, floor in FLOORS.items() if figures[name] < floor]
    for name in low:
        print(f"below the floor: {name} {figures[name]:.3f} < {FLOORS[name]}")
    return 1 if low else 0


def _watcher(histories: Path) -> dict[str, float]:
    with Pool() as pool:
        replayed = pool.map(_replayed, sorted((histories / "data").glob("*/*")), chunksize=1)
    lines = {(folder, line["from"], line["to"]): line for found in replayed for folder, line in found}
    states = Counter(line["state"] for line in lines.values())
    alerts = sum(line["alert"] for line in lines.values())
    print(f"{len(lines)} consecutive captures: {dict(states)}; {alerts} alert ({alerts / len(lines):.1%})")
    for side in ("open", "aside"):
        _beside(side, _labels(OWN_LABELS, lines, side), is_told=side == "open")
    return _told(_labels(histories / "labels.jsonl", lines), is_told=True)


def _labels(path: Path, lines: dict[tuple[str, str, str], Line], side: str | None = None) -> list[tuple[Line, Line]]:
    """The labelled pairs that are not doubtful (of one set), each with the watcher's line."""
    labels = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    return [
        (label, lines[f"{label['vendor']}/{label['doc']}", label["from"], label["to"]])
        for label in labels
        if not label["doubtful"] and side in (None, label.get("set"))
    ]


def _beside(side: str, pairs: list[tuple[Line, Line]], *, is_told: bool) -> None:
    """A second set of labels, made without knowing the watcher; misses of the set kept aside are not shown."""
    print(f"second set of labels, {side}:")
    _told(pairs, is_told=is_told)


def _told(pairs: list[tuple[Line, Line]], *, is_told: bool) -> dict[str, float]:
    return _alerts(pairs, is_told=is_told) | _kinds(pairs)


def _replayed(folder: Path) -> list[tuple[str, Line]]:
    name = f"{folder.parent.name}/{folder.name}"
    return [(name, step_as_json(step)) for step in replay(folder, gazetteer=gazetteer())]


def _alerts(pairs: list[tuple[Line, Line]], *, is_told: bool) -> dict[str, float]:
    right = sum(line["alert"] and label["material"] for label, line in pairs)
    told = sum(line["alert"] for _, line in pairs)
    due = sum(label["material"] for label, _ in pairs)
    figures = {"alert precision": right / max(1, told), "alert recall": right / max(1, due)}
    print(f"{len(pairs)} labelled pairs: {figures}")
    for label, line in pairs if is_told else ():
        if line["alert"] != label["material"]:
            word = "missed" if label["material"] else "false"
            print(f"  {word}: {label['vendor']}/{label['doc']} {label['to']} {line['state']} {line['kinds']}")
    return figures


def _kinds(pairs: list[tuple[Line, Line]]) -> dict[str, float]:
    """A bad capture is the labels' navigation noise, an equal text their cosmetic change."""
    counts: Counter[tuple[str, str]] = Counter()
    for label, line in pairs:
        plain = "navigation_noise" if line["state"] == "bad_capture" else "cosmetic_only"
        found, gold = set(line["kinds"] or [plain]), set(label["kinds"])
        counts.update(("both", kind) for kind in found & gold)
        counts.update(("found", kind) for kind in found - gold)
        counts.update(("gold", kind) for kind in gold - found)
    scores: dict[str, float] = {}
    examples = Counter(kind for label, _ in pairs for kind in label["kinds"])
    for kind in sorted({kind for _, kind in counts}):
        both, extra, missed = (counts[side, kind] for side in ("both", "found", "gold"))
        scores[kind] = 2 * both / (2 * both + extra + missed)
        print(f"  {kind:36} right {both:2}  extra {extra:2}  missed {missed:2}  F1 {scores[kind]:.2f}")
    common = [score for kind, score in scores.items() if examples[kind] >= ENOUGH]
    mean = sum(common) / len(common)
    print(f"  macro-F1 over {len(common)} kinds with at least {ENOUGH} examples {mean:.3f}")
    print(f"  macro-F1 over all {len(scores)} kinds {sum(scores.values()) / len(scores):.3f}")
    return {"macro-F1 over kinds": mean}


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONWARD_SHARED", str(root.parent / "shared"))
    sys.exit(main(Path(folder)))
