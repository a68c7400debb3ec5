"""The files by which a fleet is run: every command, option, setting and path in them exists."""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs_reading import COMMANDS, options

from registry.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
UNITS = ("onward.service", "onward-worker@.service")
NAMES = {setting.name for setting in SETTINGS}


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DOCS / name).read_text(encoding="utf-8"))
    return parser


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DOCS / "compose.yaml").read_text(encoding="utf-8"))
    return found


def ours() -> dict[str, dict[str, Any]]:
    return {name: one for name, one in compose()["services"].items() if name != "database"}


def instructions() -> list[tuple[str, str]]:
    text = (DOCS / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def hold_command(words: list[str]) -> None:
    assert words[0] in COMMANDS
    assert {word for word in words[1:] if word.startswith("-")} <= set(options(words[0]))


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_commands_that_exist_as_nobody_special(name: str) -> None:
    service = unit(name)["Service"]
    for key in ("ExecStartPre", "ExecStart"):
        if key in service:
            program, *words = shlex.split(service[key])
            assert program.endswith("/.venv/bin/onward")
            hold_command(words)
    assert service["User"] not in {"root", "0"}
    assert service["NoNewPrivileges"] == "yes"
    assert service["Environment"].partition("=")[0] in NAMES
    assert service["Environment"].endswith(f"/{service['StateDirectory']}")


def test_the_web_leaves_the_watching_to_workers_and_each_unit_is_told_of() -> None:
    assert unit("onward.service")["Service"]["ExecStart"].endswith("serve --no-watch")
    assert unit("onward-worker@.service")["Service"]["ExecStart"].endswith("onward worker")
    told = (DOCS / "fleet.md").read_text(encoding="utf-8")
    assert [name for name in (*UNITS, "compose.yaml", "Containerfile") if f"({name})" not in told] == []


def test_the_compose_file_runs_commands_with_settings_that_exist() -> None:
    for service in ours().values():
        hold_command(service["command"])
        assert set(service["environment"]) <= NAMES
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
    commands = {name: service["command"][0] for name, service in ours().items()}
    assert commands == {"load": "load", "web": "serve", "worker": "worker"}


def test_all_that_read_snapshots_share_one_volume_and_wait_for_the_schema() -> None:
    found = compose()
    folders = {name: service["environment"]["ONWARD_VAR"] for name, service in ours().items()}
    assert {f"captured:{folder}" for folder in folders.values()} == {ours()["worker"]["volumes"][0]}
    assert {"captured", "database"} == set(found["volumes"])
    for name in ("web", "worker"):
        assert found["services"][name]["depends_on"]["load"]["condition"] == "service_completed_successfully"


def test_the_compose_file_builds_what_the_container_file_says() -> None:
    build = ours()["worker"]["build"]
    assert (DOCS / build["context"]).resolve() == ROOT
    assert ROOT / build["dockerfile"] == DOCS / "Containerfile"


def test_the_container_takes_what_is_there_pinned_and_runs_as_nobody_special() -> None:
    found = instructions()
    copied = [rest.split()[:-1] for word, rest in found if word == "COPY" and "--from" not in rest]
    assert [path for paths in copied for path in paths if not (ROOT / path).exists()] == []
    packages = re.search(r"only-include = \[([^\]]+)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages is not None
    assert set(re.findall(r'"([^"]+)"', packages[1])) <= {path for paths in copied for path in paths}
    assert any("-c constraints.txt" in rest for word, rest in found if word == "RUN")
    assert [rest for word, rest in found if word == "USER"] == ["10001"]
    assert [word for word, rest in found if word == "ENTRYPOINT" and rest == '["onward"]'] == ["ENTRYPOINT"]
