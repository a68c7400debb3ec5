"""Who may import whom, and who may touch what: every import of the house is held to the plan in `house_plan`."""

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import house_plan as plan
import pytest
from house_reading import ROOT, Import, Module, calls, dotted, house, imports, is_under

KNOWN = frozenset(house())
OWN = frozenset(plan.PACKAGES)


def complain(found: Iterable[str]) -> None:
    """Fail with every finding: file, line and rule."""
    lines = sorted(set(found))
    assert not lines, "\n" + "\n".join(lines)


def every_import() -> Iterator[tuple[Module, Import]]:
    for module in house().values():
        for one in imports(module, KNOWN):
            yield module, one


def own_imports() -> Iterator[tuple[Module, Import]]:
    return ((module, one) for module, one in every_import() if _package(one.name) in OWN)


def _package(name: str) -> str:
    return name.split(".")[0]


def _part(name: str) -> plan.Part | None:
    return next((part for part in plan.REGISTRY if is_under(name, part.modules)), None)


def _above(part: plan.Part) -> set[str]:
    """Names of the parts that this part may import, itself included."""
    if part.only is not None:
        return {part.name, *part.only}
    names = [one.name for one in plan.REGISTRY]
    return set(names[: names.index(part.name) + 1])


def test_every_module_of_the_registry_has_a_place_in_the_plan() -> None:
    modules = (module for name, module in house().items() if name.startswith("registry."))
    complain(
        f"{module.at(1)} belongs to no part: give it a place and a reason in tests/house_plan.py and docs/house.md"
        for module in modules
        if _part(module.name) is None
    )


def test_imports_between_packages_point_down() -> None:
    complain(
        f"{module.at(one.line)} imports {one.name}: {_package(module.name)} may import only "
        f"{', '.join(plan.PACKAGES[_package(module.name)]) or 'the standard library'}"
        for module, one in own_imports()
        if _package(one.name) not in plan.PACKAGES[_package(module.name)]
    )


def test_a_part_of_the_registry_imports_only_parts_to_its_left() -> None:
    complain(_leftward())


def _leftward() -> Iterator[str]:
    for module, one in own_imports():
        part, other = _part(module.name), _part(one.name)
        if part is None or _package(one.name) != "registry" or one.name == "registry":
            continue
        if other is None or other.name not in _above(part):
            named = other.name if other else one.name
            rule = f"may import only {', '.join(part.only) or 'the standard library'}" if part.only is not None else ""
            yield f"{module.at(one.line)} imports {one.name}: “{part.name}” {rule or f'stands left of “{named}”'}"


@pytest.mark.parametrize("package", ["crawlers", "graphs"])
def test_guests_of_the_registry_enter_only_the_listed_rooms(package: str) -> None:
    complain(_trespassing(package))


def _trespassing(package: str) -> Iterator[str]:
    for module, one in own_imports():
        if _package(module.name) != package or _package(one.name) != "registry":
            continue
        grants = [guests for guests in plan.GUESTS if is_under(module.name, (guests.who,))]
        part = _part(one.name)
        by_part = part is not None and any(part.name in guests.parts for guests in grants)
        if not by_part and not any(is_under(one.name, guests.modules) for guests in grants):
            yield f"{module.at(one.line)} imports {one.name}: {package} may not (docs/house.md, who may import whom)"


def test_nothing_below_the_web_imports_a_command() -> None:
    complain(
        f"{module.at(one.line)} imports {one.name}: commands are loaded by app.py, by name"
        for module, one in own_imports()
        if ".commands." in one.name and ".commands" not in module.name and _package(module.name) != "web"
    )


def test_the_api_imports_no_page() -> None:
    complain(
        f"{module.at(one.line)} imports {one.name}: what pages and the API share stands in web/"
        for module, one in own_imports()
        if is_under(module.name, ("web.api",)) and is_under(one.name, ("web.pages",))
    )


def test_no_import_hides_in_a_function() -> None:
    complain(
        f"{module.at(one.line)} imports {one.name} late: imports stand at the top of the file"
        for module, one in every_import()
        if one.inside_a_function
    )


def test_no_module_imports_in_a_circle() -> None:
    ways: dict[str, set[str]] = {name: set() for name in KNOWN}
    for module, one in own_imports():
        if one.name in KNOWN and one.name != module.name:
            ways[module.name].add(one.name)
    while leaves := [name for name, others in ways.items() if not others & ways.keys()]:
        for name in leaves:
            del ways[name]
    assert not ways, f"these modules import each other in a circle: {', '.join(sorted(ways))}"


