"""The documentation says what Onward does: every command, option, setting, route and target, and nothing else."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import house_plan as plan
import pytest
from docs_reading import COMMANDS, Page, options, page, pages, parser, words_of
from house_reading import ROOT, house, is_generated
from litestar.routes import HTTPRoute
from test_house import complain

from app import create_app, main
from registry.answers import Exit
from registry.errors import OnwardError
from registry.settings import SETTINGS, read

OF_TESTS = {"ONWARD_ATTACKS", "ONWARD_SHARED", "ONWARD_REQUIRE_SHARED", "ONWARD_REQUIRE_BROWSER"}
COMMAND_GUIDE = "docs/commands.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_each_of_its_options(name: str) -> None:
    assert find_spec(COMMANDS[name]) is not None, f"{COMMANDS[name]} is in the table of app.py and does not exist"
    section = page(COMMAND_GUIDE).section(name)
    assert section, f"{COMMAND_GUIDE} has no section “## {name}”"
    complain(
        f"{COMMAND_GUIDE}, {name}: `{word}` is not explained"
        for word in options(name)
        if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", section)
    )


def test_the_command_guide_explains_no_command_that_is_gone() -> None:
    titles = set(re.findall(r"^## (\w+)$", page(COMMAND_GUIDE).text, re.MULTILINE))
    assert titles <= COMMANDS.keys()


def test_every_command_line_shown_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [(one.name, words) for one in pages() for words in one.commands()]
    assert shown
    complain(
        f"{name} shows “onward {' '.join(words)}”: {why}" for name, words in shown if (why := _refusal(words, capsys))
    )


def test_no_page_names_a_command_that_does_not_exist() -> None:
    complain(
        f"{one.name} names `onward {word}`, which is no command"
        for one in pages()
        for word in re.findall(r"`onward ([a-z]+)\b", one.prose)
        if word not in COMMANDS
    )


def _refusal(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Why the real parser refuses these words; empty where it takes them."""
    if words[0] not in COMMANDS:
        return f"there is no command “{words[0]}”"
    try:
        parser(words[0]).parse_args(words[1:])
    except OnwardError as error:
        return str(error)
    except SystemExit as stopped:
        return capsys.readouterr().err.strip().splitlines()[-1] if stopped.code else ""
    return ""


