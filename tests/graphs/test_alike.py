"""Facts the law cannot tell apart: one verdict for all of them, and it is the verdict of each."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from law.drawing import DAYS, WHOLE_FACTS

from graphs.alike import Alike
from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.transfers import assess
from registry.law.verdicts import rank

LAW = lawfiles.load()
ON = date(2026, 11, 22)
ANYWHERE = st.sampled_from(sorted(LAW.countries))
LEFT_OUT = st.sampled_from(["hr_data", "destination", "safeguards", "assessment", "received_under", "access_from"])


@settings(max_examples=150, deadline=None)
@given(WHOLE_FACTS, ANYWHERE, ANYWHERE, ANYWHERE, st.lists(LEFT_OUT, max_size=2), DAYS)
def test_a_country_may_stand_for_every_country_that_is_like_it(
    facts: dict[str, Any], exporter: str, importer: str, destination: str, left_out: list[str], on: Any
) -> None:
    facts = facts | {"destination": destination}
    facts["exporter"] = facts["exporter"] | {"country": exporter}
    facts["importer"] = facts["importer"] | {"country": importer}
    facts = {key: value for key, value in facts.items() if key not in left_out}
    (found,) = Alike(LAW, on).ranks([facts])
    assert found == rank(assess(read_facts(facts, LAW.countries), LAW, on).verdict)


def test_countries_without_a_word_in_the_law_book_are_alike_and_those_with_a_decision_are_not() -> None:
    alike = Alike(LAW, ON)
    like = {code: alike.told_apart({"destination": code})["destination"] for code in LAW.countries}
    assert like["IN"] == like["PH"] == like["KP"]
    assert like["SE"] == like["FR"]
    assert len({like[code] for code in ("SE", "IN", "US", "GB", "JP", "CH")}) == 6
    assert len(set(like.values())) < len(LAW.countries) / 4


def test_the_importers_name_is_no_fact_and_a_missing_country_stays_missing() -> None:
    alike = Alike(LAW, ON)
    assert alike.told_apart({"importer": {"name": "A", "role": "processor"}}) == {"importer": {"role": "processor"}}
    assert alike.told_apart({"importer": {"name": "A"}, "destination": None}) == {"importer": {}, "destination": None}
