"""How the house is written: sizes, names, docstrings, and what may not be caught."""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest
from house_reading import ROOT, Module, around, functions, house, is_generated, methods, public
from test_house import complain

FILE_CEILING = 300
FUNCTION_CEILING = 40
MOST_POSITIONAL = 5
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "obj"}
VAGUE_ENDINGS = ("Manager", "Helper", "Helpers", "Utils", "Info", "Obj")
DAY_NAMES = re.compile(r"(.*_)?(on|from|until|by|after|since|dated|today)")  # `valid_until`, `review_due_on`, `on`


def written() -> Iterator[Module]:
    """Every module that a person wrote, tests and benchmarks included."""
    return (module for module in chain(house().values(), around()) if not is_generated(module))


def own() -> Iterator[Module]:
    """Every module of the program that a person wrote."""
    return (module for module in house().values() if not is_generated(module))


def test_no_file_is_longer_than_its_ceiling() -> None:
    complain(
        f"{module.at(1)} has {module.lines} lines, more than {FILE_CEILING}: split it by meaning"
        for module in written()
        if module.lines > FILE_CEILING
    )


def test_no_function_is_longer_than_its_ceiling() -> None:
    complain(
        f"{module.at(one.lineno)} {one.name} has {length} lines, more than {FUNCTION_CEILING}"
        for module in written()
        for one in functions(module.tree)
        if (length := (one.end_lineno or one.lineno) - one.lineno + 1) > FUNCTION_CEILING
    )


def test_a_function_takes_at_most_five_things_by_position() -> None:
    complain(_crowded())


def _crowded() -> Iterator[str]:
    for module in written():
        bound = methods(module.tree)
        for one in functions(module.tree):
            if one.name.startswith("test_") and module.path.is_relative_to(ROOT / "tests"):
                continue  # pytest gives fixtures by their names
            names = [arg.arg for arg in (*one.args.posonlyargs, *one.args.args)]
            if id(one) in bound and names[:1] in (["self"], ["cls"]):
                del names[0]
            if len(names) > MOST_POSITIONAL:
                at_fault = f"{module.at(one.lineno)} {one.name}"
                yield f"{at_fault} takes {len(names)} things by position: from the sixth on by keyword only (`*`)"


def test_no_file_has_a_name_that_says_nothing() -> None:
    complain(
        f"{module.at(1)}: name the file by what it holds, not “{word}”"
        for module in own()
        if module.path.name != "__init__.py"
        for word in set(module.path.stem.split("_")) & VAGUE
    )


def test_nothing_in_the_house_has_a_name_that_says_nothing() -> None:
    complain(
        f"{module.at(line)}: “{name}” says nothing; use the field's word"
        for module in own()
        for name, line in _names(module.tree)
        if (name.lstrip("_") in VAGUE or name.endswith(VAGUE_ENDINGS)) and (name, line) not in _bodies(module)
    )


def _bodies(module: Module) -> set[tuple[str, int]]:
    """Where a handler of the web takes a request's body: Litestar gives it by the name `data`, and by no other."""
    handlers = (one for one in functions(module.tree) if one.decorator_list and module.name.startswith("web."))
    return {
        (arg.arg, arg.lineno) for one in handlers for arg in (*one.args.args, *one.args.kwonlyargs) if arg.arg == "data"
    }


def _names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno


def test_days_and_instants_are_told_apart_by_their_names() -> None:
    complain(_misnamed_times())


def _misnamed_times() -> Iterator[str]:
    for module in own():
        for name, kind, line in _fields(module.tree):
            if kind in {"datetime", "datetime | None"} and name != "at" and not name.endswith("_at"):
                yield f"{module.at(line)}: the instant “{name}” ends in _at"
            if kind in {"date", "date | None"} and not DAY_NAMES.fullmatch(name):
                yield f"{module.at(line)}: the day “{name}” ends in _on (an interval: valid_from, valid_until)"


def _fields(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Annotated fields of classes: name, annotation, line."""
    for one in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in one.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, ast.unparse(node.annotation), node.lineno


def test_every_public_thing_says_what_it_is() -> None:
    complain(_silent())


def _silent() -> Iterator[str]:
    for module in own():
        if ast.get_docstring(module.tree) is None:
            yield f"{module.at(1)} has no docstring"
        for one in public(module.tree):
            if ast.get_docstring(one) is None:
                yield f"{module.at(one.lineno)} {one.name} has no docstring"


def test_every_test_file_says_what_it_tests() -> None:
    complain(f"{module.at(1)} has no docstring" for module in around() if ast.get_docstring(module.tree) is None)


def test_nothing_is_caught_that_nobody_understands() -> None:
    complain(
        f"{module.at(node.lineno)} catches {ast.unparse(node.type) if node.type else 'everything'}: name the error"
        for module in own()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node.type) and not _goes_on(node)
    )


def _catches_all(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(name is None or (isinstance(name, ast.Name) and name.id in _ALL) for name in names)


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again: a transaction that rolls back swallows nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


_ALL = frozenset({"Exception", "BaseException"})


def test_table_modules_have_no_future_imports() -> None:
    complain(
        f"{module.at(node.lineno)}: a future import breaks the relations of SQLModel tables"
        for module in house().values()
        if module.name.startswith("registry.tables")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    )


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_every_test_is_a_sentence(folder: str) -> None:
    complain(
        f"{module.at(one.lineno)} {one.name}: a test's name is a sentence, at least three words after test_"
        for module in around()
        if module.path.is_relative_to(ROOT / folder) and module.path.name.startswith("test_")
        for one in functions(module.tree)
        if one.name.startswith("test_") and len(one.name.split("_")) < 4
    )
