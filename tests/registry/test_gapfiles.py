"""The words of the gap rules: every rule there, said in both languages, and never more than it may say."""

import re
from pathlib import Path

import pytest

from registry import gapfiles, glossary
from registry.errors import BadRecord, NotFound
from registry.glossary import Label, Language
from registry.law.telling import TAKEN_AS, TELLING, TOLD_BY_THE_RULE

EXPECTED = {f"E{n}" for n in range(1, 12)} | {f"F{n}" for n in range(1, 17)} | {f"S{n}" for n in range(1, 5)}
EXPECTED |= {f"A{n}" for n in range(1, 12)}
NEVER = re.compile(r"bryter mot|compliant|infring|violat|laglig grund|adekvansbeslut", re.IGNORECASE)


def labels() -> list[Label]:
    ways = [way for rule in gapfiles.load().rules.values() for way in rule.ways.values()]
    return [one for way in ways for one in (way.finding, way.suggestion) if one is not None]


def test_every_rule_of_the_tables_has_its_words() -> None:
    assert set(gapfiles.load().rules) == EXPECTED


def test_every_rule_can_fire() -> None:
    assert [name for name, rule in gapfiles.load().rules.items() if rule.waits_for] == []


def test_every_fact_that_may_be_missing_has_a_name_for_people() -> None:
    keys = {key.replace("[]", "") for key in (*TELLING, *TOLD_BY_THE_RULE, *TAKEN_AS)}
    assert set(glossary.load().vocabulary("fact")) == keys


@pytest.mark.parametrize("key", ["safeguards[0].signed_on", "safeguards[11].signed_on", "safeguards[].signed_on"])
def test_a_fact_has_one_name_wherever_it_stands_in_a_list(key: str) -> None:
    assert glossary.fact(key, Language.SV) == "dagen då klausulerna undertecknades"


def test_no_finding_says_that_the_law_is_broken_or_kept() -> None:
    assert [one for one in labels() if NEVER.search(one.sv) or NEVER.search(one.en)] == []


def test_both_languages_fill_the_same_places() -> None:
    for one in labels():
        assert set(gapfiles.PLACEHOLDER.findall(one.sv)) == set(gapfiles.PLACEHOLDER.findall(one.en)), one.sv


def test_what_is_not_known_stands_in_brackets() -> None:
    book = gapfiles.load()
    text = Label(sv="till {land} för {ä}", en="to {land} for {ä}")
    assert book.filled(text, Language.SV, {"land": "USA"}) == "till USA för [ändamål]"


@pytest.mark.parametrize(
    ("name", "said"), [("Etta, Inc.", "Vi anlitar Etta, Inc."), ("Etta AB", "Vi anlitar Etta AB.")]
)
def test_a_name_that_ends_in_a_full_stop_ends_its_sentence_with_it(name: str, said: str) -> None:
    text = Label(sv="Vi anlitar {m}. {m} är vårt biträde.", en="We use {m}. {m} is our processor.")
    filled = gapfiles.load().filled(text, Language.SV, {"m": name})
    assert filled == f"{said} {name} är vårt biträde."


def test_a_way_nobody_wrote_is_an_error() -> None:
    with pytest.raises(NotFound, match="E1"):
        gapfiles.load().way("E1", "sideways")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[E1]\narticle = "13"\nlevel = "error"\n', "finding"),
        ('[E1]\narticle = "13"\nlevel = "grave"\nfinding = {sv = "a", en = "b"}\n', "level"),
        ('[E1]\narticle = "13"\nlevel = "error"\nfinding = {sv = "a"}\n', "finding"),
        ('[E1]\narticle = "13"\nlevel = "error"\nfinding = {sv = "a", en = "b"}\ncolour = "red"\n', "colour"),
    ],
)
def test_words_that_are_not_whole_are_refused_by_field(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "gaps.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRecord) as refused:
        gapfiles.load(path)
    assert refused.value.field == field