@pytest.mark.parametrize("name", ["README.md", "docs/law.md"])
def test_the_first_answer_shown_is_what_the_command_answers(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, shown = next(page(name).blocks("json")), next(page(name).blocks("console"))
    command, answer = shown.split("\n", 1)
    (tmp_path / "transfer.json").write_text(facts, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(words_of(command)) == Exit.OK
    assert capsys.readouterr().out == answer


def test_every_setting_is_explained_with_its_default() -> None:
    guide = page("docs/settings.md").text
    rows = {name: default for name, default in re.findall(r"^\| `(\w+)` \| (.*?) \|", guide, re.MULTILINE)}
    assert rows == {one.name: f"`{one.default}`" if one.default else "–" for one in SETTINGS}


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = {one.name for one in SETTINGS} | OF_TESTS
    complain(
        f"{one.name} names {word}, which is no setting"
        for one in pages()
        for word in re.findall(r"\bONWARD_[A-Z_]+\b", one.text)
        if word not in known
    )


def test_every_route_is_documented(tmp_path: Path) -> None:
    app = create_app(read({"ONWARD_VAR": str(tmp_path)}))
    paths = {route.path_format for route in app.routes if isinstance(route, HTTPRoute)}
    assert "/health" in paths
    text = page("docs/api.md").text + page("docs/pages.md").text
    complain(f"neither docs/api.md nor docs/pages.md names {path}" for path in paths if not _names_route(text, path))


def _names_route(text: str, path: str) -> bool:
    """Whether a route is named; what its placeholders are called does not matter."""
    pattern = "".join(
        r"[{<][\w:]+[}>]" if part.startswith("{") else re.escape(part) for part in re.split(r"({\w+})", path)
    )
    return re.search(rf"(?<![\w/}}]){pattern}(?![\w/{{-])", text) is not None


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = "\n".join(one.text for one in pages())
    complain(
        f"no page says what `make {target}` does" for target in targets if not re.search(rf"make {target}\b", text)
    )


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    complain(
        f"{one.name} shows `make {word}`, which the Makefile does not know"
        for one in pages()
        for word in re.findall(r"(?:^|`)make ([a-z]+)\b", one.text, re.MULTILINE)
        if word not in targets
    )


def test_every_relative_link_and_picture_leads_somewhere() -> None:
    complain(_dead_links())


def _dead_links() -> Iterator[str]:
    anchors = {one.path: one.anchors() for one in pages()}
    for one in pages():
        for target in re.findall(r"\[[^\]\n]*\]\(([^)\s]+)\)", one.prose):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            path = (one.path.parent / file).resolve() if file else one.path
            if not path.exists():
                yield f"{one.name} links to {target}: there is no such file"
            elif anchor and path in anchors and anchor not in anchors[path]:
                yield f"{one.name} links to {target}: there is no such heading"


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_every_block_of_code_can_be_read(one: Page) -> None:
    for block in one.blocks("toml"):
        tomllib.loads(block)
    for block in one.blocks("python"):
        ast.parse(block)


def test_the_guide_to_the_law_shows_a_record() -> None:
    assert list(page("docs/law.md").blocks("toml"))


def test_the_change_log_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    titles = re.findall(r"^## (.+)$", page("CHANGELOG.md").text, re.MULTILINE)
    assert titles
    assert titles[0] == "Unreleased" or titles[0].startswith(version)
    assert any(title.startswith(version) for title in titles)


def test_decisions_are_numbered_without_a_gap_and_say_their_number() -> None:
    found = [one for one in pages() if one.path.parent.name == "decisions"]
    numbers = [int(one.path.name[:4]) for one in found]
    assert numbers == list(range(1, len(found) + 1))
    complain(f"{one.name} does not begin with “# {int(one.path.name[:4])}. ”" for one in found if not _is_titled(one))


def _is_titled(one: Page) -> bool:
    return one.text.startswith(f"# {int(one.path.name[:4])}. ")


def test_the_guide_to_the_house_shows_the_plan_that_is_tested() -> None:
    guide = page("docs/house.md").text
    complain(f"docs/house.md lacks the row\n{row}" for row in _plan_rows() if row not in guide)


def _plan_rows() -> Iterator[str]:
    for part in plan.REGISTRY:
        modules = " ".join(f"`{module.removeprefix('registry.')}`" for module in part.modules)
        above = "every part above" if part.only is None else ", ".join(part.only) or "standard library"
        yield f"| {part.name} | {modules} | {above} | {part.reason} |"
    for guests in plan.GUESTS:
        rooms = " ".join(f"`{module}`" for module in guests.modules) or "–"
        yield f"| `{guests.who}` | {', '.join(guests.parts) or '–'} | {rooms} | {guests.reason} |"
    for touch in plan.TOUCHES:
        libraries, allowed = (" ".join(f"`{word}`" for word in words) for words in (touch.libraries, touch.allowed))
        yield f"| {touch.what} | {libraries} | {allowed} | {touch.reason} |"


def test_the_guide_to_the_house_names_every_module_and_none_that_is_gone() -> None:
    guide = page("docs/house.md").text
    named = set(re.findall(r"^- `([\w/]+\.py)`:", guide, re.MULTILINE))
    modules = (module for module in house().values() if not is_generated(module))
    there = {path.relative_to(ROOT).as_posix(): path for path in (module.path for module in modules)}
    wanted = {name for name, path in there.items() if path.name != "__init__.py"}
    complain(
        [f"docs/house.md, the tree: add “- `{name}`: what it holds.”" for name in wanted - named]
        + [f"docs/house.md, the tree: {name} is gone" for name in named - wanted]
    )
