"""How well the reader reads the labelled policies: the reference scorer's figures, whole and per language."""

import importlib.util
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import read
from crawlers.telling import as_json


def figures(folder: Path) -> dict[str, float]:
    """Print every figure of the reference scorer, and per language beside it; return what has a floor."""
    gold = folder / "open"
    score = scorer(folder).score
    with tempfile.TemporaryDirectory() as name:
        answers = Path(name)
        languages = {label.name: _answer(label, answers) for label in sorted(gold.glob("*.yaml"))}
        whole = score(gold, answers)
        parts = {
            language: score(_subset(gold, answers / language, languages, language), answers)
            for language in sorted(set(languages.values()))
        }
    print("  " + " " * 45 + "all".ljust(84) + "  ".join(f"{language:>16}" for language in parts))
    for key, value in whole.items():
        beside = "  ".join(f"{_short(part.get(key, '')):>16}" for part in parts.values())
        print(f"  {key:45}{value!s:84}{beside}")
    return {"recipients F1": float(whole["recipients"]["f1"])}


def scorer(folder: Path) -> Any:
    """The reference scorer, loaded from beside the texts it scores."""
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(file: Path, target: Path) -> None:
    """The reader's answer for a file, in the form the scorer reads."""
    said = as_json(read(extract(file.read_bytes(), name=file.name), gazetteer=gazetteer()))
    target.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def _answer(label: Path, answers: Path) -> str:
    """Write the answer; return the language a person gave the text."""
    gold = yaml.safe_load(label.read_text(encoding="utf-8"))
    answer(label.parent / gold["file"], answers / label.name)
    return str(gold["language"])


def _subset(gold: Path, target: Path, languages: dict[str, str], language: str) -> Path:
    """A folder of the labels of one language, with their texts."""
    target.mkdir()
    for label in _of(languages, language):
        file = yaml.safe_load((gold / label).read_text(encoding="utf-8"))["file"]
        for name in (label, file):
            (target / name).symlink_to(gold / name)
    return target


def _of(languages: dict[str, str], language: str) -> Iterable[str]:
    return (label for label, spoken in languages.items() if spoken == language)


def _short(value: Any) -> str:
    return str(value["f1"]) if isinstance(value, dict) else str(value)
