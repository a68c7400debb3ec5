"""The `onward` command as a person starts it: help, exit codes, pipes that close, Ctrl-C, and what it need not load."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import app
from registry.answers import Exit

ROOT = Path(__file__).resolve().parent.parent
ONWARD = [sys.executable, "-W", "error", "-m", "app"]
FACTS = {"id": "t1", "exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "NO"}}
FACTS |= {"destination": "NO"}


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONWARD_")}
    return kept | {"ONWARD_VAR": str(folder), "ONWARD_TODAY": "2026-11-22"} | more


def onward(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ONWARD, *words], cwd=ROOT, env=environment(folder, **more), capture_output=True, encoding="utf-8", timeout=60,
        check=False,
    )  # fmt: skip


@pytest.fixture
def facts(tmp_path: Path) -> str:
    (tmp_path / "facts.json").write_text(json.dumps(FACTS))
    return str(tmp_path / "facts.json")


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)])
def test_the_overview_names_every_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    answer = onward(tmp_path, *words)
    assert (answer.returncode, answer.stderr) == (0, "")
    listed = re.findall(r"^  (\w+) +\S", answer.stdout, re.MULTILINE)
    assert listed == list(app.COMMANDS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", ["drawn", "--json", "../load", "registry.commands.load", "half \udcff"])
def test_an_unknown_command_is_told_on_standard_error(tmp_path: Path, word: str) -> None:
    answer = onward(tmp_path, word)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "there is no command" in answer.stderr
    assert "onward COMMAND --help" in answer.stderr


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([name, "--help"]) == Exit.OK
    told = capsys.readouterr().out
    assert f"usage: onward {name}" in told
    assert f"example:\n  onward {name}" in told


@pytest.mark.parametrize("name", app.COMMANDS)
def test_a_word_nobody_knows_is_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([name, "--no-such-thing"]) == Exit.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage: onward" in err


def test_an_error_is_told_in_words_and_without_a_traceback(tmp_path: Path) -> None:
    answer = onward(tmp_path, "draw")
    assert (answer.returncode, answer.stdout) == (2, "")
    file = tmp_path / "onward.db"
    assert answer.stderr == f"onward draw: There is no database at {file}. Run `onward load` first, or put it back.\n"


def test_a_setting_that_cannot_be_read_is_usage(tmp_path: Path) -> None:
    answer = onward(tmp_path, "settings", ONWARD_PORT="many")
    assert answer.returncode == 2
    assert "ONWARD_PORT is “many”" in answer.stderr


def test_a_page_that_cannot_be_reached_is_exit_three(tmp_path: Path) -> None:
    answer = onward(tmp_path, "read", "http://127.0.0.1:9/", ONWARD_ALLOW_ADDRESSES="127.0.0.0/8")
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "http://127.0.0.1:9/" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_verdict_loads_no_database_no_web_and_no_reader(tmp_path: Path, facts: str) -> None:
    heavy = "alembic sqlalchemy sqlmodel pydantic psycopg litestar networkx graphviz httpx aiohttp bs4 selectolax"
    code = (
        f"import sys, app; code = app.main(['verdict', '--facts', {facts!r}, '--json'])\n"
        f"sys.exit(', '.join(name for name in {heavy.split()!r} if name in sys.modules) or code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["verdict"] == "not_a_transfer"


def test_answers_are_utf8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(FACTS | {"id": "Åsa"}))
    answer = onward(tmp_path, "verdict", "--json", "--facts", str(tmp_path / "facts.json"), PYTHONIOENCODING="ascii")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["id"] == "Åsa"


@pytest.mark.parametrize("words", [("--help",), ("draw", "--help"), ("settings", "--json"), ("verdict",)])
def test_a_pipe_whose_reader_has_left_is_no_trouble(tmp_path: Path, facts: str, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    more = ("--facts", facts) if words == ("verdict",) else ()
    try:
        answer = subprocess.run(
            [*ONWARD, *words, *more], cwd=ROOT, env=environment(tmp_path), stdout=writing, stderr=subprocess.PIPE,
            text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_ctrl_c_stops_without_a_traceback(tmp_path: Path) -> None:
    """The interrupt comes while the command runs: a file that is a pipe never ends, so it waits for more."""
    pipe = tmp_path / "facts.json"
    os.mkfifo(pipe)
    # Where the run itself stands in the background, a child would inherit that interrupts are ignored.
    code = (
        "import signal, sys, app; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"sys.exit(app.main(['verdict', '--facts', {str(pipe)!r}]))"
    )
    waiting = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with pipe.open("w"):  # opens as soon as the command has opened it to read
            waiting.send_signal(signal.SIGINT)
            out, err = waiting.communicate(timeout=30)
    finally:
        waiting.kill()
    assert (waiting.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert err.endswith("Stopped.\n")
