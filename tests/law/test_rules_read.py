"""A rule reads the facts by their paths alone, or what is remembered of it could be told of another transfer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import law

FOLDER = Path(law.__file__).parent
READING = {"ask", "peek", "on_file", "look"}  # `look` is one of the first two
NO_RULES = {"inquiry.py", "remembering.py", "transfers.py", "turningdays.py"}  # they ask about the whole
TRIED = frozenset({"assumed", "settled"})
TRYING = {"forking.py", "steps.py"}  # they try what is missing: they read what is tried, never a fact
RULES = sorted(path for path in FOLDER.glob("*.py") if path.name not in NO_RULES)


def reads_past(tree: ast.AST, tried: frozenset[str] = TRIED) -> Iterator[int]:
    """The lines where `q.facts` is read without its path, or what is tried without taking note of it."""
    named = {
        id(inner)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _called(call.func) in READING
        for argument in call.args
        for inner in ast.walk(argument)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_q(node.value) and _is_past(node, named, tried):
            yield node.lineno


def _is_past(node: ast.Attribute, named: set[int], tried: frozenset[str]) -> bool:
    return node.attr in tried or (node.attr == "facts" and id(node) not in named)


def _called(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_q(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id == "q"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_a_rule_reads_the_facts_by_their_paths(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(reads_past(tree, TRIED if path.name not in TRYING else frozenset())) == []


def test_a_fact_read_without_its_path_is_found() -> None:
    tree = ast.parse("if q.facts.hr_data is MISSING:\n    q.ask('hr_data', party_of(q.facts.hr_data))")
    assert list(reads_past(tree)) == [1]


def test_what_is_tried_read_without_note_of_it_is_found() -> None:
    assert list(reads_past(ast.parse("tried = [path for path in q.assumed]\nq.ask('hr_data', q.facts.hr_data)"))) == [1]
