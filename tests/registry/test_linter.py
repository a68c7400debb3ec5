"""The linter of the register: each rule speaks where something is wanting and is silent where it stands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, bring, load_catalogue

from app import main
from registry import judging, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.glossary import Language
from registry.law.lawbook import LawBook
from registry.reports.linted import as_json, cure, sentence
from registry.reports.linter import Linted, lint
from registry.store import Store

WHOLE = """
[[activity]]
key = "letters"
purposes = ["answer letters"]
legal_basis = ["contract"]
data_subjects = ["customers"]
data_categories = ["email"]
retention = [{what = "letters", period = "P1Y", from = "the answer"}]

[[engagement]]
key = "files"
service = "Nordmoln Drive"
activities = ["letters"]
role.decided_by_us = "processor"
contracting_party = "Nordmoln AB"
source = {document = "contract file"}

[[engagement.agreement]]
kind = "dpa"
signed_on = 2024-01-01
authorisation = "general"
notice_days = 30
objection_days = 14

[[engagement.transfer]]
destination = "SE"
manner = "storage"
importer.country = "SE"
access_from = []
"""


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.fixture
def linted(store: Store, tmp_path: Path, law: LawBook) -> Callable[[str], Linted]:
    """What the linter finds in a portfolio beside the small catalogue."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))

    def found(text: str, organisation: str = ORGANISATION) -> Linted:
        bring(store, organisation + text)
        with store.read() as session:
            register = read_register(session, Moment(ON))
        return lint(register, judging.flows(register, law))

    return found


def told(linted: Linted, record: str = "Nordmoln Drive") -> set[tuple[str, str]]:
    return {(one.rule, one.way) for one in linted.problems if one.name.endswith(record)}


def test_an_engagement_with_everything_on_file_is_silent(linted: Callable[[str], Linted]) -> None:
    assert told(linted(WHOLE)) <= {("K28", "list")}
    assert told(linted(WHOLE), "letters") == set()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('kind = "dpa"', 'kind = "scc"\nact = "(EU) 2021/914"', ("K28", "")),
        ("signed_on = 2024-01-01", "signed_on = 2024-01-01\nvalid_until = 2026-11-22", ("K28", "")),
        ("signed_on = 2024-01-01", "signed_on = 2024-01-01\nvalid_until = 2026-12-22", ("K28", "ending")),
        ('authorisation = "general"\n', "", ("K28", "authorisation")),
        ("notice_days = 30\nobjection_days = 14\n", "", ("K28", "notice")),
        ('role.decided_by_us = "processor"\n', "", ("K4", "")),
        ('role.decided_by_us = "processor"', 'role.decided_by_us = "joint_controller"', ("K26", "")),
        (
            'role.decided_by_us = "processor"',
            'role.decided_by_us = "processor"\nrole.stated_in_our_notice = "joint_controller"',
            ("K4", "stated"),
        ),
        ('contracting_party = "Nordmoln AB"\n', "", ("K4", "party")),
        ('activities = ["letters"]\nrole', "role", ("K30b", "activity")),
        ('destination = "SE"', 'destination = "IN"', ("K44", "unknown")),
    ],
)
def test_a_rule_speaks_where_its_record_is_wanting_and_not_before(
    linted: Callable[[str], Linted], before: str, after: str, expected: tuple[str, str]
) -> None:
    assert before in WHOLE
    assert expected not in told(linted(WHOLE))
    assert expected in told(linted(WHOLE.replace(before, after)))


def test_a_contract_that_ends_long_from_now_is_no_problem(linted: Callable[[str], Linted]) -> None:
    far = WHOLE.replace("signed_on = 2024-01-01", "signed_on = 2024-01-01\nvalid_until = 2027-11-22")
    assert {way for rule, way in told(linted(far)) if rule == "K28"} <= {"list"}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('legal_basis = ["contract"]\n', "K6"),
        ('data_subjects = ["customers"]\n', "K30c"),
        ('data_categories = ["email"]\n', "K30c"),
        ('retention = [{what = "letters", period = "P1Y", from = "the answer"}]\n', "K30f"),
    ],
)
def test_an_activity_without_a_field_of_article_30_is_named(
    linted: Callable[[str], Linted], line: str, rule: str
) -> None:
    assert told(linted(WHOLE), "letters") == set()
    assert told(linted(WHOLE.replace(line, "", 1)), "letters") == {(rule, "")}


def test_every_finding_has_words_and_a_cure_in_both_languages(linted: Callable[[str], Linted]) -> None:
    answer = as_json(linted(WHOLE.replace('kind = "dpa"', 'kind = "scc"\nact = "(EU) 2021/914"')))
    assert answer["counts"]["error"] == 1
    assert answer["checked"] >= answer["counts"]["ok"]
    for one in answer["findings"]:
        assert {"id", "article", "level", "record", "finding", "cure"} <= set(one)
        for words in (one["finding"], one["cure"]):
            assert set(words) == {"sv", "en"}
            assert not any("{" in text or "[" in text for text in words.values())


def test_a_missing_fact_is_named_in_words_for_people(linted: Callable[[str], Linted]) -> None:
    unknown = next(
        one for one in linted(WHOLE.replace('destination = "SE"', 'destination = "IN"')).problems if one.rule == "K44"
    )
    assert "Indien" in sentence(unknown, Language.SV)
    assert "safeguards" not in sentence(unknown, Language.SV)
    assert cure(unknown, Language.EN)


def test_a_register_of_files_is_checked_without_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path / "nowhere"))
    file = tmp_path / "register.toml"
    engaged = '[[engagement]]\nservice = "Fortnox"\nrole.decided_by_us = "processor"\nsource = {document = "file"}\n'
    file.write_text(ORGANISATION + engaged, encoding="utf-8")
    assert main(["check", str(file), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert ("K28", None) in {(one["id"], one["case"]) for one in answer["findings"]}
    assert not (tmp_path / "nowhere").exists()
