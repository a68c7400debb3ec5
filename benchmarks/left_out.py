"""What the reader owes to wordings that one reference text alone bears out: each text read as if it were unseen.

    python benchmarks/left_out.py [SHARED]

A wording of `data/phrases/{sv,en}.toml` that stands in one labelled text and in no other text beside the checkout
(the other labelled ones, the seeds, the newest capture of each watched page) may have been written for it. Each text
is read once more without such wordings, and the reference scorer's figures of both readings stand side by side.
"""

import json
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import yaml

from benchmarks.policies import answer, scorer
from crawlers import phrases
from crawlers.extract import extract

Wording = tuple[str, str, str]  # table, key, wording
Tables = dict[str, dict[str, list[str]]]
_COUNTED = ("language", "months")  # small words and months: everywhere, or by chance nowhere


def main(shared: Path) -> int:
    """Print both columns."""
    gold = shared / "policies" / "open"
    files = {label.name: gold / _label(label)["file"] for label in sorted(gold.glob("*.yaml"))}
    texts = {path: _text(path) for path in (*files.values(), *_others(shared))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side in ("whole", "less"):
            (folder / side).mkdir()
        jobs = []
        for label, path in files.items():
            alone = _only_here(texts[path], [text for other, text in texts.items() if other != path])
            print(f"{label:45} {len(alone):3} wordings stand here alone")
            jobs.append((label, path, folder, alone))
        with Pool() as pool:
            pool.map(_read_twice, jobs, chunksize=1)
        _print(scorer(shared / "policies"), gold, folder)
    return 0


def _print(score: Any, gold: Path, folder: Path) -> None:
    whole, less = (score.score(gold, folder / side) for side in ("whole", "less"))
    print(f"{'':45} {'all wordings':>22} {'without its own':>22}")
    for key in whole:
        first, second = (_figure(side[key]) for side in (whole, less))
        if first != second or key in ("recipients", "role", "third_country"):
            print(f"  {key:45} {first:>20} {second:>22}")


def _figure(value: Any) -> str:
    return str(value["f1"]) if isinstance(value, dict) else str(value)


def _label(path: Path) -> dict[str, Any]:
    label: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return label


def _text(path: Path) -> str:
    return phrases.fold(extract(path.read_bytes(), name=path.name).text)


def _others(shared: Path) -> Iterator[Path]:
    yield from sorted((shared / "seeds").glob("*.txt"))
    for folder in sorted((shared / "histories" / "data").glob("*/*")):
        yield max(folder.iterdir())


def _only_here(text: str, others: Iterable[str]) -> frozenset[Wording]:
    """The wordings that stand in the text and in none of the others (a plain search, border or not)."""
    here = {one for language in phrases.LANGUAGES for one in _wordings(_tables(language)) if _plain(one) in text}
    for other in others:
        here = {one for one in here if _plain(one) not in other}
    return frozenset(here)


def _plain(one: Wording) -> str:
    return phrases.fold(one[2].rstrip("*"))


def _tables(language: str) -> Tables:
    tables: Tables = tomllib.loads((phrases.FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return tables


def _wordings(tables: Tables) -> Iterator[Wording]:
    for table, keys in tables.items():
        if table not in _COUNTED:
            yield from ((table, key, wording) for key, wordings in keys.items() for wording in wordings)


def _read_twice(job: tuple[str, Path, Path, frozenset[Wording]]) -> None:
    """In a process of its own: the wordings are loaded anew from a folder without those that stand here alone."""
    label, path, folder, alone = job
    shipped = phrases.FOLDER
    answer(path, folder / "whole" / label)
    with tempfile.TemporaryDirectory() as name:
        phrases.FOLDER = Path(name) / "phrases"
        shutil.copytree(shipped, phrases.FOLDER)
        for language in phrases.LANGUAGES:
            target = phrases.FOLDER / f"{language}.toml"
            target.write_text(_toml(_tables(language), alone), encoding="utf-8")
        _forget()
        answer(path, folder / "less" / label)
    phrases.FOLDER = shipped
    _forget()


def _forget() -> None:
    phrases.phrases.cache_clear()


def _toml(tables: Tables, alone: frozenset[Wording]) -> str:
    return "\n".join(f"[{table}]\n{_lines(table, keys, alone)}" for table, keys in tables.items())


def _lines(table: str, keys: Mapping[str, list[str]], alone: frozenset[Wording]) -> str:
    kept = {key: [one for one in wordings if (table, key, one) not in alone] for key, wordings in keys.items()}
    return "\n".join(f"{key} = {json.dumps(wordings, ensure_ascii=False)}" for key, wordings in kept.items())


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONWARD_SHARED", str(root.parent / "shared"))
    sys.exit(main(Path(named)))
