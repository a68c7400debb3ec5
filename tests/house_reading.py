"""Reads Onward's own modules: what each imports, calls, defines and writes, with the line."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("registry", "crawlers", "graphs", "web", "data")
GENERATED = ROOT / "registry" / "migrations"  # written once by the migration tool, then frozen

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the house, parsed."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    def at(self, line: int) -> str:
        """Where something stands: file and line."""
        return f"{self.path.relative_to(ROOT)}:{line}"


@dataclass(frozen=True, slots=True)
class Import:
    """An import, by the most exact module name it can mean."""

    name: str
    line: int
    inside_a_function: bool


@cache
def house() -> dict[str, Module]:
    """Every module that is part of the program, by name."""
    paths = [ROOT / "app.py", *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))]
    return {module.name: module for module in map(read, paths)}


@cache
def around() -> tuple[Module, ...]:
    """Tests and benchmarks: not part of the house, but held to its sizes."""
    return tuple(read(path) for folder in ("tests", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py")))


def read(path: Path) -> Module:
    """Parse one module."""
    text = path.read_text(encoding="utf-8")
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, path, ast.parse(text), len(text.splitlines()))


def is_generated(module: Module) -> bool:
    """Whether a tool wrote the module."""
    return module.path.is_relative_to(GENERATED)


def imports(module: Module, known: frozenset[str]) -> Iterator[Import]:
    """Every import, wherever it hides. `from a import b` means `a.b` where that is a module."""
    late = {id(node) for function in functions(module.tree) for node in ast.walk(function)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, id(node) in late)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield Import(full if full in known else base, node.lineno, id(node) in late)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if node.level == 0:
        return node.module or ""
    package = module.name.split(".")
    if module.path.name != "__init__.py":
        package = package[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join((*package, node.module) if node.module else package)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def methods(tree: ast.AST) -> set[int]:
    """The functions that stand directly in a class, by identity."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {id(node) for one in classes for node in one.body if isinstance(node, Function)}


def public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Public classes and functions, and the public methods of public classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (one for one in node.body if isinstance(one, Function) and not one.name.startswith("_"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name, as far as it is written with names (`session.add`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """`a.b.c` for names and attributes; what is not a name shows as an empty part."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def is_under(name: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a module is one of these, or inside one of these packages."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)
