"""Portfolios: the invented sample that comes with Onward, and five real organisations as their notices say."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry import glossary, terms

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "data" / "samples").glob("*.toml"))
PORTFOLIOS = sorted((ROOT / "tests" / "portfolios").glob("*.toml"))
SEEDS = ("almi", "alumio", "impera", "allkontor", "unnamed")
EVERY_FILE = pytest.mark.parametrize("path", [*SAMPLES, *PORTFOLIOS], ids=lambda path: path.stem)

# Keys of docs/portfolio.md that no file here needs.
WITHOUT_EXAMPLE = {
    *(("assessment", key) for key in ("reopened_on", "reopened_by", "reopened_because")),
    ("organisation", "representative"),
    *(("activity", key) for key in ("special_basis", "source", "valid_until")),
    *(
        ("processing_for", key)
        for key in (
            "controller",
            "categories",
            "org_number",
            "country",
            "address",
            "contact",
            "representative",
            "dpo",
            "engagements",
            "security",
            "valid_from",
            "valid_until",
        )
    ),
    ("engagement", "valid_until"),
    ("engagement.agreement", "version"),
    ("engagement.agreement", "document"),
    ("engagement.sub_processor", "contracting_party"),
    ("engagement.sub_processor", "role"),
    *(("engagement.transfer", key) for key in ("hr_data", "automated", "systematic", "same_legal_entity")),
    ("engagement.transfer", "onward_terms"),
}


def loaded(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def explained() -> dict[str, set[str]]:
    """Table name -> keys with a row of their own in docs/portfolio.md."""
    text = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")
    sections = re.split(r"^## `\[*([a-z_.]+)\]*`$", text, flags=re.MULTILINE)
    return {
        name: set(re.findall(r"^\| `([a-z_]+)` \|", body, flags=re.MULTILINE))
        for name, body in zip(sections[1::2], sections[2::2], strict=True)
    }


def tables(portfolio: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a portfolio with the name under which docs/portfolio.md explains it."""
    yield "top", {key: value for key, value in portfolio.items() if not isinstance(value, dict | list)}
    for name, rows in portfolio.items():
        for row in rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []:
            yield name, row
            yield from _inner(row)