@pytest.mark.parametrize("touch", plan.TOUCHES, ids=lambda touch: touch.what)
def test_only_the_named_modules_touch(touch: plan.Touch) -> None:
    complain(
        f"{module.at(one.line)} imports {one.name}: {touch.what} is touched in {', '.join(touch.allowed)} only"
        for module, one in every_import()
        if is_under(one.name, touch.libraries) and not is_under(module.name, touch.allowed)
    )


def test_the_law_imports_nothing_that_reaches_disk_clock_or_network() -> None:
    pure = {
        *("abc", "bisect", "collections", "collections.abc", "dataclasses", "datetime", "enum", "functools", "hashlib"),
        *("itertools", "operator", "re", "string", "types", "typing"),
    }
    complain(
        f"{module.at(one.line)} imports {one.name}: the law touches nothing"
        for module, one in every_import()
        if module.name.startswith("registry.law.") and _package(one.name) in sys.stdlib_module_names - pure
    )


def test_the_law_asks_no_clock_and_opens_no_file() -> None:
    modules = (module for module in house().values() if is_under(module.name, ("registry.law",)))
    complain(
        f"{module.at(call.lineno)} calls {name}: the day is a parameter, and the law touches nothing"
        for module in modules
        for name, call in calls(module.tree)
        if name in {"open", "print", "input"} or name.rsplit(".", 1)[-1] in {"today", "now", "utcnow"}
    )


def test_the_environment_is_read_in_one_place() -> None:
    complain(
        f"{module.at(node.lineno)} reads the environment: only {', '.join(plan.ENVIRONMENT)} does"
        for module in house().values()
        if module.name not in plan.ENVIRONMENT
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    )


def test_files_are_written_only_by_those_who_keep_them() -> None:
    complain(
        f"{module.at(call.lineno)} writes a file ({name}): {', '.join(plan.WRITERS_OF_FILES)} do"
        for module in house().values()
        if not is_under(module.name, plan.WRITERS_OF_FILES)
        for name, call in calls(module.tree)
        if _writes_a_file(name, call)
    )


def _writes_a_file(name: str, call: ast.Call) -> bool:
    deed = name.rsplit(".", 1)[-1]
    if deed in {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "rmtree", "mkstemp", "symlink_to"}:
        return True
    if name in {"os.replace", "os.rename", "os.remove", "shutil.move", "shutil.copy", "shutil.copyfile"}:
        return True
    if name in {"open", "os.fdopen"}:
        return _is_writing_mode(call, call.args[1:2])
    return name.endswith(".open") and _is_writing_mode(call, call.args[:1])


def _is_writing_mode(call: ast.Call, positional: list[ast.expr]) -> bool:
    said = [*positional, *(word.value for word in call.keywords if word.arg == "mode")]
    modes = [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(len(mode) <= 3 and set(mode) & set("wax+") for mode in modes)


def test_rows_are_written_inside_the_registry_alone() -> None:
    deeds = {"add", "add_all", "delete", "merge", "flush", "commit", "exec", "execute", "bulk_save_objects"}
    complain(
        f"{module.at(call.lineno)} calls {name}: rows are written by registry/ alone"
        for module in house().values()
        if _package(module.name) not in {"registry"}
        for name, call in calls(module.tree)
        if name.rsplit(".", 1)[-1] in deeds and "session" in name.split(".")[-2:][0].lower()
    )


def test_an_import_is_seen_wherever_it_hides() -> None:
    text = "import a.b\nfrom registry import judging\nfrom .near import c\n"
    text += "def deed():\n    from registry.store import Store\n"
    module = Module("registry.law.example", ROOT / "registry/law/example.py", ast.parse(text), 5)
    found = [(one.name, one.inside_a_function) for one in imports(module, KNOWN)]
    assert sorted(found) == [
        ("a.b", False),
        ("registry.judging", False),
        ("registry.law.near", False),
        ("registry.store", True),
    ]


@pytest.mark.parametrize(
    "line", ["open('x', 'w')", "path.open(mode='ab')", "os.replace(a, b)", "path.write_text(t)", "os.fdopen(n, 'wb')"]
)
def test_a_line_that_writes_a_file_is_seen(line: str) -> None:
    assert any(_writes_a_file(name, call) for name, call in calls(ast.parse(line)))


@pytest.mark.parametrize("line", ["open('x')", "path.open('rb')", "webbrowser.open(url)", "path.read_text()"])
def test_a_line_that_reads_a_file_is_no_writing(line: str) -> None:
    assert not any(_writes_a_file(name, call) for name, call in calls(ast.parse(line)))


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    """They are imported without their folder: of two of one name only the first is run."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
