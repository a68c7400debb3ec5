"""Papers of a whole register held against each other: each rule where it stands, its near miss, what is not known."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from paper_register import CLAUSES, ENGAGED, FIRST, JUNE, SECOND, change, copies, only, told
from small_portfolio import ORGANISATION

from app import main
from registry import gapfiles
from registry.glossary import Language
from registry.reports.linted import CHECKS_FILE, as_json, cure, sentence
from registry.reports.linter import Linted


def test_papers_that_agree_are_silent(looked: Callable[..., Linted]) -> None:
    assert told(looked(ENGAGED + CLAUSES), "K46a", "K46c", "K46d", "K45") == set()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('modules = ["c2p"]', 'modules = ["p2p"]', ("K46a", "")),
        ('modules = ["c2p"]\n', "", ("K46a", "unstated")),
        ("annexes_complete = true", "annexes_complete = false", ("K46c", "")),
        ("annexes_complete = true\n", "", ("K46c", "unknown")),
        ("(EU) 2021/914", "(EU) 2021/915", ("K46d", "")),
        ('"processor"', '"independent_controller"', ("K28", "role")),
        ('"processor"', '"independent_controller"', ("K46a", "")),
        ('role.decided_by_us = "processor"\n', "", ("K46a", "roles")),
    ],
)
def test_a_paper_that_clashes_is_told_with_its_record(
    looked: Callable[..., Linted], before: str, after: str, expected: tuple[str, str]
) -> None:
    text = ENGAGED + CLAUSES
    assert before in text
    assert expected not in told(looked(text), expected[0])
    problem = only(looked(text.replace(before, after)), *expected)
    assert problem.record.startswith("agr_")


def test_what_is_not_known_of_a_chain_is_told_once_with_the_hops_it_is_of(looked: Callable[..., Linted]) -> None:
    problem = only(looked(ENGAGED), "K46b", "unknown")
    assert problem.record.startswith("eng_")
    named = dict(problem.values)["namn"]
    assert all(
        name in named for name in ("Nordmoln, Inc.", "Tysta Byrån", "Brevduvan Mail")
    )  # nobody knows its company


def test_a_hop_on_file_with_the_wrong_module_is_told_by_its_own_key(looked: Callable[..., Linted]) -> None:
    behind = """
[[engagement.sub_processor]]
name = "Kopieboden"

[[engagement.sub_processor.transfer]]
destination = "IN"
manner = "storage"
exporter.country = "SE"
importer.country = "IN"
importer.subject_to_gdpr = false
safeguards = [{kind = "scc", act = "(EU) 2021/914", modules = ["c2p"], annexes_complete = true, signed_on = 2024-01-01}]
"""
    problem = only(looked(ENGAGED + behind), "K46b")
    assert ":IN:storage" in problem.record
    assert told(looked(ENGAGED + behind.replace('"c2p"', '"p2p"')), "K46b") == {("K46b", "unknown")}


def test_every_finding_has_words_and_a_cure_in_both_languages(looked: Callable[..., Linted]) -> None:
    wrong = CLAUSES.replace('"c2p"', '"p2p"').replace("true", "false")
    linted = looked(ENGAGED + wrong, *copies(FIRST, SECOND, [change(JUNE)]))
    assert len(linted.problems) > 5
    for problem in linted.problems:
        for language in Language:
            words = (sentence(problem, language), cure(problem, language) or "")
            assert not any(mark in text for text in words for mark in ("{", "}", "[", "None")), words


def test_every_rule_of_coherence_has_a_table_and_every_table_a_rule() -> None:
    folder = Path(__file__).resolve().parents[3] / "registry"
    names = ("law/coherence.py", "law/statements.py", "reports/coherent.py", "reports/versions.py", "reports/linter.py")
    source = "".join((folder / name).read_text(encoding="utf-8") for name in names)
    for name, rule in gapfiles.load(CHECKS_FILE).rules.items():
        assert f'"{name}"' in source
        assert all(f'"{way}"' in source for way in rule.ways)


def test_the_counts_hold_every_record_that_was_looked_at(looked: Callable[..., Linted]) -> None:
    answer = as_json(looked(ENGAGED + CLAUSES))
    assert answer["counts"]["ok"] == answer["checked"] - len({one["record"] for one in answer["findings"]})


def test_the_command_tells_a_clash_and_knows_of_an_instant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "var"))
    file = tmp_path / "register.toml"
    text = ENGAGED.replace("Nordmoln Drive", "Fortnox").replace("Nordmoln AB", "Fortnox AB")
    file.write_text(ORGANISATION + text + CLAUSES.replace('"c2p"', '"c2c"'), encoding="utf-8")
    assert main(["check", str(file), "--json", "--on", date(2026, 11, 22).isoformat()]) == 1
    answer = json.loads(capsys.readouterr().out)
    (clash,) = [one for one in answer["findings"] if one["id"] == "K46a" and one["case"] is None]
    assert "modul 1" in clash["finding"]["sv"]
    assert "module 1" in clash["finding"]["en"]
    assert main(["check", "--known-at", "2026-11-22"]) == 2
