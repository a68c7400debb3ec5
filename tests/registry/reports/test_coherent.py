"""Papers of a whole register held against each other: each rule where it stands, its near miss, what is not known."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import FILES, SmallCatalogue
from small_portfolio import ON, ORGANISATION, bring, load_catalogue

from app import main
from registry import gapfiles, judging, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.glossary import Language
from registry.law.lawbook import LawBook
from registry.reports.linted import CHECKS_FILE, as_json, cure, sentence
from registry.reports.linter import Linted, Problem
from registry.reports.looked import look_through
from registry.store import Store
from registry.tables import Change, Claim, Reading, Version
from registry.terms import CaptureState, Grade

ENGAGED = """
[[engagement]]
key = "files"
service = "Nordmoln Drive"
role.decided_by_us = "processor"
contracting_party = "Nordmoln AB"
source = {document = "contract file"}

[[engagement.agreement]]
kind = "dpa"
signed_on = 2026-01-01

[[engagement.transfer]]
destination = "SE"
manner = "storage"
importer.country = "SE"
access_from = []
"""
CLAUSES = """
[[engagement.agreement]]
kind = "scc"
act = "(EU) 2021/914"
modules = ["c2p"]
annexes_complete = true
"""
JANUARY, JUNE, JULY = (datetime(2026, month, 2, 9, tzinfo=UTC) for month in (1, 6, 7))
Looked = Callable[..., list[Problem]]


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.fixture
def files(tmp_path: Path) -> SmallCatalogue:
    return SmallCatalogue(tmp_path / "catalogue")


@pytest.fixture
def looked(store: Store, files: SmallCatalogue, law: LawBook) -> Callable[..., Linted]:
    """The small catalogue as its files say now, a portfolio beside it, more rows, and all of it looked through."""

    def found(text: str, *more: Any, known_at: datetime | None = None) -> Linted:
        load_catalogue(store, files)
        bring(store, ORGANISATION + text)
        with store.write("test") as session:
            session.add_all(more)
        with store.read() as session:
            register = read_register(session, Moment(ON, known_at))
            return look_through(session, register, judging.flows(register, law), law)

    return found


def told(linted: Linted, *rules: str) -> set[tuple[str, str]]:
    return {(one.rule, one.way) for one in linted.problems if one.rule in rules}


def only(linted: Linted, rule: str, way: str = "") -> Problem:
    (one,) = [one for one in linted.problems if (one.rule, one.way) == (rule, way)]
    return one


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


# ---- The version accepted ----


def version(identity: str, at: datetime, text: str, *, extractor: int = 1) -> list[Any]:
    return [
        Version(
            id=identity, document_id="doc_nordmoln-dpa", snapshot_id=f"snp_{identity}", text_sha256=text,
            extractor=extractor, reader=1, recorded_at=at,
        ),
        Reading(id=f"rdg_{identity}", version_id=identity, reader=1, found={}, recorded_at=at),
    ]  # fmt: skip


def change(at: datetime, *, material: bool = True, state: CaptureState = CaptureState.CHANGED) -> Change:
    return Change(
        id=f"chg_{at.month}", source_id="src_1", document_id="doc_nordmoln-dpa", service_id="svc_nordmoln-drive",
        to_version_id="ver_2", state=state, material=material, kinds=[], changes=[], recorded_at=at,
    )  # fmt: skip


def accepting(identity: str) -> str:
    return ENGAGED.replace('kind = "dpa"\n', f'kind = "dpa"\nversion = "{identity}"\n')


FIRST, SECOND = version("ver_1", JANUARY, "a" * 64), version("ver_2", JUNE, "b" * 64)


def copies(*groups: list[Any]) -> list[Any]:
    """Fresh rows: a row belongs to one session."""
    return [type(row)(**row.model_dump()) for group in groups for row in group]


@pytest.mark.parametrize(
    ("accepted", "rows", "expected"),
    [
        ("ver_1", [FIRST, SECOND, [change(JUNE)]], {("K28v", "")}),
        ("ver_2", [FIRST, SECOND, [change(JUNE)]], set()),
        ("ver_1", [FIRST], set()),
        ("ver_1", [FIRST, SECOND, [change(JUNE, material=False)]], {("K28v", "wording")}),
        ("ver_1", [FIRST, version("ver_2", JUNE, "b" * 64, extractor=2)], set()),  # read anew by us: the same text
        ("ver_1", [FIRST, SECOND], {("K28v", "")}),  # handed in: nobody noted a change
        ("ver_1", [FIRST, SECOND, version("ver_3", JULY, "a" * 64), [change(JUNE)]], set()),  # back to what it was
        ("ver_9", [FIRST], {("K28v", "unknown")}),
        (None, [], {("K28v", "unknown")}),
        (None, [version("ver_1", datetime(2025, 12, 1, tzinfo=UTC), "a" * 64)], set()),  # stood when it was signed
        (None, [FIRST], {("K28v", "unknown")}),  # first seen after it was signed
        (None, [FIRST, SECOND, [change(JUNE)]], {("K28v", "")}),
    ],
)
def test_the_version_accepted_is_held_against_the_one_published(
    looked: Callable[..., Linted], accepted: str | None, rows: list[list[Any]], expected: set[Any]
) -> None:
    text = ENGAGED if accepted is None else accepting(accepted)
    assert told(looked(text, *copies(*rows)), "K28v") == expected


def test_a_change_that_was_not_known_yet_is_not_told_of_then(looked: Callable[..., Linted]) -> None:
    rows = copies(FIRST, SECOND, [change(JUNE)])
    assert told(looked(accepting("ver_1"), *rows, known_at=datetime(2026, 5, 1, tzinfo=UTC)), "K28v") == set()


# ---- Adequacy decisions that are claimed ----

SUPPORT = '{name = "Nordmoln, Inc.", purpose = "support", places = ["US"], seat = "US", group = "affiliate"}'


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('places = ["SG"], mechanisms = ["Adequacy decision", "Intercompany SCCs"]', {("K45", "")}),
        ('places = ["JP"], mechanisms = ["Adequacy decision"]', set()),
        ('places = ["SG"], mechanisms = ["Intercompany SCCs"]', set()),
        ('places = ["worldwide"], mechanisms = ["Adequacy decision"]', set()),  # no country is named
        ('places = ["SG"], mechanisms = ["SCC (no adequacy decision)"]', set()),
        ('places = ["US"], mechanisms = ["Adequacy decision"]', {("K45", "framework")}),
    ],
)
def test_a_row_of_a_list_that_claims_a_decision_is_held_against_the_law(
    looked: Callable[..., Linted], files: SmallCatalogue, row: str, expected: set[Any]
) -> None:
    files.edit("subprocessors/nordmoln.toml", SUPPORT, f'{{name = "Fjärrhjälpen Pte.", {row}}}')
    linted = looked(ENGAGED)
    assert told(linted, "K45") == expected
    for problem in linted.problems:
        if problem.rule == "K45":
            assert "sub_" in problem.record
            assert "Adequacy decision" in sentence(problem, Language.SV)


def test_a_certified_company_bears_a_claim_for_the_united_states_out(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    certified = SUPPORT.replace("}", ', mechanisms = ["Adequacy decision"]}')
    files.edit("subprocessors/nordmoln.toml", SUPPORT, certified)
    assert told(looked(ENGAGED), "K45") == set()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"sub_processors": [{"quote": "Fjärrhjälpen, Singapore, adequacy decision", "countries": ["SG"]}]}, 1),
        ({"sub_processors": [{"quote": "Fjärrhjälpen, Singapore, standard clauses", "countries": ["SG"]}]}, 0),
        ({"sub_processors": [{"quote": "Singapore, without an adequacy decision", "countries": ["SG"]}]}, 0),
        ({"transfers": {"mechanisms": ["adequacy"], "countries": ["SG", "JP"], "quote": "to SG and JP"}}, 1),
        ({"transfers": {"mechanisms": ["adequacy", "scc"], "countries": ["SG", "JP"], "quote": "SG, JP"}}, 0),
        ({"recipients": [{"mechanism_stated": ["adequacy"], "countries_stated": ["SG"], "quote": "in SG"}]}, 1),
        ({"recipients": [{"mechanism_stated": ["none"], "countries_stated": ["SG"], "quote": "in SG"}]}, 0),
    ],
)
def test_a_reading_that_claims_a_decision_is_held_against_the_law(
    looked: Callable[..., Linted], found: dict[str, Any], expected: int
) -> None:
    rows = copies(FIRST)
    rows[1].found = found
    problems = [one for one in looked(ENGAGED, *rows).problems if one.rule == "K45"]
    assert len(problems) == expected


def claim(identity: str, field: str, value: dict[str, Any], document: str, quote: str) -> Claim:
    return Claim(
        id=identity, subject_id="svc_nordmoln-drive", field=field, value=value, document_id=document, quote=quote,
        source=f"https://nordmoln.example/{document}", grade=Grade.PRIMARY, recorded_at=JUNE,
    )  # fmt: skip


def test_a_claim_that_speaks_of_a_decision_is_held_against_the_law(looked: Callable[..., Linted]) -> None:
    row = {"name_as_written": "Fjärrhjälpen Pte.", "places": ["SG"]}
    problem = only(looked(ENGAGED, claim("clm_1", "sub_processor", row, "doc_a", "adequacy decision (SG)")), "K45")
    assert "adequacy decision (SG)" in sentence(problem, Language.EN)


# ---- Sources that contradict each other ----

STORED = """
[[location]]
services = ["nordmoln-drive"]
manner = "storage"
countries = ["SE", "IE"]
as_written = "Sweden, Ireland and others"
open_ended = true
"""


def test_a_list_and_an_agreement_that_differ_are_told_with_both_quotes(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    row = {"name_as_written": "Brevduvan Mail", "places": ["US"]}
    linted = looked(ENGAGED, claim("clm_1", "sub_processor", row, "doc_nordmoln-dpa", "Brevduvan Mail, United States"))
    problem = only(linted, "K5")
    for language in Language:
        words = sentence(problem, language)
        assert "Brevduvan Mail, United States" in words
        assert "Brevduvan Mail · SE" in words
    same = {"name_as_written": "Brevduvan Mail", "places": ["SE"]}
    assert told(looked(ENGAGED, claim("clm_2", "sub_processor", same, "doc_b", "Sweden")), "K5") == {("K5", "")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("notice_days", {"days": 30}), ("notice_days", {"days": 14}), {("K5", "")}),
        (("notice_days", {"days": 30}), ("notice_days", {"days": 30}), set()),
        (("notice_days", {"days": 30}), ("objection_days", {"days": 14}), set()),
        (("transfers", {"outside_eea": "no"}), ("transfers", {"outside_eea": "yes"}), {("K5", "")}),
        (("transfers", {"outside_eea": "no"}), ("transfers", {"outside_eea": "possible"}), set()),
        (
            ("role", {"role": "processor", "context": "files"}),
            ("role", {"role": "independent_controller", "context": "files"}),
            {("K5", "")},
        ),
        (
            ("role", {"role": "processor", "context": "files"}),
            ("role", {"role": "independent_controller", "context": "statistics"}),
            set(),
        ),
        (
            ("mechanism", {"kind": "dpf", "state": "claimed"}),
            ("mechanism", {"kind": "dpf", "state": "not_listed"}),
            {("K5", "")},
        ),
        (("mechanism", {"kind": "dpf", "state": "claimed"}), ("mechanism", {"kind": "bcr", "state": "claimed"}), set()),
    ],
)
def test_two_claims_of_different_documents_contradict_each_other_only_on_one_fact(
    looked: Callable[..., Linted], first: tuple[str, Any], second: tuple[str, Any], expected: set[Any]
) -> None:
    claims = [claim(f"clm_{n}", *one, f"doc_{n}", f"words {n}") for n, one in enumerate((first, second))]
    assert told(looked(ENGAGED, *claims), "K5") == expected


def test_two_claims_of_one_document_are_its_own_matter(looked: Callable[..., Linted]) -> None:
    claims = [claim(f"clm_{days}", "notice_days", {"days": days}, "doc_a", f"{days} days") for days in (14, 30)]
    assert told(looked(ENGAGED, *claims), "K5") == set()


def test_a_claim_that_was_superseded_contradicts_nobody(looked: Callable[..., Linted]) -> None:
    claims = [claim(f"clm_{days}", "notice_days", {"days": days}, f"doc_{days}", "days") for days in (14, 30)]
    claims[0].superseded_at = JULY
    assert told(looked(ENGAGED, *claims), "K5") == set()


def test_places_of_two_sources_contradict_each_other_where_both_are_closed(
    looked: Callable[..., Linted], files: SmallCatalogue
) -> None:
    closed = STORED.replace("open_ended = true\n", "") + 'grade = "primary"\nsource = ["S1"]\n'
    other = closed.replace('["SE", "IE"]', '["US"]').replace("Sweden, Ireland and others", "Oregon")
    files.edit("services/nordmoln.toml", STORED, closed.rpartition("grade")[0])
    text = (files.folder / "services/nordmoln.toml").read_text(encoding="utf-8")
    (files.folder / "services/nordmoln.toml").write_text(text + other.replace('["S1"]', '["SITE"]'), encoding="utf-8")
    problem = only(looked(ENGAGED), "K5")
    assert "Oregon" in sentence(problem, Language.SV)
    assert FILES["services/nordmoln.toml"].count("open_ended = true") == 1


def test_noted_conflicts_are_listed_and_left_to_people(looked: Callable[..., Linted], files: SmallCatalogue) -> None:
    files.edit(
        "services/nordmoln.toml",
        '[[mechanism]]\nservices = ["nordmoln-drive"]',
        '[[conflict]]\nservices = ["nordmoln-drive"]\ntext = "One page says Luleå."\ngrade = "primary"\n'
        'source = ["SITE"]\n\n[[mechanism]]\nservices = ["nordmoln-drive"]',
    )
    own = '\n[[engagement.conflict]]\nfield = "role.stated_in_our_notice"\nvalue = "joint controller, in a heading"\n'
    linted = looked(ENGAGED + own)
    assert "Luleå" in sentence(only(linted, "K5", "noted"), Language.SV)
    assert "joint controller, in a heading" in sentence(only(linted, "K5", "same_source"), Language.EN)


# ---- Words, command ----


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
