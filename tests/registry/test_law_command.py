"""`onward verdict` as a process: what it prints, where, and how it leaves."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.law.situations import base

ROOT = Path(__file__).resolve().parents[2]


def onward(*words: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "app.py"), "verdict", *words]
    inherited = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, input=given, capture_output=True, env=inherited | environment, check=False)


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def test_one_transfer_gives_one_object_with_sorted_keys(tmp_path: Path) -> None:
    file = tmp_path / "transfer.json"
    file.write_bytes(as_bytes({"id": "t1", **base("us")}))
    done = onward("--facts", str(file), "--on", "2026-11-22", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == b""
    assert list(answer) == sorted(answer)
    assert set(answer) == {
        "id", "on", "verdict", "for_people", "reasons", "fallback", "flags", "would_settle", "holds_until", "law"
    }  # fmt: skip
    assert (answer["id"], answer["on"], answer["verdict"], answer["for_people"]) == (
        "t1",
        "2026-11-22",
        "covered",
        "valid",
    )
    assert set(answer["reasons"][0]) == {"article", "record", "text", "source"}


def test_a_list_gives_a_list_in_its_order() -> None:
    given = as_bytes([{"id": "a", **base("us")}, {"id": "b", **base("third")}])
    done = onward("--facts", "-", "--on", "2026-11-22", "--json", given=given)
    assert [(one["id"], one["verdict"]) for one in json.loads(done.stdout)] == [("a", "covered"), ("b", "unsupported")]


def test_like_transfers_are_answered_alike_each_under_its_own_id() -> None:
    given = as_bytes([{"id": str(number), "importer": {"name": f"Company {number}"}} for number in range(2_000)])
    answers = json.loads(onward("--facts", "-", "--on", "2026-11-22", "--json", given=given).stdout)
    assert [one.pop("id") for one in answers] == [str(number) for number in range(2_000)]
    assert all(one == answers[0] for one in answers)
    assert answers[0]["verdict"] == "unknown"


def test_an_empty_list_gives_an_empty_list() -> None:
    assert json.loads(onward("--facts", "-", "--json", given=b"[]").stdout) == []


def test_the_same_input_gives_the_same_bytes() -> None:
    given = as_bytes([base("us"), base("clauses"), {}])
    first, second = (onward("--facts", "-", "--on", "2026-11-22", "--json", given=given) for _ in range(2))
    assert first.stdout == second.stdout


def test_without_a_day_the_day_of_the_settings_holds() -> None:
    done = onward("--facts", "-", "--json", given=as_bytes(base("third")), ONWARD_TODAY="2024-02-29")
    assert json.loads(done.stdout)["on"] == "2024-02-29"


def test_without_json_people_read_lines() -> None:
    done = onward("--facts", "-", "--on", "2026-11-22", given=as_bytes({"id": "t1", **base("clauses")}))
    text = done.stdout.decode()
    assert "t1  2026-11-22  safeguarded (valid)" in text
    assert "Art. 46(2)(c)" in text


def test_no_database_and_no_folder_are_made(tmp_path: Path) -> None:
    onward("--facts", "-", "--json", given=as_bytes(base("third")), ONWARD_VAR=str(tmp_path / "var"))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"{", "no JSON"),
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON in UTF-8"),
        (b'{"hr_data": true, "hr_data": false}', "written twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b"7", "an object"),
        (
            as_bytes({"importer": {"certifications": [{"valid_from": "2023-13-01"}]}}),
            "importer.certifications[0].valid_from",
        ),
        (as_bytes([{}, {"importer": {"country": "UK"}}]), "transfer 2 of 2: importer.country"),
        (as_bytes({"safeguards": [{"kind": "scc", "act": "(EU) 2021/941"}]}), "safeguards[0].act"),
        (b'{"id": "\\ud800"}', "id: found half a character"),
        (b'{"importer": {"name": "Acme \\udfff"}}', "importer.name: found half a character"),
        (b'{"' + b"k" * 100_000 + b'": 1}', "k…: found an unknown key"),
        (as_bytes({str(number): 1 for number in range(100_000)})[:-1] + b', "99999": 2}', "“99999” is written twice"),
    ],
)
def test_what_cannot_be_read_leaves_with_2_and_says_why(given: bytes, words: str) -> None:
    done = onward("--facts", "-", "--on", "2026-11-22", "--json", given=given)
    assert done.returncode == 2
    assert done.stdout == b""
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--facts", "no-such-file.json"),
        (),
        ("--facts", "-", "--on", "2026-02-30"),
        ("--facts", "-", "--on", "20261122"),
    ],
)
def test_a_file_that_is_not_there_and_a_day_that_is_none_leave_with_2(words: tuple[str, ...]) -> None:
    done = onward(*words, given=b"{}")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "transfer.json"
    file.write_bytes(b"\xef\xbb\xbf" + as_bytes(base("third")))
    assert onward("--facts", str(file), "--json").returncode == 0


def loaded_modules() -> Any:
    script = "import sys; import registry.commands.verdict; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_the_command_loads_nothing_but_the_standard_library_and_the_law() -> None:
    heavy = {
        "sqlalchemy",
        "sqlmodel",
        "pydantic",
        "litestar",
        "httpx",
        "networkx",
        "msgspec",
        "bs4",
        "lxml",
        "hypothesis",
    }
    assert not heavy & loaded_modules()
