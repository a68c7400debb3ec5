"""A folder of captures is judged as the live watcher would."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawlers.commands.replay import run as run_replay
from crawlers.replay import as_json, replay
from registry.errors import BadInput
from registry.settings import read as read_settings

HEAD = "# Subprocessors\n\nWe use these companies to deliver our service to you, wherever you are.\n\n"
TABLE = "| Name of Subprocessor | Purpose | Location |\n| --- | --- | --- |\n"
ROWS = [f"| Leverantör {letter} AB | Hosting | Sweden |\n" for letter in "ABCDE"]


def listing(rows: Sequence[str] = ROWS) -> str:
    return HEAD + TABLE + "".join(rows)


def steps(folder: Path, *captures: tuple[str, str]) -> list[dict[str, object]]:
    for number, (day, text) in enumerate(captures):
        (folder / f"{day}__{number:04d}-x.md").write_text(text, encoding="utf-8")
    return [as_json(step) for step in replay(folder)]


def states(found: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(step["state"], step["alert"]) for step in found]


def test_an_added_row_is_changed_and_alerts(tmp_path: Path) -> None:
    found = steps(
        tmp_path, ("2026-01-01", listing()), ("2026-01-02", listing([*ROWS, "| Nykomling AB | Mail | Japan |\n"]))
    )
    assert states(found) == [("changed", True)]
    change = found[0]["changes"][0]  # type: ignore[index]
    assert change == {
        "kind": "new_recipient_or_subprocessor",
        "before": None,
        "after": "Nykomling AB\nMail\nJapan",
        "subject": "Nykomling AB",
        "countries": ["JP"],
    }


def test_layout_alone_is_the_same(tmp_path: Path) -> None:
    found = steps(tmp_path, ("2026-01-01", listing()), ("2026-01-02", listing().replace("Hosting", "**Hosting**")))
    assert states(found) == [("same", False)]


def test_a_return_within_thirty_days_is_silent_and_after_them_it_is_not(tmp_path: Path) -> None:
    short = listing(ROWS[:4])
    found = steps(
        tmp_path,
        ("2026-01-01", listing()),
        ("2026-01-10", short),
        ("2026-02-08", listing()),
        ("2026-03-01", short),
        ("2026-03-31", listing()),
    )
    assert states(found) == [("changed", True), ("returned", False), ("returned", False), ("changed", True)]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "# Page not found\n\nThe page you asked for is not here. Try the start page instead, or search for it.\n",
        "Just a moment...\n\nPlease verify you are human to go on. This takes a few seconds only, thank you.\n",
        HEAD,
    ],
)
def test_a_bad_capture_makes_no_version(tmp_path: Path, bad: str) -> None:
    found = steps(tmp_path, ("2026-01-01", listing()), ("2026-01-02", bad), ("2026-01-03", listing()))
    assert states(found) == [("bad_capture", False), ("same", False)]
    assert found[1]["compared_with"] == "2026-01-01__0000-x.md"
    assert found[1]["from"] == "2026-01-02__0001-x.md"


def test_the_same_page_in_another_language_is_a_bad_capture(tmp_path: Path) -> None:
    english = (
        "# Privacy\n\n" + "We keep the data that you give to us and use it for the service with your consent. " * 9
    )
    swedish = (
        "# Integritet\n\n"
        + "Vi sparar de uppgifter som du ger till oss och använder dem för tjänsten med ditt samtycke. " * 9
    )
    found = steps(tmp_path, ("2026-01-01", english), ("2026-01-02", swedish), ("2026-01-03", english))
    assert states(found) == [("bad_capture", False), ("same", False)]


def test_rows_gone_from_a_table_that_stands_are_a_change(tmp_path: Path) -> None:
    found = steps(tmp_path, ("2026-01-01", listing()), ("2026-01-02", listing(ROWS[:2])))
    assert states(found) == [("changed", True)]


def test_another_extractor_is_an_upgrade_and_never_alerts(tmp_path: Path) -> None:
    names = ["2026-01-01__0000-x.md", "2026-01-02__0001-x.md", "2026-01-03__0002-x.md"]
    told = [{"file": name, "extractor": extractor} for name, extractor in zip(names, ("1", "2", "2"), strict=True)]
    (tmp_path / "captures.jsonl").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    found = steps(
        tmp_path, ("2026-01-01", listing()), ("2026-01-02", listing(ROWS[:4])), ("2026-01-03", listing(ROWS[:3]))
    )
    assert states(found) == [("upgraded", False), ("changed", True)]


def test_a_folder_that_is_none_or_holds_other_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        list(replay(tmp_path / "nowhere"))
    (tmp_path / "notes.doc").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"notes\.doc"):
        list(replay(tmp_path))


def test_a_line_of_captures_that_cannot_be_read_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "2026-01-01__0000-x.md").write_text(listing(), encoding="utf-8")
    (tmp_path / "captures.jsonl").write_text('{"file": 1}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="line 1"):
        list(replay(tmp_path))


def test_the_command_prints_one_json_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps(tmp_path, ("2026-01-01", listing()), ("2026-01-02", listing(ROWS[:2])))
    code = run_replay(argparse.Namespace(folder=tmp_path, lang=None, json=True), read_settings({}))
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [sorted(json.loads(line)) for line in lines] == [
        ["alert", "changes", "compared_with", "from", "kinds", "material", "state", "to"]
    ]
