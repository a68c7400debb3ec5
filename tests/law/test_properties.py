"""What must hold for every transfer, whatever the facts."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.shapes import Condition, DerogationArticle
from registry.law.telling import TAKEN_AS, TELLING, TOLD_BY_THE_RULE
from registry.law.transfers import assess
from registry.law.verdicts import rank
from registry.terms import Module, OnwardTerms, ReceivedUnder, Role, SafeguardKind, Sector, Verdict

BOOK = lawfiles.load()
SETTINGS = settings(deadline=None)

COUNTRIES = st.sampled_from(
    ["SE", "IE", "NO", "HR", "HU", "GB", "CH", "US", "CA", "IL", "UY", "JP", "KR", "BR", "IN", "EPO"]
)
DAYS = st.one_of(
    st.dates(date(1999, 1, 1), date(2035, 1, 1)),
    st.sampled_from(
        [
            date(2015, 10, 6),
            date(2020, 7, 16),
            date(2021, 6, 27),
            date(2021, 9, 27),
            date(2022, 12, 28),
            date(2026, 11, 22),
        ]
    ),
)
ISO_DAYS = DAYS.map(date.isoformat)
MAYBE_DAYS = st.none() | ISO_DAYS
YES_OR_NO = st.booleans()
ROLES = st.sampled_from([role for role in Role if role not in {Role.RECIPIENT, Role.NOT_A_RECIPIENT}])
ACTS = st.sampled_from(["(EU) 2021/914", "2010/87/EU", "2001/497/EC", "2002/16/EC", "(EU) 2021/915"])
RELIED_ON = st.sampled_from(["(EU) 2016/1250", "(EU) 2023/1795", "2010/87/EU", "a foreign statute"])
MEASURES = st.sampled_from(["encryption", "pseudonymisation"])


def fixed(**keys: Any) -> Any:
    return st.fixed_dictionaries(keys)


def listed(one: Any, most: int = 2) -> Any:
    return st.lists(one, max_size=most)


CERTIFICATIONS = fixed(
    framework=st.sampled_from(["safe-harbour", "privacy-shield", "eu-us-dpf", "uk-us-bridge", "swiss-us-dpf"]),
    valid_from=ISO_DAYS,
    valid_until=MAYBE_DAYS,
    covers=listed(st.sampled_from(["hr", "non_hr"])),
    seen_in=st.sampled_from(["register", "vendor"]),
)
SAFEGUARDS = fixed(
    kind=st.sampled_from(list(SafeguardKind)) | st.just("scc"),
    act=ACTS,
    modules=listed(st.sampled_from(list(Module)), 4),
    signed_on=ISO_DAYS,
    annexes_complete=YES_OR_NO,
    combined_with_eu_data=YES_OR_NO,
    processing_unchanged=YES_OR_NO,
    type=st.sampled_from(["bcr-c", "bcr-p"]),
    covers_importer=YES_OR_NO,
    approved_on=ISO_DAYS,
    authorised_on=ISO_DAYS,
)
ASSESSMENTS = fixed(
    concluded_on=ISO_DAYS,
    outcome=st.sampled_from(["effective", "effective_with_measures", "not_effective", "effective"]),
    review_due_on=MAYBE_DAYS,
    requires=listed(MEASURES),
    relies_on=listed(RELIED_ON, 1),
)
DEROGATIONS = fixed(
    article=st.sampled_from(list(DerogationArticle)),
    chosen_by_controller=YES_OR_NO | st.just(True),
    **{condition.value: YES_OR_NO | st.just(True) for condition in Condition},
)
WHOLE_FACTS = fixed(
    exporter=fixed(country=COUNTRIES | st.just("SE"), role=ROLES, public_powers=YES_OR_NO, subject_to_gdpr=YES_OR_NO),
    importer=fixed(
        name=st.just("Acme"),
        country=COUNTRIES,
        role=ROLES,
        sector=st.sampled_from(list(Sector)),
        subject_to_gdpr=YES_OR_NO,
        parent_country=st.none() | COUNTRIES,
        certifications=listed(CERTIFICATIONS),
        pipeda=YES_OR_NO,
        is_own_controller=YES_OR_NO,
    ),
    destination=COUNTRIES,
    access_from=listed(COUNTRIES),
    same_legal_entity=st.sampled_from([False, False, False, True]),
    hr_data=YES_OR_NO,
    automated=YES_OR_NO,
    systematic=YES_OR_NO,
    received_under=st.none() | st.sampled_from(list(ReceivedUnder)),
    onward_terms=st.none() | st.sampled_from(list(OnwardTerms)),
    safeguards=listed(SAFEGUARDS),
    assessment=st.none() | ASSESSMENTS | ASSESSMENTS,
    measures=listed(fixed(kind=MEASURES, implemented_on=MAYBE_DAYS)),
    derogation=st.none() | DEROGATIONS,
)


def coherent(facts: Any) -> Any:
    """A controller that exports has chosen the derogation it names: to say otherwise contradicts itself."""
    if facts["derogation"] and facts["exporter"]["role"] not in {Role.PROCESSOR, Role.SUB_PROCESSOR}:
        facts["derogation"]["chosen_by_controller"] = True
    return facts


COHERENT_FACTS = WHOLE_FACTS.map(coherent)


def verdict(facts: Any, on: date, book: LawBook = BOOK) -> Verdict:
    return assess(read_facts(facts, book.countries), book, on).verdict


def paths(value: Any, prefix: str = "") -> list[str]:
    """Every key of an object, with those inside it."""
    match value:
        case dict():
            inner = [(f"{prefix}.{key}" if prefix else key, one) for key, one in value.items()]
            return [path for path, _ in inner] + [path for name, one in inner for path in paths(one, name)]
        case list():
            return [path for place, one in enumerate(value) for path in paths(one, f"{prefix}[{place}]")]
        case _:
            return []


def without(facts: Any, path: str) -> Any:
    """The facts with one key taken out."""
    changed = deepcopy(facts)
    *way, last = path.replace("[", ".[").split(".")
    place = changed
    for step in way:
        place = place[int(step[1:-1])] if step.startswith("[") else place[step]
    del place[last]
    return changed


def never_forks(path: str) -> bool:
    generic = "".join("[]" if part.startswith("[") else part for part in _parts(path))
    return any(generic == key or generic.startswith(f"{key}[") for key in TAKEN_AS)


def _parts(path: str) -> list[str]:
    return path.replace("[", "\0[").replace("]", "]\0").split("\0")


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_making_a_key_unknown_gives_the_same_verdict_or_unknown(facts: Any, on: date, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in paths(facts) if not never_forks(path)]))
    assert verdict(without(facts, path), on) in {verdict(facts, on), Verdict.UNKNOWN}, path


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_making_several_keys_unknown_gives_the_same_verdict_or_unknown(
    facts: Any, on: date, data: st.DataObject
) -> None:
    known = facts
    for _ in range(3):
        path = data.draw(st.sampled_from([path for path in paths(known) if not never_forks(path)]))
        known = without(known, path)
    assert verdict(known, on) in {verdict(facts, on), Verdict.UNKNOWN}


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_taking_something_off_the_file_never_improves_a_verdict(facts: Any, on: date) -> None:
    before = rank(verdict(facts, on))
    for holder, key in ((facts, "safeguards"), (facts["importer"], "certifications"), (facts, "measures")):
        on_file = holder[key]
        for place in range(len(on_file)):
            holder[key] = on_file[:place] + on_file[place + 1 :]
            assert rank(verdict(facts, on)) <= before, (key, place)
        holder[key] = on_file


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_every_answer_cites_an_article_and_is_the_same_twice(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    assert answer.reasons
    assert all(reason.article.startswith("Art. ") and reason.text for reason in answer.reasons)
    assert answer.flags == tuple(sorted(set(answer.flags)))
    again = assess(read_facts(json.loads(json.dumps(facts)), BOOK.countries), BOOK, on)
    assert again == answer


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_a_verdict_holds_until_the_day_it_says(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    if answer.holds_until is None:
        assert all(rank(verdict(facts, day)) >= rank(answer.verdict) for day in PROBES if day > on)
        return
    assert answer.holds_until > on
    assert rank(verdict(facts, answer.holds_until)) < rank(answer.verdict)
    before = date.fromordinal(answer.holds_until.toordinal() - 1)
    assert rank(verdict(facts, before)) >= rank(answer.verdict)


PROBES = [date(year, month, 15) for year in range(1999, 2036, 3) for month in (1, 7)]


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS)
def test_nothing_outside_its_validity_gives_footing(facts: Any, on: date) -> None:
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    if answer.verdict not in {Verdict.COVERED, Verdict.SAFEGUARDED}:
        return
    named = {reason.record for reason in answer.reasons}
    for decision in (one for one in BOOK.adequacy if one.id in named):
        ends = [day for day in (decision.valid_until, decision.annulled_on, decision.repealed_on) if day is not None]
        assert decision.valid_from <= on
        assert all(on < end for end in ends)
        assert decision.general
    for clauses in (one for one in BOOK.clauses if one.id in named):
        assert clauses.valid_from <= on
        assert clauses.relied_until is None or on < clauses.relied_until
        assert clauses.transfer_tool


@SETTINGS
@given(facts=COHERENT_FACTS, on=DAYS, data=st.data())
def test_facts_with_holes_are_always_answered(facts: Any, on: date, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        if left := paths(facts):
            facts = without(facts, data.draw(st.sampled_from(left)))
    answer = assess(read_facts(facts, BOOK.countries), BOOK, on)
    assert answer.would_settle == () or answer.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("place", ["importer.country", "destination", "exporter.country"])
def test_a_missing_place_of_a_what_if_without_any_decision_is_still_tried(place: str) -> None:
    book = BOOK.without(*(decision.act for decision in BOOK.adequacy))
    facts = {"exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "IE"}, "destination": "IN"}
    assert verdict(without(facts, place), date(2026, 11, 22), book) is Verdict.UNKNOWN


def test_every_key_of_the_facts_has_telling_values_or_is_taken_as_something() -> None:
    keys = set(TELLING) | set(TAKEN_AS) | TOLD_BY_THE_RULE
    never_read = {"importer.name", "id", "exporter", "importer"}
    schema = {
        "".join("[]" if part.startswith("[") else part for part in _parts(path))
        for path in paths(json.loads(WHOLE_EXAMPLE))
    }
    assert {path for path in schema if path not in never_read} == keys


WHOLE_EXAMPLE = json.dumps(
    {
        "exporter": {"country": 0, "role": 0, "public_powers": 0, "subject_to_gdpr": 0},
        "importer": {
            "name": 0,
            "country": 0,
            "role": 0,
            "sector": 0,
            "subject_to_gdpr": 0,
            "parent_country": 0,
            "certifications": [{"framework": 0, "valid_from": 0, "valid_until": 0, "covers": 0, "seen_in": 0}],
            "pipeda": 0,
            "is_own_controller": 0,
        },
        "destination": 0,
        "access_from": 0,
        "same_legal_entity": 0,
        "hr_data": 0,
        "automated": 0,
        "systematic": 0,
        "received_under": 0,
        "onward_terms": 0,
        "safeguards": [
            {
                "kind": 0,
                "act": 0,
                "modules": 0,
                "signed_on": 0,
                "annexes_complete": 0,
                "combined_with_eu_data": 0,
                "processing_unchanged": 0,
                "type": 0,
                "covers_importer": 0,
                "approved_on": 0,
                "authorised_on": 0,
            }
        ],
        "assessment": {"concluded_on": 0, "outcome": 0, "review_due_on": 0, "requires": 0, "relies_on": 0},
        "measures": [{"kind": 0, "implemented_on": 0}],
        "derogation": {"article": 0, "chosen_by_controller": 0, **{condition.value: 0 for condition in Condition}},
    }
)