def _inner(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("agreement", "transfer", "conflict", "sub_processor"):
        for inner in row.get(name, []):
            yield f"engagement.{name}", inner
            yield from _inner(inner)


def transfers(portfolio: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (row for name, row in tables(portfolio) if name == "engagement.transfer")


@EVERY_FILE
def test_a_portfolio_uses_only_tables_and_keys_that_are_explained(path: Path) -> None:
    keys = explained()
    for name, row in tables(loaded(path)):
        assert set(row) <= keys[name], f"{path.name} [{name}]"


def test_every_key_that_is_explained_is_shown_by_an_example_or_listed_here() -> None:
    used = {(name, key) for path in [*SAMPLES, *PORTFOLIOS] for name, row in tables(loaded(path)) for key in row}
    assert {(name, key) for name, keys in explained().items() for key in keys} - used == WITHOUT_EXAMPLE


@EVERY_FILE
def test_a_portfolio_speaks_the_closed_words(path: Path) -> None:
    words = {"data_categories": "data_category", "legal_basis": "legal_basis"}
    for name, row in tables(loaded(path)):
        for key, vocabulary in words.items():
            assert set(row.get(key, [])) <= set(glossary.load().vocabulary(vocabulary)), f"{name} {key}"
        role = row.get("role", {})
        roles = {value for layer, value in role.items() if layer in set(terms.Layer)}
        assert roles <= set(terms.Role)
        assert set(role) <= {*terms.Layer, "decided_by", "decided_on"}


@EVERY_FILE
def test_a_portfolio_refers_only_to_rows_it_holds_and_names_each_once(path: Path) -> None:
    portfolio = loaded(path)
    for kind in ("activity", "engagement", "recipient_category"):
        keys = [row["key"] for row in portfolio.get(kind, [])]
        assert len(keys) == len(set(keys)), kind
    activities = {row["key"] for row in portfolio.get("activity", [])}
    for name, row in tables(portfolio):
        assert set(row.get("activities", [])) <= activities, name
    assert {row["key"] for row in portfolio.get("recipient_category", [])} <= set(
        glossary.load().vocabulary("recipient_category")
    )


@EVERY_FILE
def test_what_is_known_to_be_absent_is_not_also_there(path: Path) -> None:
    for transfer in transfers(loaded(path)):
        for table in _with_tables_inside(transfer):
            assert not set(table.get("known_absent", [])) & set(table)


def _with_tables_inside(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        yield from _with_tables_inside(inner)


@EVERY_FILE
def test_every_engagement_and_category_names_its_source(path: Path) -> None:
    portfolio = loaded(path)
    for row in [*portfolio.get("engagement", []), *portfolio.get("recipient_category", [])]:
        assert row["source"]["document"]
        assert isinstance(row["source"].get("dated", date.min), date)


def test_the_sample_is_marked_invented_and_shows_every_verdict() -> None:
    portfolios = [loaded(path) for path in SAMPLES]
    assert portfolios
    assert all(portfolio["invented"] is True for portfolio in portfolios)
    expected = {transfer["expected"] for portfolio in portfolios for transfer in transfers(portfolio)}
    assert expected == set(terms.Verdict)
    flags = {flag for p in portfolios for transfer in transfers(p) for flag in transfer.get("expected_flags", [])}
    assert flags <= set(terms.Flag)
    assert len(flags) >= 10


# --- the five organisations against the hand reading of their notices ----------------------------------------------


@pytest.fixture(scope="module")
def hand_reading(shared: Path) -> dict[str, Any]:
    """Document id (the unnamed one as `unnamed`) -> what a person read in it."""
    documents = yaml.safe_load((shared / "facts" / "seeds.yaml").read_text(encoding="utf-8"))["documents"]
    return {document["id"].removesuffix("_hosting_reseller"): document for document in documents}


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEDS)
def test_engagements_are_the_named_recipients_with_the_role_their_notice_states(
    name: str, hand_reading: dict[str, Any]
) -> None:
    portfolio = loaded(ROOT / "tests" / "portfolios" / f"{name}.toml")
    engaged = {e["service"]: e["role"]["stated_in_our_notice"] for e in portfolio.get("engagement", [])}
    read = [r for r in hand_reading[name]["recipients"] if r["kind"] == "named"]
    assert engaged == {r["name_as_written"]: r["stated_role"] for r in read}


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEDS)
def test_controllers_days_and_mechanisms_are_those_of_the_notice(name: str, hand_reading: dict[str, Any]) -> None:
    portfolio, read = loaded(ROOT / "tests" / "portfolios" / f"{name}.toml"), hand_reading[name]
    controllers = [portfolio["organisation"], *portfolio.get("joint_controller", [])]
    named = [c for c in read["controllers"] if c.get("kind") != "category"]
    got = [(c.get("name"), c.get("org_number"), c.get("country")) for c in controllers if "description" not in c]
    assert got == [(c["name"], c["org_number"], c["country"]) for c in named]
    notice = portfolio["notice"]
    assert notice.get("dated") == read["last_updated"]
    assert notice.get("valid_from") == read.get("effective_from")
    stated = {m.removesuffix("_decision") for t in read["transfers"] for m in t["mechanisms"]}
    assert set(notice["third_country"].get("mechanisms", [])) == stated


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEDS)
def test_a_portfolio_of_a_real_organisation_names_no_third_country_and_no_clauses(
    name: str, hand_reading: dict[str, Any]
) -> None:
    portfolio = loaded(ROOT / "tests" / "portfolios" / f"{name}.toml")
    assert not list(transfers(portfolio))
    days = {e.get("valid_from") for e in portfolio.get("engagement", [])}
    assert days <= {hand_reading[name]["last_updated"]}


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEDS)
def test_no_sentence_of_a_notice_is_carried_over(name: str, hand_reading: dict[str, Any], shared: Path) -> None:
    notice = _words((shared / "seeds" / hand_reading[name]["file"]).read_text(encoding="utf-8"))
    ours = _words((ROOT / "tests" / "portfolios" / f"{name}.toml").read_text(encoding="utf-8"))
    runs = {tuple(notice[at : at + 7]) for at in range(len(notice) - 6)}
    shared_runs = [run for at in range(len(ours) - 6) if (run := tuple(ours[at : at + 7])) in runs]
    assert [run for run in shared_runs if not any(word.isdigit() for word in run)] == []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
