"""Facts of transfers for property tests: drawn whole, and with keys taken out."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import strategies as st

from registry.law.shapes import Condition, DerogationArticle
from registry.law.telling import TAKEN_AS
from registry.terms import Module, OnwardTerms, ReceivedUnder, Role, SafeguardKind, Sector

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
    generic = "".join("[]" if part.startswith("[") else part for part in parts(path))
    return any(generic == key or generic.startswith(f"{key}[") for key in TAKEN_AS)


def parts(path: str) -> list[str]:
    return path.replace("[", "\0[").replace("]", "]\0").split("\0")


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
