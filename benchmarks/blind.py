"""How the reader does on texts it was not written with: notices, agreements and lists labelled before any figure.

    python -m benchmarks.blind [GOLD] [SHARED] [NOTICES]

GOLD holds notices/, agreements/ and lists/ (names, keys and places of texts in SHARED/histories/data; no sentences);
NOTICES holds invented notices beside their labels. Every second file is set aside: of those only totals are printed,
so that nobody can fit the reader to them. A file in the open set also tells what was missed (-) and added (+).
Labels written later carry `round`, and each round has totals of its own.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.blind_notices import notice
from benchmarks.policies import scorer
from benchmarks.tally import Tally
from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import read
from crawlers.telling import as_json

ROOT = Path(__file__).resolve().parent.parent
Label = dict[str, Any]


def main(gold: Path, shared: Path, notices: Path) -> int:
    """All figures; never a judgement of them."""
    score, texts = scorer(shared / "policies"), shared / "histories" / "data"
    parts: list[tuple[Path, Path, Callable[[Any, Label, Label, Tally], None]]] = [
        (gold / "notices", texts, notice),
        (gold / "agreements", texts, agreement),
        (gold / "lists", texts, sub_processors),
        (notices, notices, notice),
    ]
    for labels, folder, compare in parts:
        sums: dict[str, list[Tally]] = {}
        for file in sorted(labels.glob("*.toml")):
            label = tomllib.loads(file.read_text(encoding="utf-8"))
            if not (folder / label["file"]).is_file():
                continue
            kept = label.get("set") or ("aside" if int(file.name[:2]) % 2 else "open")
            tally = Tally()
            compare(score, label, _answer(folder / label["file"]), tally)
            later = f", round {label['round']}" if "round" in label else ""
            sums.setdefault(f"{kept} {label.get('language', 'en')}{later}", []).append(tally)
            if kept == "open":
                print(file.stem, *tally.told(), *(f"      {slip}" for slip in tally.slips), sep="\n")
        for name, tallies in sorted(sums.items()):
            _tell_sum(f"{labels.parent.name}/{labels.name}: {name}", tallies)
    return 0


def _tell_sum(name: str, tallies: list[Tally]) -> None:
    total = Tally()
    for tally in tallies:
        for part, counts in tally.counts.items():
            total.add(part, *counts)
    print(f"== {name}, {len(tallies)} files", *total.told(), sep="\n")
    for part in {"recipients", "rows"} & set(total.counts):
        print(f"  {part}, mean of each file's F1 {sum(tally.f1(part) for tally in tallies) / len(tallies):.3f}")


def _answer(file: Path) -> Label:
    return dict(as_json(read(extract(file.read_bytes(), name=file.name), gazetteer=gazetteer())))


def agreement(_score: Any, gold: Label, found: Label, tally: Tally) -> None:
    """The clauses of Art. 28 and the terms; a clause on which two careful people could differ is left out."""
    read_states = {row["id"]: row["state"] for row in found["clauses"]}
    sure = {
        clause: row["state"]
        for clause, row in gold["clauses"].items()
        if row["state"] != "debatable" and clause in read_states
    }
    tally.sets("clauses present", *([c for c in sure if states[c] == "present"] for states in (sure, read_states)))
    for clause, state in sure.items():
        tally.same("clause, same state?", read_states[clause], state, of=clause)
    for term in ("authorisation", "notice_days", "objection_days"):
        tally.same("terms?", found[term], gold.get(term), of=term)
    scc = {one["act"] or "": sorted(one["modules"]) for one in found["scc"]}
    tally.same("terms?", scc, gold["scc"], *gold.get("scc_also_accepted", []), of="scc")


def sub_processors(score: Any, gold: Label, found: Label, tally: Tally) -> None:
    """Rows by name (with and without what stands in brackets), then places, seat and purpose of rows both have."""
    left = list(_merged(score, found["sub_processors"], "countries").values())
    for row in gold["rows"]:
        same = next((one for one in left if _names(score, row) & _names(score, one)), None)
        if same is not None:
            left.remove(same)
        if not row.get("optional"):
            tally.add("rows", int(same is not None), 0, int(same is None))
            tally.slips += [] if same else [f"rows -{row['name_as_written']}"]
        if same is not None and not row.get("optional"):
            other = [sorted(row["places_also_accepted"])] if "places_also_accepted" in row else []
            tally.same("places?", sorted(same["countries"]), sorted(row["places"]), *other, of=row["name_as_written"])
            tally.same("seat?", same.get("seat"), row.get("seat"), of=row["name_as_written"])
            purpose = (same.get("purpose") or "").lower()
            tally.same("purpose?", not row["purpose"] or any(word.lower() in purpose for word in row["purpose"]), True)
    tally.add("rows", 0, len(left))
    tally.slips += [f"rows +{one['name_as_written']}" for one in left]


def _merged(score: Any, rows: list[Label], places: str) -> dict[str, Label]:
    """Rows of the same name as one, with the places of all."""
    merged: dict[str, Label] = {}
    for row in rows:
        kept = merged.setdefault(score.N(row["name_as_written"]), {**row, places: []})
        kept[places] = sorted({*kept[places], *row[places]})
        kept["purpose"] = f"{kept.get('purpose') or ''} {row.get('purpose') or ''}"
    return merged


def _names(score: Any, row: Label) -> set[str]:
    name = row["name_as_written"]
    inside = re.findall(r"\(([^)]*)\)", name)
    return {score.N(one) for one in (name, re.sub(r"\([^)]*\)", " ", name), *inside)} - {""}


if __name__ == "__main__":
    beside = os.environ.get("ONWARD_SHARED", str(ROOT.parent / "shared"))
    given = [Path(word) for word in sys.argv[1:]]
    defaults = [ROOT / "benchmarks" / "gold", Path(beside), ROOT / "tests" / "corpus" / "notices"]
    sys.exit(main(*(given + defaults[len(given) :])))
