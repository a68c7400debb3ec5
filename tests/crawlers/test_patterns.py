"""No regular expression can be made to hang: each is found, and tried on strings made to hurt it."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pattern_trying import USING

ROOT = Path(__file__).resolve().parents[2]
TRYING = ROOT / "tests" / "crawlers" / "pattern_trying.py"


def outcome(*words: str) -> dict[str, Any]:
    """What the process of its own tells; it has limits of processor time and must end by itself."""
    done = subprocess.run([sys.executable, str(TRYING), *words], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2_000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_pattern_of_the_crawlers_is_found_and_none_can_be_made_to_hang() -> None:
    told = outcome()
    assert told["faults"] == []
    assert told["tried"] > 100


@pytest.mark.parametrize(("package", "least"), [("registry", 20), ("graphs", 1), ("web", 10)])
def test_every_pattern_of_the_other_packages_is_found_and_none_can_be_made_to_hang(package: str, least: int) -> None:
    told = outcome(package)
    assert told["faults"] == []
    assert told["tried"] >= least


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\w+\s?)*!", r"(x|x)*y", r"\s*\s*\s*\s*=", r"([a-z]+)*\d"])
def test_a_pattern_that_hangs_is_told(pattern: str) -> None:
    assert outcome(pattern)["faults"] == [f"argument:0: {pattern} is too slow"]


def test_a_pattern_made_while_reading_is_made_of_escaped_names_alone() -> None:
    hidden = []
    for path in sorted((ROOT / "crawlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in USING:
                first = node.args[0]
                is_seen = isinstance(first, ast.Constant | ast.Name) or "re.escape" in ast.unparse(first)
                hidden += [] if is_seen else [f"{path.relative_to(ROOT)}:{node.lineno}"]
    assert hidden == []
