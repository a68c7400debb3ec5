"""The invented sample is judged as its comments say, from its own file alone, on 2026-11-22."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.transfers import assess
from registry.terms import Role, Verdict

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "pahittade_fjallcyklar.toml"
ON = date(2026, 11, 22)
NOT_FACTS = {"known_absent", "expected", "expected_flags", "expected_fallback", "manner", "concluded_by"}


class Judged(NamedTuple):
    """A transfer as it stands in the file, with its path and its facts in the form of `onward verdict`."""

    path: str
    facts: dict[str, Any]
    row: dict[str, Any]


def sample_transfers() -> Iterator[Judged]:
    """Every transfer of the sample, with what docs/portfolio.md says need not be repeated filled in."""
    portfolio = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    organisation = portfolio["organisation"]
    exporter = {"role": "controller", **_only(organisation, "country", "public_powers")}
    for engagement in portfolio["engagement"]:
        role = engagement["role"]["decided_by_us"]
        ends = {"exporter": exporter, "importer": {"role": role, "name": engagement["contracting_party"]}}
        yield from _hop(engagement, ends, engagement["key"], engagement.get("kind_of_flow", {}), role == Role.PROCESSOR)


def _hop(
    node: dict[str, Any], ends: dict[str, Any], path: str, flow: dict[str, bool], behind_processors: bool
) -> Iterator[Judged]:
    for row in node.get("transfer", []):
        facts = {**flow, **_plain(row)}
        for end, known in ends.items():
            facts[end] = {**known, **facts.get(end, {})}
        yield Judged(f"{path} ({row['manner']})", facts, row)
    below = {"exporter": {"role": "processor"}, "importer": {"role": "sub_processor"}} if behind_processors else {}
    for inner in node.get("sub_processor", []):
        yield from _hop(inner, below, f"{path} > {inner['name']}", flow, behind_processors)


def _only(table: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: table[key] for key in keys if key in table}


def _plain(value: Any) -> Any:
    """TOML to the JSON of facts: days as text, known absence as null."""
    if isinstance(value, dict):
        there = {key: _plain(inner) for key, inner in value.items() if key not in NOT_FACTS}
        return there | dict.fromkeys(value.get("known_absent", []))
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.mark.parametrize("judged", list(sample_transfers()), ids=lambda judged: judged.path)
def test_a_transfer_of_the_sample_gets_the_verdict_and_flags_it_announces(judged: Judged, law: LawBook) -> None:
    answer = assess(read_facts(judged.facts, law.countries), law, ON)
    assert answer.verdict == judged.row["expected"]
    assert set(judged.row.get("expected_flags", [])) <= set(answer.flags)
    assert answer.fallback == judged.row.get("expected_fallback", answer.fallback)


def test_revoking_the_data_privacy_framework_flips_three_transfers_to_three_verdicts(law: LawBook) -> None:
    without = law.ended("(EU) 2023/1795", ON)
    after = {
        judged.path.split(" ")[0]: assess(read_facts(judged.facts, law.countries), without, ON).verdict
        for judged in sample_transfers()
        if judged.row.get("expected_fallback") and "US" in judged.row["importer"]["country"]
    }
    assert after == {
        "fault_reports": Verdict.SAFEGUARDED,
        "protection": Verdict.INCOMPLETE,
        "tour_reviews": Verdict.UNSUPPORTED,
    }
